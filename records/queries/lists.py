"""On the lists of which restricted entries somebody is: facts that ``people.access`` is handed."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

import clock
from accounts.models import User
from people.standing import Standing
from records.models import Entry, EntryRestriction, EntryUserObjectPermission

LIST = "open_entry"
KNOWN = "entry_lists"


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
    """Read with each entry who owns its list, where that is not simply its author."""
    rows = EntryRestriction.objects.filter(entry=OuterRef("pk"), ended_at=None)
    return entries.annotate(list_owner=Subquery(rows.values(name=F("owner__name"))))
