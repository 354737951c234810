"""Reads of copies: what one would hold, which were made, and who downloaded them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from audit.models import Event
from disclosure.exchange.tables import standing_restrictions
from disclosure.models import Export, SubjectRequest
from disclosure.scope import Scope
from people import access
from people.access import Permission
from people.models import Person
from people.survivors import keys_of
from records import queries as record_queries
from records.models import Attachment, Chronology, Entry
from records.queries import TimelineRow
from ui import formats

STUCK_AFTER_HOURS = 1
# How the log says that a copy was downloaded to be read by who checks it.
TO_CHECK = "to-check"
# Why an entry is not in a copy.
RESTRICTED = "It is restricted to named people, and was not asked for."
HELD_BACK = "It was held back for a records officer to look at first."
ABOUT_OTHERS = (
    "It holds what is private to somebody else, and was not asked for. A redacted copy can give "
    "the rest of it."
)
ALL_OF_IT = frozenset({RESTRICTED, HELD_BACK, ABOUT_OTHERS})
CLOSED = "It is restricted to named people."
OTHER_PART = {
    Entry.RecordAs.PERSON: "It is about them as a carer, and this copy is not of that part.",
    Entry.RecordAs.CARER: "It is about them as a person with care and support needs, and this copy "
    "is not of that part.",
}


@dataclass(frozen=True)
class Contents:
    """What a copy would hold and leave out, counted before it is made.

    ``all_entries``: every entry of the record, whether it may leave or not. One may be left out for
    more than one reason.
    """

    all_entries: int
    entries: int
    statements: int
    corrections: int
    additions: int
    attachments: int
    first_on: date | None
    last_on: date | None
    restricted: int
    held_back: int
    alerts_held_back: int
    about_others: int
    closed: int
    removed: int
    by_part: Mapping[str, int] | None = None
    by_type: Mapping[str, int] = field(default_factory=dict)
    by_statement: Mapping[str, int] = field(default_factory=dict)

    @property
    def left_out_unless_asked(self) -> int:
        """What stays out unless whoever makes the copy includes it and says why."""
        return self.restricted + self.held_back + self.alerts_held_back


@dataclass(frozen=True)
class Download:
    """Who took a finished copy away, and when; whether only to read it before it may leave."""

    who: str
    at: datetime
    to_check: bool = False


@dataclass(frozen=True)
class CopyRow:
    """One copy as the list shows it."""

    export: Export
    downloads: list[Download]


def contents_of(
    viewer: User, person: Person, one: Entry | None = None, *, all_of_it: bool = False
) -> Contents:
    """Count what a copy by ``viewer`` would hold; what stays out unless asked for, apart.

    ``one``: the only entry that is copied. ``all_of_it``: also what stays out is to be looked at.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    scope = Scope(entry=one)
    rows = record_queries.entries_for_export(viewer, person)
    rows = [row for row in rows if not scope.why_out(row)]
    going = [row for row in rows if leaves(row, asked_for=ALL_OF_IT if all_of_it else ())]
    days = [clock.day_of(row.entry.event_at) for row in going]
    return Contents(
        all_entries=len(rows),
        entries=len(going),
        statements=sum(len(row.statements) for row in going),
        corrections=sum(len(row.entry.versions.all()) - 1 for row in going),
        additions=sum(len(row.entry.additions.all()) for row in going),
        attachments=Attachment.objects.filter(
            entry__in=[row.entry for row in going], taken_off_at=None
        ).count(),
        first_on=min(days, default=None),
        last_on=max(days, default=None),
        restricted=sum(why_left_out(row) == RESTRICTED for row in rows),
        held_back=sum(why_left_out(row) == HELD_BACK for row in rows),
        alerts_held_back=0 if one else person.alerts.all().not_told().count(),
        about_others=sum(row.is_open and row.is_about_others for row in rows),
        closed=sum(1 for row in rows if not row.is_open and row.removal is None),
        removed=sum(1 for row in rows if row.removal is not None),
        by_part=_by_part(person, rows, going),
        by_type=Counter(row.entry.type_key for row in going),
        by_statement=Counter(
            kind for row in going for kind in {each.kind for each in row.statements}
        ),
    )


