from django.db import migrations, models


class Migration(migrations.Migration):
    """Say when what a removed entry said was destroyed."""

    dependencies = [("records", "0028_read_entries_back_to_people")]

    operations = [
        migrations.AddField(
            model_name="removal",
            name="destroyed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When what the entry said was destroyed; it is under seal until then.",
                null=True,
            ),
        ),
    ]
