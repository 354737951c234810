"""Who is around a person: family, friends, professionals and organisations."""

from typing import Any

from django.db import models

from people.keys import new_key
from people.models.person import Person


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
    ended_on = models.DateField(
        null=True, blank=True, help_text="The first day on which they are not around any more."
    )

    # What may be shared with them; None where that was not asked.
    around: Any = None
    says_sharing = False

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self):
        return self.key

    @property
    def described(self) -> str:
        """Who this is to the person: "daughter, carer and attorney"."""
        # A relationship is often the role itself, "GP", or begins with it: "GP since last year".
        parts = dict.fromkeys([self.relationship, self.role, self.organisation])
        told = [
            part
            for part in parts
            if part and not any(each.startswith((f"{part} ", f"{part},")) for each in parts)
        ]
        return ", ".join(told)
