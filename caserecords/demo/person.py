"""One person's file, turned into what staff did beside writing entries."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

import clock
from accounts.models import User
from caserecords.demo import around, basis
from caserecords.demo.council import LOADER, Council
from caserecords.demo.history import Step, instant
from oversight import actions as oversight
from oversight import gate
from people import actions
from people import queries as people_queries
from people.actions.details import Answer
from people.gate import Purpose
from people.keeping import Told
from people.models import (
    Alert,
    Allocation,
    ContactPoint,
    Death,
    DeathTask,
    Detail,
    Fact,
    KeptBack,
    Name,
    Person,
)
from people.questions import questions

# Known when somebody is first in touch; the rest is learnt with the entry that says what matters.
_KNOWN_AT_ONCE = (
    "council_reference", "nhs_number", "given_names", "family_name", "preferred_name", "title",
    "pronouns", "born_on", "birth_precision", "has_care_needs", "is_carer", "nhs_status",
)  # fmt: skip
_EXPLAINED = {
    "safeguarding": "The enquiry ended and its outcome is on the record.",
    "summary": "The entry on the death and the outcome of the enquiry say how the work ended.",
    "paper": "No paper file was kept.",
    "reviews": "Nothing is left to review: the plan ends with the involvement.",
}
_REACHED_BY = {"phone": ContactPoint.Kind.PHONE, "email": ContactPoint.Kind.EMAIL}


def adding(council: Council, data: dict[str, Any], *, at: datetime) -> list[Step]:
    """Return the first steps of all: without them nothing can be said about the person."""
    steps = [Step(at, partial(_add, council, data, at))]
    if "restriction" in data:
        steps.append(Step(at, partial(_restrict, council, data, at)))
    return steps


def getting_to_know(council: Council, data: dict[str, Any], *, at: datetime) -> list[Step]:
    """Return what happened to the record beside its entries, none of it before ``at``."""
    return [
        *(Step(at, partial(_add_contact, council, data, row, at)) for row in data["contact"]),
        *_allocations(council, data, at),
        *_conflicts(council, data, at),
        *_alerts(council, data, at),
        *_facts(council, data, at),
        *around.steps_of(council, data, at),
        *_answers(council, data, at),
        *_changes(council, data),
    ]


def _add(council: Council, data: dict[str, Any], at: datetime) -> None:
    about = data["person"]
    first = min(data["entry"], key=lambda each: each["signed_at"])
    council.people[about["council_reference"]] = actions.add_person(
        by=council.staff[first["author"]],
        team=council.teams[about["team"]],
        addresses=tuple(
            {
                "kind": row["kind"],
                "lines": row["lines"],
                "postcode": row.get("postcode", ""),
                "description": row.get("description", ""),
                "since": row.get("from"),
                "until": row.get("until"),
            }
            for row in data["address"]
        ),
        communication_needs=tuple(
            {"review_on": clock.add_months(row["asked_on"], 12)} | row
            for row in data["communication"]
        ),
        contact_points=tuple(_reached_by(about)) + tuple(data.get("contact_point", ())),
        told=Told(by=_name(about), checked="Asked at the first contact"),
        at=at,
        **{key: about[key] for key in _KNOWN_AT_ONCE if key in about},
    )


def _reached_by(about: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for column, kind in _REACHED_BY.items():
        value = about.get(column)
        if value:
            mobile = kind == ContactPoint.Kind.PHONE and value.startswith("07")
            yield {"kind": ContactPoint.Kind.MOBILE if mobile else kind, "value": value}


def _restrict(council: Council, data: dict[str, Any], at: datetime) -> None:
    row = data["restriction"]
    actions.restrict(
        person=_person(council, data),
        by=council.staff[row["owner"]],
        kind="STAFF",
        reason=row["reason"],
        review_on=row["review_on"],
        listed=tuple(council.staff[name] for name in row["listed"]),
        at=at,
    )


def _add_contact(council: Council, data: dict[str, Any], row: dict[str, Any], at: datetime) -> None:
    person = _person(council, data)
    council.contacts[person.council_reference, row["key"]] = actions.add_contact(
        person=person,
        by=person.added_by,
        record=council.people[row["person"]] if row.get("person") else None,
        at=at,
        **{key: value for key, value in row.items() if key not in ("key", "person")},
    )


def _allocations(council: Council, data: dict[str, Any], at: datetime) -> list[Step]:
    steps = []
    for row in data["allocation"]:
        began: list[Allocation] = []
        from_then = max(instant(row["from"]), at)
        # Someone who is still there beside the last one works beside them.
        is_main = row is data["allocation"][-1] or "until" in row
        steps.append(
            Step(from_then, partial(_allocate, council, data, row, is_main, from_then, began))
        )
        if "until" in row:
            end = instant(row["until"], hour=17)
            steps.append(Step(end, partial(_end_allocation, council, row, end, began)))
    return steps


def _allocate(
    council: Council,
    data: dict[str, Any],
    row: dict[str, Any],
    is_main: bool,
    at: datetime,
    began: list[Allocation],
) -> None:
    team, person = council.teams[row["team"]], _person(council, data)
    involvement = person.involvements.first()
    if involvement is None:
        began.append(_begin_involvement(council, person, row, at))
        return
    allocation = actions.allocate(
        person=person,
        involvement=involvement,
        team=team,
        worker=council.staff[row["worker"]],
        role=Allocation.Role.WORKER if is_main else Allocation.Role.CO_WORKER,
        by=team.lead,
        starts_on=row["from"],
        at=at,
    )
    _introduce(allocation, at)
    began.append(allocation)


def _begin_involvement(
    council: Council, person: Person, row: dict[str, Any], at: datetime
) -> Allocation:
    team, worker = council.teams[row["team"]], council.staff[row["worker"]]
    involvement = actions.open_involvement(
        person=person,
        role="NEEDS" if person.has_care_needs else "CARER",
        team=person.team,
        by=LOADER,
        reason="In touch with the council, as the first entries say",
        at=at,
    )
    triaged = actions.triage(
        involvement=involvement,
        urgency="FIVE_DAYS",
        reason="Needs somebody to visit and listen",
        contacted="Asked when they were first in touch",
        by=LOADER,
        at=at,
    )
    allocation = actions.allocate_worker(
        involvement=triaged,
        worker=worker,
        team=team,
        manager=team.lead,
        reason="Works in the area, and has room",
        conflict_asked=True,
        workload_seen="",
        by=LOADER,
        starts_on=row["from"],
        at=at,
    )
    _introduce(allocation, at)
    return allocation


def _introduce(allocation: Allocation, at: datetime) -> None:
    if allocation.role == Allocation.Role.WORKER:
        actions.introduce_worker(
            allocation=allocation,
            on=allocation.starts_on,
            how="When the worker first got in touch",
            by=LOADER,
            at=at,
        )


def _end_allocation(
    council: Council, row: dict[str, Any], at: datetime, began: list[Allocation]
) -> None:
    lead = council.teams[row["team"]].lead
    actions.end_allocation(allocation=began[0], ends_on=row["until"], by=lead, at=at)


def _conflicts(council: Council, data: dict[str, Any], at: datetime) -> list[Step]:
    def declare(row: dict[str, Any], when: datetime) -> None:
        knows = council.staff[row["staff"]]
        actions.declare(
            user=knows,
            by=knows,
            kind=row["kind"],
            reference=_person(council, data).council_reference,
            words=row.get("words", ""),
            at=when,
        )

    declared = [(row, max(instant(row["declared_on"]), at)) for row in data.get("conflict", ())]
    return [Step(when, partial(declare, row, when)) for row, when in declared]


def _alerts(council: Council, data: dict[str, Any], at: datetime) -> list[Step]:
    person = data["person"]["council_reference"]
    lead = council.teams[data["person"]["team"]].lead

    def raise_alert(row: dict[str, Any], when: datetime, raised: list[Alert]) -> None:
        told = {"person_told": row.get("person_told", Alert.Told.TOLD)}
        optional = ("kind", "not_told_because", "expires_on")
        raised.append(
            actions.raise_alert(
                person=council.people[person],
                by=_with_basis(council, data, row["raised_by"], when),
                at=when,
                **{key: row[key] for key in ("title", "detail", "evidence", "review_on")},
                **told,
                **{key: row[key] for key in optional if key in row},
            )
        )

    def agree(when: datetime, raised: list[Alert]) -> None:
        if raised[0].raised_by_id != lead.pk:
            actions.agree_alert(alert=raised[0], by=lead, at=when)

    steps = []
    for row in data.get("alert", ()):
        when, raised = max(instant(row["raised_on"], hour=17, minute=30), at), []
        steps.append(Step(when, partial(raise_alert, row, when, raised)))
        if row.get("agreed", True):
            later = clock.add_hours(when, 1)
            steps.append(Step(later, partial(agree, later, raised)))
    return steps


def _facts(council: Council, data: dict[str, Any], at: datetime) -> list[Step]:
    """Return names, ways to reach and details that are kept back, as they were recorded."""

    def record(model: type[Fact], row: dict[str, Any], when: datetime) -> None:
        by = _with_basis(council, data, row["recorded_by"], when)
        how = {"recorded_by", "recorded_on", "told_by", "checked_how"}
        fields = {key: value for key, value in row.items() if key not in how}
        told = Told(by=row["told_by"], checked=row["checked_how"])
        if model is Name:
            actions.name_person(person=_person(council, data), by=by, told=told, at=when, **fields)
        else:
            fact = model(person=_person(council, data), **fields)
            actions.record_fact(fact, by=by, told=told, at=when)

    steps = []
    for table, model in (("name", Name), ("kept_back", KeptBack)):
        for row in data.get(table, ()):
            when = max(instant(row["recorded_on"], hour=16), at)
            steps.append(Step(when, partial(record, model, row, when)))
    return steps


def _answers(council: Council, data: dict[str, Any], at: datetime) -> list[Step]:
    """Return the answers to the questions about the person: language at once, the rest later."""
    about = data["person"]
    first = min(data["entry"], key=lambda each: each["signed_at"])
    number = about["what_matters_entry"]
    later = next(each for each in data["entry"] if each["number"] == number)

    def answer(name: str, when: datetime, keys: tuple[str, ...]) -> None:
        actions.answer_questions(
            person=_person(council, data),
            answers={key: _answer(about, key) for key in keys},
            by=_with_basis(council, data, name, when),
            told=Told(by=_name(about), checked="Asked, and written in the record of that day"),
            at=when,
        )

    at_once = ("first_language", "reads")
    rest = tuple(key for key in questions() if key not in at_once)
    when = max(instant(later["signed_at"]), at)
    return [
        Step(at, partial(answer, first["author"], at, at_once)),
        Step(when, partial(answer, later["author"], when, rest)),
    ]


def _answer(about: dict[str, Any], key: str) -> Answer:
    if key in about.get("prefers_not", ()):
        return Answer(outcome=Detail.Outcome.PREFERS_NOT)
    if key in about.get("not_asked", ()):
        return Answer(outcome=Detail.Outcome.NOT_ASKED)
    return Answer(answer=about.get(key, ""), own_words=about.get(f"{key}_own_words", ""))


def _name(about: dict[str, Any]) -> str:
    return about.get("preferred_name") or f"{about['given_names']} {about['family_name']}"


def _changes(council: Council, data: dict[str, Any]) -> list[Step]:
    about, last = data["person"], data["entry"][-1]
    steps = []
    if "died_on" in about:
        told_at, seen_at = instant(last["signed_at"]), instant(about["death_confirmed_on"])
        steps.append(Step(told_at, partial(_record_death, council, data, told_at)))
        steps.append(Step(seen_at, partial(_confirm_death, council, data, seen_at)))
    if about["status"] == Person.Status.CLOSED:
        closed_at = instant(data["allocation"][-1]["until"], hour=16)
        steps.append(Step(closed_at, partial(_close, council, data, closed_at)))
    return steps


def _record_death(council: Council, data: dict[str, Any], at: datetime) -> None:
    about, author = data["person"], data["entry"][-1]["author"]
    actions.record_death(
        person=_person(council, data),
        died_on=about["died_on"],
        precision=Person.DeathPrecision.KNOWN,
        source=Death.Source.PROVIDER,
        told=Told(by=about["death_told_by"], checked=about["death_told"]),
        by=_with_basis(council, data, author, at),
        at=at,
    )


def _confirm_death(council: Council, data: dict[str, Any], at: datetime) -> None:
    about, author = data["person"], data["entry"][-1]["author"]
    by = _with_basis(council, data, author, at)
    death = people_queries.death_of(_person(council, data))
    actions.confirm_death(
        death=death,
        source=Death.Source.CERTIFICATE,
        how=about["death_confirmed_how"],
        died_on=death.since,
        precision=death.precision,
        by=by,
        at=at,
    )
    for task in death.tasks.filter(status=DeathTask.Status.OPEN):
        actions.close_death_task(
            task=task,
            status=DeathTask.Status.DONE,
            said="Done, as the entry on the death says",
            by=by,
            at=at,
        )


def _close(council: Council, data: dict[str, Any], at: datetime) -> None:
    involvement = _person(council, data).involvements.get()
    reason = "The work was done, as the closure summary says"
    by = _with_basis(council, data, data["person"]["worker"], at)
    actions.start_closing(involvement=involvement, reason=reason, by=by, at=at)
    oversight.explain(
        involvement=involvement,
        purpose=Purpose.CLOSE,
        words={
            item.key: _EXPLAINED.get(item.key, "Looked at with the manager; nothing is left to do.")
            for item in gate.items_of(involvement, Purpose.CLOSE, at=at)
            if not item.is_met and item.may_explain
        },
        by=by,
        at=at,
    )
    actions.close_involvement(
        involvement=involvement, reason=reason, by=involvement.team.lead, at=at
    )


def _person(council: Council, data: dict[str, Any]) -> Person:
    return council.people[data["person"]["council_reference"]]


def _with_basis(council: Council, data: dict[str, Any], name: str, at: datetime) -> User:
    by = council.staff[name]
    basis.ensure(by, _person(council, data), at=at)
    return by
