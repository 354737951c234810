from django.db import migrations, models


class Migration(migrations.Migration):
    """Let the product count what time limits, reviews and dates make due, as actions of an entry."""

    dependencies = [("records", "0012_answers_name_entries")]

    operations = [
        migrations.AddField(
            model_name="action",
            name="about",
            field=models.CharField(
                blank=True,
                help_text="What a counted one is about; empty for agreed ones.",
                max_length=60,
            ),
        ),
        migrations.AddField(
            model_name="action",
            name="kind",
            field=models.CharField(
                choices=[
                    ("AGREED", "Agreed"),
                    ("TIME_LIMIT", "Time limit"),
                    ("REVIEW", "Review"),
                    ("DATE", "Date to keep"),
                ],
                default="AGREED",
                help_text="Agreed by somebody, or counted by the product from what the entry says.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="due_on",
            field=models.DateField(
                blank=True, help_text="The day by which a time limit had it done.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("status", "OPEN"), models.Q(("kind", "AGREED"), _negated=True)),
                fields=["person", "about"],
                name="actions_counted_for_a_person",
            ),
        ),
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("status", "OPEN")), fields=["due_on"], name="actions_still_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "AGREED"), _negated=True),
                fields=("entry", "about"),
                name="counted_once_an_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="action",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "AGREED"), models.Q(("about", ""), _negated=True), _connector="OR"
                ),
                name="a_counted_action_says_of_what",
            ),
        ),
    ]
