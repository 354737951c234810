"""On the lists of which restricted entries somebody is: facts that ``people.access`` is handed."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

import clock
from accounts.models import User
from people.models import Person, Restriction
from people.standing import Standing, parts_at
from records.models import Entry, EntryRestriction, EntryUserObjectPermission

LIST = "open_entry"
KNOWN = "entry_lists"
_IN_PART = "in_restricted_part"


def on_lists(at: datetime) -> QuerySet[EntryUserObjectPermission]:
    """Return who is on the list of which entry at that instant."""
    return EntryUserObjectPermission.objects.filter(permission__codename=LIST).filter(
        Q(expires_at=None) | Q(expires_at__gt=at)
    )


def listed_entries(user: User, *, at: datetime | None = None) -> Any:
    """Return the entries on whose list ``user`` is, for a condition of a query."""
    return on_lists(at or clock.now()).filter(user=user).values("content_object")


def listed_of_person(user: User, at: datetime) -> ArraySubquery:
    """Return the column, of a query of people, of the entries on whose list ``user`` is."""
    rows = on_lists(at).filter(user=user, content_object__person=OuterRef("pk"))
    return ArraySubquery(rows.order_by().values("content_object"))


def is_listed(stands: Standing, entry: Entry) -> bool:
    """Say whether whoever stands so is on the list of one entry."""
    return entry.pk in stands.known_above(KNOWN)


def with_list_owner(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Read with each entry who owns its list, where that is not simply its author.

    Where the part in which it stands is restricted, that is who owns that restriction.
    """
    rows = EntryRestriction.objects.filter(entry=OuterRef("pk"), ended_at=None)
    owner = Subquery(rows.values(name=F("owner__name")))
    of_part = Subquery(_restricts_part().values(name=F("owner__name"))[:1])
    return with_restricted_part(entries).annotate(list_owner=Coalesce(of_part, owner))


def with_restricted_part(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    """Read with each entry whether it stands in a part of the record that is restricted."""
    return entries.annotate(**{_IN_PART: Exists(_restricts_part())})


def in_restricted_part(entry: Entry) -> bool:
    """Say whether an entry stands in a part of the record that is restricted."""
    known = entry.__dict__.get(_IN_PART)
    return part_is_restricted(entry.person, entry.part) if known is None else known


def part_is_restricted(person: Person, part: str, *, at: datetime | None = None) -> bool:
    """Say whether a part of somebody's record is restricted, whoever asks."""
    return parts_at(at or clock.now()).filter(person=person, part=part).exists()


def is_restricted(entry: Entry) -> bool:
    """Say whether an entry is for named people: by itself, or as its part of the record is."""
    return entry.sensitivity != Entry.Sensitivity.NORMAL or in_restricted_part(entry)


def _restricts_part() -> QuerySet[Restriction]:
    found = parts_at(clock.now())
    return found.filter(person=OuterRef("person"), part=OuterRef("record_as"))
