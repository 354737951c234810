"""The texts of one event about several people, for the one who writes them all."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from people import access
from people.access import Permission
from people.models import Contact, Person
from people.queries import Card, find_people, my_people
from records.models import Draft, Entry
from records.queries.drafts import drafts_of
from records.queries.entries import may_open

_PROFESSIONAL = (Contact.Kind.PROFESSIONAL, Contact.Kind.ORGANISATION)


@dataclass(frozen=True)
class EventText:
    """One person's text of an event: nothing written yet, a draft, or signed."""

    person: Person
    state: str
    draft: Draft | None = None
    entry: Entry | None = None


def texts_of(
    author: User, events: Iterable[uuid.UUID | None], drafts: Iterable[Draft] | None = None
) -> dict[uuid.UUID, list[EventText]]:
    """Return what ``author`` writes or wrote of each event, about people whom they may open.

    ``drafts`` are all that the author has about such people, if they were read already.
    """
    wanted = {each for each in events if each is not None}
    found: dict[uuid.UUID, list[EventText]] = defaultdict(list)
    if not wanted:
        return found
    visible = access.visible_people(author)
    signed = Entry.objects.standing().filter(author=author, event__in=wanted, person__in=visible)
    for entry in signed.select_related("person").order_by("signed_at"):
        if entry.event is not None:
            found[entry.event].append(EventText(entry.person, "signed", entry=entry))
    if drafts is None:
        drafts = drafts_of(author).filter(event__in=wanted, person__in=visible)
    for draft in sorted(drafts, key=lambda each: each.pk):
        if draft.event in wanted:
            # The first text is the one that the others were begun from.
            is_new = draft.version == 1 and bool(found[draft.event])
            state = "nothing written yet" if is_new else "a draft"
            found[draft.event].append(EventText(draft.person, state, draft=draft))
    return found


def people_of_event(author: User, event: uuid.UUID | None) -> list[Person]:
    """Return everybody of whom ``author`` writes or wrote a text of the event."""
    if event is None:
        return []
    drafts = Draft.objects.filter(author=author, event=event).values("person")
    entries = Entry.objects.filter(author=author, event=event).values("person")
    return list(Person.objects.filter(pk__in=drafts.union(entries)))


def event_draft(author: User, key: uuid.UUID) -> Draft | None:
    """Return a draft from which others of an event may be begun; a correction is none."""
    draft = drafts_of(author).filter(key=key, corrects=None).first()
    return draft if draft is not None and _may_write(author, draft.person) else None


def event_entry(author: User, key: str) -> Entry | None:
    """Return an entry that ``author`` signed and from which others may be begun."""
    entry = (
        Entry.objects.filter(author=author, key=key.replace("\x00", ""), taken_off_at=None)
        .select_related("person")
        .first()
    )
    if entry is None or not _may_write(author, entry.person) or not may_open(author, entry):
        return None
    return entry


def may_be_written_about(viewer: User, words: str = "") -> list[Card]:
    """Return index cards of people whom ``viewer`` may write about: theirs, or those found."""
    cards = find_people(viewer, words)[0] if words else my_people(viewer)
    return _writable(viewer, cards)


def chosen_to_write_about(viewer: User, keys: Iterable[str]) -> list[Person]:
    """Return the people behind ``keys`` whom ``viewer`` may write about."""
    clean = [key for key in keys if "\x00" not in key]
    return list(access.visible_people(viewer, Permission.ADD).filter(key__in=clean))


def professionals_of(person: Person) -> dict[str, Contact]:
    """Return the professional contacts of a person who have no record of their own, by key."""
    found = person.contacts.filter(kind__in=_PROFESSIONAL, record=None)
    return {contact.key: contact for contact in found}


def _writable(viewer: User, cards: list[Card]) -> list[Card]:
    open_to = access.visible_people(viewer, Permission.ADD)
    keys = set(open_to.filter(key__in=[card.key for card in cards]).values_list("key", flat=True))
    return [card for card in cards if card.key in keys]


def _may_write(author: User, person: Person) -> bool:
    return access.decide(author, Permission.ADD, person).allowed
