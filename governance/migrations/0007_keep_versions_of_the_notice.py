from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep what each version of the privacy notice said."""

    dependencies = [
        ("governance", "0006_paper"),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.CharField(max_length=20, unique=True)),
                ("said", models.JSONField()),
                ("first_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-first_at", "-id"],
            },
        ),
    ]
