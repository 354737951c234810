"""What comes from another system: people and the work with them, many rows at a time.

Parts of a file on its way in (``people.importing.running``), in the transaction of their batch.
Every line was checked before; each becomes one event.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

import clock
from accounts.models import User
from accounts.roles import Role
from audit import log
from people import access, dying
from people.actions.conflicts import close_near_own_records, close_to_those_who_declared
from people.importing.inserting import insert_many
from people.importing.people import facts_of
from people.importing.reading import Line
from people.keys import new_council_reference
from people.models import (
    Allocation,
    Death,
    DeathTask,
    Fact,
    Import,
    Involvement,
    InvolvementChange,
    Person,
    Relationship,
    Restriction,
)
from ui import formats

MOVED_IN = "Moved in from another system"
# Days after which what follows a death was dealt with in the system that knew of it.
DEALT_WITH_AFTER = 90


def begin_import(brought_in: Import, *, by: User, at: datetime) -> None:
    """Write down that a file begins to come in. Part of bringing it in."""
    brought_in.full_clean()
    brought_in.save()
    log.record("people.import_begun", by=by, target=brought_in, at=at)


def end_import(brought_in: Import, *, by: User, at: datetime) -> None:
    """Write down what became of the file. Part of bringing it in."""
    brought_in.ended_at = at
    brought_in.save()
    log.record("people.import_ended", by=by, target=brought_in, at=at)


def take_import_report(brought_in: Import, *, by: User) -> None:
    """Write down that somebody took the report on a file."""
    log.record("people.import_report_taken", by=by, target=brought_in)


@transaction.atomic
def add_moved_people(
    lines: list[Line], *, source_title: str, review_on: Any, by: User, at: datetime
) -> None:
    """Add people with their names, addresses and parts; restrict at once whom their file restricts.

    They are indexed when it is kept which number they had. Raises a database's own error, and then
    adds nobody.
    """
    people = [line.made for line in lines]
    _give_new_references(lines)
    insert_many(people)
    facts: dict[type[Fact], list[Any]] = defaultdict(list)
    for line in lines:
        for fact in facts_of(line):
            fact.told_by, fact.recorded_by, fact.recorded_at = source_title, by, at
            if isinstance(fact, Death) and fact.confirmed_source:
                fact.confirmed_by, fact.confirmed_at = by, at
            facts[type(fact)].append(fact)
    for rows in facts.values():
        insert_many(rows)
    _raise_after_deaths(facts.get(Death, []), source_title=source_title, by=by, at=at)
    _restrict(lines, source_title=source_title, review_on=review_on, by=by, at=at)
    close_to_those_who_declared(people, by=by, at=at)
    log.record_alike(
        "people.person_moved_in",
        by=by,
        of=[(person.key, person.key) for person in people],
        target_kind=Person._meta.label_lower,
        at=at,
    )


def _raise_after_deaths(deaths: list[Death], *, source_title: str, by: User, at: datetime) -> None:
    """Begin what follows a death; of one long before the move, say that it was dealt with there."""
    day = clock.day_of(at)
    for death in deaths:
        if death.since is None or clock.add_days(death.since, DEALT_WITH_AFTER) >= day:
            dying.raise_tasks(death, at=at)
    insert_many(
        DeathTask(
            death=death,
            person=death.person,
            kind="moved",
            title=dying.kinds()["moved"].title,
            role=Role.RECORDS_OFFICER,
            due_on=death.since,
            raised_at=at,
            status=DeathTask.Status.DONE,
            said=f"They died on {formats.day_and_month(death.since)}, before the move from "
            f"{source_title}: what follows a death was dealt with there",
            closed_by=by,
            closed_at=at,
        )
        for death in deaths
        if death.since is not None and clock.add_days(death.since, DEALT_WITH_AFTER) < day
    )


def _give_new_references(lines: list[Line]) -> None:
    """See that no reference that was made up is somebody's already."""
    own = {line.made.council_reference for line in lines if line.values.get("council_reference")}
    made = [line.made for line in lines if not line.values.get("council_reference")]
    taken = own | set(
        Person.objects.filter(
            council_reference__in=[person.council_reference for person in made]
        ).values_list("council_reference", flat=True)
    )
    for person in made:
        while person.council_reference in taken:
            person.council_reference = new_council_reference()
            if Person.objects.filter(council_reference=person.council_reference).exists():
                taken.add(person.council_reference)
        taken.add(person.council_reference)


