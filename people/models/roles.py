"""What somebody is to the council: a person with care and support needs, a carer, or both."""

from django.db import models
from django.db.models import Q

from people.models.fact import Fact
from people.models.person import Person


class PersonRole(Fact):
    """One part that a human has, from when, who asked for it, and how long its record is kept.

    A carer's record is their own: nobody whom they care for, and nobody who works with those, can
    open it for that reason.
    """

    class Kind(models.TextChoices):
        NEEDS = "NEEDS", "Person with care and support needs"
        CARER = "CARER", "Carer"

    # Keys of retention/schedule.toml.
    RETENTION: dict[str, str] = {Kind.NEEDS: "asc_general", Kind.CARER: "carer_general"}

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    kind = models.CharField(max_length=10, choices=Kind)
    retention = models.CharField(max_length=40)
    reason = models.CharField(max_length=500, blank=True)

    called = "Role"

    class Meta:
        ordering = ["kind", "id"]
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(until__isnull=True, is_mistake=False),
                name="one_role_of_each_kind_at_a_time",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def words(self) -> str:
        """What they are."""
        return self.get_kind_display()

    @property
    def title(self) -> str:
        """What it is called on the page of changes."""
        return "Recorded as"
