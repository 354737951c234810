from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep when the file of a finished copy was deleted; what it was stays."""

    dependencies = [("disclosure", "0021_redact_some_entries_alone")]
    operations = [
        migrations.AddField(
            model_name="export",
            name="file_deleted_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When its file was deleted, as the schedule says.",
                null=True,
            ),
        ),
    ]
