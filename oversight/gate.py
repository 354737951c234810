"""Whether a record is ready to close or to change hands: one list, worked out from the record.

What the product can see it ticks itself. What it cannot see the worker says in words, and so they
do where something is not as it should be and may stand all the same. Unsigned drafts, and at
closing open actions, are never explained away. Ruling 26; process reference, section 1.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, Max, Min, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Extract, JSONObject
from django.urls import reverse

import clock
from accounts.models import User
from oversight.models import GateAnswer, Review, SentenceComment
from oversight.queries.reviewing import not_answered, with_review
from people.gate import Purpose, paper_about
from people.models import (
    Allocation,
    CommunicationNeed,
    Involvement,
    InvolvementChange,
    Person,
)
from records.catalogue import catalogue
from records.models import (
    Action,
    ChronologyLine,
    Draft,
    Entry,
    EntryVersion,
    GuidanceRequest,
    PlannedVisit,
)
from records.queries import has_notice
from records.reviews import reviews_due
from ui import formats

SUMMARY_OF = {Purpose.CLOSE: "case_closure_summary", Purpose.OFFER: "case_transfer_summary"}
OUTCOME = "contact_referral_outcome"
MONTHS_A_NEED_IS_FRESH = 12
TO_DO = "#next"


@dataclass(frozen=True)
class Item:
    """One line of the checklist.

    ``seen``: what the product found. ``words``: what the worker said. ``may_explain``: whether
    words are enough. ``type_key``: the record that would answer it; ``url``: where what is missing
    stands.
    """

    key: str
    title: str
    is_done: bool
    seen: str = ""
    words: str = ""
    by: str = ""
    may_explain: bool = True
    type_key: str = ""
    url: str = ""

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
    url: str = ""


@dataclass(frozen=True)
class _Latest:
    """The newest entry of one type, with the answers of its newest version."""

    pk: int
    event_at: datetime
    signed_at: datetime
    has_own_words: bool
    values: dict[str, Any]
    gaps: dict[str, Any]

    @property
    def day(self) -> str:
        """The day on which it happened, in words."""
        return formats.day_and_month(clock.day_of(self.event_at))


class _Record:
    """What is asked of one record for one purpose, in few questions."""

    def __init__(
        self, involvement: Involvement, purpose: Purpose, viewer: User | None, at: datetime
    ) -> None:
        self.person, self.purpose, self.viewer = involvement.person, purpose, viewer
        self.today: date = clock.day_of(at)
        self.facts = _facts(involvement, purpose)
        self.since: datetime = self.facts["began_at"] or involvement.opened_at
        # Seconds, as the database has them: JSON would carry the time as text.
        self.answered_since = self.since.timestamp()
        self.latest = _latest_of(self.person)
        summary = self.latest.get(SUMMARY_OF[purpose])
        self.summary = summary if summary and summary.signed_at >= self.since else None

    def last(self, *types: str) -> _Latest | None:
        """Return the newest standing entry of some types."""
        found = [self.latest[key] for key in types if key in self.latest]
        return max(found, key=lambda each: each.event_at, default=None)

    @cached_property
    def counted(self) -> dict[str, Any]:
        """What is counted of the standing entries, in two questions."""
        picked = ChronologyLine.objects.filter(entry=OuterRef("pk"))
        approved = Review.objects.filter(entry=OuterRef("pk"), state=Review.State.APPROVED)
        waits = Q(status=Entry.Status.AWAITING_SIGN_OFF) | Q(finish_later=True, status="SIGNED")
        if self.summary is not None:
            waits &= ~Q(pk=self.summary.pk)
        significant = Q(is_significant=True) & ~Q(type_key__in=SUMMARY_OF.values())
        remarks = SentenceComment.objects.filter(entry=OuterRef("pk"), answer=None)
        entries = Entry.objects.standing().filter(person=self.person)
        read = with_review(entries).annotate(is_approved=Exists(approved))
        silent = Q(is_silent_on_safety=True, is_approved=False)
        reviewed = read.aggregate(
            returned=Count("pk", filter=not_answered()),
            silent=Count("pk", filter=silent),
            to_answer=Min("key", filter=not_answered() | silent),
        )
        waits &= Q(~Exists(approved))
        remarked = Q(Exists(remarks))
        return reviewed | entries.aggregate(
            missing=Count("pk", filter=significant & Q(~Exists(picked))),
            waits=Count("pk", filter=waits),
            remarked=Count("pk", filter=remarked),
            to_finish=Min("key", filter=waits | remarked),
            heard_at=Max("event_at", filter=Q(has_own_words=True, event_at__gte=self.since)),
        )

    def url(self, name: str, *parts: str) -> str:
        """Return the address of a page about the person."""
        return reverse(name, args=[self.person.key, *parts])

    def ours(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return the loose ends that count.

        Where the council stays involved in another role, only those of this one's workers do.
        """
        if not self.facts["others"]:
            return rows
        return [row for row in rows if row["by"] in self.facts["workers"]]


