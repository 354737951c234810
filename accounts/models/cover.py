"""Who stands in for whom, and who is on duty: for days, by half days."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.models.staff import Team, User


class Cover(models.Model):
    """One member of staff stands in for another, for some days, for a reason."""

    class Kind(models.TextChoices):
        WORK = "WORK", "Covers their work with people"
        MANAGING = "MANAGING", "Acts for them as manager"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    away = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers_for_them")
    stands_in = models.ForeignKey(User, on_delete=models.PROTECT, related_name="covers_by_them")
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=500)
    arranged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    arranged_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_on", "id"]
        indexes = [models.Index(fields=["stands_in", "ends_on"], name="cover_by_stand_in")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(stands_in=F("away")), name="nobody_covers_themselves"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="cover_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="cover_has_a_reason"),
            models.CheckConstraint(
                condition=Q(arranged_by=None) | ~Q(arranged_by=F("stands_in")),
                name="nobody_arranges_to_stand_in",
            ),
        ]

    def __str__(self):
        return f"cover {self.pk}"


class DutyShift(models.Model):
    """Somebody is on duty for a team for half a day. Taken off, it stays as it was."""

    class Half(models.TextChoices):
        MORNING = "AM", "Morning"
        AFTERNOON = "PM", "Afternoon"

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="shifts")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="shifts")
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half)
    put_on_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    put_on_at = models.DateTimeField()
    taken_off_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_off_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["day", "half", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "user", "day", "half"],
                condition=Q(taken_off_at=None),
                name="on_duty_once_in_half_a_day",
            )
        ]
        indexes = [models.Index(fields=["user", "day"], name="shift_by_user")]

    def __str__(self):
        return f"shift {self.pk}"
