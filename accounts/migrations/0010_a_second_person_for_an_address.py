from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a new e-mail address wait until a second person has confirmed it, as a role does."""

    dependencies = [("accounts", "0009_cover_what_stands_in_lists")]
    operations = [
        migrations.AddField(
            model_name="posting",
            name="email",
            field=models.EmailField(
                blank=True,
                default="",
                help_text="The new one, where that is what changes.",
                max_length=254,
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="posting",
            name="kind",
            field=models.CharField(
                choices=[
                    ("JOINED", "Joined"),
                    ("MOVED", "Moved"),
                    ("LEFT", "Left"),
                    ("RETURNED", "Came back"),
                    ("ADDRESS", "New e-mail address"),
                ],
                max_length=10,
            ),
        ),
    ]
