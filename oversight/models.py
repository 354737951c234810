"""Managers' review of recording."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from records.models import Entry


class Review(models.Model):
    """A manager's answer to one version of one signed entry.

    Returned is a state of the review, never of the entry (ruling 11): the entry stays signed, and
    the writer answers by correction or addition. What still waits is not stored but asked of the
    entries (``oversight.queries.awaiting_review``), so that queue and record cannot disagree.
    """

    class State(models.TextChoices):
        APPROVED = "APPROVED", "Approved"
        RETURNED = "RETURNED", "Returned with a comment"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reviews")
    version_number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State)
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    comment = models.TextField(blank=True)
    praise = models.TextField(blank=True)

    class Meta:
        ordering = ["reviewed_at", "id"]
        indexes = [models.Index(fields=["entry", "-reviewed_at"])]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | ~Q(comment=""), name="a_return_says_why"
            ),
        ]

    def __str__(self):
        return self.key
