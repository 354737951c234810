import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Weigh each of the other people, and say what was delivered and what it says of others."""

    dependencies = [
        ("disclosure", "0024_send_files_with_letters"),
        ("people", "0035_decide_about_a_declaration"),
        ("records", "0029_what_was_removed_and_destroyed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="export",
            name="about_others_because",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="export",
            name="delivered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="delivered_how",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AddField(
            model_name="export",
            name="delivered_on",
            field=models.DateField(
                blank=True,
                help_text="The day on which somebody outside the council had it.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="includes_about_others",
            field=models.BooleanField(
                default=False, help_text="Entries marked as private to somebody else go in."
            ),
        ),
        migrations.AddField(
            model_name="requeststep",
            name="whom",
            field=models.CharField(
                blank=True, help_text="Which of the people around them is weighed.", max_length=200
            ),
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
                    ("PROVIDER", "For a provider of care or support"),
                    ("POLICE", "For the police, or others who look into a crime or a danger"),
                    ("FAMILY", "For family, or somebody else around the person"),
                    ("INTERNAL", "For use in the council"),
                ],
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="sharedwith",
            name="kind",
            field=models.CharField(
                choices=[
                    ("COUNCIL", "Other councils and the NHS"),
                    ("WORKS_WITH", "Care providers, doctors and others who work with somebody"),
                    ("AROUND", "Family, friends and carers"),
                    ("COURT", "Courts and tribunals"),
                    ("OMBUDSMAN", "The Ombudsman and regulators"),
                    ("POLICE", "The police, and others who look into a crime or a danger"),
                    ("ESTATE", "Those who act for somebody who has died, or have a claim"),
                    ("OTHER", "Others, on a decision or ground that was written down each time"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="subjectrequest",
            name="made_by",
            field=models.CharField(
                choices=[
                    ("SELF", "The person"),
                    ("ATTORNEY", "An attorney"),
                    ("DEPUTY", "A deputy of the Court of Protection"),
                    ("PARENT", "A parent, of somebody under 18"),
                    ("SOLICITOR", "A solicitor or advocate, with the person’s agreement"),
                    ("EXECUTOR", "The executor or administrator of their estate"),
                    ("CLAIMANT", "Somebody with a claim that arises from their death"),
                    ("OTHER", "Somebody else"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("includes_about_others", False),
                    models.Q(("about_others_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_is_about_others_leaves_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delivered_on__isnull", True),
                    models.Q(
                        models.Q(("delivered_how", ""), _negated=True),
                        ("delivered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="a_delivered_copy_says_how",
            ),
        ),
    ]
