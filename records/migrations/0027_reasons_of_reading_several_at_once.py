from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep how several entries were read that were marked together."""

    dependencies = [
        ("records", "0026_checks_of_the_council"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportread",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Why several were marked at once.", max_length=300
            ),
        ),
    ]
