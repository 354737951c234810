"""Reads of requests: the register, one with what was made for it, and the figures of a year."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

import clock
from accounts.models import User
from accounts.roles import Role
from disclosure.models import Export, Redaction, RequestStep, SubjectRequest
from disclosure.queries import CopyRow, copies_of
from disclosure.redacting.left_out import exemptions_of
from disclosure.requests.data import complaint_kinds, request_kinds, step_kinds
from disclosure.requests.recipients import to_tell
from disclosure.requests.standing import TURNS, Dossier, Lacking, Stands
from disclosure.requests.weighing import weighed
from people import access
from people.access import Permission
from people.inlined import inline, settle
from people.live_tasks import LiveTask
from people.models import Person
from records import ending
from records import queries as record_queries
from records.models import Entry
from records.shown.panels import Panel
from ui import formats

PER_PAGE = 30
EFFECT, OVER = "EFFECT", "OVER"
ERASE = "ERASE"
_AGES = ((31, "under a month"), (91, "one to three months"), (0, "over three months"))


def request_for(viewer: User, person: Person, key: str) -> SubjectRequest | None:
    """Return one request about a record, or None if there is none of that key.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    rows = person.subject_requests.select_related("person", "received_by")
    return rows.filter(key=key).first()


def dossier_of(
    request: SubjectRequest, *, viewer: User | None = None, on: date | None = None
) -> Dossier:
    """Return how one request stands, with what was made for it.

    With a ``viewer``, also who has still to be told of it, as far as they see what was shared.
    """
    steps = list(request.steps.select_related("added_by", "export", "staff"))
    copies = list(request.exports.select_related("asked_by", "redaction"))
    redactions = list(request.redactions.select_related("begun_by"))
    used = {each.redaction for each in copies if each.redaction}
    left_out = {each.pk: exemptions_of(each) for each in used}
    stands = Stands(request, steps, on or clock.today())
    untold = to_tell(viewer, stands) if viewer else []
    people = weighed(request, steps) if stands.kind.copies else []
    return Dossier(stands, copies, redactions, left_out, untold, people)


def stands_of(request: SubjectRequest, *, on: date | None = None) -> Stands:
    """Return how one request stands, by its steps alone; today unless ``on`` is given."""
    return Stands(request, list(request.steps.all()), on or clock.today())


def may_be_delivered_apart(export: Export) -> bool:
    """Say whether a copy is delivered on its own page, and not by a step of a request.

    It answers none, or one that was sent its answer before, and an officer who did not make it
    agreed.
    """
    if export.request is None:
        return True
    stands = stands_of(export.request)
    return not stands.is_open and _may_leave(export, stands)


def may_still_leave(export: Export) -> bool:
    """Say whether a copy answers no request, or may answer its own, or go out again after that."""
    return export.request is None or _may_leave(export, stands_of(export.request))


def _may_leave(export: Export, stands: Stands) -> bool:
    is_closed = stands.answer is not None and stands.answer.kind != "SEND"
    return not is_closed and export in Dossier(stands, [export], []).may_leave


