"""A human whom the council helps: one row, whatever their roles."""

from datetime import date

import nhs_number
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from people.keys import new_council_reference, new_key
from ui import formats

# Somebody who has died, with or without a day that is known.
HAS_DIED = Q(died_on__isnull=False) | Q(death_precision="UNKNOWN")


def validate_nhs_number(value: str) -> None:
    """Refuse an NHS number whose check digit is wrong."""
    if not nhs_number.is_valid(value):
        raise ValidationError("Enter an NHS number of 10 digits, with its check digit")


class Person(models.Model):
    """A person with care and support needs, a carer, or both.

    ``key`` stands in URLs and in the event log; ``council_reference`` is the number that staff
    and letters use.
    """

    class BirthPrecision(models.TextChoices):
        KNOWN = "KNOWN", "Known"
        ESTIMATED = "ESTIMATED", "Estimated"
        UNKNOWN = "UNKNOWN", "Not known"

    class DeathPrecision(models.TextChoices):
        KNOWN = "KNOWN", "Known"
        ESTIMATED = "ESTIMATED", "Estimated"
        UNKNOWN = "UNKNOWN", "Not known"

    class NhsStatus(models.TextChoices):
        """How sure the NHS number is."""

        VERIFIED = "VERIFIED", "Traced and verified"
        NOT_VERIFIED = "NOT_VERIFIED", "Given, not yet traced"
        NONE = "NONE", "Asked for: has none, or not known"

    class Status(models.TextChoices):
        OPEN = "OPEN", "Open"
        CLOSED = "CLOSED", "Closed"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    council_reference = models.CharField(max_length=20, unique=True, default=new_council_reference)
    nhs_number = models.CharField(
        max_length=10,
        blank=True,
        validators=[validate_nhs_number],
        db_index=True,
    )
    nhs_status = models.CharField(max_length=12, choices=NhsStatus, blank=True)
    title = models.CharField(max_length=20, blank=True)
    given_names = models.CharField(max_length=150)
    family_name = models.CharField(max_length=150)
    preferred_name = models.CharField(max_length=150, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(
        max_length=10,
        choices=BirthPrecision,
        default=BirthPrecision.KNOWN,
    )
    died_on = models.DateField(null=True, blank=True)
    death_precision = models.CharField(max_length=10, choices=DeathPrecision, blank=True)
    death_source = models.CharField(max_length=250, blank=True)
    has_care_needs = models.BooleanField(default=True)
    is_carer = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    submission = models.UUIDField(
        null=True, blank=True, unique=True, editable=False, help_text="The form that added them."
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["family_name", "given_names", "id"]
        permissions = [
            ("open_record", "May open this record without a case relationship"),
            ("write_record", "May write on this record without a case relationship"),
            ("see_protected_names", "Is named to see protected names of this person"),
            ("open_restricted", "Is on the list of those who may open this restricted record"),
            ("open_carer_part", "Is on the list of their restricted part as a carer"),
            ("open_person_part", "Is on the list of their restricted part as a person with needs"),
            ("break_glass", "Opened this record in an emergency"),
            ("break_glass_restricted", "Opened what is restricted in an emergency"),
        ]
        indexes = [models.Index(fields=["team", "family_name", "given_names", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["nhs_number"], condition=~Q(nhs_number=""), name="nhs_number_held_once"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
                name="merged_into_another_record",
            ),
            models.CheckConstraint(
                condition=Q(has_care_needs=True) | Q(is_carer=True),
                name="person_has_needs_or_is_a_carer",
            ),
            models.CheckConstraint(
                condition=Q(nhs_number="") | ~Q(nhs_status="NONE"),
                name="who_has_an_nhs_number_is_not_without",
            ),
            models.CheckConstraint(
                condition=~Q(birth_precision="UNKNOWN") | Q(born_on__isnull=True),
                name="an_unknown_birth_has_no_date",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True)
                | Q(born_on__isnull=True)
                | Q(died_on__gte=models.F("born_on")),
                name="death_is_not_before_birth",
            ),
            models.CheckConstraint(
                condition=~Q(death_precision="UNKNOWN") | Q(died_on__isnull=True),
                name="an_unknown_death_has_no_date",
            ),
        ]

    def __str__(self):
        return self.council_reference

    @property
    def legal_name(self) -> str:
        """Given and family name, as documents have it."""
        return f"{self.given_names} {self.family_name}".strip()

    @property
    def name(self) -> str:
        """The name the person likes to be written with."""
        return self.preferred_name or self.legal_name

    @property
    def is_both(self) -> bool:
        """Say whether this human has needs of their own and is a carer too."""
        return self.has_care_needs and self.is_carer

    @property
    def has_died(self) -> bool:
        """Say whether this human has died, on a day that is known or not."""
        return self.died_on is not None or self.death_precision == self.DeathPrecision.UNKNOWN

    @property
    def death_words(self) -> str:
        """When they died, as far as it is known; empty of somebody who lives."""
        return death_in_words(self.died_on, self.death_precision) if self.has_died else ""


def death_in_words(day: date | None, precision: str) -> str:
    """Return ``Died 3 March 2026``, ``Died about 3 March 2026``, or that nobody knows the day."""
    if day is None:
        return "Died, day not known"
    about = "about " if precision == Person.DeathPrecision.ESTIMATED else ""
    return f"Died {about}{formats.day_and_month(day)}"
