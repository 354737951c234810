"""Reads of requests: the register, how each stands, what it still lacks, and its figures."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from statistics import median

from django.db.models import OuterRef, Q, QuerySet, Subquery

import clock
from accounts.models import User
from disclosure.models import Export, Redaction, RequestStep, SubjectRequest
from disclosure.requests.counting import Counted, Waited, count
from disclosure.requests.data import (
    RequestKind,
    StepKind,
    exemptions,
    request_kinds,
    step_kinds,
)
from people import access
from people.access import Permission
from people.inlined import inline, settle
from people.models import Person

PER_PAGE = 30
KEPT_YEARS = 3
ANSWERS = ("SEND", "ANSWER", "CLOSE")
_TURNS = (*ANSWERS, "REOPEN")
# What is asked of them, and the step that says that it came.
_PROOF, _SCOPE = ("ASKPROOF", ("IDENTITY", "AUTHORITY")), ("ASKSCOPE", ("SCOPE",))
_AGES = ((31, "under a month"), (91, "one to three months"), (0, "over three months"))


@dataclass(frozen=True)
class Step:
    """A step in words."""

    row: RequestStep
    kind: StepKind

    @property
    def chosen(self) -> list[str]:
        """The words of what was chosen and what came of it."""
        exempt = exemptions().get(self.row.choice) if "exemption" in self.kind.needs else None
        found = [
            exempt.title if exempt else self.kind.choices.get(self.row.choice, ""),
            self.kind.outcomes.get(self.row.outcome, ""),
        ]
        return [each for each in found if each]


@dataclass
class Stands:
    """How a request stands at the end of a day. ``steps`` are all that were taken, in order."""

    request: SubjectRequest
    steps: list[RequestStep]
    on: date

    @property
    def kind(self) -> RequestKind:
        """What was asked."""
        return request_kinds()[self.request.kind]

    def last(self, *kinds: str) -> RequestStep | None:
        """Return the last step of some kinds."""
        return next((each for each in reversed(self.steps) if each.kind in kinds), None)

    @cached_property
    def told(self) -> list[Step]:
        """What was done, in words."""
        return [Step(each, step_kinds()[each.kind]) for each in self.steps]

    @property
    def answer(self) -> RequestStep | None:
        """The step with which it was answered or closed; None while it is open."""
        turn = self.last(*_TURNS)
        return None if turn is None or turn.kind == "REOPEN" else turn

    @property
    def is_open(self) -> bool:
        """Say whether it waits for an answer."""
        return self.answer is None

    @cached_property
    def time(self) -> Counted:
        """How its time stands: today, or on the day that it was answered."""
        answer = self.answer
        extended = self.last("EXTEND")
        return count(
            self.request.received_on,
            proofs=self._waits(*_PROOF),
            questions=self._waits(*_SCOPE),
            months_more=extended.months if extended else 0,
            on=answer.on if answer else self.on,
        )

    def _waits(self, ask: str, answers: tuple[str, ...]) -> list[Waited]:
        found: list[Waited] = []
        for each in self.steps:
            if each.kind == ask:
                found.append((each.on, None))
            elif each.kind in answers and found and found[-1][1] is None:
                found[-1] = (found[-1][0], each.on)
        return found

    def waits_for(self, ask: str) -> bool:
        """Say whether it was asked for with a step of that kind, and has not come."""
        pairs = dict((_PROOF, _SCOPE))
        waits = self._waits(ask, pairs[ask])
        return bool(waits) and waits[-1][1] is None

    @property
    def is_paused(self) -> bool:
        """Say whether its time stands still today."""
        return self.is_open and self.time.waits_since is not None

    @property
    def days_left(self) -> int | None:
        """Days until it is due, negative when it is overdue; None while the month has not begun."""
        return None if self.time.due_on is None else (self.time.due_on - self.on).days

    @property
    def is_overdue(self) -> bool:
        """Say whether it is open and its last day is over."""
        left = self.days_left
        return self.is_open and left is not None and left < 0

    @property
    def in_time(self) -> bool | None:
        """Say whether it was answered by its last day; None while it is open, or never counted."""
        answer, due = self.answer, self.time.due_on
        return None if answer is None or due is None else answer.on <= due

    @property
    def status(self) -> str:
        """How far it is, in a few words."""
        if self.answer:
            return step_kinds()[self.answer.kind].title
        if self.waits_for("ASKPROOF"):
            return "Waits for proof"
        if self.waits_for("ASKSCOPE"):
            return "Waits for their answer"
        for kind, words in (
            ("LETTER", "Ready to send"),
            ("SEARCH", "Being decided"),
            ("SCOPE", "Being searched"),
            ("IDENTITY", "Identity known"),
        ):
            if self.last(kind):
                return words
        return "Received"

    @property
    def lacking(self) -> list[StepKind]:
        """The kinds of step without which it is not answered."""
        return [
            kind
            for kind in step_kinds().values()
            if kind.closes_with
            and self.is_of(kind)
            and (not kind.for_another or self.request.made_by != SubjectRequest.MadeBy.SELF)
            and self.last(kind.key, kind.or_else) is None
        ]

    @property
    def exemptions_used(self) -> list[str]:
        """The keys of the exemptions that apply, as they were last tested."""
        tested = {each.choice: each.outcome for each in self.steps if each.kind == "EXEMPT"}
        return [key for key, outcome in tested.items() if outcome == "APPLIES"]

    def is_of(self, kind: StepKind) -> bool:
        """Say whether such a step is taken about this kind of request."""
        return not kind.of or self.request.kind in kind.of


@dataclass(frozen=True)
class Lacking:
    """Something without which a request is not answered, and the step that says it."""

    words: str
    step: str = ""


@dataclass(frozen=True)
class Dossier:
    """A request with what was made for it, as an officer works on it."""

    stands: Stands
    copies: list[Export]
    redactions: list[Redaction]

    @property
    def ready(self) -> list[Export]:
        """The copies that are made."""
        return [each for each in self.copies if each.state == Export.State.READY]

    @property
    def may_leave(self) -> list[Export]:
        """The copies that are made and were checked by an officer who did not make them."""
        agreed = {
            each.export_id: each.choice == "AGREE"
            for each in self.stands.steps
            if each.kind == "CHECK"
        }
        return [each for each in self.ready if each.redaction_id or agreed.get(each.pk)]

    @property
    def to_check(self) -> list[Export]:
        """The complete copies that nobody has agreed to yet."""
        done = {each.pk for each in self.may_leave}
        return [each for each in self.ready if each.pk not in done]

    @property
    def lacks(self) -> list[Lacking]:
        """What must be done or said before it is answered."""
        found = [Lacking(kind.closes_with, kind.key) for kind in self.stands.lacking]
        if not self.stands.kind.copies:
            return found
        if self.stands.exemptions_used and self.stands.last("ADVICE") is None:
            words = "what the data protection officer advised on the exemptions"
            found.append(Lacking(words, "ADVICE"))
        if not self.ready:
            found.append(Lacking("a copy that is made for it"))
        elif not self.may_leave:
            words = "that an officer who did not make the copy has checked it"
            found.append(Lacking(words, "CHECK"))
        return found


def may_take(viewer: User, dossier: Dossier, kind: StepKind) -> bool:
    """Say whether somebody who may copy this record may take a step now."""
    stands = dossier.stands
    if stands.is_open != (kind.when == "open") or not stands.is_of(kind):
        return False
    if kind.once and stands.last(kind.key):
        return False
    if kind.for_another and stands.request.made_by == SubjectRequest.MadeBy.SELF:
        return False
    if kind.key in ("ASKPROOF", "ASKSCOPE"):
        return not stands.waits_for(kind.key)
    if kind.key == "CHECK":
        return bool(copies_to_check(viewer, dossier))
    if kind.key == "LETTER":
        return bool(dossier.may_leave)
    if kind.key in ("SEND", "ANSWER"):
        return not dossier.lacks
    return True


def copies_to_check(viewer: User, dossier: Dossier) -> list[Export]:
    """Return the complete copies that ``viewer`` may check: nobody checks what they made."""
    return [each for each in dossier.to_check if each.asked_by_id != viewer.pk]


def request_for(viewer: User, person: Person, key: str) -> SubjectRequest | None:
    """Return one request about a record, or None if there is none of that key.

    Raises ``PermissionDenied`` if ``viewer`` may not copy this record.
    """
    access.decide(viewer, Permission.EXPORT, person).require()
    rows = person.subject_requests.select_related("person", "received_by")
    return rows.filter(key=key).first()


def dossier_of(request: SubjectRequest, *, on: date | None = None) -> Dossier:
    """Return how one request stands, with what was made for it."""
    steps = list(request.steps.select_related("added_by", "export"))
    copies = list(request.exports.select_related("asked_by", "redaction"))
    redactions = list(request.redactions.select_related("begun_by"))
    return Dossier(Stands(request, steps, on or clock.today()), copies, redactions)


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


def told(rows: Iterable[SubjectRequest]) -> list[Stands]:
    """Return how requests of ``waiting_for`` stand today, those due first, the paused last."""
    today = clock.today()
    found = []
    for each in rows:
        settle(each, "steps")
        found.append(Stands(each, list(each.steps.all()), today))
    return sorted(found, key=lambda each: (each.is_paused, each.time.due_on or date.max))


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
    """Say that a request about a record is open, or was answered less than three years ago."""
    since = clock.add_years(clock.today(), -KEPT_YEARS)
    for each in person.subject_requests.prefetch_related("steps"):
        answer = Stands(each, list(each.steps.all()), clock.today()).answer
        if answer is None:
            return ["A request about the record waits for an answer."]
        if answer.on > since:
            return ["A request about the record was answered less than three years ago."]
    return []


def _turned(found: QuerySet[SubjectRequest], *, closed: bool) -> QuerySet[SubjectRequest]:
    """Return those of some requests that are answered, or those that wait for an answer."""
    turns = RequestStep.objects.filter(request=OuterRef("pk"), kind__in=_TURNS)
    found = found.alias(turn=Subquery(turns.order_by("-added_at", "-pk").values("kind")[:1]))
    is_open = Q(turn__isnull=True) | Q(turn="REOPEN")
    return found.exclude(is_open) if closed else found.filter(is_open)


@dataclass(frozen=True)
class Figures:
    """A year of requests in numbers, and how the open ones stand."""

    received: int
    kinds: list[tuple[str, int]]
    answered: int
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
        return round(100 * self.in_time / self.answered) if self.answered else None


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
        in_time=sum(each.in_time is not False for each in answered),
        days=round(median(days)) if days else None,
        extended=sum(each.last("EXTEND") is not None for each in year),
        open=len(still_open),
        overdue=sum(each.is_overdue for each in still_open),
        paused=sum(each.is_paused for each in still_open),
        ages=[(words, ages[words]) for _, words in _AGES if ages[words]],
    )


def _age(days: int) -> str:
    return next(words for below, words in _AGES if days < below or not below)
