"""Breaches, paper, holds and what was shared in the demonstration council."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

import clock
from audit import log
from caserecords import privacy
from caserecords.demo import answers, basis
from caserecords.demo.asking import have_reason
from caserecords.demo.council import Council
from caserecords.demo.history import Step, working_days_ago
from disclosure.sharing import counting
from governance.actions import breaches, paper, publish_notice
from governance.models import Breach, PaperItem
from people.models import Person
from records.actions import sign_entry
from records.catalogue import catalogue
from retention.actions import place_hold

Row = dict[str, Any]
_PUBLISHES = "Lena Fforde"
_OF_EACH_DECISION = {
    "author_took_part": True,
    "source": "First-hand: I saw, heard or did it",
    "third_party_flag": "No",
    "not_to_share_with_person": "No",
    "sensitivity": "Normal",
}
_NOT_SAID = ("by", "working_days_ago", "hour", "people", "person", "step", "looked_at_in_days")


def steps_of(council: Council, data: Row, now: datetime) -> list[Step]:
    """Return each report, file, notebook, hold and decision to share, and what was done with it."""
    found = []
    for name, do, follow in (
        ("breach", _report, _work_on),
        ("file", _register, _handle),
        ("notebook", _give_out, None),
        ("hold", _hold, None),
        ("shared", _share, None),
    ):
        for row in data[name]:
            at = working_days_ago(row, now)
            found.append(Step(at, partial(do, council, row, at)))
            for each in row.get("step", ()):
                assert follow is not None
                at = working_days_ago(each, now)
                found.append(Step(at, partial(follow, council, row, each, at)))
    return found


def _said(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _NOT_SAID}


def _report(council: Council, row: Row, at: datetime) -> None:
    people = Person.objects.filter(council_reference__in=row.get("people", ()))
    breaches.report_breach(by=council.staff[row["by"]], people=people, at=at, **_said(row))


def _work_on(council: Council, row: Row, step: Row, at: datetime) -> None:
    breach = Breach.objects.get(what=row["what"])
    breaches.take_step(breach, by=council.staff[step["by"]], at=at, **_said(step))


def _register(council: Council, row: Row, at: datetime) -> None:
    person = Person.objects.get(council_reference=row["person"])
    paper.register_paper(person=person, by=council.staff[row["by"]], at=at, **_said(row))


def _handle(council: Council, row: Row, step: Row, at: datetime) -> None:
    item = PaperItem.objects.get(called=row["called"])
    paper.take_paper_step(item, by=council.staff[step["by"]], at=at, **_said(step))


def _give_out(council: Council, row: Row, at: datetime) -> None:
    to = council.staff[row["to"]]
    said = {name: row[name] for name in ("called", "place")}
    paper.issue_notebook(to=to, by=council.staff[row["by"]], at=at, **said)


def _hold(council: Council, row: Row, at: datetime) -> None:
    person = Person.objects.get(council_reference=row["person"])
    by = council.staff[row["by"]]
    have_reason(by, person, at)
    review_on = clock.add_days(clock.day_of(at), row["looked_at_in_days"])
    place_hold(person=person, by=by, review_on=review_on, at=at, **_said(row))


def _share(council: Council, row: Row, at: datetime) -> None:
    person, by = council.people[row["person"]], council.staff[row["by"]]
    basis.ensure(by, person, at=at)
    record_type = catalogue().get("information_sharing_decision")
    assert record_type is not None
    said = {
        "event_at": clock.local(at).replace(tzinfo=None),
        "values": _OF_EACH_DECISION | row["values"],
    }
    sign_entry(
        person=person,
        by=by,
        record_type=record_type,
        submission=uuid4(),
        values=answers.values_of(council, person, said),
        statements=[],
        actions=[],
        gaps={},
        summary=row["summary"],
        at=at,
    )


def as_it_is_now(council: Council) -> None:
    """Count with whom was shared, and have the privacy notice published."""
    counting.count_recipients(by=log.CLOCK)
    by = council.staff[_PUBLISHES]
    privacy.keep_version(by=by)
    publish_notice(version=privacy.notice().version, by=by)
