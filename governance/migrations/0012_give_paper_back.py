from django.db import migrations, models


class Migration(migrations.Migration):
    """Let paper be given back, and say of what is destroyed that it has no legal effect."""

    dependencies = [("governance", "0011_publish_and_translate_the_notice")]

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
                    ("GIVEN_BACK", "Given back"),
                ],
                default="IN",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="paperstep",
            name="no_legal_effect",
            field=models.BooleanField(
                blank=True,
                help_text="Of a file that is destroyed: nothing in it has any.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="paperstep",
            name="given_to",
            field=models.CharField(
                blank=True, default="", help_text="To whom it was given back.", max_length=250
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="paperstep", name="paper_is_destroyed_by_two"),
        migrations.AddConstraint(
            model_name="paperstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["DESTROYED", "COPY_GONE"]), _negated=True),
                    ("second__isnull", False),
                    _connector="OR",
                ),
                name="paper_is_destroyed_by_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "GIVEN_BACK"), _negated=True),
                    models.Q(("given_to", ""), _negated=True),
                    _connector="OR",
                ),
                name="paper_is_given_back_to_somebody",
            ),
        ),
    ]
