from django.db import migrations, models


class Migration(migrations.Migration):
    """Say what a request or a correction rests on, where that is why a record is opened."""

    dependencies = [
        ("people", "0031_told_of_an_alert_later"),
    ]

    operations = [
        migrations.AddField(
            model_name="accessreason",
            name="reference",
            field=models.CharField(
                blank=True,
                help_text="The request, report or case that asks for it, where the reason rests on one.",
                max_length=100,
            ),
        ),
    ]
