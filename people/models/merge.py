"""Two records of one human made one, and what that changed, so that it can be undone exactly."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.models import User
from people.keys import new_key
from people.models.person import Person


class Merge(models.Model):
    """A request to make two records one, asked by one person and answered by another."""

    class State(models.TextChoices):
        ASKED = "ASKED", "Waiting for a second person"
        DONE = "DONE", "Merged"
        REFUSED = "REFUSED", "Refused"
        UNDONE = "UNDONE", "Undone"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    reason = models.TextField()
    choices = models.JSONField(
        default=dict,
        blank=True,
        help_text="For each detail on which they differ: KEPT or GONE.",
    )
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_reason = models.TextField(blank=True)
    undone_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merged_with_another"),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | ~Q(answered_by=F("asked_by")),
                name="a_merge_takes_two_people",
            ),
            models.UniqueConstraint(
                fields=["gone"],
                condition=Q(state__in=["ASKED", "DONE"]),
                name="a_record_goes_into_one_other",
            ),
        ]

    def __str__(self):
        return self.key


class MergeStep(models.Model):
    """One column of some rows that a merge changed, from what to what. Written once.

    Rows are named by their keys in the database, as the rows themselves are never copied.
    """

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    model = models.CharField(max_length=80)
    field = models.CharField(max_length=80)
    rows = ArrayField(models.BigIntegerField())
    was = models.JSONField(null=True, blank=True)
    became = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["merge", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "position"], name="merge_steps_have_their_order"
            )
        ]

    def __str__(self):
        return f"step {self.pk}"
