"""Asking back what was shared, and what came of it."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from records.models import Entry


class Recall(models.Model):
    """One time that a copy, or what a decision let be shared, was asked back.

    It is answered once. Whoever has it may be asked again when that was answered.
    """

    class Outcome(models.TextChoices):
        RETURNED = "RETURNED", "It was given back"
        DESTROYED = "DESTROYED", "They destroyed it, and said so in writing"
        KEPT = "KEPT", "They keep it"
        NO_ANSWER = "NO_ANSWER", "They did not answer"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    export = models.ForeignKey(
        "disclosure.Export",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recalls",
        help_text="The copy that is asked back.",
    )
    entry = models.ForeignKey(
        Entry,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Or the decision to share, of what was shared otherwise.",
    )
    because = models.CharField(max_length=500)
    asked_how = models.CharField(max_length=500)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_words = models.CharField(max_length=500, blank=True)
    outcome_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(export__isnull=False, entry__isnull=True)
                | Q(export__isnull=True, entry__isnull=False),
                name="one_thing_is_asked_back",
            ),
            models.CheckConstraint(
                condition=~Q(because="") & ~Q(asked_how=""), name="a_recall_says_why_and_how"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_at__isnull=True, outcome_by__isnull=True)
                | (~Q(outcome="") & ~Q(outcome_words="") & Q(outcome_at__isnull=False)),
                name="the_outcome_of_a_recall_is_said",
            ),
            models.UniqueConstraint(
                fields=["export"], condition=Q(outcome=""), name="a_copy_is_asked_back_once"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(outcome=""), name="what_was_shared_is_asked_back_once"
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_open(self) -> bool:
        """Say whether it is still to be answered."""
        return not self.outcome
