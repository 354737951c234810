"""Check codes: what of a record has one, and whether it is as it was signed, frozen or made."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

import clock
from accounts.models import User
from disclosure.letters.queries import sent_about
from disclosure.models import Export
from people import access
from people.access import Permission
from people.models import Person
from records import queries as record_queries
from records.models import Attachment, Chronology, EntryVersion
from records.signed import digests
from records.signed.logged import held_against_log
from ui import formats

SHORTEST = 16
_WHOLE = "A file that is this one has the whole code (SHA-256)"


@dataclass(frozen=True)
class Found:
    """Something of a record that has a code; ``is_whole``: it is as it was then."""

    what: str
    says: str
    opens: str
    is_whole: bool = True


def with_code(viewer: User, person: Person, code: str) -> list[Found]:
    """Return what ``viewer`` may open of a record and has a code: entries, files, chronologies.

    Letters too, and to those who may make copies, copies.

    ``code``: the beginning of a digest, ``SHORTEST`` or more characters of it.
    Raises ``PermissionDenied`` if ``viewer`` may not open this record.
    """
    access.decide(viewer, Permission.VIEW, person).require()
    found = [
        *_entries(viewer, person, code),
        *_files(viewer, person, code),
        *_chronologies(person, code),
        *_letters(viewer, person, code),
    ]
    if access.decide(viewer, Permission.EXPORT, person).allowed:
        found += _copies(person, code)
    return found


def _entries(viewer: User, person: Person, code: str) -> Iterator[Found]:
    rows = EntryVersion.objects.filter(
        record_queries.entry_is_open(viewer, person="entry__person"),
        entry__person=person,
        digest__startswith=code,
    )
    versions = list(rows.select_related("entry__author", "signed_by"))
    held = held_against_log(person, {version.entry.key for version in versions})
    for version in versions:
        entry = version.entry
        later = entry.versions.filter(number__gt=version.number).order_by("number").first()
        signed = f"signed by {version.signed_by.name} on {_moment(version.signed_at)}"
        is_whole = digests.is_whole(version) and entry.key not in held.differing
        says = f"It is as it was {signed}."
        if entry.key in held.differing:
            says = (
                f"It is not what the event log says was {signed}. Tell those who run the service."
            )
        elif not is_whole:
            says = f"What is stored is not what was {signed}. Tell those who run the service."
        elif later is not None:
            says += f" It was corrected on {_moment(later.signed_at)}: this is what it said before."
        yield Found(
            what=record_queries.name_of(entry),
            says=says,
            opens=reverse("records:entry", args=[person.key, entry.key]),
            is_whole=is_whole,
        )


def _chronologies(person: Person, code: str) -> Iterator[Found]:
    rows = Chronology.objects.filter(
        person=person, digest__startswith=code, frozen_at__isnull=False
    )
    for each in rows:
        lines = each.lines.select_related("entry")
        is_whole = digests.digest_of_chronology(each, lines) == each.digest
        frozen = f"frozen on {_moment(each.frozen_at)}"
        yield Found(
            what=f"Chronology: {each.title}",
            says=f"It is as it was {frozen}."
            if is_whole
            else f"It is not what was {frozen}. Tell those who run the service.",
            opens=reverse("records:chronology", args=[person.key, each.key]),
            is_whole=is_whole,
        )


def _files(viewer: User, person: Person, code: str) -> Iterator[Found]:
    rows = Attachment.objects.filter(
        record_queries.entry_is_open(viewer),
        person=person,
        taken_off_at=None,
        sha256__startswith=code,
    )
    for each in rows.select_related("entry"):
        yield Found(
            what=f"File: {each.title}",
            says=f"It was added on {_moment(each.added_at)}. {_WHOLE} {each.sha256}.",
            opens=reverse("records:entry", args=[person.key, each.entry.key]),
        )


def _letters(viewer: User, person: Person, code: str) -> Iterator[Found]:
    for each in sent_about(viewer, person).filter(sha256__startswith=code):
        yield Found(
            what=f"Letter or e-mail: {each.subject}",
            says=f"It was sent on {_moment(each.sent_at)}. {_WHOLE} {each.sha256}.",
            opens=reverse("disclosure:letter", args=[person.key, each.key]),
        )


def _copies(person: Person, code: str) -> Iterator[Found]:
    rows = person.exports.filter(sha256__startswith=code, state=Export.State.READY)
    for each in rows:
        yield Found(
            what=f"Copy {each.key}",
            says=f"It was made on {_moment(each.finished_at)} for {each.recipient}. A file that is "
            "that copy has the whole code (SHA-256) of its page.",
            opens=reverse("disclosure:copy", args=[person.key, each.key]),
        )


def _moment(at) -> str:
    return formats.long_datetime(clock.local(at))
