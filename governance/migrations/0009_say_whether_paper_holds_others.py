from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep of paper that is taken out whether it holds other people's data."""

    dependencies = [("governance", "0008_hand_notebooks_back")]

    operations = [
        migrations.AddField(
            model_name="paperstep",
            name="holds_others",
            field=models.BooleanField(
                blank=True,
                help_text="Of what is taken out: whether it holds other people's data.",
                null=True,
            ),
        ),
    ]
