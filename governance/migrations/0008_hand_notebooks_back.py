from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a notebook be full, and handed back."""

    dependencies = [("governance", "0007_keep_versions_of_the_notice")]

    operations = [
        migrations.AlterField(
            model_name="paperitem",
            name="state",
            field=models.CharField(
                choices=[
                    ("IN", "In its place"),
                    ("OUT", "Out"),
                    ("IN_USE", "In use"),
                    ("FULL", "Full"),
                    ("BACK", "Handed back"),
                    ("LOST", "Lost"),
                    ("DESTROYED", "Destroyed"),
                ],
                default="IN",
                max_length=10,
            ),
        ),
        migrations.RemoveIndex(model_name="paperitem", name="paper_that_somebody_has"),
        migrations.AddIndex(
            model_name="paperitem",
            index=models.Index(
                condition=models.Q(("state__in", ["OUT", "IN_USE", "FULL", "BACK"])),
                fields=["held_by"],
                name="paper_that_somebody_has",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="paperitem", name="paper_that_is_out_is_with_somebody_until_a_day"
        ),
        migrations.AddConstraint(
            model_name="paperitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["OUT", "IN_USE", "FULL"]), _negated=True),
                    models.Q(("due_on__isnull", False), ("held_by__isnull", False)),
                    _connector="OR",
                ),
                name="paper_that_is_out_is_with_somebody_until_a_day",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="paperitem", name="a_notebook_is_in_use_lost_or_destroyed"
        ),
        migrations.AddConstraint(
            model_name="paperitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("person__isnull", False),
                    models.Q(("state__in", ["IN", "OUT"]), _negated=True),
                    _connector="OR",
                ),
                name="a_notebook_is_never_merely_in_or_out",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "BACK"), _negated=True),
                    models.Q(("held_by__isnull", False), ("person", None)),
                    _connector="OR",
                ),
                name="a_notebook_that_is_back_is_with_somebody",
            ),
        ),
    ]
