from django.db import migrations, models

import people.keys


class Migration(migrations.Migration):
    """Every restriction has a key, and no two the same."""

    dependencies = [("people", "0024_restrictions_known_before")]
    operations = [
        migrations.AlterField(
            model_name="restriction",
            name="key",
            field=models.CharField(
                default=people.keys.new_key, editable=False, max_length=16, unique=True
            ),
        ),
    ]
