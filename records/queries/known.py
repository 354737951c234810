"""What was known of an entry at an instant, worked back from what is stored of it today.

The timeline and the page of an entry, as known, both ask here. Without an instant: as it is now.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.urls import reverse

import clock
from accounts.models import User
from audit.models import Event
from people.inlined import keep
from people.models import Person
from people.survivors import keys_of
from records.models import Action, ActionChange, Attachment, Entry, EntryVersion, Removal
from records.rules.readiness import event_of
from records.signed import summaries
from records.signed.corrected_actions import FINISH
from records.signed.digests import files_named
from records.signed.versions import set_what_is_said

_MARKED, _MARK_TAKEN_OFF = "records.entry_marked_significant", "records.entry_mark_taken_off"
Days = dict[int, tuple[datetime, bool]]
_ROLES = {role.label: role for role in Entry.RecordAs}


def address_of(person: Person, key: str, known_at: datetime | None = None) -> str:
    """Return the address of an entry, as it is now or as it was known at the end of a minute."""
    if known_at is None:
        return reverse("records:entry", args=[person.key, key])
    page = reverse("records:entry-as-known", args=[person.key, key])
    return f"{page}?{query_of(known_at)}"


def query_of(known_at: datetime) -> str:
    """Return the query that asks for an instant: its day and its minute."""
    then = clock.local(known_at)
    return urlencode({"on": then.date().isoformat(), "time": f"{then:%H:%M}"})


def stood(known_at: datetime | None) -> Q:
    """Return the condition that an entry had been neither moved away nor removed by then."""
    stands = Q(taken_off_at=None)
    return stands if known_at is None else stands | Q(taken_off_at__gt=known_at)


def make_as_known(
    entry: Entry,
    version: EntryVersion,
    *,
    newest: EntryVersion,
    said_in: Callable[[Any], list[dict[str, Any]]],
) -> None:
    """Give an entry, which nobody saves, what ``version`` said where a ``newest`` one says more.

    ``said_in`` has kind, text and details of the statements of either.
    """
    if version.number == newest.number:
        return
    record_type = entry.record_type
    values, said = version.values, said_in(version)
    set_what_is_said(entry, record_type, said=said)
    if (event := event_of(values)) is not None:
        entry.event_at, entry.event_time_known = event
    entry.part_now = entry.part  # type: ignore[attr-defined]
    entry.record_as = _ROLES.get(values.get("record_as"), entry.record_as)
    # Who gave the information, if anybody did, is named by the version itself.
    entry.information_provider = None
    # A line that its writer gave stays when an entry is corrected; one that was drawn does not.
    if entry.summary == summaries.line_of(record_type, newest.values, said_in(newest)):
        entry.summary = summaries.line_of(record_type, values, said)


def put_marks_back(entries: Sequence[Entry], known_at: datetime, keys: Sequence[str] = ()) -> None:
    """Give entries of one record, which nobody saves, the mark that each had at an instant.

    The first change since, which the log keeps, was from what had stood until then. ``keys`` are
    those of the record, where they were asked for already.
    """
    if not entries:
        return
    changes = Event.objects.filter(
        subjects__overlap=keys or keys_of(entries[0].person),
        verb__in=(_MARKED, _MARK_TAKEN_OFF),
        target__in=[each.key for each in entries],
        happened_at__gt=known_at,
    ).order_by("-happened_at", "-pk")
    stood = {change.target: change.verb == _MARK_TAKEN_OFF for change in changes}
    for each in entries:
        each.is_significant = stood.get(each.key, each.is_significant)


def days_then(person: Person, known_at: datetime) -> Days:
    """Return when entries of one record happened, as known at an instant, where that differs now.

    Each with whether the time was known.
    """
    since = EntryVersion.objects.filter(entry=OuterRef("entry"), signed_at__gt=known_at)
    versions = EntryVersion.objects.filter(
        Exists(since), entry__person=person, signed_at__lte=known_at
    )
    fields = ("entry_id", "values__event_at", "entry__event_at", "entry__event_time_known")
    found: Days = {}
    for entry, answer, *today in versions.order_by("number").values_list(*fields):
        found.pop(entry, None)
        event = event_of({"event_at": answer})
        if event is not None and event != tuple(today):
            found[entry] = event
    return found


def put_days_back(entries: Iterable[Entry], days: Days) -> None:
    """Give entries, which nobody saves, the day that each had by ``days_then``."""
    for each in entries:
        each.event_at, each.event_time_known = days.get(
            each.pk, (each.event_at, each.event_time_known)
        )


def placed_by(days: Days) -> Any:
    """Return when an entry happened, by ``days_then``, for a query to order by."""
    cases = [When(pk=pk, then=Value(at)) for pk, (at, _) in days.items()]
    return Case(*cases, default=F("event_at")) if cases else F("event_at")


def actions_standing(
    versions: Iterable[EntryVersion], rows: Iterable[Action], known_at: datetime
) -> dict[int, list[Action]]:
    """Return by entry the actions that each version agreed, as they stood at an instant.

    ``rows`` are as they stand today. One that was closed on a day counts as closed when that ends.
    """
    now = {row.key: row for row in rows}
    agreed = [(version, each) for version in versions for each in version.actions]
    if not agreed:
        return {}
    changes = ActionChange.objects.filter(action__in=list(now.values()), changed_at__lte=known_at)
    changed = {each.action_id: each for each in changes.select_related("owner__team")}
    owners = {row.owner.staff_number: row.owner for row in now.values() if row.owner}
    missing = {each["owner"] for _, each in agreed if each["owner"]} - owners.keys()
    if missing:
        found = User.objects.select_related("team").filter(staff_number__in=missing)
        owners |= {each.staff_number: each for each in found}
    standing: dict[int, list[Action]] = defaultdict(list)
    for version, each in agreed:
        row = now.get(each["key"], Action())
        then = Action(
            key=each["key"],
            text=each["text"],
            owner=owners.get(each["owner"]),
            owner_name="" if each["owner"] in owners else each["who"],
            due_on=date.fromisoformat(each["due_on"]),
            priority=each["priority"],
        )
        change = changed.get(row.pk)
        if change is not None and change.changed_at > version.signed_at:
            then.owner, then.owner_name = change.owner, change.owner_name
            then.due_on = change.due_on
        if row.closed_on is not None and clock.end_of_day(row.closed_on) <= known_at:
            then.status, then.outcome = row.status, row.outcome
            then.closed_on, then.closed_by = row.closed_on, row.closed_by
        standing[version.entry_id].append(then)
    return standing


def leave_as_known(entries: Sequence[Entry], known_at: datetime) -> dict[int, EntryVersion]:
    """Leave of entries of one record what was known of each; return the newest version by entry.

    They were read with all that stands beside them, and nobody saves them. Of one that was taken
    off the record since, its day alone is as it was.
    """
    if not entries:
        return {}
    days = days_then(entries[0].person, known_at)
    put_days_back(entries, days)
    standing = [each for each in entries if each.taken_off_at is None]
    put_marks_back(standing, known_at)
    versions = {each.pk: list(each.versions.all()) for each in standing}
    known = {
        pk: [each for each in found if each.signed_at <= known_at] for pk, found in versions.items()
    }
    rows = [action for each in standing for action in each.actions.all()]
    actions = actions_standing([found[-1] for found in known.values()], rows, known_at)
    for each in standing:
        make_as_known(each, known[each.pk][-1], newest=versions[each.pk][-1], said_in=_said_in)
        _keep_what_was_known(each, known[each.pk], actions.get(each.pk, []), days, known_at)
    return {pk: found[-1] for pk, found in versions.items()}


def _keep_what_was_known(
    entry: Entry,
    versions: list[EntryVersion],
    actions: list[Action],
    days: Days,
    known_at: datetime,
) -> None:
    files = {each.pk: each for each in entry.attachments.all()}
    removals = list(entry.removals.all())
    for removal in removals:
        removal.attachment = files.get(removal.attachment_id) if removal.attachment_id else None
    entry.finish_later = any(
        each.text.startswith(FINISH) and each.status == Action.Status.OPEN for each in actions
    )
    put_days_back((link.source for link in entry.links_in.all()), days)
    put_days_back((link.target for link in entry.links_out.all()), days)
    kept: dict[str, list[Any]] = {
        "versions": versions,
        "attachments": files_standing(versions[-1], files.values(), known_at),
        "removals": file_removals(versions[-1], removals, known_at),
        "actions": actions,
        "additions": [each for each in entry.additions.all() if each.added_at <= known_at],
        "confirmations": [
            each for each in entry.confirmations.all() if each.answered_at <= known_at
        ],
        # What became of decisions since stands in the register; what was decided, in the version.
        "decisions": [],
    }
    for relation, found in kept.items():
        keep(entry, relation, found)


def _said_in(version: EntryVersion) -> list[dict[str, Any]]:
    return [
        {"kind": each.kind, "text": each.text, "details": each.details}
        for each in version.statements.all()
    ]


def files_standing(
    version: EntryVersion | None, files: Iterable[Attachment], known_at: datetime | None
) -> list[Attachment]:
    """Return the files of an entry that may be shown, of those that ``version`` knew.

    What was taken off since is not shown again: ``file_removals`` says that it stood there.
    """
    named = _named_by(version)
    return [
        each
        for each in files
        if each.taken_off_at is None and (known_at is None or each.key in named)
    ]


def file_removals(
    version: EntryVersion | None, removals: Iterable[Removal], known_at: datetime | None
) -> list[Removal]:
    """Return what stands in the place of files: of those removed since, of those it knew."""
    named = _named_by(version)
    return [
        each
        for each in removals
        if each.state == Removal.State.DONE
        and each.attachment is not None
        and (not is_later(each, known_at) or each.attachment.key in named)
    ]


def is_later(removal: Removal, known_at: datetime | None) -> bool:
    """Say whether it was done only after the instant as of which a record is read."""
    done_at = removal.answered_at
    return known_at is not None and done_at is not None and done_at > known_at


def _named_by(version: EntryVersion | None) -> set[str]:
    return files_named(version.values) if version is not None else set()
