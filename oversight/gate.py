"""Whether a record is ready to close or to change hands: one list, worked out from the record.

What the product can see it ticks itself. What it cannot see the worker says in words, and so they
do where something is not as it should be and may stand all the same. Unsigned drafts, and at
closing open actions, are never explained away. Ruling 26; process reference, section 1.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

import clock
from oversight.models import GateAnswer
from people.gate import Purpose
from people.models import Allocation, Involvement, Person
from records.catalogue import catalogue
from records.models import (
    Action,
    ChronologyLine,
    Draft,
    Entry,
    EntryVersion,
    GuidanceRequest,
)
from records.reviews import reviews_due
from ui import formats

SUMMARY_OF = {Purpose.CLOSE: "case_closure_summary", Purpose.OFFER: "case_transfer_summary"}
MONTHS_A_NEED_IS_FRESH = 12


@dataclass(frozen=True)
class Item:
    """One line of the checklist.

    ``seen``: what the product found. ``words``: what the worker said. ``may_explain``: whether
    words are enough. ``type_key``: the record that would answer it.
    """

    key: str
    title: str
    is_done: bool
    seen: str = ""
    words: str = ""
    by: str = ""
    may_explain: bool = True
    type_key: str = ""

    @property
    def is_met(self) -> bool:
        """Say whether it no longer stands in the way."""
        return self.is_done or (self.may_explain and bool(self.words))


@dataclass(frozen=True)
class _Found:
    is_done: bool
    seen: str = ""
    may_explain: bool = True
    type_key: str = ""


class _Record:
    """What is asked of one record for one purpose."""

    def __init__(self, involvement: Involvement, purpose: Purpose, at: datetime) -> None:
        self.involvement, self.purpose, self.at = involvement, purpose, at
        self.person: Person = involvement.person
        self.today: date = clock.day_of(at)
        self.since = began_at(involvement)
        self.standing = Entry.objects.standing().filter(person=self.person)
        # Where the council stays involved in another role, only this one's workers' loose ends
        # count.
        self.others = (
            self.person.involvements.exclude(pk=involvement.pk)
            .exclude(state=Involvement.State.CLOSED)
            .exists()
        )
        self.workers = list(
            involvement.allocations.filter(worker__isnull=False).values_list("worker", flat=True)
        )
        key = SUMMARY_OF[purpose]
        self.summary = self.standing.filter(type_key=key, signed_at__gte=self.since).first()

    def last(self, *types: str) -> Entry | None:
        """Return the newest standing entry of some types."""
        return self.standing.filter(type_key__in=types).order_by("-event_at").first()


def began_at(involvement: Involvement) -> datetime:
    """Return when the present worker's time began: what was said before counts no more."""
    given = involvement.changes.filter(became=Involvement.State.ALLOCATED).last()
    return given.changed_at if given is not None else involvement.opened_at


def items_of(
    involvement: Involvement, purpose: Purpose, *, at: datetime | None = None
) -> list[Item]:
    """Return the checklist of an involvement as it stands."""
    record = _Record(involvement, purpose, at or clock.now())
    said: dict[str, GateAnswer] = {
        answer.item: answer
        for answer in GateAnswer.objects.filter(
            involvement=involvement, purpose=purpose, answered_at__gte=record.since
        ).select_related("answered_by")
    }
    return [
        _item(key, title, find(record), said.get(key))
        for key, title, purposes, find in _LIST
        if purpose in purposes
    ]


def unmet(involvement: Involvement, purpose: Purpose, at: datetime) -> list[str]:
    """Return what is neither done nor explained, in words. ``people.gate`` asks this."""
    if purpose is Purpose.MOVE:
        return _left_with_nobody(involvement, at)
    return [
        f"{item.title}: {item.seen}" if item.seen else item.title
        for item in items_of(involvement, purpose, at=at)
        if not item.is_met
    ]


def workers_now(involvement: Involvement) -> list[int]:
    """Return the ids of those who work in an involvement now."""
    running = involvement.allocations.running_on(clock.today()).exclude(worker=None)
    return list(running.values_list("worker", flat=True))


