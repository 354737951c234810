"""What may be shared of a person with somebody around them, and who said so."""

from django.db import models
from django.db.models import Q

from people.models.about import Contact
from people.models.fact import Fact, FactQuerySet
from people.models.person import Person
from people.models.reaching import joined


class SharingManager(models.Manager.from_queryset(FactQuerySet)):
    """Rows with the one to whom something may be told, whose name is part of their words."""

    def get_queryset(self) -> FactQuerySet:
        """Return all rows, with whom they mean."""
        return super().get_queryset().select_related("other", "contact")


class Sharing(Fact):
    """What may be shared with ``other``, who has a record here, or ``contact``, who has none.

    It is the person's own consent or stands on another basis. ``since`` is the day it was said;
    withdrawing it ends it, and until it is said anew nothing may be shared.
    """

    class Extent(models.TextChoices):
        ALL = "ALL", "Everything"
        MATTERS = "MATTERS", "Named matters only"
        NOTHING = "NOTHING", "Nothing"

    class Basis(models.TextChoices):
        OWN = "OWN", "The person said so themselves"
        BEST_INTERESTS = "BEST_INTERESTS", "Best interests: they could not decide this at the time"
        AUTHORITY = "AUTHORITY", "An attorney or deputy decided, whose authority was seen"
        DUTY = "DUTY", "A duty in law"
        OTHER = "OTHER", "Another basis"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="sharings")
    other = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="sharings_with"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="sharings"
    )
    extent = models.CharField(max_length=10, choices=Extent)
    matters = models.CharField(max_length=500, blank=True)
    basis = models.CharField(max_length=15, choices=Basis)
    basis_note = models.CharField(max_length=500, blank=True)
    review_on = models.DateField(null=True, blank=True)
    is_withdrawn = models.BooleanField(
        default=False, help_text="It ended because it was taken back, not by a new answer."
    )

    objects = SharingManager()
    called = "What may be shared"
    to_end = "Withdraw"

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(other__isnull=False, contact__isnull=True)
                | Q(other__isnull=True, contact__isnull=False),
                name="sharing_is_with_one",
            ),
            models.CheckConstraint(
                condition=~Q(extent="MATTERS") | ~Q(matters=""), name="named_matters_are_named"
            ),
            models.CheckConstraint(
                condition=Q(basis="OWN") | ~Q(basis_note=""), name="a_basis_but_consent_is_said"
            ),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(until__isnull=False),
                name="what_is_withdrawn_has_ended",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def end(self) -> Person | Contact:
        """The one with whom it may be shared."""
        found = self.other or self.contact
        assert found is not None
        return found

    @property
    def headline(self) -> str:
        """The one with whom it may be shared."""
        return self.end.name

    @property
    def title(self) -> str:
        """How much may be shared, in words that stand alone."""
        if self.extent == self.Extent.NOTHING:
            return "Nothing may be shared"
        if self.extent == self.Extent.ALL:
            return "Everything may be shared"
        return f"Only this may be shared: {self.matters}"

    @property
    def note_shown(self) -> str:
        """On what basis."""
        basis = self.get_basis_display()
        if self.basis_note:
            basis = (
                f"{basis}: {self.basis_note}" if ":" not in basis else f"{basis}. {self.basis_note}"
            )
        return basis

    @property
    def words(self) -> str:
        """With whom, how much, on what basis; and that it was taken back."""
        how_much = f"{self.end.name}: {self.title[0].lower()}{self.title[1:]}"
        return joined(how_much, self.note_shown, "Withdrawn" if self.is_withdrawn else "")
