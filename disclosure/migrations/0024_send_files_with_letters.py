from django.db import migrations, models


class Migration(migrations.Migration):
    """Let files of the record go with a letter."""

    dependencies = [("disclosure", "0023_redact_chronologies_and_lists")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="enclosed",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="The files of the record that go with it: key, title and digest.",
            ),
        ),
    ]