def actions_to_move(involvement: Involvement, workers: Iterable[int]) -> list[Action]:
    """Return the open actions about a person that some workers own."""
    return list(
        Action.objects.filter(
            person=involvement.person,
            owner__in=list(workers),
            status=Action.Status.OPEN,
            entry__taken_off_at=None,
        )
        .select_related("owner", "entry", "person")
        .order_by("due_on", "pk")
    )


def _left_with_nobody(involvement: Involvement, at: datetime) -> list[str]:
    day = clock.day_of(at)
    rows = involvement.allocations.filter(worker__isnull=False)
    running = {
        each.worker_id
        for each in rows.running_on(clock.add_days(day, 1))
        if each.role != Allocation.Role.HANDOVER
    }
    before = {each.worker_id for each in rows} - running
    left = actions_to_move(involvement, [pk for pk in before if pk is not None])
    return [f"“{action.text}” has no new owner" for action in left]


def _item(key: str, title: str, found: _Found, said: GateAnswer | None) -> Item:
    return Item(
        key=key,
        title=title,
        is_done=found.is_done,
        seen=found.seen,
        words=said.words if said else "",
        by=said.answered_by.name if said else "",
        may_explain=found.may_explain,
        type_key=found.type_key,
    )


def _summary(record: _Record) -> _Found:
    key = SUMMARY_OF[record.purpose]
    if record.summary is not None:
        day = formats.day_and_month(clock.day_of(record.summary.signed_at))
        return _Found(True, f"signed on {day}")
    # When somebody has died, the entry on the death may stand in its place, if words say so.
    died = record.purpose is Purpose.CLOSE and record.person.died_on is not None
    return _Found(False, "not signed yet", may_explain=died, type_key=key)


def _drafts(record: _Record) -> _Found:
    drafts = Draft.objects.filter(person=record.person, set_aside_at=None)
    if record.others:
        drafts = drafts.filter(author__in=record.workers)
    names = [draft.author.name for draft in drafts.select_related("author")]
    if not names:
        return _Found(True, "nobody has an unsigned draft")
    who = ", ".join(f"{name} {names.count(name)}" for name in dict.fromkeys(names))
    return _Found(False, f"unsigned drafts: {who}", may_explain=False)


def _actions(record: _Record) -> _Found:
    rows = Action.objects.filter(
        person=record.person, status=Action.Status.OPEN, entry__taken_off_at=None
    )
    if record.others:
        rows = rows.filter(
            Q(owner__in=record.workers) | Q(owner=None, entry__author__in=record.workers)
        )
    still_open = rows.count()
    if not still_open:
        return _Found(True, "nothing is open")
    words = f"{formats.counted(still_open, 'action')} open"
    if record.purpose is Purpose.OFFER:
        return _Found(True, f"{words}: whoever accepts gives each a new owner")
    return _Found(False, f"{words}: close each, or hand it over", may_explain=False)


def _reviews(record: _Record) -> _Found:
    due = reviews_due(record.person)
    if not due:
        return _Found(True, "no review is due")
    words = ", ".join(f"{each.title} {formats.short_date(each.due_on)}" for each in due)
    overdue = any(each.due_on < record.today for each in due)
    return _Found(record.purpose is Purpose.OFFER and not overdue, f"due: {words}")


def _safeguarding(record: _Record) -> _Found:
    kinds = [each.key for each in catalogue().types if each.group == "safeguarding"]
    last = record.last(*kinds)
    if last is None:
        return _Found(True, "nothing is recorded")
    day = formats.day_and_month(clock.day_of(last.event_at))
    return _Found(False, f"last entry of {day}: closed, or with whom?")


def _plan(record: _Record) -> _Found:
    plan = record.last("care_and_support_plan", "carer_support_plan")
    if plan is None:
        return _Found(True, "there is no plan")
    newest = EntryVersion.objects.filter(entry=plan).order_by("-number").first()
    given = newest.values.get("copy_given_on") if newest else None
    if given:
        return _Found(True, f"given on {formats.day_and_month(given)}")
    return _Found(False, "the plan does not say that a copy was given")


def _communication(record: _Record) -> _Found:
    fresh = clock.add_months(record.today, -MONTHS_A_NEED_IS_FRESH)
    asked = record.person.communication_needs.filter(asked_on__gte=fresh)
    latest = asked.order_by("-asked_on").first()
    if latest is not None:
        return _Found(True, f"asked on {formats.day_and_month(latest.asked_on)}")
    return _Found(False, f"not asked in the last {MONTHS_A_NEED_IS_FRESH} months")


