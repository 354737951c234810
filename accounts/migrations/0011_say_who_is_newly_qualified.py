from django.db import migrations, models


class Migration(migrations.Migration):
    """Say until when somebody counts as newly qualified, whenever they started here."""

    dependencies = [("accounts", "0010_a_second_person_for_an_address")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="newly_qualified_until",
            field=models.DateField(
                blank=True,
                help_text="The last day on which they count as newly qualified.",
                null=True,
            ),
        ),
    ]
