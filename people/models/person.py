"""A human whom the council helps: one row, whatever their roles."""

import nhs_number
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from accounts.models import Team, User
from people.keys import new_council_reference, new_key


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

    class Status(models.TextChoices):
        OPEN = "OPEN", "Open"
        CLOSED = "CLOSED", "Closed"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    council_reference = models.CharField(max_length=20, unique=True, default=new_council_reference)
    nhs_number = models.CharField(
        max_length=10, blank=True, validators=[validate_nhs_number], db_index=True
    )
    title = models.CharField(max_length=20, blank=True)
    given_names = models.CharField(max_length=150)
    family_name = models.CharField(max_length=150)
    preferred_name = models.CharField(max_length=150, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    born_on = models.DateField(null=True, blank=True)
    birth_precision = models.CharField(
        max_length=10, choices=BirthPrecision, default=BirthPrecision.KNOWN
    )
    died_on = models.DateField(null=True, blank=True)
    death_source = models.CharField(max_length=250, blank=True)
    has_care_needs = models.BooleanField(default=True)
    is_carer = models.BooleanField(default=False)
    ethnic_group = models.CharField(max_length=100, blank=True)
    ethnic_group_own_words = models.CharField(max_length=250, blank=True)
    religion = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=100, blank=True)
    interpreter = models.CharField(max_length=150, blank=True)
    health = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    what_matters = models.TextField(blank=True)
    legal_summary = models.TextField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    team = models.ForeignKey(
        Team, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
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
            ("open_restricted", "Is on the list of those who may open this restricted record"),
        ]
        indexes = [models.Index(fields=["team", "family_name", "given_names", "id"])]
        constraints = [
            models.UniqueConstraint(
                fields=["nhs_number"], condition=~Q(nhs_number=""), name="nhs_number_held_once"
            ),
            models.CheckConstraint(
                condition=Q(has_care_needs=True) | Q(is_carer=True),
                name="person_has_needs_or_is_a_carer",
            ),
            models.CheckConstraint(
                condition=Q(died_on__isnull=True)
                | Q(born_on__isnull=True)
                | Q(died_on__gte=models.F("born_on")),
                name="death_is_not_before_birth",
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