def _carer(record: _Record) -> _Found:
    if record.purpose is Purpose.CLOSE and record.summary is not None:
        return _Found(True, "as the closure summary says")
    last = record.last("carers_assessment", "family_carer_information")
    if last is not None and last.event_at >= record.since:
        return _Found(True, f"recorded on {formats.day_and_month(clock.day_of(last.event_at))}")
    return _Found(False, type_key="family_carer_information")


def _own_view(record: _Record) -> _Found:
    if record.summary is not None and record.summary.has_own_words:
        newest = EntryVersion.objects.filter(entry=record.summary).order_by("-number").first()
        if newest is not None and "persons_view" not in newest.gaps:
            return _Found(True, "in the summary")
    heard = (
        record.standing.filter(has_own_words=True, event_at__gte=record.since)
        .order_by("-event_at")
        .first()
    )
    if heard is not None and record.purpose is Purpose.OFFER:
        return _Found(True, f"heard on {formats.day_and_month(clock.day_of(heard.event_at))}")
    return _Found(False, "the summary does not have their words")


def _way_back(record: _Record) -> _Found:
    if record.summary is not None:
        return _Found(True, "as the closure summary says")
    return _Found(False)


def _privacy(record: _Record) -> _Found:
    told = record.last("privacy_notice_given")
    if told is None:
        return _Found(False, "not recorded", type_key="privacy_notice_given")
    return _Found(True, f"given on {formats.day_and_month(clock.day_of(told.event_at))}")


def _paper(record: _Record) -> _Found:
    return _Found(False, "the product does not know what is on paper")


def _chronology(record: _Record) -> _Found:
    picked = ChronologyLine.objects.filter(entry=OuterRef("pk"))
    missing = record.standing.filter(~Exists(picked), is_significant=True).exclude(
        type_key__in=SUMMARY_OF.values()
    )
    count = missing.count()
    if not count:
        return _Found(True, "every significant entry stands in one")
    return _Found(
        False,
        f"{formats.counted(count, 'significant entry', 'significant entries')} in no chronology",
    )


def _flags(record: _Record) -> _Found:
    waits = record.standing.filter(
        Q(status=Entry.Status.AWAITING_SIGN_OFF) | Q(finish_later=True, status="SIGNED")
    )
    if record.summary is not None:
        waits = waits.exclude(pk=record.summary.pk)
    count = waits.filter(~Q(reviews__state="APPROVED")).distinct().count()
    asked = GuidanceRequest.objects.filter(
        person=record.person, answer=None, withdrawn_at=None
    ).count()
    found = []
    if count:
        found.append(f"{formats.counted(count, 'entry', 'entries')} to be signed off or finished")
    if asked:
        found.append(f"{formats.counted(asked, 'question')} to a manager without an answer")
    return _Found(not found, ", ".join(found) or "nothing waits")


_BOTH = (Purpose.CLOSE, Purpose.OFFER)
_Row = tuple[str, str, tuple[Purpose, ...], Callable[[_Record], _Found]]
_LIST: tuple[_Row, ...] = (
    ("summary", "The summary is signed", _BOTH, _summary),
    ("drafts", "Drafts are signed", _BOTH, _drafts),
    ("actions", "Actions are done, moved, or not needed with a reason", _BOTH, _actions),
    ("reviews", "Reviews and authorisations are handed over or ended", _BOTH, _reviews),
    ("safeguarding", "Safeguarding is closed or handed over", _BOTH, _safeguarding),
    ("plan", "A copy of the last plan was given", _BOTH, _plan),
    ("communication", "Communication needs and contacts are checked", _BOTH, _communication),
    ("carer", "The carer’s situation was looked at", _BOTH, _carer),
    ("view", "The person’s view is recorded", _BOTH, _own_view),
    ("way-back", "The person was told how to come back", (Purpose.CLOSE,), _way_back),
    ("privacy", "The privacy notice is recorded", _BOTH, _privacy),
    ("paper", "Paper is returned or destroyed", _BOTH, _paper),
    ("chronology", "The chronology is up to date", _BOTH, _chronology),
    ("flags", "What a manager asked about is dealt with", _BOTH, _flags),
)
KEYS = frozenset(key for key, *_ in _LIST)
