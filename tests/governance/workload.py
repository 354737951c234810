"""A council at work for some weeks, made from a seed, with openings that had no work reason.

What is normal has the shapes of real work: caseloads, team and duty, cover, managers, requests,
samples, nights of the emergency team, new cases and leavers. How often each is, and how often
nothing is recorded, is what ``SHARES`` says. What is planted is known by its label.
"""

import json
import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from django.db import connection

import clock
from accounts.models import DutyShift, Team, User
from accounts.roles import Role
from audit.verbs import verbs
from people.models import (
    AccessReason,
    Address,
    Allocation,
    Conflict,
    ContactAbout,
    Declaration,
    IncomingContact,
    Involvement,
    Person,
    Referral,
)
from records.models import Entry

OPENED = ("records.timeline_opened", "people.about_opened", "records.entry_opened")
SHARES = {
    "an entry is signed after a visit to one's own case": 0.3,
    "nothing is recorded of a call about somebody with a worker": 0.12,
    "nothing is recorded of a call about a closed record": 0.005,
    "work with one's own cases in the evening": 0.03,
    "a call is taken late": 0.01,
}
(SIGNED, UNRECORDED, UNRECORDED_CLOSED, EVENING, LATE) = SHARES.values()
# In a council of a thousand staff.
A_WEEK = {
    "incidents of which three teams hear": 1,
    "openings in an emergency": 2,
    "copies made twice": 0.5,
    "staff who are refused three times on a day": 0.5,
    "reviews of 25 cases of a team on one day": 0.5,
}
(INCIDENTS, EMERGENCIES, COPIES, REFUSALS, REVIEWS) = A_WEEK.values()
CASES, PER_TEAM, PRACTITIONERS = 16, 19, 15
SYLLABLES = (
    *("bar", "den", "fold", "gar", "hal", "ing", "ker", "lan", "mor", "nes"),
    *("ock", "per", "ros", "sel", "tor", "ul", "ven", "wick", "yar", "zel"),
)
MONTH = 30


@dataclass(frozen=True)
class Opening:
    """One page of a record that was opened."""

    at: datetime
    user: User
    person: Person
    basis: str
    verb: str = OPENED[0]


@dataclass
class Planted:
    """Openings without a work reason, by one member of staff on one day."""

    label: str
    user: User
    day: date
    people: list[Person] = field(default_factory=list)


