import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Let a chronology, a list of who opened a record, and some pages of a file be redacted."""

    dependencies = [
        ("disclosure", "0022_delete_old_files"),
        ("records", "0029_what_was_removed_and_destroyed"),
    ]

    operations = [
        migrations.AddField(
            model_name="redaction",
            name="chronology",
            field=models.ForeignKey(
                blank=True,
                help_text="The frozen chronology that is redacted, instead of the record.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="records.chronology",
            ),
        ),
        migrations.AddField(
            model_name="redaction",
            name="openers_list",
            field=models.CharField(
                blank=True,
                help_text="The released list of who opened the record that goes in: blank if none "
                "does.",
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=Q(chronology__isnull=True)
                | Q(
                    since__isnull=True,
                    until__isnull=True,
                    types=[],
                    statement_kinds=[],
                    entry__isnull=True,
                    known_at__isnull=True,
                    openers_list="",
                ),
                name="a_chronology_is_redacted_alone",
            ),
        ),
        migrations.AddConstraint(
            model_name="redaction",
            constraint=models.CheckConstraint(
                condition=Q(openers_list="") | Q(purpose="PERSON"),
                name="a_redacted_list_of_openers_is_for_the_person",
            ),
        ),
        migrations.RemoveConstraint(model_name="export", name="a_redacted_copy_is_of_the_record"),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=Q(redaction__isnull=True) | Q(part=""),
                name="a_redacted_copy_is_of_both_parts",
            ),
        ),
        migrations.AddField(
            model_name="redactedfile",
            name="pages",
            field=models.CharField(
                blank=True,
                help_text="Which of its pages may go, where some may.",
                max_length=200,
            ),
        ),
        migrations.AlterField(
            model_name="redactedfile",
            name="decision",
            field=models.CharField(
                choices=[
                    ("GIVE", "It may go"),
                    ("SOME", "Some of its pages may go"),
                    ("LEAVE_OUT", "It is left out"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="redactedfile",
            constraint=models.CheckConstraint(
                condition=(Q(decision="SOME") & ~Q(pages="")) | (~Q(decision="SOME") & Q(pages="")),
                name="some_pages_of_a_file_are_named",
            ),
        ),
    ]
