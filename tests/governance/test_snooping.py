"""Openings for no work reason are asked about, and those whose work it is are left to it (U-10)."""

from collections import Counter

import pytest
from django.db import connections

import clock
from audit import log
from audit.models import Event
from governance import actions, watching
from governance.models import Signal
from tests import assurance
from tests.governance.planted import PLANTS, found_of
from tests.governance.workload import A_WEEK, SHARES, Workload

STAFF, OPENINGS, WEEKS = 1_000, 100_000, 5
PLANTED = {
    "of their own surname": 7,
    "at their own address": 4,
    "of a neighbour": 5,
    "at the address of a relative": 2,
    "named like a colleague": 5,
    "of a colleague who declared it": 3,
    "many in a row": 5,
    "late, and not their work": 6,
    "closed": 5,
    "with whom they used to work": 2,
    "many, before leaving": 2,
    "one on a reason, before leaving": 2,
    "of somebody with a worker, and nothing points to anything": 2,
}
FOUND, MOST_A_WEEK = 0.9, 20


def happen(workload: Workload, plants: dict[str, int]) -> None:
    """Let a council work, and plant openings of each kind among it."""
    workload.work()
    for label, times in plants.items():
        for _ in range(times):
            PLANTS[label](workload, label)
    workload.write()


def asked_after(workload: Workload) -> list[tuple]:
    """Look at every night, and return who was asked about what and why."""
    for day in [*workload.days, clock.add_days(workload.days[-1], 1)]:
        actions.raise_signals(day, by=log.CLOCK)
    return list(Signal.objects.values_list("user", "subject", "day", "kind"))


@pytest.mark.django_db
def test_of_each_kind_that_points_to_something_one_is_found_in_a_small_council():
    pointing = dict.fromkeys([*PLANTED][:-1], 1)
    workload = Workload(5, staff=160, openings=3_000, weeks=2)
    happen(workload, pointing)

    asked = asked_after(workload)

    found = list(found_of(workload, asked))
    missed = [each.label for each, was in zip(workload.planted, found, strict=True) if not was]
    assert missed == []
    assert len(asked) <= len(found) + 8


@pytest.mark.assurance
def test_nine_in_ten_of_fifty_are_found_with_few_questions(database_of_its_own):
    workload = Workload(50, staff=STAFF, openings=OPENINGS, weeks=WEEKS)
    happen(workload, PLANTED)
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE")  # as the database itself does before the night

    asked = asked_after(workload)

    planted: Counter = Counter(each.label for each in workload.planted)
    found: Counter = Counter()
    for each, was in zip(workload.planted, found_of(workload, asked), strict=True):
        found[each.label] += was
    about = {(each.user.pk, each.day) for each in workload.planted}
    ordinary = Counter(kind for user, _, day, kind in asked if (user, day) not in about)
    a_week = len(asked) / WEEKS / (STAFF / 1_000)
    recall = found.total() / planted.total()
    _write(planted, found, ordinary, a_week, recall, workload.closed_calls)
    assert len(workload.openings) >= OPENINGS
    assert planted.total() == 50
    assert recall >= FOUND
    assert a_week <= MOST_A_WEEK


def _write(planted, found, ordinary, a_week, recall, closed_calls) -> None:
    events = Event.objects.count()
    assurance.write(
        "snooping",
        "Openings for no work reason: a run of the campaign",
        [
            f"A council of {STAFF:,} staff, made from a seed, at work for {WEEKS} weeks: "
            f"{OPENINGS:,} openings of records",
            "by caseload, team, manager, duty, cover, request, sample and emergency team, with new "
            "cases, leavers, incidents",
            f"and emergencies ({events:,} events, written by the database's own function), and "
            f"{planted.total()} planted openings",
            "by staff who could open the record and had no work reason. Each night the product's "
            "own rules looked at the day.",
            "",
            f"**Asked about: {found.total()} of {planted.total()} planted ({recall:.0%}). "
            f"Questions: {a_week:.1f} a week for 1,000 staff**,",
            "of whatever kind; the monthly sample is not counted.",
            "",
            "| Planted: a record | Planted | Asked about |",
            "|---|---|---|",
            *(f"| {label} | {times} | {found[label]} |" for label, times in planted.items()),
            "",
            "| Asked about ordinary work, by heading | Questions |",
            "|---|---|",
            *(
                f"| {watching.kinds()[kind].title} | {times} |"
                for kind, times in ordinary.most_common()
            ),
            "",
            "The number of questions rests on how often nothing is recorded, which differs from "
            "council to council. Here:",
            "",
            *(f"- {what}: {share:.1%}" for what, share in SHARES.items()),
            *(f"- {what}: {times} a week" for what, times in A_WEEK.items()),
            "",
            f"If nothing were recorded of one more call in a hundred about closed records, "
            f"{closed_calls / WEEKS / 100:.1f} questions a week",
            "would come to these.",
            "",
            "What points to nothing is found by nobody's rule: a record of somebody with a worker, "
            "opened once on duty, in office",
            "hours, by somebody whose name and address say nothing. The monthly sample and the "
            "person's own list of who looked",
            "are for that.",
        ],
    )
