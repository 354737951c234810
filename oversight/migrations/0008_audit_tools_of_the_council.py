import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the questions that the council makes for its own audits."""

    dependencies = [
        ("oversight", "0007_samples_by_kind_and_team"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="OwnTool",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("version", models.PositiveSmallIntegerField()),
                ("title", models.CharField(max_length=100)),
                ("content", models.JSONField()),
                ("reason", models.CharField(max_length=500)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["title", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("key", "version"), name="one_tool_of_a_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="a_tool_says_why"
                    ),
                ],
            },
        ),
    ]