def _facts(involvement: Involvement, purpose: Purpose) -> dict[str, Any]:
    person = OuterRef("person")
    began = InvolvementChange.objects.filter(
        involvement=OuterRef("pk"), became=Involvement.State.ALLOCATED
    ).order_by("-changed_at", "-pk")
    others = (
        Involvement.objects.filter(person=person)
        .exclude(pk=OuterRef("pk"))
        .exclude(state=Involvement.State.CLOSED)
    )
    workers = Allocation.objects.filter(involvement=OuterRef("pk"), worker__isnull=False)
    # Words of a small form that were not sent are no record to be: this page keeps some itself.
    drafts = Draft.objects.filter(person=person, set_aside_at=None, page__isnull=True).order_by(
        "author__name", "pk"
    )
    # Reviews have an item of their own: what becomes of them is explained, not closed one by one.
    still_open = Action.objects.filter(
        person=person, status=Action.Status.OPEN, entry__taken_off_at=None
    ).exclude(kind=Action.Kind.REVIEW)
    asked = GuidanceRequest.objects.filter(
        person=person, answer=None, withdrawn_at=None, entry__taken_off_at=None
    )
    answers = GateAnswer.objects.filter(involvement=OuterRef("pk"), purpose=purpose.value)
    visits = PlannedVisit.objects.filter(person=person, status=PlannedVisit.Status.PLANNED)
    needs = CommunicationNeed.objects.filter(person=person, asked_on__isnull=False)
    return dict(
        Involvement.objects.filter(pk=involvement.pk)
        .values(
            began_at=Subquery(began.values("changed_at")[:1]),
            others=Exists(others),
            workers=ArraySubquery(workers.order_by().values("worker")),
            drafts=ArraySubquery(
                drafts.values(json=JSONObject(by="author_id", name="author__name"))
            ),
            actions=ArraySubquery(
                still_open.order_by().values(
                    json=JSONObject(by=Coalesce("owner_id", "entry__author_id"))
                )
            ),
            answers=ArraySubquery(
                answers.order_by("answered_at", "pk").values(
                    json=JSONObject(
                        item="item",
                        words="words",
                        by="answered_by__name",
                        at=Extract("answered_at", "epoch"),
                    )
                )
            ),
            visits=ArraySubquery(visits.order_by().values("pk")),
            asked=ArraySubquery(asked.order_by().values("pk")),
            needs_asked_on=Subquery(needs.order_by("-asked_on").values("asked_on")[:1]),
        )
        .get()
    )


def _latest_of(person: Person) -> dict[str, _Latest]:
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    rows: Any = (
        Entry.objects.standing()
        .filter(person=person, type_key__in=[*_LOOKED_AT, *_safeguarding_types()])
        .order_by("type_key", "-event_at", "-pk")
        .distinct("type_key")
        .annotate(
            newest_values=Subquery(newest.values("values")[:1]),
            newest_gaps=Subquery(newest.values("gaps")[:1]),
        )
    )
    return {
        row.type_key: _Latest(
            pk=row.pk,
            event_at=row.event_at,
            signed_at=row.signed_at,
            has_own_words=row.has_own_words,
            values=row.newest_values or {},
            gaps=row.newest_gaps or {},
        )
        for row in rows
    }


def _safeguarding_types() -> list[str]:
    return [each.key for each in catalogue().types if each.group == "safeguarding"]


