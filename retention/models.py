"""Holds: what keeps a record whatever its day."""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.keys import new_key
from people.models import Person


class Hold(models.Model):
    """Why one record is kept whatever its day, until another officer ends it.

    A hold stops destruction, never reading.
    """

    class Kind(models.TextChoices):
        LITIGATION = "LITIGATION", "A claim, or a letter before one"
        INQUIRY = "INQUIRY", "An inquiry, inquest or review"
        COMPLAINT = "COMPLAINT", "A complaint, or a case of the Ombudsman"
        ACCESS = "ACCESS", "A request to see, correct or erase the record"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=10, choices=Kind)
    reason = models.CharField(max_length=500)
    authority = models.CharField(max_length=250)
    placed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    review_on = models.DateField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["review_on", "id"]
        indexes = [
            models.Index(
                fields=["review_on"], condition=Q(ended_at__isnull=True), name="hold_to_look_at"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_by__isnull=True) | ~Q(ended_by=F("placed_by")),
                name="another_officer_ends_a_hold",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | (Q(ended_by__isnull=False) & ~Q(ended_because="")),
                name="an_ended_hold_says_why",
            ),
        ]

    def __str__(self):
        return self.key
