import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep, for each person, the keys under which they are found.

    People who were there before are indexed by ``manage.py index_people --commit``.
    """

    dependencies = [
        ("people", "0003_names_recorded_before"),
    ]

    operations = [
        migrations.CreateModel(
            name="FindingKeys",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="finding_keys",
                        serialize=False,
                        to="people.person",
                    ),
                ),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="Names, sounds, births, numbers and places, each as a digest that is compared.",
                        size=None,
                    ),
                ),
                (
                    "names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(),
                        help_text="Each single name without accents, to tell how near it is.",
                        size=None,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["keys"], name="people_found_by"
                    )
                ],
            },
        ),
    ]