def names(count: int, flatness: int) -> tuple[list[str], list[float]]:
    """Return names and how often each is drawn: few are common, most are rare."""
    made = [
        "".join(SYLLABLES[number // 20**place % 20] for place in range(3)).title()
        for number in range(count)
    ]
    return made, list(accumulate(1 / (rank + flatness) for rank in range(1, count + 1)))


class Workload:
    """A council with ``staff``, what they open in ``weeks``, and what is planted among it."""

    def __init__(self, seed: int, *, staff: int, openings: int, weeks: int) -> None:
        self.dice = Random(seed)
        self.begins = clock.add_days(clock.today(), -7 * weeks - 4)
        self.begins = clock.add_days(self.begins, -self.begins.weekday())
        self.days = [clock.add_days(self.begins, number) for number in range(7 * weeks)]
        self.working = [day for day in self.days if clock.is_working_day(day)]
        self.weeks, self.size, self.wanted = weeks, staff, openings
        self.openings: list[Opening] = []
        self.beside: list[tuple[datetime, str, User, list[Person]]] = []
        self.entries: list[Entry] = []
        self.reasons: list[AccessReason] = []
        self.shifts: set[tuple[User, date]] = set()
        self.contacts: list[tuple[User, Person, datetime]] = []
        self.planted: list[Planted] = []
        self._people_made = self.closed_calls = 0
        self._surnames, self._given = names(8000, 40), names(300, 10)
        self._make_staff()
        self._make_people()
        self._declare()

    def work(self) -> None:
        """Let everybody do their work, as many openings as are wanted."""
        for day in self.days:
            self._nights(day)
            if day in self.working:
                self._working_day(day)
        self._as_many_as_wanted()

    # Who there is.

    def _name(self) -> tuple[str, str]:
        (given, often), (surnames, how_often) = self._given, self._surnames
        return (
            self.dice.choices(given, cum_weights=often)[0],
            self.dice.choices(surnames, cum_weights=how_often)[0],
        )

    def _make_staff(self) -> None:
        teams = [
            Team(key=f"watched-{number}", name=f"Watched {number}")
            for number in range(max(self.size // 20, 3))
        ]
        night = Team(key="watched-night", name="Watched night", kind=Team.Kind.EMERGENCY)
        Team.objects.bulk_create([*teams, night])
        jobs = [(team, Role.MANAGER) for team in teams]
        jobs += [(team, Role.PRACTITIONER) for team in teams for _ in range(PRACTITIONERS)]
        jobs += [
            (team, Role.BUSINESS_SUPPORT)
            for team in teams
            for _ in range(PER_TEAM - PRACTITIONERS - 1)
        ]
        left = self.size - len(jobs)
        jobs += [(night, Role.PRACTITIONER)] * max(left // 2, 3)
        jobs += [(None, Role.RECORDS_OFFICER)] * max(left // 4, 2)
        jobs += [(None, Role.AUDITOR)] * (self.size - len(jobs))
        self.staff = User.objects.bulk_create(
            self._staff_member(number, team, role) for number, (team, role) in enumerate(jobs)
        )
        self.of: dict[str, list[User]] = defaultdict(list)
        self.mates: dict[int | None, list[User]] = defaultdict(list)
        for user in self.staff:
            self.of["NIGHT" if user.team == night else user.roles[0]].append(user)
            self.mates[user.team_id].append(user)
        self.teams = teams
        leaving = self.dice.sample(self.of[Role.PRACTITIONER], max(self.size // 80, 2))
        for user in leaving:
            user.ends_on = clock.add_days(self.days[-1], self.dice.randint(3, MONTH - 5))
        User.objects.bulk_update(leaving, ["ends_on"])
        self.leaving = leaving
        self.unplanted = [user for user in self.of[Role.PRACTITIONER] if user not in leaving]
        self.dice.shuffle(self.unplanted)

    def _staff_member(self, number: int, team: Team | None, role: str) -> User:
        return User(
            email=f"watched{number}@northmere.example",
            staff_number=f"W{number:05}",
            name=" ".join(self._name()),
            job_title="Member of staff",
            team=team,
            roles=[role],
        )

    def _make_people(self) -> None:
        workers = self.of[Role.PRACTITIONER]
        people = self.new_people(len(workers) * CASES)
        begun = [self._begun() for _ in people]
        allocations = [
            Allocation(
                person=person,
                worker=workers[number // CASES],
                team=workers[number // CASES].team,
                starts_on=begun[number],
                conflict_asked=True,
            )
            for number, person in enumerate(people)
        ]
        self.closed = self.new_people(len(workers) * 8)
        over = clock.add_days(self.begins, -100)
        allocations += [
            Allocation(
                person=person,
                worker=workers[number // 8],
                team=workers[number // 8].team,
                starts_on=clock.add_days(over, -300),
                ends_on=clock.add_days(over, -self.dice.randint(0, 400)),
            )
            for number, person in enumerate(self.closed)
        ]
        for each in allocations[len(people) :]:
            each.starts_on = clock.add_days(each.ends_on, -200)
        Allocation.objects.bulk_create(allocations, batch_size=2000)
        self.cases: dict[User, list[tuple[date, Person]]] = defaultdict(list)
        for each in allocations[: len(people)]:
            self.cases[each.worker].append((each.starts_on, each.person))
        self.all_cases = [case for cases in self.cases.values() for case in cases]
        self.open_people = people

    def _begun(self) -> date:
        """Most work began long ago, and some of it in these weeks."""
        if self.dice.random() < 0.03 * self.weeks:
            return self.dice.choice(self.days)
        return clock.add_days(self.begins, -self.dice.randint(1, 700))

    def new_people(self, count: int, **fields) -> list[Person]:
        """Return people of whom nobody knows yet, each in a home."""
        people = []
        for _ in range(count):
            given, family = self._name()
            self._people_made += 1
            said = {"given_names": given, "family_name": family} | fields
            people.append(Person(council_reference=f"WATCHED{self._people_made}", **said))
        Person.objects.bulk_create(people, batch_size=2000)
        Address.objects.bulk_create([self._home_of(person) for person in people], batch_size=2000)
        return people

    def _home_of(self, person: Person) -> Address:
        """Somewhere in a council of 8,000 postcodes, with some fifteen homes in each."""
        number = self.dice.randrange(8000)
        return Address(
            person=person,
            lines=f"{self.dice.randint(1, 400)} Watched Road",
            postcode=f"ZZ{number // 400 + 10} {number % 10}{_letters(number // 10)}",
        )

    def _declare(self) -> None:
        """Some staff have a record themselves, and more know somebody who has one."""
        self.declared: list[tuple[User, Person]] = []
        for kind, one_in in (("SELF", 20), ("RELATIVE", 10)):
            users = self.dice.sample(self.staff, self.size // one_in)
            for user, person in zip(users, self.new_people(len(users)), strict=True):
                given, _, family = user.name.partition(" ")
                if kind == "SELF":
                    Person.objects.filter(pk=person.pk).update(
                        given_names=given, family_name=family
                    )
                self.declare(user, person, kind)
                if kind == "SELF":
                    self.declared.append((user, person))

    def declare(self, user: User, person: Person, kind: str) -> None:
        """Have somebody declare whom they know, and close the record to them."""
        before = clock.at_time(clock.add_days(self.begins, -60), 9)
        given = {"user": user, "declared_at": before}
        declaration = Declaration.objects.create(
            kind=kind, family_name="Known", declared_by=user, **given
        )
        Conflict.objects.create(person=person, link=kind, declaration=declaration, **given)

    # What they do.

    def _at(self, day: date, first: int = 8, last: int = 17) -> datetime:
        return clock.at_time(day, self.dice.randint(first, last), self.dice.randrange(60))

    def open(self, user: User, person: Person, basis: str, at: datetime) -> None:
        """Open one page of a record."""
        self.openings.append(Opening(at, user, person, basis, self.dice.choice(OPENED)))

    def sign(self, user: User, person: Person, at: datetime) -> None:
        """Sign an entry a little later."""
        at += timedelta(minutes=20)
        self.entries.append(
            Entry(
                person=person,
                type_key="case_note",
                author=user,
                event_at=at,
                signed_at=at,
                submission=uuid.uuid4(),
            )
        )

    def on_reason(self, user: User, person: Person, at: datetime, basis: str = "DUTY") -> None:
        """Find somebody, mostly by a search, say why, and open their record."""
        if self.dice.random() < 0.6:
            shown = [person, *self.dice.sample(self.closed, 3)]
            self.beside.append((at - timedelta(minutes=2), "people.people_searched", user, shown))
        referral = None
        if basis == "AUDIT":
            referral = Referral(
                person=person,
                user=user,
                basis=basis,
                about="A sample",
                asked_by=self.of[Role.MANAGER][0],
                asked_at=at - timedelta(days=1),
                ends_on=clock.add_days(clock.today(), 30),
            )
            referral.save()
        self.reasons.append(
            AccessReason(
                person=person,
                user=user,
                basis=basis,
                referral=referral,
                words="As was asked for",
                given_at=at - timedelta(minutes=1),
                expires_at=clock.end_of_day(clock.day_of(at)),
            )
        )
        self.open(user, person, "REASON", at)

    def _working_day(self, day: date) -> None:
        dice = self.dice
        for user in self.of[Role.PRACTITIONER]:
            if dice.random() < 0.85:
                self._own_cases(user, day)
                if dice.random() < 0.3:
                    self._of_team(user, day)
        for user in self.of[Role.BUSINESS_SUPPORT]:
            for _ in range(dice.randint(2, 8)):
                self._of_team(user, day)
        for user in self.of[Role.MANAGER]:
            for _ in range(dice.randint(2, 10)):
                self._of_team(user, day, "MANAGER")
        for team in self.teams:
            self._duty(team, day)
        for user in self.of[Role.RECORDS_OFFICER]:
            for _ in range(dice.randint(1, 4)):
                everyone = dice.choice([self.closed, self.open_people])
                self.on_reason(user, dice.choice(everyone), self._at(day), "REQUEST")
        for user in self.of[Role.AUDITOR]:
            if dice.random() < 0.1:
                for person in dice.sample(self.open_people, 6):
                    self.on_reason(user, person, self._at(day), "AUDIT")
        self._what_happens_now_and_then(day)

    def _own_cases(self, user: User, day: date) -> None:
        begun = [person for since, person in self.cases[user] if since <= day]
        new = [person for since, person in self.cases[user] if since == day]
        for person in [*new, *self.dice.sample(begun, min(self.dice.randint(1, 6), len(begun)))]:
            evening = self.dice.random() < EVENING
            at = self._at(day, 20, 22) if evening else self._at(day)
            self.open(user, person, "WORKER", at)
            if self.dice.random() < SIGNED:
                self.sign(user, person, at)

    def case_of_team(self, user: User) -> Person:
        """Return somebody with whom another of the team works."""
        mates = [mate for mate in self.mates[user.team_id] if self.cases[mate]]
        others = [mate for mate in mates if mate != user]
        return self.dice.choice(self.cases[self.dice.choice(others)])[1]

    def _of_team(self, user: User, day: date, basis: str = "TEAM") -> None:
        self.open(user, self.case_of_team(user), basis, self._at(day))

    def _duty(self, team: Team, day: date) -> None:
        """Two workers take the calls of a day: about cases of other teams, closed and new ones."""
        dice = self.dice
        workers = [user for user in self.mates[team.pk] if Role.PRACTITIONER in user.roles]
        for user in dice.sample(workers, 2):
            self.shifts.add((user, day))
            for _ in range(dice.randint(0, 3)):
                at = self._at(day, 20, 20) if dice.random() < LATE else self._at(day)
                self._take_call(user, day, at, "DUTY")

    def _take_call(self, user: User, day: date, at: datetime, basis: str) -> None:
        """Open a record on a reason; mostly sign an entry, or log whom the contact was about."""
        is_closed = self.dice.random() < 0.4
        person = self.dice.choice(self.closed) if is_closed else self._open_on(day)
        if any(person == each for _, each in self.cases[user]):
            return
        self.closed_calls += is_closed
        self.on_reason(user, person, at, basis)
        if self.dice.random() < (UNRECORDED_CLOSED if is_closed else UNRECORDED):
            return
        if self.dice.random() < 0.25:
            self.contacts.append((user, person, at + timedelta(minutes=5)))
        else:
            self.sign(user, person, at)

    def _open_on(self, day: date) -> Person:
        """Return somebody with whom somebody works by that day."""
        while True:
            since, person = self.dice.choice(self.all_cases)
            if since <= day:
                return person

    def _nights(self, day: date) -> None:
        for user in self.dice.sample(self.of["NIGHT"], 3):
            for _ in range(self.dice.randint(1, max(5 * self.size // 1000, 1))):
                self._take_call(user, day, self._at(day, 18, 23), "EMERGENCY")

    def _what_happens_now_and_then(self, day: date) -> None:
        """Cover, an incident, an emergency, a copy made again, a page for others, a case review."""
        dice, often = self.dice, self.size / 1000 / 5
        workers = self.of[Role.PRACTITIONER]
        for away in dice.sample(workers, len(workers) // 20):
            covering = dice.choice(self.mates[away.team_id])
            if covering != away:
                for _, person in dice.sample(self.cases[away], 2):
                    basis = f"COVER:{away.staff_number}"
                    self.open(covering, person, basis, self._at(day))
        if dice.random() < INCIDENTS * often:
            person = self._open_on(day)
            for user in dice.sample(workers, 3):
                at = self._at(day)
                self.on_reason(user, person, at)
                if dice.random() >= UNRECORDED:
                    self.sign(user, person, at)
        if dice.random() < EMERGENCIES * often:
            user, person, at = dice.choice(workers), self._open_on(day), self._at(day)
            self.open(user, person, "BREAK_GLASS", at)
            if dice.random() < 0.8:
                self.sign(user, person, at)
        officer = dice.choice(self.of[Role.RECORDS_OFFICER])
        copied = dice.choice(self.open_people)
        times = 2 if dice.random() < COPIES * often else 1
        for _ in range(times):
            self.beside.append((self._at(day), "disclosure.export_made", officer, [copied]))
        for user in dice.sample(self.staff, max(self.size // 200, 1)):
            self.beside.append((self._at(day), "accounts.page_refused", user, []))
        if dice.random() < REFUSALS * often:
            lost = dice.choice(self.staff)
            self.beside += [(self._at(day), "accounts.page_refused", lost, [])] * 3
        if dice.random() < REVIEWS * often:
            reviewing = dice.choice(workers)
            for _ in range(25):
                self.open(reviewing, self.case_of_team(reviewing), "TEAM", self._at(day))

    def _as_many_as_wanted(self) -> None:
        """Make their number exact by opening more or fewer of one's own cases."""
        if (more := self.wanted - len(self.openings)) >= 0:
            workers = self.of[Role.PRACTITIONER]
            for _ in range(more):
                user = self.dice.choice(workers)
                since, person = self.dice.choice(self.cases[user])
                days = [day for day in self.working if day >= since] or self.working[-1:]
                self.open(user, person, "WORKER", self._at(self.dice.choice(days)))
            return
        own = [number for number, each in enumerate(self.openings) if each.basis == "WORKER"]
        out = set(self.dice.sample(own, -more))
        self.openings = [each for number, each in enumerate(self.openings) if number not in out]

    # What is written.

    def write(self) -> None:
        """Write all that happened to the database."""
        Entry.objects.bulk_create(self.entries, batch_size=2000)
        AccessReason.objects.bulk_create(self.reasons, batch_size=2000)
        DutyShift.objects.bulk_create(
            DutyShift(team=user.team, user=user, day=day, half=half, put_on_at=self._at(day, 6, 6))
            for user, day in sorted(self.shifts, key=lambda each: (each[1], each[0].pk))
            for half in DutyShift.Half
        )
        self._write_contacts()
        events = [
            *((each.at, each.verb, each.user, [each.person], each.basis) for each in self.openings),
            *((at, verb, user, people, "") for at, verb, user, people in self.beside),
        ]
        events.sort(key=lambda each: each[0])
        with connection.cursor() as cursor:
            for first in range(0, len(events), 5000):
                some = events[first : first + 5000]
                cursor.execute(
                    "SELECT count(audit_record_event(e)) FROM"
                    " (SELECT e FROM unnest(%s::jsonb[]) WITH ORDINALITY AS given(e, n)"
                    " ORDER BY n) AS in_order",
                    [[json.dumps(self._event(*each)) for each in some]],
                )

    def _event(self, at, verb, user, people, basis) -> dict:
        """Return an event as ``audit.log`` gives it to the database."""
        return {
            "happened_at": at.isoformat(),
            "actor": user.staff_number,
            "roles": user.roles,
            "verb": verb,
            "kind": verbs()[verb].kind,
            "subjects": [person.key for person in people],
            "target_kind": "",
            "target": "",
            "basis": basis,
            "shown": [],
            "request_id": f"{self.dice.getrandbits(128):032x}",
            "address": "192.0.2.1",
            "detail_subject": people[0].key if len(people) == 1 else user.staff_number,
        }

    def _write_contacts(self) -> None:
        """Whom somebody rang about: matched to a period of involvement."""
        reached = {
            person.pk: Involvement(person=person, team=user.team, opened_at=at)
            for user, person, at in self.contacts
        }
        Involvement.objects.bulk_create(reached.values())
        contacts = IncomingContact.objects.bulk_create(
            IncomingContact(
                team=user.team,
                received_at=at,
                how="PHONE",
                came_from="FAMILY",
                from_name="Somebody",
                about="A relative",
                asked="To be rung back",
                urgency="ROUTINE",
                logged_by=user,
                logged_at=at,
                all_matched_at=at,
            )
            for user, _, at in self.contacts
        )
        ContactAbout.objects.bulk_create(
            ContactAbout(
                contact=contact, involvement=reached[person.pk], matched_by=user, matched_at=at
            )
            for contact, (user, person, at) in zip(contacts, self.contacts, strict=True)
        )

    # What is planted.

    def somebody(self) -> User:
        """Return a worker who has planted nothing yet."""
        return self.unplanted.pop()

    def snoops(self, label: str, user: User, people: list[Person], *, by="REASON", hours=(9, 16)):
        """Have somebody open records on one day, by a reason on duty or through their team.

        Whoever leaves does it in their last weeks.
        """
        first = clock.add_days(user.ends_on or clock.today(), -28 if user.ends_on else -90)
        day = self.dice.choice([day for day in self.working[2:] if day >= first])
        at = self._at(day, *hours)
        self.planted.append(Planted(label, user, day, people))
        if by == "REASON":
            self.shifts.add((user, day))
        for number, person in enumerate(people):
            then = at + timedelta(minutes=number)
            for page in range(2):
                if by == "REASON" and not page:
                    self.on_reason(user, person, then)
                else:
                    self.open(user, person, by, then + timedelta(seconds=20 * page))


def _letters(number: int) -> str:
    return "ABDEFGHJLNPQRSTUWXYZ"[number // 20 % 20] + "ABDEFGHJLNPQRSTUWXYZ"[number % 20]
