import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a visit say for which death it was cancelled, so that it can stand again."""

    dependencies = [
        ("people", "0014_deaths_known_before"),
        ("records", "0008_rows_follow_merged_records"),
    ]

    operations = [
        migrations.AddField(
            model_name="plannedvisit",
            name="stopped_by",
            field=models.ForeignKey(
                blank=True,
                help_text="The death for which it was cancelled.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stopped_visits",
                to="people.death",
            ),
        ),
    ]
