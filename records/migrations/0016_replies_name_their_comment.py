import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a reply say which of the person's comments it answers. Those signed before name none."""

    dependencies = [("records", "0015_lists_of_restricted_entries")]
    operations = [
        migrations.AddField(
            model_name="addition",
            name="answers",
            field=models.ForeignKey(
                blank=True,
                help_text=(
                    "The person's comment that a reply answers, where it stands beside the entry."
                ),
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answered_by",
                to="records.addition",
            ),
        ),
        migrations.AddConstraint(
            model_name="addition",
            constraint=models.CheckConstraint(
                condition=models.Q(("answers", None), ("kind", "REPLY"), _connector="OR"),
                name="only_a_reply_answers_a_comment",
            ),
        ),
    ]
