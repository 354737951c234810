import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a redacted copy be of some entries, or as known on a day, as a complete one may be."""

    dependencies = [
        ("disclosure", "0020_count_with_whom_was_shared"),
        ("records", "0029_what_was_removed_and_destroyed"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="export",
            name="a_redacted_copy_is_of_the_record",
        ),
        migrations.RemoveConstraint(
            model_name="export",
            name="some_entries_are_copied_alone",
        ),
        migrations.AddField(
            model_name="redaction",
            name="entry",
            field=models.ForeignKey(
                blank=True,
                help_text="The one entry that is copied.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.entry",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="known_at",
            field=models.DateTimeField(
                blank=True,
                help_text="The instant as of which the record is copied: none, as is.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="since",
            field=models.DateField(
                blank=True,
                help_text="The first day whose entries are copied: none, any.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="statement_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20),
                blank=True,
                default=list,
                help_text="Entries are copied that have a statement of one of these: empty, all.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="types",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=60),
                blank=True,
                default=list,
                help_text="The types of record that are copied: empty, all.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="until",
            field=models.DateField(
                blank=True, help_text="The last day whose entries are copied: none, any.", null=True
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("redaction__isnull", True),
                    models.Q(("chronology__isnull", True), ("openers_list", ""), ("part", "")),
                    _connector="OR",
                ),
                name="a_redacted_copy_is_of_the_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("entry__isnull", True),
                        ("since__isnull", True),
                        ("statement_kinds", []),
                        ("types", []),
                        ("until__isnull", True),
                    ),
                    models.Q(("chronology__isnull", True), ("openers_list", "")),
                    _connector="OR",
                ),
                name="some_entries_are_copied_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("entry__isnull", True),
                    models.Q(
                        ("since__isnull", True),
                        ("statement_kinds", []),
                        ("types", []),
                        ("until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="one_entry_is_redacted_alone",
            ),
        ),
    ]
