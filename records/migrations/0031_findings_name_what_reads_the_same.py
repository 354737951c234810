from django.db import migrations, models


class Migration(migrations.Migration):
    """Say which earlier entry reads the same as what was signed."""

    dependencies = [("records", "0030_count_what_does_not_help")]
    operations = [
        migrations.AddField(
            model_name="finding",
            name="source",
            field=models.CharField(
                blank=True,
                help_text="The key of the earlier entry that reads the same.",
                max_length=16,
            ),
        ),
    ]
