import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a reply say which record of a comment it answers. Those signed before name none."""

    dependencies = [("records", "0022_opened_under_seal")]
    operations = [
        migrations.AddField(
            model_name="addition",
            name="answers_record",
            field=models.ForeignKey(
                blank=True,
                help_text="The record of the person's comment that a reply answers.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="records.entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="addition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answers_record", None),
                    models.Q(("answers", None), ("kind", "REPLY")),
                    _connector="OR",
                ),
                name="only_a_reply_answers_a_record",
            ),
        ),
    ]
