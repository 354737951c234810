import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.places


class Migration(migrations.Migration):
    """Keep for each browser in which somebody signs in what kind it is, so that they can end it."""

    dependencies = [
        ("accounts", "0007_a_digest_that_each_chooses"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignedInPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=accounts.models.places.new_place_key,
                        editable=False,
                        max_length=16,
                        unique=True,
                    ),
                ),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("browser", models.CharField(max_length=60)),
                ("begun_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
    ]
