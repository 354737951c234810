"""Supervision: whose it is, what is due, what the agenda offers, which notes are missing."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

import clock
from accounts import local
from accounts.models import User
from accounts.queries import reports_of, staff_found
from oversight.models import (
    AgendaPoint,
    AgreedAction,
    SupervisionAgreement,
    SupervisionCase,
    SupervisionReading,
    SupervisionSession,
)
from people import access
from people.models import Allocation, Person
from people.standing import restrictions_at
from records.catalogue import catalogue
from records.models import Action, Draft, Entry, EntryVersion, Finding, GuidanceRequest
from records.quality import checks
from records.queries import entry_is_open
from records.reviews import reviews_due_for
from records.rules.coached import told_by_coach
from records.rules.supervision import SUPERVISION

NOTE = SUPERVISION
NOT_DISCUSSED_WEEKS = 8
NOTE_WITHIN = 2
UNCONFIRMED = "manager_guidance_unconfirmed"
FLAGS = 3
VOICE_IN_LAST = 2
# What begins work before a court; a report for a tribunal is done once it is written.
_COURT = ("court_application", "court_witness_statement")
# What says that such work has ended: a kind of record, its question, and how the answer begins.
_ENDS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    "safeguarding": {
        "safeguarding_enquiry_planning": ("test_met", ("Not met",)),
        "safeguarding_enquiry_outcome": ("safeguarding_plan_needed", ("No",)),
        "safeguarding_plan": ("plan_ended", ("Yes",)),
    },
    "court_tribunal": {
        "legal_document": ("document_kind", ("Court of Protection order", "Other court order")),
    },
}
_HELD = (SupervisionSession.State.HELD, SupervisionSession.State.AGREED)
# The day on which the same two met next: what is noted from then on is no note of this session.
_NEXT_HELD = Coalesce(
    Subquery(
        SupervisionSession.objects.filter(
            agreement__worker=OuterRef("session__agreement__worker"),
            agreement__supervisor=OuterRef("session__agreement__supervisor"),
            state__in=_HELD,
            held_on__gt=OuterRef("session__held_on"),
        )
        .order_by("held_on")
        .values("held_on")[:1]
    ),
    Value(date.max),
)


def longest_weeks(worker: User) -> int:
    """Return the longest time between sessions that the council lets be agreed for a worker."""
    until = worker.newly_qualified_until
    is_new = until is not None and until >= clock.today()
    key = "supervision.newly_qualified_every_weeks" if is_new else "supervision.every_weeks"
    return int(local.settings_value(key))


def supervisable(manager: User) -> QuerySet[User]:
    """Return whom a manager may offer an agreement: staff of their line who work here."""
    return staff_found().filter(pk__in=reports_of(manager))


def agreements_of(viewer: User) -> QuerySet[SupervisionAgreement]:
    """Return the agreements that are ``viewer``'s own, as worker or as supervisor."""
    return SupervisionAgreement.objects.filter(
        Q(worker=viewer) | Q(supervisor=viewer)
    ).select_related("worker__team", "supervisor")


def agreement_for(viewer: User, key: str) -> SupervisionAgreement | None:
    """Return an agreement, for its two people and the supervisor's manager who said why."""
    rows = SupervisionAgreement.objects.select_related("worker__team", "supervisor")
    return rows.filter(_may_read(viewer), key=key).first()


def to_ask_for(viewer: User, key: str) -> SupervisionAgreement | None:
    """Return an agreement that ``viewer``, as the supervisor's manager, reads once they say why."""
    rows = SupervisionAgreement.objects.select_related("worker__team", "supervisor")
    return rows.filter(_is_above(viewer), key=key).first()


def readings_of(agreement: SupervisionAgreement) -> list[SupervisionReading]:
    """Return who asked to read the staff part and why, the newest first."""
    return list(agreement.readings.select_related("reader"))


