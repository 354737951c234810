from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a decision about a file name as many of its pages as may go."""

    dependencies = [("disclosure", "0026_copies_that_requests_say_were_sent")]
    operations = [
        migrations.AlterField(
            model_name="redactedfile",
            name="pages",
            field=models.TextField(
                blank=True, help_text="Which of its pages may go, where some may."
            ),
        ),
    ]
