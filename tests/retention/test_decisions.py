"""Generated councils: nothing may go early, nothing is kept for nothing, and a hold always wins.

The days of the clocks alone are held against an oracle in ``test_clocks``. Here officers hold one
record or many, by class, writer, team, organisation and days, and the council changes periods.
"""

import uuid
from collections import Counter
from collections.abc import Iterable
from datetime import date

import pytest
from django.db import transaction

import clock
from disclosure.models import SubjectRequest
from people.models import Contact, Detail, Involvement, Person, PersonRole
from records.models import Entry
from retention.clocks import reckon
from retention.holding import IsHeld, types_of
from retention.models import Hold, ScheduleChange
from retention.policy import in_force
from tests import assurance
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person
from tests.retention import oracle_of_decisions as oracle
from tests.retention.oracle import due_day
from tests.retention.oracle_of_decisions import Council
from tests.retention.test_clocks import facts_of

pytestmark = pytest.mark.django_db
SOME, COUNCILS = 12, 2_500
# By which words of the details, and which request, each class is said.
WORDS = {"mental_health_s117": "Section 117", "care_experienced_child": "Care leaver"}
KINDS = {"complaint": "CARE", "subject_access": "ACCESS"}
# One type of entry for each class: what was written was of that type.
TYPES = {key: next(iter(types_of(key)), "case_note") for key in oracle.YEARS}


class Written:
    """A council in the database: whoever wrote, worked and is around, and what was decided."""

    def __init__(self, made_up: Council) -> None:
        self.made_up, self.days = made_up, {}
        self.officer, self.other = make_staff(), make_staff()
        self.writers = {name: make_staff(name=name) for name in oracle.WRITERS}
        self.teams = {name: make_team(name=name) for name in oracle.TEAMS}
        self.people = [make_person() for _ in made_up.lives]
        PersonRole.objects.filter(person__in=self.people).delete()
        self.facts = [facts_of(life.born, life.happened) for life in made_up.lives]
        Contact.objects.bulk_create(
            Contact(person=person, name="The home", relationship="Home", organisation=life.home)
            for person, life in self._lives()
        )
        Entry.objects.bulk_create(self._entries())
        Involvement.objects.bulk_create(self._involvements())
        Detail.objects.bulk_create(self._details())
        SubjectRequest.objects.bulk_create(self._requests())
        ScheduleChange.objects.bulk_create(self._changes())

    def _lives(self):
        return zip(self.people, self.made_up.lives, strict=True)

    def _entries(self) -> Iterable[Entry]:
        for person, life in self._lives():
            for one, writer in zip(life.happened, life.writers, strict=True):
                if one.what == "writes":
                    at = clock.at_time(one.on, 0)
                    yield Entry(
                        person=person,
                        type_key=TYPES[one.about],
                        author=self.writers[writer],
                        event_at=at,
                        signed_at=at,
                        submission=uuid.uuid4(),
                    )

    def _involvements(self) -> Iterable[Involvement]:
        for person, life in self._lives():
            running: dict[str, Involvement] = {}
            for one, team in zip(life.happened, life.teams, strict=True):
                if one.what == "opens":
                    running[one.part] = Involvement(
                        person=person,
                        team=self.teams[team],
                        role=one.part,
                        state="ACTIVE",
                        opened_at=clock.at_time(one.on, 12),
                    )
                elif one.what == "closes":
                    ended = running.pop(one.part)
                    ended.state, ended.closed_on = "CLOSED", one.on
                    yield ended
            yield from running.values()

    def _details(self) -> Iterable[Detail]:
        for person, life in self._lives():
            known = [one.about for one in life.happened if one.what == "is known as"]
            words = ". ".join(WORDS[each] for each in known)
            if words:
                yield Detail(person=person, question="legal_summary", answer=words)

    def _requests(self) -> Iterable[SubjectRequest]:
        for person, life in self._lives():
            for one in life.happened:
                if one.what == "asks":
                    yield SubjectRequest(
                        person=person,
                        kind=KINDS[one.about.split()[0]],
                        made_by="SELF",
                        how="LETTER",
                        words="Why",
                        received_on=one.on,
                        received_by=self.officer,
                        registered_at=clock.now(),
                    )

    def _changes(self) -> Iterable[ScheduleChange]:
        now = clock.now()
        for number, each in enumerate(self.made_up.changes):
            yield ScheduleChange(
                class_key=each.of_class,
                length=each.years,
                length_if_died=each.after_death,
                disposal="review",
                basis="Limitation Act 1980",
                authority="verified",
                reason="The committee decided it",
                starts_on=each.begins,
                state="IN_FORCE",
                asked_by=self.officer,
                asked_at=now,
                worked_out_at=now,
                decided_by=self.other,
                decided_at=clock.add_seconds(now, number),
            )

    def _holds(self, on: date) -> Iterable[Hold]:
        """What had been placed by a day, with the end of what had ended by then."""
        for each in self.made_up.holds:
            if each.placed > on:
                continue
            over = each.ended is not None and each.ended <= on
            yield Hold(
                person=None if each.life is None else self.people[each.life],
                kept_class=each.of_class,
                type_keys=types_of(each.of_class),
                writer=self.writers.get(each.writer),
                team=self.teams.get(each.team),
                organisation=each.home.upper(),
                since=each.since,
                until=each.until,
                kind="INQUIRY",
                reason="An inquiry into falls",
                authority="Notice of 3 May",
                placed_by=self.officer,
                placed_at=clock.at_time(each.placed, 9),
                review_on=clock.add_days(each.placed, 90),
                ended_by=self.other if over else None,
                ended_at=clock.at_time(each.ended, 9) if over else None,
                ended_because="It is over" if over else "",
            )

    def compare(self, on: date, counted: Counter) -> list[int]:
        """Return the lives of which the product and the oracle do not say the same on a day."""
        with transaction.atomic():
            Hold.objects.bulk_create(self._holds(on))
            held = set(Person.objects.filter(IsHeld("pk")).values_list("pk", flat=True))
            classes = in_force(on).classes
            transaction.set_rollback(True)
        wrong, days = [], self._days_by_the_oracle(on)
        for number, (person, facts) in enumerate(zip(self.people, self.facts, strict=True)):
            due = reckon(facts, classes).due
            is_due, is_held = due is not None and due <= on, person.pk in held
            says_due = days[number] is not None and days[number] <= on
            holds = oracle.held_by(self.made_up, number, on)
            says_held = bool(holds)
            counted["asked"] += 1
            counted["goes"] += says_due and not says_held
            counted["due, and held"] += says_due and says_held
            counted["held with others"] += any(each.life is None for each in holds)
            if (is_due, is_held) != (says_due, says_held):
                wrong.append(number)
        return wrong

    def _days_by_the_oracle(self, on: date) -> list[date | None]:
        """Return the day of each life by the schedule of a day; walked once for each schedule."""
        years = oracle.stands(self.made_up.changes, on)
        key = tuple(sorted(years.items()))
        if key not in self.days:
            lives = self.made_up.lives
            self.days[key] = [due_day(life.born, life.happened, years) for life in lives]
        return self.days[key]