def taken_away(viewer: User, person: Person) -> list[CopyRow]:
    """Return the copies that were downloaded to go out, and of which nobody said that they did.

    Neither those that were read to be checked alone, nor those that may not leave any more.
    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    rows = [
        CopyRow(row.export, [each for each in row.downloads if not each.to_check])
        for row in copies_of(viewer, person)
    ]
    return [
        row
        for row in rows
        if row.downloads and row.export.may_be_delivered and may_still_leave(row.export)
    ]


def untested_in(redaction: Redaction) -> list[Lacking]:
    """Return what the request that a redaction answers does not say yet of what is left out.

    Of somebody who has died that is also the ground, and the confidence that goes on.
    """
    if redaction.request is None:
        return []
    stands = stands_of(redaction.request)
    return [*stands.after_death, *stands.untested(exemptions_of(redaction))]


def entries_open_to(viewer: User, person: Person) -> QuerySet[Entry]:
    """Return the entries of a record that ``viewer`` may open, the newest first."""
    found = Entry.objects.standing().filter(
        record_queries.entry_is_open(viewer, entry=""), person=person
    )
    return found.select_related("author").order_by("-event_at", "-pk")


def effects_on(entries: Iterable[Entry]) -> dict[int, list[RequestStep]]:
    """Return by entry what came of requests about it, in the order in which it was said.

    Asks nothing about access: for callers that have the entries open.
    """
    found: dict[int, list[RequestStep]] = {}
    rows = RequestStep.objects.filter(kind=EFFECT, entry__in=[each.pk for each in entries])
    for step in rows.select_related("request", "added_by__team"):
        found.setdefault(step.entry_id or 0, []).append(step)
    return found


def panels_for(viewer: User, entry: Entry) -> list[Panel]:
    """Return the notes over an entry: of each request about it, what was said last and stands."""
    last = {step.request_id: step for step in effects_on([entry]).get(entry.pk, [])}
    return [_panel(step) for step in last.values() if step.choice != OVER]


def _panel(step: RequestStep) -> Panel:
    what, _, more = effect_in_words(step).partition(": ")
    return Panel(
        title=what,
        texts=tuple(filter(None, (f"{more[:1].upper()}{more[1:]}.", step.words))),
        by=f"{step.request.reference}, {step.added_by.described}",
        at=step.added_at,
        on_top=True,
    )


def effect_in_words(step: RequestStep) -> str:
    """Return what came of a request, as its choice says it."""
    return step_kinds()[EFFECT].choices[step.choice]


def letter_for(request: SubjectRequest, number: int) -> RequestStep | None:
    """Return one letter about a request, or None if there is none of that number."""
    return request.steps.filter(kind="LETTER", pk=number).first()


def requests_about(viewer: User, person: Person) -> list[Stands]:
    """Return the requests about one record, the newest first.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    rows = person.subject_requests.order_by("-received_on", "-pk").prefetch_related("steps")
    return [Stands(each, list(each.steps.all()), clock.today()) for each in rows]


def open_to(viewer: User) -> QuerySet[SubjectRequest]:
    """Return the requests about people whom ``viewer`` may find, with no conflict of interest."""
    people = access.findable_people(viewer).exclude(access.in_conflict(viewer))
    return SubjectRequest.objects.filter(person__in=people).select_related("person")


def waiting_for(viewer: User) -> QuerySet[SubjectRequest]:
    """Return the open requests, the oldest first, each with its steps for ``told``."""
    return inline(_turned(open_to(viewer), closed=False), "steps", RequestStep.objects.all())


def live_tasks_of(viewer: User, person: Person) -> list[LiveTask]:
    """Return the open requests about a person for whoever answers them."""
    if not viewer.has_role(Role.RECORDS_OFFICER):
        return []
    rows = _turned(open_to(viewer).filter(person=person), closed=False)
    return [
        LiveTask(
            each.reference,
            f"{each.reference}: {request_kinds()[each.kind].title}, received "
            f"{formats.day_and_month(each.received_on)}",
        )
        for each in rows
    ]


def told(rows: Iterable[SubjectRequest]) -> list[Stands]:
    """Return how requests of ``waiting_for`` stand today, those due first, the paused last."""
    today = clock.today()
    found = []
    for each in rows:
        settle(each, "steps")
        found.append(Stands(each, list(each.steps.all()), today))
    return sorted(found, key=lambda each: (each.is_paused, each.next_day))


def complaints_for(viewer: User) -> QuerySet[SubjectRequest]:
    """Return the open complaints that ``viewer`` looks at, or that are about their people.

    Each with its steps for ``told``. A manager knows of those about people with whom they or their
    staff work; nobody of one that is about them.
    """
    about_them = RequestStep.objects.filter(request=OuterRef("pk"), kind="ABOUT", staff=viewer)
    known = Q(looker=viewer.pk)
    if viewer.has_role(Role.MANAGER):
        known |= Q(person__in=access.people_worked_with(viewer))
    found = (
        open_to(viewer)
        .filter(~Exists(about_them), kind__in=complaint_kinds())
        .annotate(looker=_looker())
        .filter(known)
    )
    rows = RequestStep.objects.all()
    return inline(_turned(found, closed=False), "steps", rows).order_by("received_on", "pk")


