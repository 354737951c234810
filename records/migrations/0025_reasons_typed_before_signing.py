from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what is typed on the page before signing with the draft that it is about."""

    dependencies = [("records", "0024_findings_of_signed_words")]
    operations = [
        migrations.AddField(
            "draft",
            "before_signing",
            models.JSONField(
                blank=True,
                default=dict,
                help_text=(
                    "What was typed on the page before signing: the reasons, by name of their field."
                ),
            ),
        ),
    ]
