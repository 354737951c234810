"""The names of a person: on documents, to be known by, former ones and others."""

from django.db import models
from django.db.models import Q

from people.models.fact import Fact, FactQuerySet
from people.models.person import Person


class NameQuerySet(FactQuerySet):
    """Names, and who may meet which of them."""

    def searchable(self) -> "NameQuerySet":
        """Return those in use: what a search may match. Never a former or a protected name."""
        return self.filter(
            kind__in=Name.IN_USE, until__isnull=True, is_mistake=False, is_protected=False
        )

    def former(self) -> "NameQuerySet":
        """Return former names that are not protected, for the page of names alone (ruling 8)."""
        return self.filter(kind=Name.Kind.FORMER, is_mistake=False, is_protected=False)


class Name(Fact):
    """One name. ``Person`` carries a copy of the two in use, to sort and to show lists by."""

    class Kind(models.TextChoices):
        LEGAL = "LEGAL", "Name on documents"
        PREFERRED = "PREFERRED", "Name to be known by"
        FORMER = "FORMER", "Former name"
        ALIAS = "ALIAS", "Also known as"

    IN_USE = (Kind.LEGAL, Kind.PREFERRED, Kind.ALIAS)
    # As the page of names lists them.
    ORDER = (*IN_USE, Kind.FORMER)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="names")
    kind = models.CharField(max_length=10, choices=Kind)
    honorific = models.CharField(max_length=20, blank=True)
    given_names = models.CharField(max_length=150, blank=True)
    family_name = models.CharField(max_length=150, blank=True)
    is_protected = models.BooleanField(
        default=False,
        help_text="For named people only: section 22 of the Gender Recognition Act, or safety.",
    )

    objects = NameQuerySet.as_manager()
    called = "Name"

    class Meta:
        ordering = ["kind", "-since", "-id"]
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(kind__in=["LEGAL", "PREFERRED"], until__isnull=True, is_mistake=False),
                name="one_name_of_each_kind_in_use",
            ),
            models.CheckConstraint(
                condition=~Q(given_names="") | ~Q(family_name=""), name="a_name_has_letters"
            ),
            models.CheckConstraint(
                condition=Q(is_protected=False) | Q(kind__in=["FORMER", "ALIAS"]),
                name="a_name_on_every_page_is_not_protected",
            ),
        ]

    def __str__(self):
        return self.key

    @staticmethod
    def parts_of(full: str, family_name: str) -> dict[str, str]:
        """Return a whole name as given and family name, where the family name can be told."""
        given = full.removesuffix(family_name).strip() if family_name else full
        if given and given != full:
            return {"given_names": given, "family_name": family_name}
        return {"given_names": full, "family_name": ""}

    @property
    def full(self) -> str:
        """Given and family name."""
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def words(self) -> str:
        """The name with its title."""
        return f"{self.honorific} {self.full}".strip()

    @property
    def secrecy(self) -> str:
        """A former name is shown on the page of names; a protected one to named people."""
        if self.is_protected:
            return self.Secrecy.PROTECTED
        return self.Secrecy.ON_REQUEST if self.kind == self.Kind.FORMER else self.Secrecy.OPEN

    @property
    def title(self) -> str:
        """What kind of name it is."""
        return self.get_kind_display()
