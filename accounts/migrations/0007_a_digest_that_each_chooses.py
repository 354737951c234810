import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Let each member of staff choose a digest of numbers; nobody gets one unasked."""

    dependencies = [
        ("accounts", "0006_training_and_what_it_opens"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="digest_every",
            field=models.CharField(
                choices=[
                    ("NEVER", "Never"),
                    ("DAY", "Every working day"),
                    ("WEEK", "Once a week, on the first working day"),
                ],
                default="NEVER",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="digest_kinds",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("ACTIONS", "My actions that are late"),
                        ("UNREAD", "Reports, letters, emails and alerts that I have not read"),
                        ("OUT_OF_HOURS", "What the emergency duty team handed over"),
                        ("DRAFTS", "Drafts that I left unsigned"),
                        ("RETURNED", "Records returned to me"),
                        ("TO_CONFIRM", "What colleagues wrote from what I told them"),
                        ("VISITS", "Visits without a record"),
                        ("GUIDANCE", "Questions waiting for my guidance"),
                        ("REVIEW", "Records waiting for my review"),
                        ("CHECKS", "Overdue checks on people who wait"),
                    ],
                    max_length=20,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="digest_sent_on",
            field=models.DateField(blank=True, editable=False, null=True),
        ),
    ]