def session_for(viewer: User, key: str) -> SupervisionSession | None:
    """Return a session, for its two people; once it was held, for who above them said why."""
    rows = SupervisionSession.objects.select_related("agreement__worker", "agreement__supervisor")
    found = rows.filter(_may_read(viewer, "agreement__"), key=key).first()
    if found is not None and not is_of(viewer, found.agreement) and found.state not in _HELD:
        return None
    return found


def sessions_of(viewer: User, agreement: SupervisionAgreement) -> list[SupervisionSession]:
    """Return the sessions of an agreement that ``viewer`` may open, newest first."""
    rows = agreement.sessions.prefetch_related("actions")
    return list(rows if is_of(viewer, agreement) else rows.filter(state__in=_HELD))


def is_of(viewer: User, agreement: SupervisionAgreement) -> bool:
    """Say whether ``viewer`` is one of the two whose supervision it is."""
    return viewer.pk in (agreement.worker_id, agreement.supervisor_id)


def points_of(session: SupervisionSession) -> list[AgendaPoint]:
    """Return what the two want to talk about, that is about no person."""
    return list(session.points.select_related("put_down_by"))


def may_end(viewer: User, agreement: SupervisionAgreement) -> bool:
    """Say whether somebody may end an agreement: the supervisor, and the supervisor's manager."""
    whose = (agreement.supervisor_id, agreement.supervisor.line_manager_id)
    return viewer.pk in whose and viewer.pk != agreement.worker_id


def state_of(session: SupervisionSession) -> str:
    """Return how far a session is, in words: once both signed, its actions say."""
    if session.state != SupervisionSession.State.AGREED:
        return str(session.get_state_display())
    actions = list(session.actions.all())
    if not actions:
        return "Signed by both"
    is_open = any(each.status == AgreedAction.Status.OPEN for each in actions)
    return "Actions open" if is_open else "Actions closed"


@dataclass(frozen=True)
class Supervised:
    """How the supervision of one worker stands: days, and nothing of what was said."""

    worker: User
    agreement: SupervisionAgreement | None
    last_on: date | None
    planned_on: date | None
    due_on: date | None

    @property
    def is_overdue(self) -> bool:
        """Say whether a session should have been held by now."""
        return self.due_on is not None and self.due_on < clock.today()


def stands_of(workers: Iterable[User]) -> list[Supervised]:
    """Return how the supervision of each of some workers stands, the longest overdue first."""
    people = {each.pk: each for each in workers}
    agreed = {each.worker_id: stands(each) for each in _that_hold().filter(worker__in=people)}
    nothing = (None, None, None, None)
    rows = [agreed.get(pk) or Supervised(each, *nothing) for pk, each in people.items()]
    last = date.max
    return sorted(rows, key=lambda row: (row.due_on or last, row.worker.name))


def stands(agreement: Any) -> Supervised:
    """Return how far an agreement that holds is kept, from what ``supervised_by`` asked."""
    since = agreement.last_on or agreement.starts_on
    due_on = clock.add_days(since, 7 * agreement.every_weeks)
    return Supervised(
        agreement.worker, agreement, agreement.last_on, agreement.next_planned, due_on
    )


def supervised_by(supervisor: User) -> QuerySet[SupervisionAgreement]:
    """Return the agreements that hold of those whom ``supervisor`` supervises."""
    return _that_hold().filter(supervisor=supervisor)


def _that_hold() -> QuerySet[Any]:
    sessions = SupervisionSession.objects.filter(agreement=OuterRef("pk"))
    of_worker = SupervisionSession.objects.filter(agreement__worker=OuterRef("worker"))
    held = of_worker.filter(state__in=_HELD).order_by("-held_on")
    planned = sessions.filter(state=SupervisionSession.State.PLANNED).order_by("planned_on")
    return (
        SupervisionAgreement.objects.filter(state=SupervisionAgreement.State.AGREED)
        .annotate(
            last_on=Subquery(held.values("held_on")[:1]),
            next_planned=Subquery(planned.values("planned_on")[:1]),
        )
        .select_related("supervisor", "worker")
        .order_by("starts_on", "pk")
    )


