from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep how a need for a format is met that the copy itself does not meet."""

    dependencies = [("disclosure", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="export",
            name="format_needed",
            field=models.CharField(
                blank=True,
                default="",
                help_text="The need for a format that this copy does not meet.",
                max_length=120,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="export",
            name="format_met_by",
            field=models.CharField(
                blank=True,
                default="",
                help_text="How that need is met all the same.",
                max_length=500,
            ),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("format_needed", ""),
                    models.Q(("format_met_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="a_format_not_met_is_explained",
            ),
        ),
    ]
