from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep with whom was shared, counted each night, for the privacy notice."""

    dependencies = [
        ("disclosure", "0019_decide_about_files_one_by_one"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedWith",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COUNCIL", "Other councils and the NHS"),
                            (
                                "WORKS_WITH",
                                "Care providers, doctors and others who work with somebody",
                            ),
                            ("AROUND", "Family, friends and carers"),
                            ("COURT", "Courts and tribunals"),
                            ("OMBUDSMAN", "The Ombudsman and regulators"),
                            ("ESTATE", "Those who act for somebody who has died, or have a claim"),
                            (
                                "OTHER",
                                "Others, on a decision or ground that was written down each time",
                            ),
                        ],
                        max_length=10,
                    ),
                ),
                ("organisation", models.CharField(blank=True, max_length=150)),
                ("times", models.PositiveIntegerField()),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
            ],
            options={
                "ordering": ["kind", "organisation"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "organisation"), name="a_recipient_is_counted_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("organisation", ""), ("kind", "WORKS_WITH"), _connector="OR"
                        ),
                        name="organisations_alone_are_named",
                    ),
                ],
            },
        ),
    ]
