"""How to reach a person: telephone, e-mail, where they live; and what is kept back of it."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q

from people.models.fact import Fact
from people.models.person import Person
from people.sealed import SealedLine, SealedText


class Safety(models.TextChoices):
    """Whether it is safe to use a way of reaching somebody."""

    SAFE = "SAFE", "Safe to use"
    AT_TIMES = "AT_TIMES", "Only as the note says"
    NOT_SAFE = "NOT_SAFE", "Not safe: do not use"


def safety_of(fact: "ContactPoint | Address") -> str:
    """Return how safe a way is, in words; nothing where it is."""
    return "" if fact.safety == Safety.SAFE else fact.get_safety_display()


def joined(*parts: str) -> str:
    """Return sentences as one text."""
    return ". ".join(part.rstrip(".") for part in parts if part)


class ContactPoint(Fact):
    """A number or an address to reach a person by, and how to use it safely."""

    class Kind(models.TextChoices):
        MOBILE = "MOBILE", "Mobile"
        PHONE = "PHONE", "Telephone"
        WORK = "WORK", "Telephone at work"
        TEXT_RELAY = "TEXT_RELAY", "Text or video relay"
        EMAIL = "EMAIL", "Email"
        OTHER = "OTHER", "Other way"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=254)
    safety = models.CharField(max_length=10, choices=Safety, default=Safety.SAFE)
    note = models.CharField(max_length=250, blank=True)
    is_preferred = models.BooleanField(default=False)

    called = "Way to reach"

    class Meta:
        ordering = ["-is_preferred", "kind", "id"]
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(is_preferred=True, until__isnull=True, is_mistake=False),
                name="one_way_is_preferred",
            ),
            models.CheckConstraint(
                condition=~Q(safety="AT_TIMES") | ~Q(note=""), name="a_limit_to_contact_is_said"
            ),
            models.CheckConstraint(
                condition=~Q(safety="NOT_SAFE", is_preferred=True),
                name="what_is_not_safe_is_not_preferred",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def words(self) -> str:
        """The number or address, and how to use it."""
        return joined(self.value, self.note_shown)

    @property
    def is_telephone(self) -> bool:
        """Say whether it is a number to ring or to text."""
        return self.kind not in (self.Kind.EMAIL, self.Kind.OTHER)

    @property
    def headline(self) -> str:
        """The number or address."""
        return self.value

    @property
    def note_shown(self) -> str:
        """How to use it."""
        return joined(safety_of(self), self.note)

    @property
    def title(self) -> str:
        """What kind of way it is."""
        return self.get_kind_display()


class Address(Fact):
    """Where a person lives or lived. A safe address is shown on request only."""

    class Kind(models.TextChoices):
        HOME = "HOME", "Home"
        TEMPORARY = "TEMPORARY", "Temporary address"
        POST = "POST", "Address for letters"
        SAFE = "SAFE", "Safe address, shown on request only"
        NO_FIXED = "NO_FIXED", "No fixed address"

    # What a search may match.
    SEARCHABLE = (Kind.HOME, Kind.TEMPORARY, Kind.POST)

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=60, choices=Kind, default=Kind.HOME)
    lines = SealedText(blank=True, for_kind=Kind.SAFE.value)
    postcode = SealedLine(max_length=200, blank=True, db_index=True, for_kind=Kind.SAFE.value)
    description = SealedText(blank=True, for_kind=Kind.SAFE.value)
    safety = models.CharField(max_length=10, choices=Safety, default=Safety.SAFE)
    note = models.CharField(max_length=250, blank=True)

    called = "Address"

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(lines="") | Q(kind="NO_FIXED"), name="an_address_has_lines"
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def words(self) -> str:
        """The address on one line, with what a visitor should know."""
        return joined(self.headline, self.note_shown)

    @property
    def headline(self) -> str:
        """The address on one line."""
        lines = [line.strip() for line in self.lines.splitlines() if line.strip()]
        where = ", ".join([*lines, *([self.postcode] if self.postcode else [])])
        return where or self.get_kind_display()

    @property
    def note_shown(self) -> str:
        """What a visitor should know."""
        return joined(self.description, safety_of(self), self.note)

    @property
    def secrecy(self) -> str:
        """A safe address is kept back, and stays so when it has ended."""
        kept_back = self.kind == self.Kind.SAFE
        return self.Secrecy.ON_REQUEST if kept_back else self.Secrecy.OPEN

    @property
    def title(self) -> str:
        """What kind of address it is; a kept-back one is named as just an address."""
        return "Safe address" if self.kind == self.Kind.SAFE else self.get_kind_display()


class KeptBack(Fact):
    """A key-safe code, bank details and the like: on no page, print or copy but on request."""

    class Kind(models.TextChoices):
        KEY_SAFE = "KEY_SAFE", "Key-safe code"
        DOOR_CODE = "DOOR_CODE", "Door code or alarm code"
        BANK = "BANK", "Bank details"
        OTHER = "OTHER", "Other detail that is kept back"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="kept_back")
    kind = models.CharField(max_length=10, choices=Kind)
    value = SealedText(validators=[MaxLengthValidator(250)])
    where = models.CharField(
        max_length=250, blank=True, help_text="Where it is kept: shown to all."
    )

    called = "Detail that is kept back"

    class Meta:
        ordering = ["kind", "id"]
        constraints = [*Fact.Meta.constraints]

    def __str__(self):
        return self.key

    @property
    def words(self) -> str:
        """What is kept back."""
        return self.value

    @property
    def secrecy(self) -> str:
        """Always on request."""
        return self.Secrecy.ON_REQUEST

    @property
    def title(self) -> str:
        """What kind of detail it is."""
        return self.get_kind_display()
