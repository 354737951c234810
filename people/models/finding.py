"""What finding people looks through: one row a person, made again when what it says changes."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from people.models.person import Person


class FindingKeys(models.Model):
    """What one person may be found by. Never shown: cards and panels come from the person."""

    person = models.OneToOneField(
        Person, on_delete=models.PROTECT, primary_key=True, related_name="finding_keys"
    )
    keys = ArrayField(
        models.BigIntegerField(),
        help_text="Names, sounds, births, numbers and places, each as a digest that is compared.",
    )
    names = ArrayField(
        models.TextField(), help_text="Each single name without accents, to tell how near it is."
    )

    class Meta:
        indexes = [GinIndex(fields=["keys"], name="people_found_by")]

    def __str__(self):
        return f"keys of {self.person_id}"