@dataclass
class CaseToDiscuss:
    """Somebody whom the worker works with, and why the agenda offers them."""

    person: Person
    because: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Agenda:
    """What the product offers to talk about: people, and how the recording is."""

    cases: list[CaseToDiscuss]
    drafts: int
    flags: list[tuple[str, int]]


def agenda_for(viewer: User, worker: User) -> Agenda:
    """Return what to talk about with a worker: only people whose record ``viewer`` may open."""
    today = clock.today()
    running = Allocation.objects.running_on(today).filter(worker=worker)
    seen = access.visible_people(viewer)
    people = Person.objects.filter(pk__in=running.values("person")).filter(pk__in=seen.values("pk"))
    cases = {each.pk: CaseToDiscuss(each) for each in people.order_by("family_name", "given_names")}
    recent = clock.at_time(clock.add_days(today, -7 * NOT_DISCUSSED_WEEKS), 0)
    about = Entry.objects.standing().filter(
        entry_is_open(viewer, entry=""), person__in=list(cases), imported_from=""
    )
    since = about.filter(event_at__gte=recent).values_list("person_id", "type_key").distinct()
    kinds: defaultdict[int, set[str]] = defaultdict(set)
    for person_id, kind in since:
        kinds[person_id].add(kind)
    safeguarding = set(catalogue().keys_of("safeguarding"))
    court = set(catalogue().keys_of("court_tribunal"))
    restricted = set(
        restrictions_at(clock.now())
        .filter(person__in=list(cases))
        .values_list("person_id", flat=True)
    )
    quiet = _without_end(about)
    unconfirmed = _unconfirmed(viewer, worker, about, recent)
    late = Counter(
        Action.objects.filter(person__in=list(cases), status=Action.Status.OPEN, due_on__lt=today)
        .filter(entry_is_open(viewer))
        .values_list("person_id", flat=True)
    )
    reviews = {
        due.person_id for due in reviews_due_for(cases, restricted=False) if due.due_on < today
    }
    unheard = _unheard(about)
    for pk, case in cases.items():
        said = {
            f"Not discussed for {NOT_DISCUSSED_WEEKS} weeks": NOTE not in kinds[pk],
            "Safeguarding work": bool(kinds[pk] & safeguarding),
            "Safeguarding gone quiet, no end recorded": pk in quiet["safeguarding"]
            and not kinds[pk] & safeguarding,
            "Court work": bool(kinds[pk] & court),
            "Court work gone quiet, no end recorded": pk in quiet["court_tribunal"]
            and not kinds[pk] & court,
            "Restricted record": pk in restricted,
            "A manager’s guidance is not confirmed": pk in unconfirmed,
            "Actions overdue": late[pk] > 0,
            "Review overdue": pk in reviews,
            "Their own words are missing in the last two entries": pk in unheard,
        }
        case.because = [words for words, holds in said.items() if holds]
    rows = sorted(cases.values(), key=lambda case: -len(case.because))
    drafts = Draft.objects.filter(author=worker, page__isnull=True, set_aside_at=None).count()
    return Agenda(rows, drafts, _flags(viewer, worker))


def _without_end(about: QuerySet[Entry]) -> defaultdict[str, set[int]]:
    """Return of whom work of a group was recorded, however long ago, and no end of it since."""
    begins = {"safeguarding": catalogue().keys_of("safeguarding"), "court_tribunal": _COURT}
    group_of = {kind: group for group in _ENDS for kind in (*begins[group], *_ENDS[group])}
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    rows = about.filter(type_key__in=group_of).annotate(said=Subquery(newest.values("values")[:1]))
    found: defaultdict[str, set[int]] = defaultdict(set)
    for pk, kind, said in rows.order_by("event_at", "pk").values_list(
        "person_id", "type_key", "said"
    ):
        group = group_of[kind]
        question, ends = _ENDS[group].get(kind, ("", ()))
        if question and str((said or {}).get(question, "")).startswith(ends):
            found[group].discard(pk)
        elif kind in begins[group]:
            found[group].add(pk)
    return found