def anything_in(
    viewer: User,
    person: Person,
    scope: Scope,
    *,
    known_at: datetime | None,
    asked_for: Collection[str] = (),
    part: str = "",
) -> bool:
    """Say whether a copy by ``viewer`` of this scope would hold an entry.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    rows = record_queries.entries_for_export(viewer, person, known_at=known_at)
    return any(
        leaves(row, asked_for=asked_for, part=part) and not scope.why_out(row) for row in rows
    )


def _by_part(
    person: Person, rows: list[TimelineRow], going: list[TimelineRow]
) -> Mapping[str, int] | None:
    """Count what goes into a copy of each part; None where all of the record is of one."""
    if not person.is_both and len({row.entry.record_as for row in rows}) < len(Export.Part):
        return None
    return Counter(row.entry.record_as for row in going)


def asks_decision(purpose: str, answers: SubjectRequest | None) -> bool:
    """Say whether a copy rests on a decision to share: not one that answers the person's own."""
    own = answers is not None and answers.made_by == SubjectRequest.MadeBy.SELF
    return purpose in Export.SHARED and not own


def frozen_chronologies(person: Person) -> QuerySet[Chronology]:
    """Return the chronologies that may be copied, newest first."""
    return Chronology.objects.filter(person=person, frozen_at__isnull=False)


def asked_for(purpose: str, *, with_restricted: bool, with_about_others: bool) -> frozenset[str]:
    """Return for what reasons no entry stays out: each was asked for.

    What is private to somebody else stays out of a copy that leaves the council, whoever it is for,
    until that is weighed and asked for. Those who work in the council may read it in the record.
    """
    found = {RESTRICTED, HELD_BACK} if with_restricted else set()
    if with_about_others or purpose == Export.Purpose.INTERNAL:
        found.add(ABOUT_OTHERS)
    return frozenset(found)


def asked_for_in(export: Export) -> frozenset[str]:
    """Return it of one copy."""
    return asked_for(
        export.purpose,
        with_restricted=export.includes_restricted,
        with_about_others=export.includes_about_others,
    )


def is_kept(person: Person) -> bool:
    """Say whether a record is kept to named staff, held or kept longer: what may move with it."""
    return (
        standing_restrictions(person).exists()
        or person.holds.filter(ended_at=None).exists()
        or person.kept_longer.exists()
        or person.lengthenings.filter(ended_at=None).exists()
    )


def leaves(row: TimelineRow, *, asked_for: Collection[str] = (), part: str = "") -> bool:
    """Say whether an entry goes into a copy.

    It is open to the maker and of the ``part`` that is copied; and unless asked for it is neither
    restricted, nor marked as not to be shown to the person without advice, nor as private to
    somebody else.
    """
    return row.is_open and not why_left_out(row, asked_for=asked_for, part=part)


def why_left_out(row: TimelineRow, *, asked_for: Collection[str] = (), part: str = "") -> str:
    """Return why an entry stays out of a copy; blank if it does not.

    One that is closed says only that: not in which role it speaks of the person.
    """
    if row.removal is not None:
        return ""
    if not row.is_open:
        return CLOSED
    if part and row.entry.record_as != part:
        return OTHER_PART[Entry.RecordAs(part)]
    reasons = (
        (RESTRICTED, record_queries.is_restricted(row.entry)),
        (HELD_BACK, row.is_kept_from_person),
        (ABOUT_OTHERS, row.is_about_others),
    )
    return next((why for why, is_so in reasons if is_so and why not in asked_for), "")


def copies_of(viewer: User, person: Person) -> list[CopyRow]:
    """Return every copy made of a record, newest first, with its downloads.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    exports = list(person.exports.select_related("asked_by__team", "chronology"))
    downloads = _downloads(person)
    return [CopyRow(export, downloads[export.key]) for export in exports]


def asked_for_by(viewer: User) -> QuerySet[Export]:
    """Return the copies that ``viewer`` asked for, of people they may still find, newest first."""
    return Export.objects.filter(
        asked_by=viewer, person__in=access.findable_people(viewer)
    ).select_related("person")


def formats_to_arrange(viewer: User) -> QuerySet[Export]:
    """Return the copies whose format has still to be arranged, the most urgent first."""
    people = access.findable_people(viewer).exclude(access.in_conflict(viewer))
    found = Export.objects.filter(
        arrange_by__isnull=False, arranged_at__isnull=True, person__in=people
    )
    return found.select_related("person").order_by("arrange_by", "pk")[:20]


def copy_for(viewer: User, person: Person, key: str) -> CopyRow | None:
    """Return one copy of a person's record, or None if there is none of that key.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    export = (
        person.exports.select_related(
            "asked_by__team",
            "person",
            "chronology",
            "arranged_by",
            "password_shown_by",
            "delivered_by",
            "restricted_agreed_by",
            "request",
        )
        .filter(key=key)
        .first()
    )
    return None if export is None else CopyRow(export, _downloads(person)[export.key])


