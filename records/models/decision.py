"""The register of decisions: where each one stands, and when it is looked at again."""

from django.db import models
from django.db.models import Q

from accounts.models import User
from people.keys import new_key
from people.models import Person
from records.models.entry import Entry, Statement


class Decision(models.Model):
    """One decision of a signed entry, found without reading the record.

    Its words stay in its ``Statement``, or in the answers of an entry that is itself a decision
    and so has none. A corrected entry makes new rows; the old ones are no longer current and
    stay, so that the register says what was decided when. ``review_on`` is the next look at it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="decisions")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decisions")
    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    statement = models.OneToOneField(
        Statement, on_delete=models.PROTECT, null=True, blank=True, related_name="decision"
    )
    decided_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["-decided_on", "-id"]
        indexes = [
            models.Index(fields=["-decided_on", "-id"], name="decision_register"),
            models.Index(fields=["person", "-decided_on", "-id"], name="decisions_of_a_person"),
            models.Index(
                fields=["decided_by", "review_on"],
                condition=Q(is_current=True, review_on__isnull=False),
                name="decisions_to_look_at",
            ),
        ]

    def __str__(self):
        return self.key
