from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a redacted copy say only that something was left out, and keep why."""

    dependencies = [("disclosure", "0030_what_answers_a_request_withholds")]
    operations = [
        migrations.AddField(
            model_name="redaction",
            name="no_reasons_because",
            field=models.CharField(
                blank=True,
                help_text="Why the copy says only that something was left out: blank if it says "
                "why.",
                max_length=500,
            ),
        ),
    ]
