"""Breaches of data: what was reported, what was done about it step by step, whose data it was.

A report and a step stand as they were written; what was wrong is put right by a further step. The
log holds every breach, told to the regulator or not (UK GDPR, Article 33(5)).
"""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key


class Breach(models.Model):
    """A worry about data, as whoever noticed it reported it."""

    class Kind(models.TextChoices):
        SENT = "SENT", "Sent, given or said to somebody who should not have it"
        LOOKED = "LOOKED", "A record was opened without a work reason"
        LOST = "LOST", "Lost or stolen: paper, a notebook, a device"
        CHANGED = "CHANGED", "Changed, mixed up or destroyed when it should not have been"
        GONE = "GONE", "Could not be reached when it was needed"
        OTHER = "OTHER", "Something else"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    what = models.TextField()
    happened = models.CharField(max_length=250, blank=True, help_text="When, as far as known.")
    noticed_at = models.DateTimeField(help_text="When the council became aware: 72 hours count.")
    whose = models.TextField(help_text="Whose data, roughly how many people, what kinds.")
    who_has_it = models.TextField(blank=True)
    done_already = models.TextField(blank=True)
    is_near_miss = models.BooleanField(default=False)
    about_staff = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    tells_manager = models.BooleanField(
        default=True, help_text="Whether the reporter's line is told, or information governance."
    )
    reported_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()

    class Meta:
        ordering = ["-noticed_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="a_breach_says_what_happened"),
        ]

    def __str__(self):
        return self.reference

    @property
    def reference(self) -> str:
        """What it is called in talk and letters."""
        return f"DB{self.pk:05}"


class BreachStep(models.Model):
    """One thing that was found, done or decided: its kind is one of ``breach_steps.toml``."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, help_text="A heading of breach_steps.toml.")
    choice = models.CharField(max_length=20, blank=True, help_text="One of its choices.")
    words = models.TextField()
    happened_at = models.DateTimeField()
    reference = models.CharField(max_length=120, blank=True, help_text="The regulator's.")
    late_because = models.TextField(blank=True)
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    answers = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="done"
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="a_breach_step_has_words"),
            models.CheckConstraint(
                condition=~Q(kind="ACTION") | Q(owner__isnull=False, due_on__isnull=False),
                name="an_action_on_a_breach_has_an_owner_and_a_day",
            ),
        ]

    def __str__(self):
        return f"{self.breach_id} {self.kind}"


class BreachPerson(models.Model):
    """Somebody whose data it was, and when and how they were told."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="people")
    subject = models.CharField(max_length=16, help_text="The key of the person.")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    told_on = models.DateField(null=True, blank=True)
    told_how = models.CharField(max_length=500, blank=True)
    told_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["breach", "subject"], name="a_person_stands_once_in_a_breach"
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | ~Q(told_how=""),
                name="somebody_told_says_how",
            ),
        ]

    def __str__(self):
        return f"{self.breach_id} {self.subject}"
