"""What is known about a person: where they live, how to speak with them, who is around."""

from django.db import models

from accounts.models import User
from people.keys import new_key
from people.models.person import Person


class Address(models.Model):
    """Where a person lives or lived, from and until."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    kind = models.CharField(max_length=60, default="Home")
    lines = models.TextField()
    postcode = models.CharField(max_length=10, blank=True, db_index=True)
    description = models.TextField(blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__isnull=True)
                | models.Q(since__isnull=True)
                | models.Q(until__gte=models.F("since")),
                name="address_ends_after_it_begins",
            )
        ]

    def __str__(self):
        return f"address {self.pk}"


class CommunicationNeed(models.Model):
    """One thing to do so that the person can understand and be understood. Shown in the banner."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="communication_needs")
    need = models.CharField(max_length=120)
    detail = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    asked_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self):
        return f"communication need {self.pk}"


class Alert(models.Model):
    """Something to know before contact, with its evidence and the day it is looked at again."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="alerts")
    title = models.CharField(max_length=80)
    detail = models.TextField(blank=True)
    evidence = models.TextField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField()
    review_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["raised_on", "id"]

    def __str__(self):
        return f"alert {self.pk}"


class Contact(models.Model):
    """Someone around the person: family, friend, professional or organisation."""

    class Kind(models.TextChoices):
        FAMILY = "FAMILY", "Family"
        FRIEND = "FRIEND", "Friend or neighbour"
        PROFESSIONAL = "PROFESSIONAL", "Professional"
        ORGANISATION = "ORGANISATION", "Organisation"
        ADVOCATE = "ADVOCATE", "Advocate"

    key = models.CharField(max_length=16, unique=True, default=new_key, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=150)
    relationship = models.CharField(max_length=100, blank=True)
    role = models.CharField(max_length=150, blank=True)
    organisation = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=15, choices=Kind)
    note = models.TextField(blank=True)
    record = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="The contact's own record, if they have one.",
    )

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self):
        return self.key

    @property
    def described(self) -> str:
        """Who this is to the person: "daughter, carer and attorney"."""
        # A relationship is often the role itself: "GP", "care provider".
        parts = dict.fromkeys([self.relationship, self.role, self.organisation])
        return ", ".join(part for part in parts if part)
