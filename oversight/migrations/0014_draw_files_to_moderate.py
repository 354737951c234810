import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Say which files a second person settles, why and who, and draw after complaints and deaths."""

    dependencies = [
        ("oversight", "0013_look_at_links"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="auditfile",
            name="moderated_because",
            field=models.CharField(
                blank=True,
                choices=[
                    ("DRAWN", "It was drawn with the sample, whatever its grades"),
                    ("GRADES", "It is the best or the worst grade, or two see it differently"),
                ],
                default="",
                max_length=10,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditfile",
            name="moderator",
            field=models.ForeignKey(
                blank=True,
                help_text="Who settles it, where a second person has to.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="auditmoderation",
            name="answers",
            field=models.JSONField(
                blank=True,
                help_text="By the number of each question whose grade was settled: its grade.",
            ),
        ),
        migrations.AlterField(
            model_name="auditround",
            name="population",
            field=models.CharField(
                choices=[
                    ("WRITTEN", "Records on which something was signed"),
                    ("SAFEGUARDING", "Records with safeguarding work"),
                    ("CLOSED", "Records that were closed"),
                    ("COMPLAINT", "Records about which somebody complained"),
                    ("DEATH", "Records of people who died"),
                ],
                max_length=15,
            ),
        ),
    ]
