import django.core.validators
from django.db import migrations

import people.sealed


class Migration(migrations.Migration):
    """Make room for safe addresses and codes as they are stored encrypted."""

    dependencies = [
        ("people", "0017_opened_in_an_emergency"),
    ]

    operations = [
        migrations.AlterField(
            model_name="address",
            name="description",
            field=people.sealed.SealedText(blank=True, for_kind="SAFE"),
        ),
        migrations.AlterField(
            model_name="address",
            name="lines",
            field=people.sealed.SealedText(blank=True, for_kind="SAFE"),
        ),
        migrations.AlterField(
            model_name="address",
            name="postcode",
            field=people.sealed.SealedLine(
                blank=True, db_index=True, for_kind="SAFE", max_length=200
            ),
        ),
        migrations.AlterField(
            model_name="keptback",
            name="value",
            field=people.sealed.SealedText(
                for_kind="", validators=[django.core.validators.MaxLengthValidator(250)]
            ),
        ),
    ]
