import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Draw as many records for each worker, and keep whose recording a file is drawn for."""

    dependencies = [
        ("oversight", "0009_points_and_ends_of_supervision"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="auditfile",
            name="worker",
            field=models.ForeignKey(
                blank=True,
                help_text="Whose recording is looked at, where the sample was drawn by worker.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="auditround",
            name="size",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="How many were asked for; of each worker, by worker.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="auditround",
            name="sampling",
            field=models.CharField(
                choices=[
                    ("RANDOM", "At random: each record has the same chance"),
                    ("RISK", "By risk: records with more risk have more chance"),
                    ("WORKER", "By worker: for each, as many at random of what they wrote"),
                ],
                max_length=10,
            ),
        ),
    ]
