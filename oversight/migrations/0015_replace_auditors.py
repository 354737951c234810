import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Ask another auditor in the place of one, and keep why."""

    dependencies = [
        ("oversight", "0014_draw_files_to_moderate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="auditrating",
            name="replaced_because",
            field=models.TextField(
                blank=True, default="", help_text="Why somebody else was asked."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="auditrating",
            name="replaced_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="auditrating",
            name="replaced_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RemoveConstraint(model_name="auditrating", name="rating_in_one_place"),
        migrations.AddConstraint(
            model_name="auditrating",
            constraint=models.UniqueConstraint(
                condition=Q(("replaced_at__isnull", True)),
                fields=("file", "order"),
                name="rating_in_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="auditrating",
            constraint=models.CheckConstraint(
                condition=Q(("replaced_at__isnull", True))
                | (~Q(("replaced_because", "")) & Q(("submitted_at__isnull", True))),
                name="a_replaced_rating_says_why",
            ),
        ),
    ]
