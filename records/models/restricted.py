"""How a restricted entry is kept to named staff: its owner, its list, its reviews, its end."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.models import UserException
from records.models.entry import Entry


class EntryRestriction(models.Model):
    """Who owns the list of a restricted entry, when they look at it again, and when it ends.

    An entry without a row is its author's, who looks at it again after the usual days.
    """

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="restriction")
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    review_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="Its last day.")
    ends_because = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["review_on"], condition=Q(ended_at=None), name="entry_list_to_review"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | ~Q(ends_because=""), name="an_end_has_a_reason"
            )
        ]

    def __str__(self):
        return f"list of entry {self.entry_id}"


class EntryRestrictionReview(models.Model):
    """Somebody looked at a restricted entry again and said why it stays so. Written once."""

    restriction = models.ForeignKey(
        EntryRestriction, on_delete=models.PROTECT, related_name="reviews"
    )
    words = models.TextField()
    reviewed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()
    review_on = models.DateField(help_text="When it is looked at again.")

    class Meta:
        ordering = ["-reviewed_at", "-id"]

    def __str__(self):
        return f"review {self.pk}"


class EntryUserObjectPermission(UserException):
    """A named member of staff is on the list of one restricted entry."""

    content_object = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="user_grants")

    def __str__(self):
        return f"grant {self.pk}"
