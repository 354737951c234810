from django.db import migrations, models


class Migration(migrations.Migration):
    """Let staff whose screen others can see have lists covered until they point at a line."""

    dependencies = [("accounts", "0008_where_staff_are_signed_in")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="wants_privacy",
            field=models.BooleanField(default=False),
        ),
    ]
