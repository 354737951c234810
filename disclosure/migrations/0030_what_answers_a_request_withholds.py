from django.db import migrations, models


class Migration(migrations.Migration):
    """Note what stays out of a complete copy that answers a request."""

    dependencies = [("disclosure", "0029_restricted_entries_in_copies")]
    operations = [
        migrations.AddField(
            model_name="export",
            name="withheld",
            field=models.CharField(
                blank=True,
                help_text="What stays out of a complete copy for a request, and nobody decided "
                "that.",
                max_length=500,
            ),
        ),
    ]
