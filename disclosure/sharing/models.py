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


class SharedWith(models.Model):
    """With what kind of recipient the council shared, how often and when: about nobody.

    Counted anew each night from the sharing log, for the privacy notice. ``organisation`` is
    blank for all those of the kind that are not named.
    """

    class Kind(models.TextChoices):
        COUNCIL = "COUNCIL", "Other councils and the NHS"
        WORKS_WITH = "WORKS_WITH", "Care providers, doctors and others who work with somebody"
        AROUND = "AROUND", "Family, friends and carers"
        COURT = "COURT", "Courts and tribunals"
        OMBUDSMAN = "OMBUDSMAN", "The Ombudsman and regulators"
        POLICE = "POLICE", "The police, and others who look into a crime or a danger"
        ESTATE = "ESTATE", "Those who act for somebody who has died, or have a claim"
        OTHER = "OTHER", "Others, on a decision or ground that was written down each time"

    kind = models.CharField(max_length=10, choices=Kind)
    organisation = models.CharField(max_length=150, blank=True)
    times = models.PositiveIntegerField()
    first_month = models.DateField()
    last_month = models.DateField()

    class Meta:
        ordering = ["kind", "organisation"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "organisation"], name="a_recipient_is_counted_once"
            ),
            models.CheckConstraint(
                condition=Q(organisation="") | Q(kind="WORKS_WITH"),
                name="organisations_alone_are_named",
            ),
        ]

    def __str__(self):
        return f"shared with {self.pk}"
