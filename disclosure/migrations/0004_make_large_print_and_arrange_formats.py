import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the size of print, and how a format is arranged that the product cannot make."""

    dependencies = [
        ("disclosure", "0003_say_on_what_basis_after_death"),
        ("people", "0015_files_of_another_system"),
        ("records", "0010_entries_of_another_system"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="arrange_by",
            field=models.DateField(
                blank=True,
                help_text="By when somebody arranges a format that we cannot make.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="arranged_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="export",
            name="arranged_by",
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
            name="arranged_how",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="export",
            name="print_size",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Points, where the print is large; 0 is ordinary print."
            ),
        ),
        migrations.AddIndex(
            model_name="export",
            index=models.Index(
                condition=models.Q(("arrange_by__isnull", False), ("arranged_at__isnull", True)),
                fields=["arrange_by"],
                name="format_to_arrange",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("arranged_at__isnull", True),
                    models.Q(("arranged_how", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_arranged_format_says_how",
            ),
        ),
    ]
