from django.db import migrations, models


class Migration(migrations.Migration):
    """Say what was pasted into a form while it was written."""

    dependencies = [("records", "0031_findings_name_what_reads_the_same")]
    operations = [
        migrations.AddField(
            model_name="entryversion",
            name="pasted",
            field=models.JSONField(
                default=list,
                help_text="What was pasted while it was written: place, length, and key of the "
                "entry.",
            ),
        ),
    ]