def compare(seeds: Iterable[int], counted: Counter) -> list[str]:
    """Return where the product and the oracle differ, over whole councils."""
    wrong = []
    for seed in seeds:
        made_up = oracle.council(seed)
        with transaction.atomic():
            written = Written(made_up)
            for on in made_up.days:
                wrong += [f"{seed}/{life} on {on}" for life in written.compare(on, counted)]
            transaction.set_rollback(True)
        counted["lives"] += len(made_up.lives)
        counted["holds of many"] += sum(each.life is None for each in made_up.holds)
        counted["holds of one"] += sum(each.life is not None for each in made_up.holds)
        counted["changes"] += len(made_up.changes)
    return wrong


def test_each_class_that_is_held_has_a_type_of_its_own():
    assert [key for key in oracle.HELD if not types_of(key)] == []
    for key in oracle.HELD:
        of_type = [each for each in oracle.YEARS if TYPES[key] in types_of(each)]
        assert of_type == [key]


def test_nothing_goes_early_or_is_kept_for_nothing_and_a_hold_wins():
    counted: Counter = Counter()

    assert compare(range(SOME), counted) == []

    for what in (
        "goes",
        "due, and held",
        "held with others",
        "holds of many",
        "holds of one",
        "changes",
    ):
        assert counted[what] > 0, what


@pytest.mark.assurance
def test_nothing_goes_early_of_twenty_thousand_lives():
    counted: Counter = Counter()

    wrong = compare(range(COUNCILS), counted)

    assurance.write(
        "decisions",
        "Holds of many and changes of the schedule: a run of the campaign",
        [
            f"{COUNCILS:,} councils of {oracle.LIVES} lives each, made from a seed, in which "
            "officers hold one record or all",
            "that meet conditions, and the council changes periods. On days at the edges it was "
            "asked of each record",
            "whether it may go: its time has come by the schedule of that day, and no hold stands. "
            "Each answer was held",
            "against the same, worked out by walking through the days "
            "(`tests/retention/oracle_of_decisions.py`).",
            "",
            "| What | Count |",
            "|---|---|",
            f"| records | {counted['lives']:,} |",
            f"| holds of many | {counted['holds of many']:,} |",
            f"| holds of one record | {counted['holds of one']:,} |",
            f"| changes of the schedule | {counted['changes']:,} |",
            f"| answers | {counted['asked']:,} |",
            f"| of a record that may go | {counted['goes']:,} |",
            f"| of a record that is due, and held | {counted['due, and held']:,} |",
            f"| of a record that is held with others | {counted['held with others']:,} |",
            f"| answers that differ | {len(wrong)} |",
        ],
    )
    assert wrong[:5] == []
