from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep with a letter what its writer answered to the coach, until it is signed."""

    dependencies = [("disclosure", "0032_copies_of_before_are_made_again")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="answers",
            field=models.JSONField(
                blank=True,
                default=dict,
                help_text="What its writer answered to the coach, by what an answer is kept under.",
            ),
        ),
    ]
