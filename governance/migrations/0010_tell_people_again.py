import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep that a version of the notice is told to those who were told of an earlier one."""

    dependencies = [
        ("governance", "0009_say_whether_paper_holds_others"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeAgain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("said_at", models.DateTimeField()),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="again",
                        to="governance.noticeversion",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-said_at", "-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="noticeagain",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="telling_again_has_a_reason",
            ),
        ),
    ]