def items_of(
    involvement: Involvement,
    purpose: Purpose,
    *,
    viewer: User | None = None,
    at: datetime | None = None,
) -> list[Item]:
    """Return the checklist of an involvement as it stands, with the links of whoever looks."""
    record = _Record(involvement, purpose, viewer, at or clock.now())
    # In the order in which they were given: the last of a line counts.
    said = {
        row["item"]: row for row in record.facts["answers"] if row["at"] >= record.answered_since
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
    if purpose is Purpose.FRONT_DOOR:
        return _without_outcome(involvement)
    return [
        f"{item.title}: {item.seen}" if item.seen else item.title
        for item in items_of(involvement, purpose, at=at)
        if not item.is_met
    ]


def answers_in_words(involvement: Involvement) -> list[tuple[str, str]]:
    """Return what was said of each line of the checklists, for a copy of the record."""
    titles = {key: title for key, title, *_ in _LIST}
    return [
        (
            formats.day_and_month(clock.day_of(each.answered_at)),
            f"{each.get_purpose_display()} checklist, {titles.get(each.item, each.item)}: "
            f"{each.words}",
        )
        for each in involvement.gate_answers.all()
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


def _without_outcome(involvement: Involvement) -> list[str]:
    """Return that the contact has no signed outcome, the decision on it with its reason."""
    signed = Entry.objects.standing().filter(
        person=involvement.person, type_key=OUTCOME, signed_at__gte=involvement.opened_at
    )
    if signed.exists():
        return []
    return ["Sign the outcome of the contact first: it says what was decided, and why"]


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


def _item(key: str, title: str, found: _Found, said: dict[str, Any] | None) -> Item:
    return Item(
        key=key,
        title=title,
        is_done=found.is_done,
        seen=found.seen,
        words=said["words"] if said else "",
        by=said["by"] if said else "",
        may_explain=found.may_explain,
        type_key=found.type_key,
        url=found.url,
    )


def _summary(record: _Record) -> _Found:
    key = SUMMARY_OF[record.purpose]
    if record.summary is not None:
        day = formats.day_and_month(clock.day_of(record.summary.signed_at))
        return _Found(True, f"signed on {day}")
    # When somebody has died, the entry on the death may stand in its place, if words say so.
    died = record.purpose is Purpose.CLOSE and record.person.has_died
    return _Found(False, "not signed yet", may_explain=died, type_key=key)


def _drafts(record: _Record) -> _Found:
    rows = record.ours(record.facts["drafts"])
    if not rows:
        return _Found(True, "nobody has an unsigned draft")
    names = [row["name"] for row in rows]
    who = ", ".join(f"{name} {names.count(name)}" for name in dict.fromkeys(names))
    words = (
        f"unsigned drafts: {who}. A draft is private to its author: they sign it or throw it away"
    )
    is_own = record.viewer is not None and record.viewer.pk in {row["by"] for row in rows}
    return _Found(False, words, may_explain=False, url=reverse("records:drafts") if is_own else "")


def _actions(record: _Record) -> _Found:
    still_open = len(record.ours(record.facts["actions"]))
    if not still_open:
        return _Found(True, "nothing is open")
    words = f"{formats.counted(still_open, 'action')} open"
    if record.purpose is Purpose.OFFER:
        return _Found(True, f"{words}: whoever accepts gives each a new owner")
    url = record.url("records:timeline") + TO_DO
    return _Found(False, f"{words}: close each, or hand it over", may_explain=False, url=url)


def _reviews(record: _Record) -> _Found:
    due = reviews_due(record.person)
    if not due:
        return _Found(True, "no review is due")
    words = ", ".join(f"{each.title} {formats.short_date(each.due_on)}" for each in due)
    overdue = any(each.due_on < record.today for each in due)
    is_done = record.purpose is Purpose.OFFER and not overdue
    return _Found(is_done, f"due: {words}", url=record.url("records:timeline") + TO_DO)


def _visits(record: _Record) -> _Found:
    planned = len(record.facts["visits"])
    if not planned:
        return _Found(True, "none is planned or without a record")
    words = f"{formats.counted(planned, 'visit')} planned or without a record"
    url = record.url("records:person-visits")
    return _Found(False, f"{words}: who goes, or is it cancelled?", url=url)


def _safeguarding(record: _Record) -> _Found:
    last = record.last(*_safeguarding_types())
    if last is None:
        return _Found(True, "nothing is recorded")
    return _Found(False, f"last entry of {last.day}: closed, or with whom?")


def _plan(record: _Record) -> _Found:
    plan = record.last("care_and_support_plan", "carer_support_plan")
    if plan is None:
        return _Found(True, "there is no plan")
    if given := plan.values.get("copy_given_on"):
        return _Found(True, f"given on {formats.day_and_month(given)}")
    return _Found(False, "the plan does not say that a copy was given")


def _communication(record: _Record) -> _Found:
    asked_on, months = record.facts["needs_asked_on"], MONTHS_A_NEED_IS_FRESH
    if asked_on is not None and asked_on >= clock.add_months(record.today, -months):
        return _Found(True, f"asked on {formats.day_and_month(asked_on)}")
    return _Found(False, f"not asked in the last {months} months")


def _carer(record: _Record) -> _Found:
    if record.purpose is Purpose.CLOSE and record.summary is not None:
        return _Found(True, "as the closure summary says")
    last = record.last("carers_assessment", "family_carer_information")
    if last is not None and last.event_at >= record.since:
        return _Found(True, f"recorded on {last.day}")
    return _Found(False, type_key="family_carer_information")


def _own_view(record: _Record) -> _Found:
    summary, heard_at = record.summary, record.counted["heard_at"]
    if summary is not None and summary.has_own_words and "persons_view" not in summary.gaps:
        return _Found(True, "in the summary")
    if heard_at is not None and record.purpose is Purpose.OFFER:
        return _Found(True, f"heard on {formats.day_and_month(clock.day_of(heard_at))}")
    return _Found(False, "the summary does not have their words")


def _way_back(record: _Record) -> _Found:
    if record.summary is not None:
        return _Found(True, "as the closure summary says")
    return _Found(False)


def _privacy(record: _Record) -> _Found:
    told = record.last("privacy_notice_given")
    if told is None or not has_notice(told.values):
        said = f"not given on {told.day}" if told else "not recorded"
        return _Found(False, said, type_key="privacy_notice_given")
    was_given = told.values.get("given") == "Yes"
    return _Found(True, f"{'given' if was_given else 'they had it already'} on {told.day}")


def _paper(record: _Record) -> _Found:
    found = paper_about(record.person)
    return _Found(
        not found, ", ".join(found) or "the register has none out, and no pages to write up"
    )


def _chronology(record: _Record) -> _Found:
    missing = record.counted["missing"]
    if not missing:
        return _Found(True, "every significant entry stands in one")
    words = formats.counted(missing, "significant entry", "significant entries")
    return _Found(False, f"{words} in no chronology", url=record.url("records:chronologies"))


def _flags(record: _Record) -> _Found:
    asked = len(record.facts["asked"])
    found = [
        f"{formats.counted(record.counted[name], 'entry', 'entries')} {what}"
        for name, what in (
            ("waits", "to be signed off or finished"),
            ("silent", "with a sign of harm or risk that nobody answered"),
            ("returned", "sent back without an answer"),
            ("remarked", "with a remark without an answer"),
        )
        if record.counted[name]
    ]
    if asked:
        found.append(f"{formats.counted(asked, 'question')} to a manager without an answer")
    # One after the other: once it is dealt with, the next one stands here.
    key = record.counted["to_answer"] or record.counted["to_finish"]
    url = record.url("records:entry", key) if key else reverse("records:guidance-listed")
    return _Found(not found, ", ".join(found) or "nothing waits", url=url)


_LOOKED_AT = (
    *SUMMARY_OF.values(),
    "care_and_support_plan",
    "carer_support_plan",
    "carers_assessment",
    "family_carer_information",
    "privacy_notice_given",
)
_BOTH = (Purpose.CLOSE, Purpose.OFFER)
_Row = tuple[str, str, tuple[Purpose, ...], Callable[[_Record], _Found]]
_LIST: tuple[_Row, ...] = (
    ("summary", "The summary is signed", _BOTH, _summary),
    ("drafts", "Drafts are signed", _BOTH, _drafts),
    ("actions", "Actions are done, moved, or not needed with a reason", _BOTH, _actions),
    ("visits", "Planned visits are kept, moved or cancelled", _BOTH, _visits),
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