def _unconfirmed(viewer: User, worker: User, about: QuerySet[Entry], since: Any) -> set[int]:
    """Return of whom the worker asked a manager, or wrote of guidance, that no manager recorded.

    What was asked is between the two who asked and were asked; what was written, on the record.
    """
    asked = GuidanceRequest.objects.filter(
        Q(asked_by=viewer) | Q(asked_of=viewer),
        asked_by=worker,
        answered_at=None,
        withdrawn_at=None,
    ).values_list("person_id", flat=True)
    newest = EntryVersion.objects.filter(entry=OuterRef("version__entry")).order_by("-number")
    written = Finding.objects.filter(
        check_key=UNCONFIRMED,
        version__entry__in=about.filter(author=worker, signed_at__gte=since),
        version=Subquery(newest.values("pk")[:1]),
    ).values_list("version__entry__person_id", flat=True)
    return {*asked, *written}


def _unheard(about: QuerySet[Entry]) -> set[int]:
    """Return whose last two entries about meeting them hold no words of their own."""
    last: defaultdict[int, list[bool]] = defaultdict(list)
    asked = [each.key for each in catalogue().types if each.person_voice_required]
    rows = about.filter(type_key__in=asked).order_by("-event_at", "-pk")
    for person_id, heard in rows.values_list("person_id", "has_own_words"):
        if len(last[person_id]) < VOICE_IN_LAST:
            last[person_id].append(heard)
    return {pk for pk, heard in last.items() if len(heard) == VOICE_IN_LAST and not any(heard)}


def _flags(viewer: User, worker: User) -> list[tuple[str, int]]:
    """Return what the coach pointed out most often in what the worker signed lately."""
    seen = access.visible_people(viewer).values("pk")
    rows = _pointed_out(viewer, Entry.objects.standing().filter(author=worker, person__in=seen))
    return _most(Counter(rows.values_list("check_key", flat=True)))


def _pointed_out(viewer: User, entries: QuerySet[Entry]) -> QuerySet[Finding]:
    """Return what the coach points out in those of some entries that were signed lately."""
    since = clock.at_time(clock.add_days(clock.today(), -7 * NOT_DISCUSSED_WEEKS), 0)
    newest = EntryVersion.objects.filter(entry=OuterRef("version__entry")).order_by("-number")
    return Finding.objects.filter(
        entry_is_open(viewer, entry="version__entry__", person="version__entry__person"),
        version__entry__in=entries.values("pk"),
        version__signed_at__gte=since,
        version=Subquery(newest.values("pk")[:1]),
        check_key__in=told_by_coach(),
    )


@dataclass(frozen=True)
class Discussed:
    """Somebody on the agenda, and the note on their record about it, if there is one yet.

    Until there is: what is open for them, and what the coach pointed out on their record lately.
    """

    case: SupervisionCase
    note: Entry | None
    is_late: bool
    actions: list[Action]
    flags: list[tuple[str, int]]


def discussed_in(viewer: User, session: SupervisionSession) -> list[Discussed]:
    """Return who is on the agenda, of those whose record ``viewer`` may open, with their notes."""
    seen = access.visible_people(viewer)
    cases: list[Any] = list(
        session.cases.filter(person__in=seen.values("pk"))
        .annotate(next_held=_NEXT_HELD)
        .select_related("person", "put_down_by")
    )
    notes: dict[int, Entry] = {}
    if session.held_on is not None and cases:
        agreement = session.agreement
        rows = Entry.objects.standing().filter(
            entry_is_open(viewer, entry=""),
            type_key=NOTE,
            person__in=[each.person_id for each in cases],
            author__in=(agreement.worker_id, agreement.supervisor_id),
            event_at__date__gte=session.held_on,
            event_at__date__lt=cases[0].next_held,
        )
        notes = {each.person_id: each for each in rows.order_by("-event_at")}
    late = session.held_on is not None and is_late(session.held_on)
    to_write = [each.person_id for each in cases if each.person_id not in notes]
    actions, flags = _open_for(viewer, to_write), _flags_on(viewer, to_write)
    return [
        Discussed(
            each,
            notes.get(each.person_id),
            late and each.person_id not in notes,
            actions[each.person_id],
            _most(flags[each.person_id]),
        )
        for each in cases
    ]


