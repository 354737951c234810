"""Managers' review of recording."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from records.models import Entry


class Review(models.Model):
    """One look at one signed entry by the writer's manager.

    Returned is a state of the review, never of the entry (ruling 11): the entry stays signed, and
    the writer answers by correction or addition, which opens the next review.
    """

    class State(models.TextChoices):
        AWAITING = "AWAITING", "Awaiting review"
        APPROVED = "APPROVED", "Approved"
        RETURNED = "RETURNED", "Returned with a comment"
        ANSWERED = "ANSWERED", "Answered by the writer"

    class Why(models.TextChoices):
        SIGN_OFF = "SIGN_OFF", "This kind of record needs sign-off"
        FINISH_LATER = "FINISH_LATER", "Signed now, to be finished later"
        NEW_STARTER = "NEW_STARTER", "The writer is new"
        ANSWER = "ANSWER", "The writer has answered"
        GAPS = "GAPS", "Required answers are missing, with reasons"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="reviews")
    version_number = models.PositiveSmallIntegerField(default=1)
    why = models.CharField(max_length=15, choices=Why)
    state = models.CharField(max_length=10, choices=State, default=State.AWAITING)
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True)
    praise = models.TextField(blank=True)

    class Meta:
        ordering = ["opened_at", "id"]
        indexes = [models.Index(fields=["state", "opened_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="AWAITING"), name="one_review_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="RETURNED") | ~Q(comment=""), name="a_return_says_why"
            ),
        ]

    def __str__(self):
        return self.key
