from django.db import migrations, models


class Migration(migrations.Migration):
    """Let files stand as pages in a copy as known, of a chronology and with words removed."""

    dependencies = [("disclosure", "0017_copy_some_entries_alone")]

    operations = [
        migrations.RemoveConstraint(model_name="export", name="files_are_pages_of_a_whole_pdf"),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("with_files", False), ("made_as__in", ("PDF", "ARCHIVE")), _connector="OR"
                ),
                name="files_are_pages_of_a_pdf",
            ),
        ),
    ]
