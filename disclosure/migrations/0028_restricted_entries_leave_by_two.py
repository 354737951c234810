import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Note which restricted entries a copy holds, and which second officer agreed to them."""

    dependencies = [
        ("disclosure", "0027_name_any_number_of_pages"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="export",
            name="restricted_inside",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=16),
                blank=True,
                default=list,
                help_text="The keys of the restricted entries that it holds, since it was made.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="restricted_agreed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="restricted_agreed_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a second officer agreed that they leave in it.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="restricted_agreed_because",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("restricted_agreed_at__isnull", True),
                    models.Q(
                        ("restricted_agreed_by__isnull", False),
                        models.Q(("restricted_agreed_because", ""), _negated=True),
                        models.Q(("restricted_agreed_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="restricted_entries_leave_by_two",
            ),
        ),
    ]
