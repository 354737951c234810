"""Training that staff completed, and the days that a manager allowed after it had run out."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models.staff import User


class Training(models.Model):
    """Somebody completed a course, and it is valid until a day. What was wrong is withdrawn."""

    class Kind(models.TextChoices):
        DATA_PROTECTION = "DATA_PROTECTION", "Data protection and information governance"
        CONFIDENTIALITY = "CONFIDENTIALITY", "Confidentiality"
        RECORDING = "RECORDING", "Recording"

    # The kind without which records stay closed.
    NEEDED = Kind.DATA_PROTECTION

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="trainings")
    kind = models.CharField(max_length=20, choices=Kind)
    course = models.CharField(max_length=150)
    provider = models.CharField(max_length=150, blank=True)
    done_on = models.DateField()
    valid_until = models.DateField()
    score = models.CharField(max_length=40, blank=True)
    certificate = models.CharField(max_length=150, blank=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-done_on", "-id"]
        indexes = [models.Index(fields=["user", "-valid_until"], name="training_by_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("done_on")), name="training_is_valid_for_some_time"
            ),
            models.CheckConstraint(
                condition=Q(recorded_by=None) | ~Q(recorded_by=F("user")),
                name="nobody_records_their_own_training",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_because=""),
                name="training_is_withdrawn_for_a_reason",
            ),
        ]

    def __str__(self):
        return f"training {self.pk}"


class MoreTime(models.Model):
    """A manager let somebody go on for some days after the grace. Once each time it ran out."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="more_times")
    ran_out_on = models.DateField()
    until = models.DateField()
    reason = models.CharField(max_length=500)
    allowed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    allowed_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "ran_out_on"], name="more_time_is_allowed_once"
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("ran_out_on")), name="more_time_is_after_it_ran_out"
            ),
            models.CheckConstraint(
                condition=~Q(allowed_by=F("user")), name="nobody_allows_themselves_more_time"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="more_time_has_a_reason"),
        ]

    def __str__(self):
        return f"more time {self.pk}"
