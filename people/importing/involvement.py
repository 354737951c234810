"""Periods of involvement and who worked with whom, as another system has them."""

from collections import defaultdict
from datetime import date

import clock
from people.importing.known import find_people
from people.importing.reading import Line
from people.importing.run import Run
from people.models import Allocation, Import, Imported, Involvement

State = Involvement.State


def prepare_involvements(lines: list[Line], run: Run) -> None:
    """Make an involvement of each line, or refuse it."""
    find_people(lines, source=run.mapping.source)
    standing = [line for line in lines if line.stands]
    still_open = set(
        Involvement.objects.filter(person__in=[line.person for line in standing])
        .exclude(state=State.CLOSED)
        .values_list("person_id", "role")
    )
    for line in standing:
        said = line.values
        role = said.get("role") or Involvement.Role.NEEDS
        goes_on = said.get("closed_on") is None
        team = run.known.team(line, must_be_open=goes_on)
        if goes_on and team is None and line.stands:
            line.refuse("Team: an involvement that goes on needs the team that works with them")
        if not goes_on and said["closed_on"] < said["opened_on"]:
            line.refuse("Closed on is before opened on")
        if goes_on and (line.person.pk, role) in still_open:
            line.refuse("They have an involvement in this role that goes on already")
        if role == Involvement.Role.CARER and not line.person.is_carer:
            line.refuse("Role: this person is not recorded as a carer")
        if role == Involvement.Role.NEEDS and not line.person.has_care_needs:
            line.refuse("Role: this person is not recorded as somebody with care and support needs")
        if not line.stands:
            continue
        if goes_on:
            still_open.add((line.person.pk, role))
        line.made = Involvement(
            person=line.person,
            role=role,
            state=State.ACTIVE if goes_on else State.CLOSED,
            opened_at=clock.at_time(said["opened_on"], 0),
            closed_on=said.get("closed_on"),
            team=team,
            manager=team.lead if team and goes_on else None,
        )


def prepare_allocations(lines: list[Line], run: Run) -> None:
    """Make an allocation of each line, in the involvement that is named or that was running."""
    find_people(lines, source=run.mapping.source)
    standing = [line for line in lines if line.stands]
    named = _named([line.values["involvement"] for line in standing if _names_one(line)], run)
    periods: dict[int, list[Involvement]] = defaultdict(list)
    for each in Involvement.objects.filter(person__in=[line.person for line in standing]):
        periods[each.person_id].append(each)
    for line in standing:
        said = line.values
        goes_on = said.get("ends_on") is None
        team = run.known.team(line, must_be_open=goes_on)
        worker = run.known.worker(line, "worker")
        if not goes_on and said["ends_on"] < said["starts_on"]:
            line.refuse("Ends on is before starts on")
        period = named.get(said["involvement"]) if _names_one(line) else None
        if _names_one(line) and (period is None or period.person_id != line.person.pk):
            line.refuse("Involvement: this person has none of that number. Bring those in first")
        if not line.stands or team is None:
            continue
        # They know each other already: nobody is asked to introduce the worker.
        known = worker is not None and goes_on
        line.made = Allocation(
            person=line.person,
            team=team,
            worker=worker,
            worker_elsewhere="" if worker else said.get("worker_name", ""),
            involvement=period or _running(periods[line.person.pk], said["starts_on"]),
            manager=team.lead if goes_on else None,
            role=said.get("role") or Allocation.Role.WORKER,
            starts_on=said["starts_on"],
            ends_on=said.get("ends_on"),
            reason=said.get("reason") or f"As in {run.mapping.source_title}",
            allocated_by=run.by,
            introduced_on=said["starts_on"] if known else None,
            introduced_how=f"worked together before the move from {run.mapping.source_title}"
            if known
            else "",
        )


def _names_one(line: Line) -> bool:
    return bool(line.values.get("involvement"))


def _named(numbers: list[str], run: Run) -> dict[str, Involvement]:
    rows = dict(
        Imported.objects.filter(
            source=run.mapping.source, kind=Import.Kind.INVOLVEMENTS, source_id__in=numbers
        ).values_list("source_id", "row")
    )
    found = Involvement.objects.in_bulk(list(rows.values()))
    return {number: found[row] for number, row in rows.items() if row in found}


def _running(periods: list[Involvement], day: date) -> Involvement | None:
    """Return the one involvement that was running on a day; none where it cannot be told."""
    fits = [
        each
        for each in periods
        if clock.day_of(each.opened_at) <= day and (each.closed_on is None or day <= each.closed_on)
    ]
    return fits[0] if len(fits) == 1 else None
