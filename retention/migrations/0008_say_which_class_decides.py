from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep with the day of a record the class that decides, so that lists count by class."""

    dependencies = [("retention", "0007_offer_to_an_archive")]
    operations = [
        migrations.AddField(
            model_name="due",
            name="class_key",
            field=models.CharField(
                blank=True, default="", help_text="The class that decides.", max_length=40
            ),
            preserve_default=False,
        ),
    ]
