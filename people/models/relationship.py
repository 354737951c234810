"""Who somebody is to a person: one row for both, read from either side."""

from typing import Any

from django.db import models
from django.db.models import Q

from people.models.about import Contact
from people.models.fact import Fact, FactQuerySet
from people.models.person import Person
from people.models.reaching import joined
from people.relationships import Kind, kinds


class RelationshipManager(models.Manager.from_queryset(FactQuerySet)):
    """Rows with both ends, whose names are part of their words."""

    def get_queryset(self) -> FactQuerySet:
        """Return all rows, with both ends."""
        return super().get_queryset().select_related("person", "other", "contact")


class Relationship(Fact):
    """What ``other``, who has a record here, or ``contact``, who has none, is to ``person``.

    ``kind`` is what they are to the person, ``back`` what the person is to them. On the record of
    ``other`` it is the same row the other way round: ``seen_from`` is the id of the one who reads.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="relationships_back"
    )
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="relationships"
    )
    kind = models.CharField(max_length=30)
    back = models.CharField(max_length=30)
    note = models.CharField(max_length=250, blank=True)

    objects = RelationshipManager()
    called = "Relationship"
    seen_from: int | None = None
    # Whether evidence of a legal authority is on file; None where that was not asked.
    is_evidenced: bool | None = None
    # What may be shared with the one at the other end; None where that was not asked.
    around: Any = None
    says_sharing = False

    class Meta:
        ordering = ["id"]
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(other__isnull=False, contact__isnull=True)
                | Q(other__isnull=True, contact__isnull=False),
                name="a_relationship_has_one_other_end",
            ),
        ]

    def __str__(self):
        return self.key

    @property
    def is_turned(self) -> bool:
        """Say whether it is read on the record of the other."""
        return self.seen_from is not None and self.seen_from != self.person_id

    @property
    def end(self) -> Person | Contact:
        """The one at the other end, as seen from here."""
        if self.is_turned:
            return self.person
        found = self.other or self.contact
        assert found is not None
        return found

    @property
    def end_record(self) -> Person | None:
        """The record of the one at the other end, if they have one here."""
        return self.person if self.is_turned else self.other

    @property
    def kind_seen(self) -> str:
        """What the one at the other end is, as seen from here."""
        return self.back if self.is_turned else self.kind

    @property
    def back_seen(self) -> str:
        """What the person seen from here is to the one at the other end."""
        return self.kind if self.is_turned else self.back

    @property
    def meant(self) -> Kind:
        """What the one at the other end is, with what is said of that."""
        return kinds()[self.kind_seen]

    @property
    def meant_back(self) -> Kind:
        """What the person seen from here is to the one at the other end."""
        return kinds()[self.back_seen]

    @property
    def words(self) -> str:
        """Who it is, what they are, and what is to be known of that."""
        who = f"{self.end.name}, {self.meant.words}"
        return joined(who, self.authority_shown, self.meant.note, self.note)

    @property
    def authority_shown(self) -> str:
        """Whether the authority that goes with this part is evidenced; nothing of other parts."""
        if not self.meant.authority or self.is_evidenced is None:
            return ""
        return "Authority evidenced" if self.is_evidenced else "Authority not evidenced"

    @property
    def headline(self) -> str:
        """Who it is."""
        return self.end.name

    @property
    def note_shown(self) -> str:
        """How to reach somebody without a record, and what is to be known of the relationship."""
        reach: tuple[str, ...] = ()
        if not self.is_turned and self.contact is not None:
            found = self.contact
            reach = (found.role, found.organisation, found.phone, found.email)
        reached = ", ".join(part for part in reach if part)
        return joined(self.authority_shown, reached, self.meant.note, self.note)

    @property
    def title(self) -> str:
        """What they are to the person."""
        return self.meant.label
