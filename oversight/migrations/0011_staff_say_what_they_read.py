import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep which guidance all staff are asked to read, and who said that they have."""

    dependencies = [
        ("oversight", "0010_samples_by_worker"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="localguidance",
            name="must_be_read",
            field=models.BooleanField(
                default=False,
                help_text="All staff are asked to say that they have read these words.",
            ),
        ),
        migrations.CreateModel(
            name="GuidanceAnswer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "said",
                    models.CharField(
                        choices=[
                            ("READ", "I have read this"),
                            ("PUT_AWAY", "Do not show me this change any more"),
                        ],
                        max_length=10,
                    ),
                ),
                ("said_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "wording",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="oversight.localguidance",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wording", "user", "said"), name="guidance_is_answered_once"
                    )
                ],
            },
        ),
    ]