def _open_for(viewer: User, people: list[int]) -> defaultdict[int, list[Action]]:
    """Return the open actions about each of some people, the first due first."""
    found: defaultdict[int, list[Action]] = defaultdict(list)
    rows = Action.objects.filter(
        entry_is_open(viewer),
        person__in=people,
        status=Action.Status.OPEN,
        entry__taken_off_at=None,
    )
    for each in rows.select_related("owner", "entry").order_by("due_on", "pk"):
        found[each.person_id].append(each)
    return found


def _flags_on(viewer: User, people: list[int]) -> defaultdict[int, Counter[str]]:
    """Return what the coach pointed out in what was signed lately about each of some people."""
    found: defaultdict[int, Counter[str]] = defaultdict(Counter)
    rows = _pointed_out(viewer, Entry.objects.standing().filter(person__in=people))
    for person, key in rows.values_list("version__entry__person_id", "check_key"):
        found[person][key] += 1
    return found


def _most(flags: Counter[str]) -> list[tuple[str, int]]:
    """Return the checks that pointed out most, by what they are called."""
    known = checks()
    return [(known[key].title, count) for key, count in flags.most_common() if key in known][:FLAGS]


def is_late(held_on: date) -> bool:
    """Say whether the notes of a session of that day should be written by now."""
    return clock.working_days_between(held_on, clock.today()) > NOTE_WITHIN


def notes_missing(viewer: User) -> QuerySet[SupervisionCase]:
    """Return who was talked about in ``viewer``'s sessions without a note, oldest session first."""
    notes = Entry.objects.standing().filter(
        Q(author=OuterRef("session__agreement__worker"))
        | Q(author=OuterRef("session__agreement__supervisor")),
        type_key=NOTE,
        person=OuterRef("person"),
        event_at__date__gte=OuterRef("session__held_on"),
        event_at__date__lt=OuterRef("next_held"),
    )
    return (
        SupervisionCase.objects.alias(next_held=_NEXT_HELD)
        .filter(
            Q(session__agreement__worker=viewer) | Q(session__agreement__supervisor=viewer),
            session__state__in=_HELD,
            session__held_on__lt=clock.today(),
            person__in=access.visible_people(viewer).values("pk"),
        )
        .exclude(Exists(notes))
        .select_related("person", "session")
        .order_by("session__held_on", "pk")
    )


def to_answer(worker: User) -> QuerySet[SupervisionAgreement]:
    """Return the agreement that waits for the worker's answer."""
    return SupervisionAgreement.objects.filter(
        worker=worker, state=SupervisionAgreement.State.OFFERED
    ).select_related("supervisor")


def to_sign(viewer: User) -> QuerySet[SupervisionSession]:
    """Return what waits: sessions for the worker to sign, and past ones for the supervisor.

    Also under what ended: who met before writes it down.
    """
    return (
        SupervisionSession.objects.filter(
            Q(agreement__worker=viewer, state=SupervisionSession.State.HELD)
            | Q(
                agreement__supervisor=viewer,
                state=SupervisionSession.State.PLANNED,
                planned_on__lte=clock.today(),
            )
        )
        .select_related("agreement__worker", "agreement__supervisor")
        .order_by("planned_on")
    )


def _may_read(viewer: User, way: str = "") -> Q:
    asked = SupervisionReading.objects.filter(
        agreement=OuterRef(f"{way}pk"), reader=viewer, until__gte=clock.now()
    )
    theirs = Q(**{f"{way}worker": viewer}) | Q(**{f"{way}supervisor": viewer})
    return theirs | (_is_above(viewer, way) & Q(Exists(asked)))


def _is_above(viewer: User, way: str = "") -> Q:
    """Return that ``viewer`` is the next manager up, who reads it for oversight, on request."""
    return Q(**{f"{way}supervisor__line_manager": viewer}) & ~Q(**{f"{way}worker": viewer})
