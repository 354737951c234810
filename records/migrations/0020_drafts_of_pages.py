import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a draft hold the words of a small form on a page, which is no entry to be."""

    dependencies = [("records", "0019_reasons_of_significant_marks")]
    operations = [
        migrations.AddField(
            model_name="draft",
            name="page",
            field=models.JSONField(
                blank=True,
                help_text=(
                    "The page and form that words of a small form belong to; none for an entry."
                ),
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="beside",
            field=models.ForeignKey(
                blank=True,
                help_text="The entry that the page is about.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="unsent_beside",
                to="records.entry",
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="type_key",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("page__isnull", True), models.Q(("type_key", ""), _negated=True)),
                    models.Q(("corrects__isnull", True), ("page__isnull", False), ("type_key", "")),
                    _connector="OR",
                ),
                name="a_draft_is_an_entry_or_of_a_page",
            ),
        ),
    ]
