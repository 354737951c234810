"""Supervision: what a worker and a supervisor agreed, and the sessions that they held.

The staff part only. What is said about a person stands on that person's record, as an entry.
"""

from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.keys import new_key
from people.models import Person


class SupervisionAgreement(models.Model):
    """How a worker is supervised. The supervisor writes it, and the worker agrees or sends back."""

    class State(models.TextChoices):
        OFFERED = "OFFERED", "To be agreed"
        SENT_BACK = "SENT_BACK", "Sent back"
        AGREED = "AGREED", "Agreed"
        ENDED = "ENDED", "Ended"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    worker = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervised_by")
    supervisor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supervises")
    every_weeks = models.PositiveSmallIntegerField()
    covers = models.TextField(help_text="What supervision covers, and how the two work together.")
    starts_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reply = models.TextField(blank=True, help_text="What the worker would have otherwise.")
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.TextField(blank=True, help_text="Where nothing took its place.")
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-offered_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(worker=F("supervisor")), name="nobody_supervises_themselves"
            ),
            models.CheckConstraint(
                condition=~Q(state="SENT_BACK") | ~Q(reply=""), name="sent_back_says_why"
            ),
            models.UniqueConstraint(
                fields=["worker"], condition=Q(state="AGREED"), name="one_agreement_holds"
            ),
            models.UniqueConstraint(
                fields=["worker"], condition=Q(state="OFFERED"), name="one_agreement_is_offered"
            ),
        ]

    def __str__(self):
        return self.key


class SupervisionReading(models.Model):
    """Why the supervisor's own manager reads the staff part, and until when. Written once."""

    agreement = models.ForeignKey(
        SupervisionAgreement, on_delete=models.PROTECT, related_name="readings"
    )
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name_plural = "readings of supervision"
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_reading_says_why"),
        ]

    def __str__(self):
        return f"reading {self.pk}"


class SupervisionSession(models.Model):
    """One meeting. ``words`` holds what was said, by the key of its heading.

    The supervisor's signature makes it HELD; the worker's, with a comment if they wish, AGREED.
    """

    class State(models.TextChoices):
        PLANNED = "PLANNED", "Planned"
        HELD = "HELD", "Held, for the worker to sign"
        AGREED = "AGREED", "Signed by both"
        NOT_HELD = "NOT_HELD", "Not held"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    agreement = models.ForeignKey(
        SupervisionAgreement, on_delete=models.PROTECT, related_name="sessions"
    )
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    planned_on = models.DateField()
    headings = models.CharField(max_length=60, help_text="Which headings, of which version.")
    held_on = models.DateField(null=True, blank=True)
    words = models.JSONField(default=dict, blank=True)
    next_on = models.DateField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    comment = models.TextField(blank=True, help_text="What the worker says of it.")
    answered_at = models.DateTimeField(null=True, blank=True)
    not_held_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("PLANNED", "NOT_HELD"))
                | Q(held_on__isnull=False, signed_at__isnull=False),
                name="a_session_held_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="NOT_HELD") | ~Q(not_held_because=""),
                name="a_session_not_held_says_why",
            ),
        ]

    def __str__(self):
        return self.key


class SupervisionCase(models.Model):
    """Somebody who is talked about in a session. What is said stands on their own record."""

    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="cases")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    put_down_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_down_at = models.DateTimeField()

    class Meta:
        ordering = ["put_down_at", "id"]
        verbose_name_plural = "places on the agenda of supervision"

    def __str__(self):
        return f"case {self.pk}"


class AgendaPoint(models.Model):
    """What one of the two wants to talk about, that is about no person."""

    session = models.ForeignKey(SupervisionSession, on_delete=models.PROTECT, related_name="points")
    text = models.CharField(max_length=250)
    put_down_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    put_down_at = models.DateTimeField()

    class Meta:
        ordering = ["put_down_at", "id"]

    def __str__(self):
        return f"point {self.pk}"
