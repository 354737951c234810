"""Counts with whom the council shares what it knows of people, for the privacy notice.

What it counts names nobody: kinds of recipients, months, and an organisation by its name once
something about several people was shared with it, so that no name of a person that was typed for
an organisation stands before the public.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

import clock
from audit import log
from disclosure.models import Export, Letter, SharedWith
from disclosure.sharing.queries import KIND, Decided
from people.models import Contact
from records.models import Entry

# An organisation is named once something about so many people was shared with it.
NAMED_FROM = 3
_Kind = SharedWith.Kind
_BY_PURPOSE = {
    Export.Purpose.COUNCIL: _Kind.COUNCIL,
    Export.Purpose.COURT: _Kind.COURT,
    Export.Purpose.OMBUDSMAN: _Kind.OMBUDSMAN,
    Export.Purpose.ESTATE: _Kind.ESTATE,
    Export.Purpose.PROVIDER: _Kind.WORKS_WITH,
    Export.Purpose.POLICE: _Kind.POLICE,
    Export.Purpose.FAMILY: _Kind.AROUND,
}
_WORKS_WITH = (Contact.Kind.PROFESSIONAL, Contact.Kind.ORGANISATION, Contact.Kind.ADVOCATE)


@dataclass(frozen=True)
class _Once:
    """One time that something was shared. ``person`` is a number, and is not kept."""

    kind: str
    person: int
    at: datetime
    organisation: str = ""


@transaction.atomic
def count_recipients(*, by: log.Actor, at: datetime | None = None) -> int:
    """Count anew, and return how many lines there are. For the job: it asks nothing of access."""
    found = [*_copies(), *_letters()]
    people = defaultdict(set)
    for each in found:
        people[each.organisation].add(each.person)
    lines: dict[tuple[str, str], list[date]] = defaultdict(list)
    for each in found:
        named = each.organisation if len(people[each.organisation]) >= NAMED_FROM else ""
        lines[each.kind, named].append(clock.day_of(each.at).replace(day=1))
    SharedWith.objects.all().delete()
    SharedWith.objects.bulk_create(
        SharedWith(
            kind=kind,
            organisation=organisation,
            times=len(months),
            first_month=min(months),
            last_month=max(months),
        )
        for (kind, organisation), months in lines.items()
    )
    log.record("disclosure.recipients_counted", by=by, shown=(f"lines:{len(lines)}",), at=at)
    return len(lines)


def _copies() -> Iterator[_Once]:
    """Yield each copy that left, and each decision by which something else was shared."""
    left = Export.objects.filter(delivered_on__isnull=False, purpose__in=_BY_PURPOSE)
    for export in left:
        yield _Once(
            _BY_PURPOSE[Export.Purpose(export.purpose)], export.person_id, export.finished_at
        )
    entries = Entry.objects.standing().filter(type_key=KIND).prefetch_related("versions")
    served = set(Export.objects.values_list("decision", flat=True))
    served |= set(Letter.objects.values_list("decision", flat=True))
    decided = []
    for entry in entries.exclude(pk__in=served - {None}):
        latest = max(entry.versions.all(), key=lambda each: each.number)
        decided.append(Decided(entry, latest.values))
    shared = [each for each in decided if each.was_shared]
    contacts = _contacts(key for each in shared for key in each.contacts)
    for each in shared:
        for key in each.contacts or [""]:
            kind, organisation = _who(contacts.get(key))
            yield _Once(kind, each.entry.person_id, each.entry.event_at, organisation)


def _letters() -> Iterator[_Once]:
    """Yield each letter that was sent to somebody other than the person."""
    sent = Letter.objects.filter(state=Letter.State.SENT).select_related("person")
    others = [each for each in sent if not each.is_own]
    contacts = _contacts(each.to["key"] for each in others)
    for letter in others:
        kind, organisation = _who(contacts.get(letter.to["key"]))
        yield _Once(kind, letter.person_id, letter.sent_at, organisation)


def _contacts(keys: Iterable[str]) -> dict[str, Contact]:
    return Contact.objects.in_bulk(set(keys), field_name="key")


def _who(contact: Contact | None) -> tuple[str, str]:
    """Return which kind of recipient somebody is, and of which organisation."""
    if contact is None:
        return _Kind.OTHER, ""
    if contact.kind in _WORKS_WITH:
        return _Kind.WORKS_WITH, _organisation(contact)
    return _Kind.AROUND, ""


def _organisation(contact: Contact) -> str:
    """Return the name of an organisation; blank where none is known."""
    name = contact.name if contact.kind == Contact.Kind.ORGANISATION else ""
    return " ".join((contact.organisation or name).split())
