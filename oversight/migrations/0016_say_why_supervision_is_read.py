import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Keep why the supervisor's own manager reads what two people keep between them."""

    dependencies = [
        ("oversight", "0015_replace_auditors"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="SupervisionReading",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("words", models.CharField(max_length=500)),
                ("asked_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="oversight.supervisionagreement",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "readings of supervision",
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(("words", "")), name="a_reading_says_why")
                ],
            },
        ),
    ]
