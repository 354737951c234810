"""What every fact about a person keeps beside itself: when it is true, and how it is known."""

from datetime import date

from django.db import models
from django.db.models import F, Q

import clock
from accounts.models import User
from people.keys import new_key
from people.models.person import Person


class FactQuerySet(models.QuerySet):
    """Facts, asked for by day."""

    def current_on(self, day: date) -> "FactQuerySet":
        """Return those that are true on ``day``: not ended by then, and never mistaken."""
        return self.filter(Q(until__isnull=True) | Q(until__gt=day), is_mistake=False)

    def standing(self) -> "FactQuerySet":
        """Return those that have no end yet, and were never mistaken."""
        return self.filter(until__isnull=True, is_mistake=False)

    def past_on(self, day: date) -> "FactQuerySet":
        """Return those that were true once, and those that were mistaken."""
        return self.filter(Q(until__lte=day) | Q(is_mistake=True))


class Fact(models.Model):
    """Something known about a person. It is ended, never overwritten: a change is another row.

    ``until`` is the first day on which it is no longer true.
    """

    class Secrecy(models.TextChoices):
        OPEN = "OPEN", "Shown to those who may open the record"
        ON_REQUEST = "ON_REQUEST", "Shown on request only"
        PROTECTED = "PROTECTED", "Shown to named people only"

    # Each kind of fact names its own way back from the person.
    person: "models.ForeignKey[Person, Person]"
    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    is_mistake = models.BooleanField(default=False, help_text="It was never true.")
    told_by = models.CharField(max_length=150, blank=True)
    checked_how = models.CharField(max_length=250, blank=True)
    source_entry = models.CharField(
        max_length=16, blank=True, help_text="The key of the signed entry that says so."
    )
    recorded_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(default=clock.now)

    objects = FactQuerySet.as_manager()

    # What the page of changes calls it, and what the button calls ending it.
    called = ""
    to_end = "End"
    look_again = "Ask again"

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(since__isnull=True) | Q(until__gte=F("since")),
                name="%(class)s_ends_after_it_begins",
            )
        ]

    @property
    def words(self) -> str:
        """What it says, on one line."""
        raise NotImplementedError

    @property
    def headline(self) -> str:
        """The part of it that stands first in a list; ``note_shown`` is the rest."""
        return self.words

    @property
    def note_shown(self) -> str:
        """What stands under the headline."""
        return ""

    @property
    def secrecy(self) -> str:
        """Who may see what it says."""
        return self.Secrecy.OPEN

    @property
    def is_open(self) -> bool:
        """Say whether those who may open the record see it without asking."""
        return self.secrecy == self.Secrecy.OPEN

    @property
    def title(self) -> str:
        """What kind of fact it is, as the page of changes writes it."""
        return self.called


class DetailsChange(models.Model):
    """One change to what is known about a person: what it was, what it became, how we know.

    Written once. A fact is named by its key, so that its words are read where it stands, by those
    who may see them now; only what is a column of ``Person`` is repeated in words.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="details_changes")
    what = models.CharField(max_length=150)
    fact = models.CharField(max_length=30, blank=True, help_text="The model of the fact.")
    was_key = models.CharField(max_length=16, blank=True)
    became_key = models.CharField(max_length=16, blank=True)
    was = models.TextField(blank=True)
    became = models.TextField(blank=True)
    told_by = models.CharField(max_length=150, blank=True)
    checked_how = models.CharField(max_length=250, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    source_entry = models.CharField(max_length=16, blank=True)
    changed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["-changed_at", "-id"]
        indexes = [models.Index(fields=["person", "-changed_at"], name="details_changes_of_one")]
        constraints = [
            models.CheckConstraint(
                condition=Q(fact="") | Q(was="", became=""),
                name="a_change_of_a_fact_repeats_no_words",
            )
        ]

    def __str__(self):
        return f"details change {self.pk}"
