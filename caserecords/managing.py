"""What each manager is to do this week and this month: counts, each of which opens its list.

Nothing is kept of it: every line is counted from what the pages that it leads to show.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

import clock
from accounts.guards import open_to_roles
from accounts.models import User
from accounts.queries import training_to_see_to
from accounts.roles import Role
from audit import log
from disclosure.requests import queries as request_queries
from governance import breaches, paper, paper_lists
from governance import queries as governance_queries
from oversight import queries as oversight_queries
from oversight.queries import auditing, reading
from oversight.queries import supervision as supervising
from oversight.queries.caseload import Load, loads_in
from people import access
from people import queries as people_queries
from people.beforehand import know_beforehand
from people.inlined import together
from records import queries as record_queries

MONTH = 31
SOON_HOURS = 24
_MOST = 500


@dataclass(frozen=True)
class Line:
    """One thing to see to: how many there are, how many of them are late, and where they stand."""

    title: str
    count: int
    url: str
    late: int = 0


@dataclass(frozen=True)
class Lines:
    """What waits in a time, and what does not."""

    waiting: list[Line]
    clear: list[Line]

    @classmethod
    def of(cls, lines: Iterable[Line]) -> "Lines":
        """Part lines by whether anything waits."""
        lines = list(lines)
        return cls(
            [each for each in lines if each.count], [each for each in lines if not each.count]
        )


@dataclass(frozen=True)
class _Read:
    """What the lines are counted from. What is a question is asked in one, with the others."""

    viewer: User
    today: date
    service: list[Load]
    supervised: Any
    trained: Any
    missed: Any
    unsigned: Any
    questions: Any
    breaches: Any
    breach_actions: Any
    complaints: Any
    to_do: Any
    accesses: Any
    emergencies: Any
    declarations: Any
    paper: Any
    unused: Any
    audited: Any
    decisions: Any
    policies: Any
    staff: Any
    answers: Any


@require_GET
@open_to_roles(Role.MANAGER, because="A manager sees on one page what they have to see to.")
def managing(request):
    """Count what waits for a manager now, and what will within a month."""
    know_beforehand(request.user)
    read = _read(request.user)
    context = {
        "this_week": Lines.of([*_of_records(read), *_of_governance(read), *_of_staff(read)]),
        "this_month": Lines.of(_ahead(read)),
    }
    log.record("caserecords.managing_opened", by=request.user)
    return render(request, "caserecords/managing.html", context)


def _read(viewer: User) -> _Read:
    today, now = clock.today(), clock.now()
    below = access.line_below(viewer, today).staff
    staff, answers = reading.said_by_line(viewer)
    questions = {
        "supervised": supervising.supervised_by(viewer),
        "trained": training_to_see_to(below, at_most=_MOST),
        "missed": record_queries.actions_of(viewer, "missed"),
        "unsigned": record_queries.long_unsigned(viewer),
        "questions": record_queries.between(viewer),
        "breaches": breaches.waiting_for(viewer),
        "breach_actions": breaches.actions_of(viewer, below=True),
        "complaints": request_queries.complaints_for(viewer),
        "to_do": request_queries.to_do(viewer, below=True),
        "accesses": governance_queries.waiting_signals(viewer).only("look_by"),
        "emergencies": people_queries.emergencies_to_tell(viewer, now),
        "declarations": people_queries.declarations_to_decide(viewer),
        "paper": paper.waiting_for(viewer),
        "unused": paper_lists.unused(viewer),
        "audited": auditing.to_follow_up(viewer),
        "decisions": record_queries.decisions_to_look_at(viewer),
        "policies": reading.policies(),
        "staff": staff,
        "answers": answers,
    }
    together(*questions.values())
    questions["emergencies"] = people_queries.told_of(viewer, questions["emergencies"], now)
    return _Read(viewer=viewer, today=today, service=loads_in(viewer, "service"), **questions)


def _of_records(read: _Read) -> Iterator[Line]:
    waiting = oversight_queries.awaiting_review(read.viewer)
    pressing = sum(row.is_pressing for row in waiting)
    many = oversight_queries.how_many_wait(read.viewer, waiting)
    yield Line("Records to review", many, reverse("oversight:queue"), pressing)
    asked, _ = record_queries.parted(read.viewer, read.questions)
    yield Line("Questions for your guidance", len(asked), reverse("records:guidance-listed"))
    missed = len(read.missed)
    address = f"{reverse('records:my-actions')}?state=missed"
    yield Line("Time limits and dates that your staff missed", missed, address, missed)
    overdue = sum(load.overdue_actions for load in read.service)
    yield Line("Overdue actions in your service", overdue, _caseload(), overdue)
    reviews = _reviews(read, date.min, clock.add_days(read.today, -1))
    yield Line("Reviews of people that are overdue", reviews, _caseload(), reviews)
    waits = people_queries.waiting(read.viewer)
    late = sum(row.is_late for row in waits)
    yield Line("People who wait for a worker", len(waits), reverse("people:waiting"), late)
    drafts = sum(row.waited for row in read.unsigned)
    yield Line("Records that staff left unsigned", drafts, reverse("records:staff-drafts"))


def _of_governance(read: _Read) -> Iterator[Line]:
    address = reverse("governance:breaches")
    running = [breaches.Stands(row, [], clock.now()) for row in read.breaches if not row.decided]
    late = sum(stands.hours_left < 0 for stands in running)
    yield Line("Breaches of data that are worked on", len(read.breaches), address, late)
    soon = sum(0 <= stands.hours_left < SOON_HOURS for stands in running)
    yield Line("Breaches whose 72 hours end within a day", soon, address)
    overdue = sum(step.due_on < read.today for step in read.breach_actions)
    yield Line("Overdue actions after breaches", overdue, address, overdue)
    complaints = request_queries.told(read.complaints)
    late = sum(row.is_late for row in complaints)
    yield Line("Complaints that are open", len(complaints), reverse("disclosure:complaints"), late)
    late = sum(row.until < read.today for row in read.to_do)
    address = reverse("disclosure:complaints")
    yield Line("To be done after complaints", len(read.to_do), address, late)
    late = sum(row.look_by < read.today for row in read.accesses)
    yield Line("Accesses to check", len(read.accesses), reverse("governance:signals"), late)
    opened = len(read.emergencies.to_answer) + len(read.emergencies.to_review)
    address = reverse("people:emergencies")
    yield Line("Records opened in an emergency, to look at", opened, address)
    declared = len(read.declarations)
    yield Line("Staff who know somebody, to decide about", declared, reverse("people:declarations"))
    late = sum(item.due_on < read.today for item in read.paper)
    address = reverse("governance:paper-out")
    yield Line("Paper to know of, or to have back", len(read.paper), address, late)
    told = people_queries.restrictions_told(read.viewer)
    yield Line(
        "Restricted records to look at again", len(told.rows), reverse("people:restrictions")
    )
    audited = len(read.audited)
    yield Line("Audited files to follow up", audited, reverse("oversight:audits"))


def _of_staff(read: _Read) -> Iterator[Line]:
    overdue = sum(supervising.stands(row).is_overdue for row in read.supervised)
    yield Line("Supervision that is overdue", overdue, reverse("oversight:supervision"), overdue)
    until = [user.training_until for user in read.trained]
    out = sum(day is not None and day < read.today for day in until)
    yield Line("Staff whose training has run out", out, reverse("staff:training"), out)
    yield Line("Staff with no training on file", until.count(None), reverse("staff:training"))
    policies = reading.readings(read.policies, read.staff, read.answers)
    unread = {user.pk for policy in policies for user in policy.has_not}
    address = reverse("oversight:guidance-read-by")
    yield Line("Staff who have not read every policy", len(unread), address)


def _ahead(read: _Read) -> Iterator[Line]:
    today, end = read.today, clock.add_days(read.today, MONTH)
    due = [supervising.stands(row).due_on for row in read.supervised]
    sessions = sum(day is not None and today <= day <= end for day in due)
    yield Line("Supervision sessions due", sessions, reverse("oversight:supervision"))
    until = [user.training_until for user in read.trained]
    runs_out = sum(day is not None and today <= day <= end for day in until)
    yield Line("Staff whose training runs out", runs_out, reverse("staff:training"))
    yield Line("Reviews of people due", _reviews(read, today, end), _caseload())
    decisions = len(read.decisions)
    yield Line("Your decisions to look at again", decisions, reverse("records:decisions"))
    address = f"{reverse('governance:paper-out')}?show=unused"
    yield Line("Notebooks with no entry for a month", len(read.unused), address)


def _caseload() -> str:
    return f"{reverse('oversight:caseload')}?scope=service"


def _reviews(read: _Read, first: date, last: date) -> int:
    days = [row.review_due_on for load in read.service for row in load.rows]
    return sum(day is not None and first <= day <= last for day in days)
