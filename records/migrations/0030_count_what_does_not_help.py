import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Count what writers say, while writing, that it does not help."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("records", "0029_what_was_removed_and_destroyed"),
    ]
    operations = [
        migrations.CreateModel(
            name="CheckReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("check_key", models.CharField(max_length=60)),
                ("reported_on", models.DateField()),
                (
                    "reported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("check_key", "reported_by", "reported_on"),
                        name="a_check_is_reported_once_a_day_by_a_writer",
                    )
                ],
            },
        ),
    ]
