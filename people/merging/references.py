"""Everything that names a person, found from the models, so that nothing new can be forgotten.

A row that is about a person goes where the person goes, unless it was said otherwise here: by
``people`` below, or by an app above from its ``AppConfig.ready`` (ruling 25).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from people.models import Person

STAYS = "STAYS"
_TREATED: dict[str, str] = {}
_CALLED: dict[str, str] = {
    "people.Address.person": "addresses",
    "people.Conflict.person": "conflicts of interest",
    "people.Contact.person": "people around them",
    "people.PersonUserObjectPermission.content_object": "members of staff with access given",
    "people.PersonGroupObjectPermission.content_object": "",
    "people.Authority.person": "",
    "people.CommunicationNeed.person": "communication needs",
    "people.ContactPoint.person": "ways to reach them",
    "people.Death.person": "deaths recorded",
    "people.DeathTask.person": "tasks after a death",
    "people.Detail.person": "answers about them",
    "people.KeptBack.person": "details that are kept back",
    "people.PersonRole.person": "roles",
    "people.Sharing.person": "",
    "people.Sharing.other": "",
    # Uncounted: a number would tell of somebody at the other end who is restricted.
    "people.Relationship.person": "",
    "people.Relationship.other": "",
    "people.Imported.person": "",
}
_ALSO: list[Callable[["Moved"], None]] = []


@dataclass(frozen=True)
class Reference:
    """A column that names a person."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        """``records.Entry.person``."""
        return f"{self.model._meta.label}.{self.field}"

    @property
    def stays(self) -> bool:
        """Say whether its rows stay with the record that they name."""
        return _TREATED.get(self.label) == STAYS

    @property
    def called(self) -> str:
        """What a preview calls the rows."""
        return _CALLED.get(self.label, str(self.model._meta.verbose_name_plural))


@dataclass
class Moved:
    """Rows of one column that go from one record to another, and how to change more of them."""

    reference: Reference
    rows: list[int]
    gone: Person
    kept: Person
    change: Callable[[type[models.Model], str, list[int], Any, Any], None]


def stays(label: str, *, because: str) -> None:
    """Leave the rows of a column with the record that they name. ``because`` is for the reader."""
    _TREATED[label] = STAYS


def call(label: str, words: str) -> None:
    """Say what a preview calls the rows of a column; nothing leaves them out of it."""
    _CALLED[label] = words


def when_moved(also: Callable[[Moved], None]) -> None:
    """Have ``also`` change what else must change when rows go to another record."""
    if also not in _ALSO:
        _ALSO.append(also)


def changed_with(moved: Moved) -> None:
    """Change what else was said to change with these rows."""
    for also in _ALSO:
        also(moved)


def references() -> list[Reference]:
    """Return every column of every table that names a person, in a fixed order."""
    found = [
        Reference(model, field.name)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model is Person
        and model is not Person
    ]
    return sorted(found, key=lambda each: each.label)


def counts(person: Person) -> list[tuple[str, int]]:
    """Return how many rows of each kind stand on a record and would go, in one question."""
    wanted = [each for each in references() if not each.stays and each.called]
    columns = {
        f"n{place}": Coalesce(
            Subquery(
                each.model._base_manager.filter(**{each.field: OuterRef("pk")})
                .order_by()
                .values(each.field)
                .annotate(number=Count("pk"))
                .values("number")
            ),
            0,
        )
        for place, each in enumerate(wanted)
    }
    numbers = Person.objects.filter(pk=person.pk).values(**columns).get()
    return [
        (each.called, numbers[f"n{place}"])
        for place, each in enumerate(wanted)
        if numbers[f"n{place}"]
    ]


for _label, _because in {
    "people.FindingKeys.person": "made anew for both",
    "people.Merge.kept": "says what was merged",
    "people.Merge.gone": "says what was merged",
    "people.ToldApart.person": "written once",
    "people.ToldApart.other": "written once",
    "people.EmergencyAccess.person": "says which record was opened, and why",
    "people.AccessReason.person": "written once: a reason for one record opens no other",
    "people.DetailsChange.person": "written once: the pages read those of both",
    "people.Restriction.person": "a restricted record is only ever merged into",
    "people.Referral.person": "says which record was to be looked at: it opens no other",
    "people.Contact.record": "leads to the record that is kept by its address",
}.items():
    stays(_label, because=_because)
