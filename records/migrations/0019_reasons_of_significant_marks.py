import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep why an entry is marked as significant, and when that is looked at again."""

    dependencies = [
        ("records", "0018_words_about_another_are_own_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="SignificantMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                (
                    "review_on",
                    models.DateField(
                        blank=True,
                        help_text="When it is looked at again; empty if it always stands.",
                        null=True,
                    ),
                ),
                ("marked_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="records.entry",
                    ),
                ),
                (
                    "marked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["marked_at", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at", None), ("review_on__isnull", False)),
                        fields=["review_on"],
                        name="marks_to_look_at_again",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)),
                        fields=("entry",),
                        name="one_standing_mark_of_an_entry",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="a_mark_has_a_reason",
                    ),
                ],
            },
        ),
    ]
