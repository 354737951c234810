from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a step name a worker and a team, however long their names are."""

    dependencies = [
        ("people", "0010_facts_in_place_of_columns"),
    ]

    operations = [
        migrations.AlterField(
            model_name="involvementchange",
            name="step",
            field=models.CharField(max_length=350),
        ),
    ]
