from django.db import migrations, models


class Migration(migrations.Migration):
    """Settle the best or the worst grade of one auditor too: no question was graded apart."""

    dependencies = [
        ("oversight", "0011_staff_say_what_they_read"),
    ]
    operations = [
        migrations.AlterField(
            model_name="auditmoderation",
            name="answers",
            field=models.JSONField(
                blank=True,
                help_text="By the number of each question that two graded apart: its grade.",
            ),
        ),
    ]