def _restrict(
    lines: list[Line], *, source_title: str, review_on: Any, by: User, at: datetime
) -> None:
    restricted = [line for line in lines if line.values.get("restricted")]
    insert_many(
        Restriction(
            person=line.made,
            reason=line.values.get("restricted_reason") or f"Restricted in {source_title}",
            owner=by,
            starts_at=at,
            review_on=review_on,
        )
        for line in restricted
    )
    for line in restricted:
        for user in line.values["listed"]:
            access.give_grant(
                person=line.made,
                user=user,
                codename="open_restricted",
                by=by,
                reason=f"Restricted in {source_title}",
                expires_at=None,
                at=at,
            )
    if restricted:
        log.record_alike(
            "people.restricted",
            by=by,
            of=[(line.made.key, line.made.key) for line in restricted],
            target_kind=Person._meta.label_lower,
            at=at,
        )


@transaction.atomic
def add_moved_relationships(lines: list[Line], *, by: User, at: datetime) -> None:
    """Add who people are to each other, on the log of both where both have a record."""
    insert_many(line.back for line in lines if line.back is not None)
    # Two lines may say the same from two sides, and what they say may stand already.
    made = {id(line.made): line.made for line in lines}.values()
    stands = set(
        Relationship.objects.filter(pk__in=[row.pk for row in made if row.pk]).values_list(
            "pk", flat=True
        )
    )
    fresh = [row for row in made if row.pk not in stands]
    for row in fresh:
        row.contact = row.contact  # its number is known by now
    insert_many(fresh)
    both = {end.pk: end for row in fresh for end in (row.person, row.other) if end is not None}
    close_near_own_records(both.values(), by=by, at=at)
    log.record_alike(
        "people.relationship_moved_in",
        by=by,
        of=[
            (end.key, row.key)
            for row in fresh
            for end in (row.person, row.other)
            if end is not None
        ],
        target_kind=Relationship._meta.label_lower,
        at=at,
    )


@transaction.atomic
def add_moved_involvements(lines: list[Line], *, source_title: str, by: User, at: datetime) -> None:
    """Add periods of involvement, and keep the status and team of those people true."""
    rows = [line.made for line in lines]
    insert_many(rows)
    insert_many(
        InvolvementChange(
            involvement=line.made,
            step=MOVED_IN,
            became=line.made.state,
            reason=line.values.get("reason") or f"As in {source_title}",
            changed_by=by,
            changed_at=at,
        )
        for line in lines
    )
    _keep_people_true({line.person.pk for line in lines})
    log.record_alike(
        "people.involvement_moved_in",
        by=by,
        of=[(line.person.key, line.made.key) for line in lines],
        target_kind=Involvement._meta.label_lower,
        at=at,
    )


def _keep_people_true(people: Iterable[int]) -> None:
    """Let status and team say what involvements say: ``steps.keep_person_true`` for many."""
    found = {each.pk: each for each in Person.objects.select_for_update().filter(pk__in=people)}
    for person in found.values():
        person.status = Person.Status.CLOSED
    # With two open, the team is that of the person's own needs: NEEDS comes last, and stays.
    still_open = Involvement.objects.filter(person__in=found).exclude(state="CLOSED")
    for each in still_open.select_related("team").order_by("role", "opened_at"):
        person = found[each.person_id]
        person.status = Person.Status.OPEN
        if each.team is not None:
            person.team = each.team
    Person.objects.bulk_update(found.values(), ["status", "team"])


@transaction.atomic
def add_moved_allocations(lines: list[Line], *, by: User, at: datetime) -> None:
    """Add who worked with whom, from when to when."""
    insert_many(line.made for line in lines)
    log.record_alike(
        "people.allocation_moved_in",
        by=by,
        of=[(line.person.key, str(line.made.pk)) for line in lines],
        target_kind=Allocation._meta.label_lower,
        at=at,
    )