def to_do(viewer: User, *, below: bool) -> QuerySet[RequestStep]:
    """Return what ``viewer`` is to do after complaints, also the staff ``below`` a manager.

    The first due first; nothing after a complaint that is about ``viewer``.
    """
    staff = {viewer.pk}
    if below and viewer.has_role(Role.MANAGER):
        staff |= set(access.line_below(viewer, clock.today()).staff)
    same = RequestStep.objects.filter(request=OuterRef("request"))
    done = same.filter(kind="DONE", choice=Cast(OuterRef("pk"), CharField()))
    return (
        RequestStep.objects.filter(kind="TODO", staff__in=staff, request__in=open_to(viewer))
        .exclude(Exists(done))
        .exclude(Exists(same.filter(kind="ABOUT", staff=viewer)))
        .select_related("request__person", "staff")
        .order_by("until", "pk")
    )


def count_looked_at_by(user: User) -> int:
    """Return how many open complaints somebody looks at."""
    found = SubjectRequest.objects.filter(kind__in=complaint_kinds()).alias(looker=_looker())
    return _turned(found.filter(looker=user.pk), closed=False).count()


def was_complained_about(viewer: User, since: date, until: date) -> Q:
    """Say, of people, about whom a complaint came between two days that is not about ``viewer``."""
    about_them = RequestStep.objects.filter(request=OuterRef("pk"), kind="ABOUT", staff=viewer)
    found = SubjectRequest.objects.filter(
        ~Exists(about_them), kind__in=complaint_kinds(), received_on__range=(since, until)
    )
    return Q(pk__in=found.values("person"))


def _looker() -> Subquery:
    lookers = RequestStep.objects.filter(request=OuterRef("pk"), kind="LOOKER")
    return Subquery(lookers.order_by("-added_at", "-pk").values("staff")[:1])


@dataclass(frozen=True)
class PageOfRequests:
    """Some requests, and the number from which the next page begins."""

    rows: list[Stands]
    more: int | None


def page_of(viewer: User, *, closed: bool, after: int) -> PageOfRequests:
    """Return some requests: the open, the oldest first, or the newest of the answered."""
    found = _turned(open_to(viewer), closed=closed)
    found = found.order_by(*(("-received_on", "-pk") if closed else ("received_on", "pk")))
    taken = list(found.prefetch_related("steps")[after : after + PER_PAGE + 1])
    more = after + PER_PAGE if len(taken) > PER_PAGE else None
    today = clock.today()
    return PageOfRequests([Stands(r, list(r.steps.all()), today) for r in taken[:PER_PAGE]], more)


def keeps_the_record(person: Person) -> list[str]:
    """Say that a request or a complaint is open, or is kept as the schedule says of its class."""
    for each in person.subject_requests.prefetch_related("steps"):
        answer = Stands(each, list(each.steps.all()), clock.today()).answer
        kind = request_kinds()[each.kind]
        what = "A complaint" if kind.is_complaint else "A request about the record"
        if answer is None:
            return [f"{what} waits for an answer."]
        if answer.on >= ending.begun_before(kind.kept):
            return [f"{what} was answered, and the time for which it is kept is not over."]
    return []


def requests_about_people(people: Collection[int]) -> Iterator[ending.Request]:
    """Return each request and complaint about people, its class, and when it was answered."""
    turns = RequestStep.objects.filter(request=OuterRef("pk"), kind__in=TURNS)
    last = turns.order_by("-added_at", "-pk")
    rows = SubjectRequest.objects.filter(person__in=people).annotate(
        turn=Subquery(last.values("kind")[:1]), turned_on=Subquery(last.values("on")[:1])
    )
    for person, kind, turn, on in rows.values_list("person", "kind", "turn", "turned_on"):
        ended_on = None if turn in (None, "REOPEN") else on
        yield ending.Request(person, request_kinds()[kind].kept, ended_on, kind == ERASE)


def holds_the_record(person: Person) -> bool:
    """Say whether a request or a complaint is open: until it is answered nothing is destroyed."""
    return _turned(person.subject_requests.all(), closed=False).exists()


def are_open(column: str) -> Exists:
    """Say in a query whether a request or complaint is open of the person that a column names."""
    return Exists(_turned(SubjectRequest.objects.filter(person=OuterRef(column)), closed=False))


