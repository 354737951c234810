from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep how several alerts were read that were marked together."""

    dependencies = [
        ("people", "0033_restrict_a_part_of_a_record"),
    ]

    operations = [
        migrations.AddField(
            model_name="alertread",
            name="reason",
            field=models.CharField(
                blank=True, help_text="Why several were marked at once.", max_length=300
            ),
        ),
    ]