def why_not_take_away(viewer: User, export: Export) -> str:
    """Return why ``viewer``, who may copy this record, may not download this copy; empty if so.

    It is for those who may open each restricted entry in it. Whoever made it waits until a second
    officer agreed that these leave, on its page or on the request that it answers; the second may
    read it before. Of a copy of long ago it is not noted which it holds: it may hold any.
    """
    if export.state != Export.State.READY:
        return "This copy is not finished."
    if export.file_deleted_at:
        return f"Its file was deleted on {formats.day_and_month(export.file_deleted_at)}."
    if record_queries.anything_taken_off_since(export.person, export.asked_at):
        return "Something was taken off the record after it was asked for. Make a new copy."
    if not export.restricted_inside:
        return ""
    is_maker = export.asked_by_id == viewer.pk
    closed = len(export.restricted_inside) - restricted_in(viewer, export).count()
    if closed and is_maker:
        return "It may hold restricted entries, which you may not open any more."
    if closed:
        counted = formats.counted(closed, "restricted entry", "restricted entries")
        return (
            f"It may hold {counted} that you may not open. Ask {export.asked_by.name}, who made it."
        )
    if is_maker and export.awaits_second:
        where = "checks it on the request" if export.request_id else "agrees on this page"
        return (
            "It may hold restricted entries, and you made it. Another officer who may open them "
            f"{where} before it leaves: ask one."
        )
    return ""


def restricted_in(viewer: User, export: Export) -> QuerySet[Entry]:
    """Return the restricted entries in a copy that ``viewer`` may open, the oldest first."""
    is_open = record_queries.entry_is_open(viewer, entry="")
    found = Entry.objects.filter(is_open, key__in=export.restricted_inside)
    return found.order_by("event_at", "pk")


def why_not_agree(viewer: User, export: Export) -> str:
    """Return why ``viewer`` may not agree that restricted entries leave; empty if they may."""
    if export.request_id:
        return "It is checked on the request that it answers."
    if not export.awaits_second:
        return "Nobody has to agree to this copy, or somebody has."
    return why_not_take_away(viewer, export)


def waiting_for_second(viewer: User) -> QuerySet[Export]:
    """Return the copies whose restricted entries leave once another than who made them agrees."""
    people = access.findable_people(viewer).exclude(access.in_conflict(viewer))
    found = Export.objects.filter(
        state=Export.State.READY,
        file_deleted_at=None,
        redaction=None,
        request=None,
        restricted_agreed_at=None,
        delivered_on=None,
        person__in=people,
    ).exclude(Q(purpose=Export.Purpose.INTERNAL) | Q(restricted_inside=[]) | Q(asked_by=viewer))
    return found.select_related("person", "asked_by").order_by("finished_at", "pk")[:20]


def stored_before(person_keys: Iterable[str], at: datetime) -> list[str]:
    """Return under which names copies of a record are stored that were asked for before ``at``."""
    rows = Export.objects.filter(person__key__in=list(person_keys), asked_at__lt=at)
    return list(rows.exclude(stored_as="").values_list("stored_as", flat=True))


def named_in_copy(export: Export) -> list[Person]:
    """Return whom else with a record a finished copy names, as was noted when it was made."""
    if export.finished_at is None:
        return []
    # By who and when, so that the log is not read as a whole.
    made = Event.objects.filter(
        actor=export.asked_by.staff_number,
        happened_at__gte=export.asked_at,
        happened_at__lte=clock.add_hours(export.finished_at, 1),
        verb="disclosure.copy_names",
        target=export.key,
    )
    first = made.order_by("happened_at", "pk").first()
    return list(Person.objects.filter(key__in=first.subjects)) if first else []


def is_waited_for(export: Export) -> bool:
    """Say whether the job has still to finish."""
    return export.state in (Export.State.WAITING, Export.State.RUNNING)


def is_stuck(export: Export, *, at: datetime | None = None) -> bool:
    """Say whether the job has said nothing for so long that it may be asked again."""
    limit = clock.add_hours(export.moved_at, STUCK_AFTER_HOURS)
    return is_waited_for(export) and limit < (at or clock.now())


def _downloads(person: Person) -> dict[str, list[Download]]:
    events = list(
        Event.objects.filter(
            subjects__overlap=keys_of(person), verb="disclosure.export_downloaded"
        ).order_by("pk")
    )
    staff = User.objects.select_related("team").in_bulk(
        {event.actor for event in events}, field_name="staff_number"
    )
    found = defaultdict(list)
    for event in events:
        who = staff[event.actor].described if event.actor in staff else event.actor
        found[event.target].append(Download(who, event.happened_at, TO_CHECK in event.shown))
    return found
