from django.db import migrations, models


class Migration(migrations.Migration):
    """Tell "no handwriting" apart from "not said", so that it can be asked for before signing."""

    dependencies = [("records", "0013_what_time_limits_make_due")]
    operations = [
        migrations.AddField(
            model_name="attachment",
            name="has_handwriting",
            field=models.BooleanField(
                blank=True, help_text="As its writer says; none until they have said.", null=True
            ),
        )
    ]
