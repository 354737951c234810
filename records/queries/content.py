"""What stands in the entries of one page: read in the same few queries however many they are.

Nothing is read of an entry that is closed to the viewer or was taken off the record.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import User
from people.access import EntryAccess
from people.models import Person
from records.models import (
    Action,
    Addition,
    Attachment,
    Confirmation,
    Entry,
    EntryLink,
    EntryVersion,
    Removal,
    Statement,
)
from records.queries.entries import TimelineRow, is_open, is_readable
from records.queries.known import (
    Days,
    actions_standing,
    file_removals,
    files_standing,
    make_as_known,
    put_days_back,
    put_marks_back,
)
from records.queries.lists import with_list_owner
from records.queries.significance import with_mark


def with_what_stands_beside(
    entries: QuerySet[Entry], *, known_at: datetime | None
) -> QuerySet[Entry]:
    """Read each entry's people, and with it the links to it, its removals and its files.

    With ``known_at`` the files that were taken off since come too: ``rows_of`` tells of them.
    """
    links = EntryLink.objects.that_hold(at=known_at).filter(
        target=OuterRef("pk"), source__taken_off_at=None
    )
    done = Removal.objects.filter(entry=OuterRef("pk"), state=Removal.State.DONE)
    said = Confirmation.objects.filter(entry=OuterRef("pk"))
    if known_at is not None:
        said = said.filter(answered_at__lte=known_at)
    files = Attachment.objects.filter(entry=OuterRef("pk"))
    if known_at is None:
        files = files.filter(taken_off_at=None)
    entries = with_mark(with_list_owner(entries), known_at=known_at)
    return entries.select_related(
        "person", "author", "acting_for", "information_provider", "moved_here_by"
    ).annotate(
        linked_from=ArraySubquery(
            links.order_by("source__event_at", "source_id").values(
                json=JSONObject(
                    kind="kind",
                    id="source_id",
                    key="source__key",
                    at="source__event_at",
                    type_key="source__type_key",
                    type_version="source__type_version",
                    sensitivity="source__sensitivity",
                    record_as="source__record_as",
                    author_id="source__author_id",
                    by="source__author__name",
                    imported_author="source__imported_author",
                )
            )
        ),
        done_removals=ArraySubquery(
            done.values(
                json=JSONObject(
                    kind="kind",
                    state="state",
                    reason="reason",
                    authority="authority",
                    attachment_id="attachment_id",
                    attachment_key="attachment__key",
                    asked_at="asked_at",
                    answered_at="answered_at",
                )
            )
        ),
        provider_said=ArraySubquery(
            said.order_by("answered_at", "pk").values(
                json=JSONObject(
                    version_number="version_number",
                    answer="answer",
                    text="text",
                    answered_at="answered_at",
                    by="provider__name",
                )
            )
        ),
        attached=ArraySubquery(
            files.order_by("added_at", "pk").values(
                json=JSONObject(key="key", title="title", taken_off_at="taken_off_at")
            )
        ),
    )


def rows_of(
    readable: EntryAccess,
    entries: Sequence[Entry],
    actions: Iterable[Action],
    *,
    known_at: datetime | None,
    days: Days,
    whole: bool,
    keys: Sequence[str] = (),
) -> list[TimelineRow]:
    """Return entries with what stands in them, or only their headings unless ``whole``.

    ``days`` are those of the record at ``known_at``, as ``days_then`` has them, and ``keys`` what
    the log knows it by.
    """
    to_read = [each.pk for each in entries if is_open(readable, each)] if whole else []
    versions = _versions(to_read, known_at) if whole else {}
    if known_at is not None:
        put_marks_back([each for each in entries if each.pk in versions], known_at, keys)
        for entry in entries:
            versions[entry.pk] = _known_of(entry, versions.get(entry.pk, []), known_at)
        known = [each[-1] for each in versions.values() if each]
        agreed = actions_standing(known, actions, known_at)
    else:
        agreed = defaultdict(list)
        for action in actions:
            agreed[action.entry_id].append(action)
    rows = [
        _row(
            readable,
            entry,
            versions=versions.get(entry.pk, []),
            known_at=known_at,
            actions=agreed.get(entry.pk, []),
        )
        for entry in entries
    ]
    put_days_back((link.source for row in rows for link in row.links_in), days)
    put_days_back((row.entry for row in rows), days)
    return rows


def actions_for(
    readable: EntryAccess, person: Person, entries: Sequence[Entry]
) -> tuple[list[Action], list[Action]]:
    """Return the actions of ``entries``, and all that is still to do for ``person``."""
    keys = {each.pk for each in entries}
    found = list(
        Action.objects.filter(
            Q(entry__in=keys)
            | Q(person=person, status=Action.Status.OPEN, entry__taken_off_at=None)
        )
        .select_related("owner", "entry", "closed_by")
        .order_by("due_on", "pk")
    )
    to_do = [
        each
        for each in found
        if each.status == Action.Status.OPEN and is_open(readable, each.entry)
    ]
    return [each for each in found if each.entry_id in keys], to_do


def _row(
    readable: EntryAccess,
    entry: Any,
    *,
    versions: list[Any],
    known_at: datetime | None,
    **content: Any,
) -> TimelineRow:
    if not is_readable(readable, entry):
        return TimelineRow(entry=entry, is_open=False)
    removals = [_removal(row) for row in entry.done_removals]
    if entry.taken_off_at is not None:
        whole = next((each for each in removals if each.attachment_id is None), None)
        return TimelineRow(entry=entry, is_open=False, removal=whole)
    version = versions[-1] if versions else None
    return TimelineRow(
        entry=entry,
        is_open=True,
        version=version,
        earlier=versions[:-1],
        statements=[Statement(**said) for said in version.said] if version else [],
        additions=[_addition(row) for row in version.added] if version else [],
        links_in=[
            EntryLink(kind=row["kind"], source=source, target=entry)
            for row in entry.linked_from
            if is_readable(readable, source := _source(row))
        ],
        files_removed=file_removals(version, removals, known_at),
        files=[
            each.title
            for each in files_standing(version, map(_attachment, entry.attached), known_at)
        ],
        confirmations=[_confirmation(each) for each in entry.provider_said],
        **content,
    )


def _known_of(entry: Entry, versions: list[Any], known_at: datetime) -> list[Any]:
    """Return the versions known at an instant; the entry becomes what the last of them said."""
    known = [each for each in versions if each.signed_at <= known_at]
    if known:
        make_as_known(entry, known[-1], newest=versions[-1], said_in=lambda each: each.said)
    return known


def _source(row: dict[str, Any]) -> Entry:
    """Return the entry that a link comes from, as far as a heading needs it."""
    given = {name: value for name, value in row.items() if name not in ("kind", "at", "by")}
    author = User(pk=row["author_id"], name=row["by"])
    return Entry(**given, event_at=_moment(row["at"]), author=author)


def _versions(entries: list[int], known_at: datetime | None) -> dict[int, list[Any]]:
    """Return the versions of each entry, oldest first: a correction shows what it put right.

    Later ones than ``known_at`` too: of what they set on the entry, ``make_as_known`` must know.
    """
    said = Statement.objects.filter(version=OuterRef("pk")).order_by("position", "id")
    added = Addition.objects.filter(entry=OuterRef("entry")).order_by("added_at", "id")
    found = EntryVersion.objects.filter(entry__in=entries)
    if known_at is not None:
        added = added.filter(added_at__lte=known_at)
    signed = (
        found.order_by("entry_id", "number")
        .select_related("signed_by")
        .annotate(
            said=ArraySubquery(
                said.values(
                    json=JSONObject(
                        field="field",
                        position="position",
                        kind="kind",
                        text="text",
                        details="details",
                        about_someone_else="about_someone_else",
                    )
                )
            ),
            added=ArraySubquery(
                added.values(
                    json=JSONObject(
                        id="id",
                        key="key",
                        kind="kind",
                        text="text",
                        answers_id="answers",
                        answers_record_id="answers_record",
                        about_text="about_text",
                        said_by="said_by",
                        received_on="received_on",
                        shown_how="shown_how",
                        author="author__name",
                        added_at="added_at",
                    )
                )
            ),
        )
    )
    by_entry: dict[int, list[Any]] = defaultdict(list)
    for version in signed:
        by_entry[version.entry_id].append(version)
    return by_entry


def _addition(row: dict[str, Any]) -> Addition:
    written = {"author": User(name=row["author"]), "added_at": _moment(row["added_at"])}
    came = row["received_on"]
    return Addition(**row | written | {"received_on": came and date.fromisoformat(came)})


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _confirmation(row: dict[str, Any]) -> Confirmation:
    at = datetime.fromisoformat(row["answered_at"])
    by = User(name=row["by"])
    kept = {key: value for key, value in row.items() if key != "by"}
    return Confirmation(**kept | {"answered_at": at, "provider": by})


def _removal(row: dict[str, Any]) -> Removal:
    given = {name: value for name, value in row.items() if name != "attachment_key"}
    for name in ("asked_at", "answered_at"):
        given[name] = given[name] and _moment(given[name])
    removal = Removal(**given)
    if removal.attachment_id is not None:
        removal.attachment = Attachment(pk=removal.attachment_id, key=row["attachment_key"])
    return removal


def _attachment(row: dict[str, Any]) -> Attachment:
    off = row["taken_off_at"]
    return Attachment(key=row["key"], title=row["title"], taken_off_at=off and _moment(off))
