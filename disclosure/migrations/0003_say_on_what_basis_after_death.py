from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep on what basis a copy of the record of somebody who has died is made."""

    dependencies = [
        ("disclosure", "0002_say_how_a_format_is_met"),
        ("people", "0014_deaths_known_before"),
        ("records", "0009_visits_stopped_by_a_death"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="after_death",
            field=models.CharField(
                blank=True,
                choices=[
                    ("AGREED", "Written agreement of the personal representative"),
                    ("ORDER", "Order of a court"),
                    ("HEALTH", "Access to Health Records Act 1990, for health records alone"),
                    (
                        "DUTY",
                        "Another duty in law, such as a coroner’s or a safeguarding adults review",
                    ),
                    ("WORK", "Work of the council: the copy does not leave it"),
                ],
                help_text="The basis, of who has died.",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="after_death_seen",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="export",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("PERSON", "For the person, or someone acting for them"),
                    ("ESTATE", "For a personal representative, or someone with a claim"),
                    ("COURT", "For a court or tribunal"),
                    ("OMBUDSMAN", "For the Ombudsman or a regulator"),
                    ("COUNCIL", "For another council or the NHS"),
                    ("INTERNAL", "For use in the council"),
                ],
                max_length=15,
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("after_death", ""),
                    models.Q(("after_death_seen", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_basis_after_death_was_seen",
            ),
        ),
    ]