def still_open() -> QuerySet[SubjectRequest]:
    """Return every request that waits for an answer. Asks nothing about access: for jobs."""
    return _turned(SubjectRequest.objects.all(), closed=False)


def _turned(found: QuerySet[SubjectRequest], *, closed: bool) -> QuerySet[SubjectRequest]:
    """Return those of some requests that are answered, or those that wait for an answer."""
    turns = RequestStep.objects.filter(request=OuterRef("pk"), kind__in=TURNS)
    found = found.alias(turn=Subquery(turns.order_by("-added_at", "-pk").values("kind")[:1]))
    is_open = Q(turn__isnull=True) | Q(turn="REOPEN")
    return found.exclude(is_open) if closed else found.filter(is_open)


@dataclass(frozen=True)
class Figures:
    """A year of requests in numbers, and how the open ones stand.

    ``timed``: the answered for whose answer a last day counted.
    """

    received: int
    kinds: list[tuple[str, int]]
    answered: int
    timed: int
    in_time: int
    days: int | None
    extended: int
    open: int
    overdue: int
    paused: int
    ages: list[tuple[str, int]]

    @property
    def share_in_time(self) -> int | None:
        """How many of a hundred were answered in time; None where there is nothing to count."""
        return round(100 * self.in_time / self.timed) if self.timed else None


def figures(*, on: date | None = None) -> Figures:
    """Return the numbers: of those received in the last twelve months, and of all that are open."""
    on = on or clock.today()
    since = clock.add_months(on, -12)
    rows = SubjectRequest.objects.filter(received_on__gt=since) | _turned(
        SubjectRequest.objects.all(), closed=False
    )
    every = [
        Stands(each, list(each.steps.all()), on)
        for each in SubjectRequest.objects.filter(pk__in=rows.values("pk")).prefetch_related(
            "steps"
        )
    ]
    year = [each for each in every if each.request.received_on > since]
    answered = [each for each in year if each.answer]
    still_open = [each for each in every if each.is_open]
    days = [(each.answer.on - each.request.received_on).days for each in answered if each.answer]
    ages = Counter(_age((on - each.request.received_on).days) for each in still_open)
    return Figures(
        received=len(year),
        kinds=Counter(each.kind.short for each in year).most_common(),
        answered=len(answered),
        timed=sum(each.in_time is not None for each in answered),
        in_time=sum(each.in_time is True for each in answered),
        days=round(median(days)) if days else None,
        extended=sum(each.last("EXTEND") is not None for each in year),
        open=len(still_open),
        overdue=sum(each.is_overdue for each in still_open),
        paused=sum(each.is_paused for each in still_open),
        ages=[(words, ages[words]) for _, words in _AGES if ages[words]],
    )


@dataclass(frozen=True)
class ComplaintFigures:
    """A year of complaints in numbers, and what they were about."""

    received: int
    acknowledged: int
    acknowledged_in_time: int
    findings: list[tuple[str, int]]
    themes: list[tuple[str, int]]
    turned: int
    to_do: int
    overdue: int


def complaint_figures(*, on: date | None = None) -> ComplaintFigures:
    """Return the numbers of the complaints that were received in the last twelve months."""
    on = on or clock.today()
    rows = SubjectRequest.objects.filter(
        kind__in=complaint_kinds(), received_on__gt=clock.add_months(on, -12)
    )
    every = [Stands(each, list(each.steps.all()), on) for each in rows.prefetch_related("steps")]
    steps = [step for each in every for step in each.told]
    acknowledged = [each.acknowledged_in_time for each in every if each.last("CACK")]
    return ComplaintFigures(
        received=len(every),
        acknowledged=len(acknowledged),
        acknowledged_in_time=sum(bool(each) for each in acknowledged),
        findings=_counted([step.chosen[-1] for step in steps if step.row.kind == "FINDING"]),
        themes=_counted([step.chosen[0] for step in steps if step.row.kind == "LEARN"]),
        turned=sum(each.last("TURNED") is not None for each in every),
        to_do=sum(len(each.to_do) for each in every),
        overdue=sum(len(each.overdue_to_do) for each in every),
    )


def _counted(words: list[str]) -> list[tuple[str, int]]:
    return Counter(words).most_common()


def _age(days: int) -> str:
    return next(words for below, words in _AGES if days < below or not below)
