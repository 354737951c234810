"""The signed entries that say where somebody lives, what status they have and what documents."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

import clock
from accounts.models import User
from people import access
from people.models import HAS_DIED, Allocation, DetailsChange, Person
from records.models import Entry, EntryVersion

HOME, STATUS, DOCUMENT = "accommodation_details", "immigration_legal_status", "legal_document"
UPDATE, NEED = "details_update", "accessible_information_need"
# How long before a status ends the worker is reminded, in days.
REMINDED_BEFORE = 60


def entries_for_profile(person: Person) -> QuerySet[Entry]:
    """Return the standing entries that details are read from, newest first.

    Each has ``answers``, the values of its latest version, and ``is_carried_over``: whether a
    change to details names it as its source.
    """
    changes = DetailsChange.objects.filter(person=person, source_entry=OuterRef("key"))
    found = _with_answers(
        Entry.objects.standing().filter(
            person=person, type_key__in=[HOME, STATUS, DOCUMENT, UPDATE, NEED]
        )
    )
    return found.annotate(is_carried_over=Exists(changes)).order_by("-event_at", "-pk")


def said_of_own_people(viewer: User, *, today: date | None = None) -> QuerySet[Entry]:
    """Return the statuses and legal documents of ``viewer``'s own people, for ``that_end``."""
    today = today or clock.today()
    own = Allocation.objects.running_on(today).filter(worker=viewer)
    people = access.visible_people(viewer).filter(pk__in=own.values("person")).exclude(HAS_DIED)
    carried = DetailsChange.objects.filter(person=OuterRef("person"), source_entry=OuterRef("key"))
    return (
        _with_answers(
            Entry.objects.standing().filter(person__in=people, type_key__in=[STATUS, DOCUMENT])
        )
        .annotate(is_carried_over=Exists(carried))
        .select_related("person")
        .order_by("-event_at", "-pk")
    )


def that_end(entries: Iterable[Entry], *, today: date | None = None) -> list[Entry]:
    """Return those of the statuses and legal documents that end soon, or ended.

    Of each kind the newest of a person counts. ``ends_on`` is the day; ``is_check`` says that it is
    to be checked again then. A document whose authority is recorded is reminded of there.
    """
    today = today or clock.today()
    newest: dict[tuple[int, str, str], Entry] = {}
    for entry in entries:
        kind = str((entry.answers or {}).get("document_kind", ""))  # type: ignore[attr-defined]
        newest.setdefault((entry.person_id, entry.type_key, kind), entry)
    due = [each for each in newest.values() if _ends(each, clock.add_days(today, REMINDED_BEFORE))]
    return sorted(due, key=lambda each: (each.ends_on, each.pk))  # type: ignore[attr-defined]


def _ends(entry: Entry, soon: date) -> bool:
    """Say whether an entry is to be reminded of, and note when and why on it."""
    said = entry.answers or {}  # type: ignore[attr-defined]
    ends = said.get("expiry_date") or said.get("expires_on") or ""
    check = said.get("check_on") or ""
    entry.is_check = bool(check) and (not ends or check < ends)  # type: ignore[attr-defined]
    entry.ends_on = check if entry.is_check else ends  # type: ignore[attr-defined]
    if entry.type_key == DOCUMENT and entry.is_carried_over:  # type: ignore[attr-defined]
        return False
    return bool(entry.ends_on) and entry.ends_on <= soon.isoformat()  # type: ignore[attr-defined]


def _with_answers(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    return entries.annotate(answers=Subquery(newest.values("values")[:1]))
