import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what two want to talk about, and why an agreement ended."""

    dependencies = [
        ("oversight", "0008_audit_tools_of_the_council"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="supervisionagreement",
            name="ended_because",
            field=models.TextField(blank=True, help_text="Where nothing took its place."),
        ),
        migrations.AddField(
            model_name="supervisionagreement",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            name="AgendaPoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=250)),
                ("put_down_at", models.DateTimeField()),
                (
                    "put_down_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="oversight.supervisionsession",
                    ),
                ),
            ],
            options={
                "ordering": ["put_down_at", "id"],
            },
        ),
    ]
