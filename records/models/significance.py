"""Why an entry stands out in the life of a person, and when somebody asks whether it still does."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import User
from records.models.entry import Entry


class MarkQuerySet(models.QuerySet):
    """Marks, asked for by instant."""

    def standing(self, *, at: datetime | None = None) -> "MarkQuerySet":
        """Return those that stand now, or stood at an instant: at most one of each entry."""
        if at is None:
            return self.filter(ended_at=None)
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=at), marked_at__lte=at)


class SignificantMark(models.Model):
    """One reason for which an entry was marked as significant, from when until when.

    Looking at it again ends the row and begins another. An entry may stand out without one: by its
    kind of record, or because it was marked before anybody was asked for a reason.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="marks")
    reason = models.TextField()
    review_on = models.DateField(
        null=True, blank=True, help_text="When it is looked at again; empty if it always stands."
    )
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        ordering = ["marked_at", "id"]
        indexes = [
            models.Index(
                fields=["review_on"],
                condition=Q(ended_at=None, review_on__isnull=False),
                name="marks_to_look_at_again",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(ended_at=None), name="one_standing_mark_of_an_entry"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_mark_has_a_reason"),
        ]

    def __str__(self):
        return f"mark {self.pk}"
