"""Entries written from what a colleague told: those to confirm, and those to put right."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from people import access
from people.access import Decision
from people.inlined import inline, settle
from people.models import Person
from records.models import Addition, Confirmation, Draft, Entry, EntryVersion
from records.queries.across import entry_is_open
from records.queries.entries import may_open
from records.queries.whole import keep_links, whole


@dataclass(frozen=True)
class ToPutRight:
    """An entry whose provider said what is wrong in it, and what they said."""

    entry: Entry
    said: Confirmation


@dataclass(frozen=True)
class Told:
    """What was written from what somebody told, as it concerns one member of staff."""

    to_confirm: list[Entry]
    to_put_right: list[ToPutRight]


def told(viewer: User) -> Told:
    """Return what ``viewer`` is asked to confirm, and what of theirs is to be put right.

    Both oldest first. Asked is whoever gave the information, and again for each new version; not of
    what is restricted to others, nor of what stands on a record that they may not know of. To put
    right is what the provider says is wrong, until a corrected version or an addition answers.
    """
    of_newest = Confirmation.objects.filter(
        entry=OuterRef("pk"), version_number=OuterRef("newest_number")
    )
    # Few of the many entries that somebody wrote: they are found before anything is asked of them.
    corrected = Confirmation.objects.filter(
        answer=Confirmation.Answer.CORRECTED, entry__author=viewer
    )
    provided = Entry.objects.filter(information_provider=viewer)
    few = corrected.order_by().values("entry").union(provided.order_by().values("pk"))
    said = of_newest.filter(answer=Confirmation.Answer.CORRECTED)
    added = Addition.objects.filter(
        entry=OuterRef("pk"), author=viewer, added_at__gt=OuterRef("said_at")
    )
    asked = (
        Q(information_provider=viewer, person__in=access.people_open_to_provider(viewer))
        & ~Q(author=viewer)
        & ~Exists(of_newest)
        & entry_is_open(viewer, entry="")
    )
    wrong = (
        Q(author=viewer, said_at__isnull=False, person__in=access.visible_people(viewer))
    ) & ~Exists(added)
    found = inline(
        _with_newest(Entry.objects.filter(pk__in=few))
        .annotate(said_at=Subquery(said.values("answered_at")[:1]))
        .filter(asked | wrong),
        "confirmations",
        Confirmation.objects.all(),
        provider={},
    )
    to_confirm, to_put_right = [], []
    for entry in found.select_related("person", "author").order_by("said_at", "signed_at", "pk"):
        settle(entry, "confirmations", provider={})
        if entry.author_id != viewer.pk:
            to_confirm.append(entry)
            continue
        newest = entry.newest_number
        answers = [row for row in entry.confirmations.all() if row.version_number == newest]
        to_put_right.append(ToPutRight(entry, answers[0]))
    return Told(to_confirm, to_put_right)


def told_entry(viewer: User, person: Person, key: str) -> Entry | None:
    """Return one entry written from what ``viewer`` told, whole; None if there is none to open."""
    entry = whole(_told(viewer, person, key))
    if entry is None or not may_open(viewer, entry):
        return None
    keep_links(entry, lambda other: False)
    return entry


def as_provider(viewer: User, person: Person, *, entry_key: str) -> Decision:
    """Say whether ``viewer`` may read this entry as the one who gave the information."""
    given = _told(viewer, person, entry_key).exists()
    return access.decide_as_provider(viewer, person, gave_information=given)


def as_provider_of_words(viewer: User, person: Person, *, draft_key: uuid.UUID) -> Decision:
    """Say the same of what they typed beside such an entry and did not send."""
    typed = Draft.objects.filter(author=viewer, person=person, key=draft_key, page__isnull=False)
    keys = typed.filter(beside__isnull=False).values_list("beside__key", flat=True)
    given = any(_told(viewer, person, key).exists() for key in keys)
    return access.decide_as_provider(viewer, person, gave_information=given)


def _told(viewer: User, person: Person, key: str) -> QuerySet[Entry]:
    key = key.replace("\x00", "")
    found = Entry.objects.filter(person=person, key=key, information_provider=viewer)
    return found.filter(taken_off_at=None).exclude(author=viewer)


def _with_newest(entries: QuerySet[Entry]) -> QuerySet[Any]:
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    return entries.filter(taken_off_at=None).annotate(
        newest_number=Subquery(newest.values("number")[:1])
    )
