from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0004_seals"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "REFUSED")), fields=["-id"], name="event_refused"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "EXPORT")), fields=["-id"], name="event_export"
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "SIGN_IN")), fields=["-id"], name="event_sign_in"
            ),
        ),
    ]
