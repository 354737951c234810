"""Signals that a record may have been opened for no work reason, and what was found.

A signal is a question and no finding. Neither it nor a look at it is ever changed.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.models import User
from people.keys import new_key


class Signal(models.Model):
    """Something about how somebody opened records on one day that a person should look at."""

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=20, help_text="A heading of signals.toml.")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(
        max_length=16, blank=True, help_text="The key of the person, if it is about one record."
    )
    day = models.DateField(help_text="When the records were opened.")
    because = models.TextField(help_text="What made it, in a sentence that names nobody.")
    events = ArrayField(models.BigIntegerField(), help_text="The events that it rests on.")
    raised_at = models.DateTimeField()
    look_by = models.DateField()

    class Meta:
        ordering = ["look_by", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "user", "subject", "day"], name="a_question_is_asked_once"
            )
        ]
        indexes = [models.Index(fields=["user", "-day"], name="signal_by_user")]

    def __str__(self):
        return self.key


class SignalLook(models.Model):
    """One look at a signal: what was found, by whom, and why they think so."""

    class Finding(models.TextChoices):
        WORK = "WORK", "There was a work reason"
        SET_UP = "SET_UP", "There was a work reason, and access is set up properly now"
        ASKED = "ASKED", "I have asked for an explanation"
        BREACH = "BREACH", "There was no work reason: it is handled as a breach"

    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="looks")
    finding = models.CharField(max_length=10, choices=Finding)
    reason = models.TextField()
    looked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    looked_at = models.DateTimeField()

    class Meta:
        ordering = ["looked_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["signal"],
                condition=~models.Q(finding="ASKED"),
                name="a_question_is_answered_once",
            )
        ]

    def __str__(self):
        return f"{self.signal_id} {self.finding}"
