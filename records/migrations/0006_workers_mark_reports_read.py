import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FIX = """
CREATE TRIGGER signed_rows_are_never_changed BEFORE UPDATE ON records_reportread
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
ALTER TABLE records_reportread ENABLE ALWAYS TRIGGER signed_rows_are_never_changed;
"""
UNFIX = "DROP TRIGGER signed_rows_are_never_changed ON records_reportread;"


class Migration(migrations.Migration):
    """Let a worker say that they have read what came for somebody they work with."""

    dependencies = [
        ("records", "0005_readers_report_misfiled_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportRead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("read_at", models.DateTimeField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="records.entry",
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
                "ordering": ["read_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "reader"), name="a_worker_reads_a_report_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FIX, UNFIX),
    ]
