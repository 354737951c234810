"""Who works with whom, from when to when."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from accounts.models import Team, User
from people.models.involvement import Involvement
from people.models.person import Person


class AllocationQuerySet(models.QuerySet["Allocation"]):
    """Allocations, asked for by day."""

    def running_on(self, day: date) -> "AllocationQuerySet":
        """Return those that have begun on ``day`` and not ended before it."""
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Allocation(models.Model):
    """A team, and usually a worker, that works with a person between two days."""

    class Role(models.TextChoices):
        WORKER = "WORKER", "Allocated worker"
        CO_WORKER = "CO_WORKER", "Co-worker"
        COVER = "COVER", "Cover"
        HANDOVER = "HANDOVER", "Handing over"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="allocations")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="allocations")
    worker = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    worker_elsewhere = models.CharField(
        max_length=120,
        blank=True,
        help_text="The worker as another system names them, where that is nobody here.",
    )
    involvement = models.ForeignKey(
        Involvement, on_delete=models.PROTECT, null=True, blank=True, related_name="allocations"
    )
    manager = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    role = models.CharField(max_length=10, choices=Role, default=Role.WORKER)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=250, blank=True)
    allocated_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    conflict_asked = models.BooleanField(
        default=False, help_text="The worker was asked whether they know the person."
    )
    workload_seen = models.CharField(
        max_length=250, blank=True, help_text="The worker's load, as whoever chose them saw it."
    )
    introduced_on = models.DateField(null=True, blank=True)
    introduced_how = models.CharField(max_length=250, blank=True)

    objects = AllocationQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "-id"]
        indexes = [
            models.Index(
                fields=["worker", "person"],
                condition=Q(ends_on__isnull=True),
                name="allocation_still_running",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="allocation_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(introduced_on__isnull=True) | ~Q(introduced_how=""),
                name="an_introduction_says_how",
            ),
        ]

    def __str__(self):
        return f"allocation {self.pk}"
