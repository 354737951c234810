"""Who may decide for a person by law, and what was seen of that."""

from datetime import date

from django.db import models
from django.db.models import Q

import clock
from people.models.fact import Fact, FactQuerySet
from people.models.person import Person
from people.models.reaching import joined
from people.models.relationship import Relationship
from ui import formats


class AuthorityQuerySet(FactQuerySet):
    """Authorities, asked for by day."""

    def evidenced_on(self, day: date) -> "AuthorityQuerySet":
        """Return those that count on ``day``: seen, registered where they must be, not expired."""
        return (
            self.current_on(day)
            .exclude(evidence=Authority.Evidence.TOLD)
            .exclude(kind__in=Authority.REGISTERED, registered_on__isnull=True)
            .exclude(registered_on__gt=day)
            .exclude(expires_on__lte=day)
        )


class AuthorityManager(models.Manager.from_queryset(AuthorityQuerySet)):
    """Rows with who holds them, whose name is part of their words."""

    def get_queryset(self) -> AuthorityQuerySet:
        """Return all rows, with who holds them."""
        held = ("relationship__person", "relationship__other", "relationship__contact")
        return super().get_queryset().select_related(*held)


class Authority(Fact):
    """A legal authority to decide for the person, held by somebody around them.

    It counts only with evidence; until then it says plainly that it is not evidenced.
    """

    class Kind(models.TextChoices):
        LPA_HEALTH = "LPA_HEALTH", "Lasting power of attorney: health and welfare"
        LPA_MONEY = "LPA_MONEY", "Lasting power of attorney: property and financial affairs"
        EPA = "EPA", "Enduring power of attorney"
        DEPUTY_HEALTH = "DEPUTY_HEALTH", "Deputy: health and welfare"
        DEPUTY_MONEY = "DEPUTY_MONEY", "Deputy: property and financial affairs"
        APPOINTEE = "APPOINTEE", "Appointee for benefits"
        GUARDIAN = "GUARDIAN", "Guardianship under the Mental Health Act"

    class Evidence(models.TextChoices):
        ORIGINAL = "ORIGINAL", "Original seen"
        COPY = "COPY", "Copy seen"
        REGISTER = "REGISTER", "Register searched, or access code used"
        TOLD = "TOLD", "Nothing seen: told only"

    # A lasting power cannot be used until it is registered.
    REGISTERED = (Kind.LPA_HEALTH, Kind.LPA_MONEY)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="authorities")
    relationship = models.ForeignKey(
        Relationship, on_delete=models.PROTECT, related_name="authorities"
    )
    kind = models.CharField(max_length=15, choices=Kind)
    scope = models.CharField(max_length=500, blank=True, help_text="Limits, and how to act.")
    made_on = models.DateField(null=True, blank=True)
    registered_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=10, choices=Evidence)
    seen_by = models.CharField(max_length=150, blank=True)
    seen_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    objects = AuthorityManager()
    called = "Legal authority"
    look_again = "Check it again"

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(evidence="TOLD") | (~Q(seen_by="") & Q(seen_on__isnull=False)),
                name="evidence_says_who_saw_it_and_when",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def why_not(self) -> str:
        """Why it is not evidenced by what is written of it; nothing where it is."""
        if self.expires_on is not None and self.expires_on <= clock.today():
            return "it has expired"
        if self.evidence == self.Evidence.TOLD:
            return "nothing was seen"
        if self.kind in self.REGISTERED and self.registered_on is None:
            return "it is not registered"
        return ""

    @property
    def holder(self) -> str:
        """Who holds it, as seen from the person."""
        self.relationship.seen_from = self.person_id
        return self.relationship.end.name

    @property
    def headline(self) -> str:
        """Who holds it."""
        return self.holder

    @property
    def title(self) -> str:
        """Which authority it is."""
        return self.get_kind_display()

    @property
    def note_shown(self) -> str:
        """What was seen of it, or that it is not evidenced; its limits and its dates."""
        seen = f"Not evidenced: {self.why_not}" if self.why_not else ""
        if self.evidence != self.Evidence.TOLD:
            by = f"{self.get_evidence_display()} by {self.seen_by}, {_day(self.seen_on)}"
            seen = joined(seen, by)
        return joined(
            seen,
            self.scope,
            f"Made {_day(self.made_on)}" if self.made_on else "",
            f"Registered {_day(self.registered_on)}" if self.registered_on else "",
            self._ends,
        )

    @property
    def _ends(self) -> str:
        if self.expires_on is None:
            return ""
        word = "Expired" if self.expires_on <= clock.today() else "Expires"
        return f"{word} {_day(self.expires_on)}"

    @property
    def words(self) -> str:
        """Who holds which authority, and what was seen of it."""
        return joined(f"{self.holder}, {self.title}", self.note_shown)


def _day(day: date | None) -> str:
    return formats.day_and_month(day) if day else ""
