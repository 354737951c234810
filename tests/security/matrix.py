"""The matrix: staff of every role, standing to one person in every way, and what each page answers.

What they should be answered stands in three tables beside this file, for people to read:

- ``policy.csv``: each page and method, what guards it, and what each role is answered there once
  the guard has let them in: ``yes``, ``no`` (403, whom to ask), ``not found`` (as if unknown);
- ``policy_relationships.csv``: what each way of standing to a person opens, and for which roles;
- ``policy_roles.csv``: what each role may do, and what it is asked for where no record opens.
"""

import csv
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

import clock
from accounts.models import Posting, User
from accounts.roles import Role, reasons_of
from people import access
from people.models import AccessReason, Person
from tests.accounts.factories import make_cover, make_staff
from tests.architecture.test_every_url_has_a_policy import _views
from tests.pages.table import (
    ALERT,
    CHRONOLOGY,
    DRAFT,
    ENTRY,
    FILE,
    PAGES,
    PERSON,
    STAFF,
    address_of,
    named,
)
from tests.pages.world import World
from tests.people.factories import allocate, declare_conflict, restrict
from tests.security import canary
from tests.security.crawl import patterns

FOLDER = Path(__file__).parent
STATES = ("open", "closed", "died", "restricted", "restricted, but listed")
CLOSEST, ENDED, CONFLICT = "allocated", "allocated, account ended", "allocated, in conflict"
# The ways of standing to a person in which a page may answer otherwise than its line says.
TELLING = (CLOSEST, "nothing", "manages the worker", "stated a reason", "in an emergency")
# A post to it ends the session with which the rest is asked for.
NOT_ASKED = {"account_logout"}
# What stands in the addresses that are no pages; see ``tests/pages/table.py``.
FURTHER: dict[str, tuple[str, ...]] = {
    "administration:answer-posting": ("posting.key",),
    "administration:import-template": (),
    "administration:invite": STAFF,
    "administration:take-in": (),
    "disclosure:arranged": (*PERSON, "export.key"),
    "disclosure:change-letter": (*PERSON, "letter.key", "=back"),
    "disclosure:delivered": (*PERSON, "export.key"),
    "disclosure:download": (*PERSON, "export.key"),
    "disclosure:letter-pdf": (*PERSON, "letter.key"),
    "disclosure:password": (*PERSON, "export.key"),
    "disclosure:request-letter": (*PERSON, "asked_for.key", "=1"),
    "disclosure:try-again": (*PERSON, "export.key"),
    "imports:report": ("=nothing",),
    "oversight:audit-report": ("audit.key",),
    "people:agree-alert": ALERT,
    "people:end-referral": ("referral.key",),
    "people:look-alikes": (),
    "people:read-alerts": PERSON,
    "records:begin-from": CHRONOLOGY,
    "records:file-page": (*FILE, "=1", "=large"),
    "records:mark-read": ENTRY,
    "records:about-words": (*PERSON, "=case_note"),
    "records:save-draft": DRAFT,
    "records:scan-file": FILE,
    "records:take-mark-off": ENTRY,
    "staff:end-cover": ("cover.key",),
    "cover-lists": (),
    "welcome": ("=nothing",),
}
_WRITES = re.compile(r'^\s*(INSERT INTO|UPDATE|DELETE FROM|MERGE INTO) "?(\w+)"?', re.IGNORECASE)
# They ask why a record is needed. Whoever may open it already is sent on: their line ``OPENS``.
ASK_WHY, OPENS = ("people:give-reason", "people:break-glass"), "opens it"
# What a role does before it has a reason to open the record.
OPENS_WITHOUT_REASON = {"disclosure:register-request": Role.RECORDS_OFFICER}
# A restricted record is restricted once: the page leads on to the restriction there is.
LEADS_ON = {("people:restrict", "restricted, but listed")}
# About a restricted entry, which whoever is on the list of a restricted record opens too.
OF_RESTRICTED_ENTRY = {"records:entry-list"}
# They are about somebody without being of the record: closed with it all the same.
HIDDEN_WITH_PERSON = {
    "governance:breach-told",
    "governance:signal",
    "oversight:audit-outcome",
    "oversight:replace-auditor",
    "people:end-referral",
}
# Whoever oversees restricted records is asked about them too, and told who keeps each alone.
OVERSEEN = {"governance:signal": (Role.RECORDS_OFFICER, Role.CALDICOTT_GUARDIAN)}
# What any request may write: its own session, and the log.
NO_EFFECT = {"django_session", "audit_event", "audit_eventdetail"}


@dataclass(frozen=True)
class Asker:
    """Somebody of one role who stands to the person in one way."""

    role: str
    relationship: str
    client: Client
    user: User


@dataclass(frozen=True)
class Line:
    """A line of ``policy.csv``. Without a relationship it holds for every one that lets them in."""

    page: str
    method: str
    relationship: str
    guard: str
    cells: tuple[str, ...]

    def cell(self, role: str) -> str:
        """Return what somebody of the role is answered."""
        return self.cells[Role.values.index(role)]


@dataclass(frozen=True)
class Answer:
    """What a request was answered: in a word, with its body, and what it wrote."""

    word: str
    status: int
    body: str
    wrote: frozenset[str]


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of one of the tables."""
    path = FOLDER / f"{name}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def lines() -> dict[tuple[str, str], list[Line]]:
    """Return the lines of ``policy.csv`` by page and method."""
    found: dict[tuple[str, str], list[Line]] = {}
    for row in rows("policy"):
        cells = tuple(row[role] for role in Role.values)
        line = Line(row["page"], row["method"], row["relationship"], row["guard"], cells)
        found.setdefault((line.page, line.method), []).append(line)
    return found


@cache
def relationships() -> dict[str, tuple[str, frozenset[str]]]:
    """Return what each relationship opens, and the roles for which it does."""
    return {
        row["relationship"]: (row["opens"], frozenset(row["roles"].split() or Role.values))
        for row in rows("policy_relationships")
    }


@cache
def roles() -> dict[str, tuple[frozenset[str], str]]:
    """Return what each role may do, and what it is asked for otherwise."""
    return {
        row["role"]: (frozenset(row["may"].split()), row["otherwise"])
        for row in rows("policy_roles")
    }


def agrees(word: str, should: str) -> bool:
    """Say whether an answer is the one that the tables give.

    A guard may refuse before the method is looked at. Whoever's account ended is refused: asked to
    sign in, or told so.
    """
    if should == "refused":
        return word in ("sign in", "no", "method")
    return word == should or (should, word) == ("method", "no")


def expected(page: str, method: str, asker: Asker, state: str) -> str:
    """Return what the tables say that somebody is answered."""
    if asker.relationship == ENDED and guards()[page] != "everyone":
        return "refused"
    found = {line.relationship: line for line in lines().get((page, method), [])}
    if not found:
        return "method"
    guard, relationship = found[""].guard, asker.relationship
    if guard.startswith("record: "):
        permission = guard.removeprefix("record: ")
        closed = _of_the_record(permission, method, asker, state)
        needs_reason = _of_the_record(permission, "GET", asker, state) == "reason"
        if closed and not (needs_reason and OPENS_WITHOUT_REASON.get(page) == asker.role):
            return closed
        if (page, state) in LEADS_ON:
            return "yes"
        if page in OF_RESTRICTED_ENTRY and state == "restricted, but listed":
            relationship = ""
    if page in ASK_WHY:
        if state == "restricted":
            return "not found"
        if relationship == CONFLICT:
            return "no"
        relationship = OPENS if _opens("VIEW", asker) else ""
    line = found.get(relationship, found[""])
    answer = line.cell(asker.role) or found[""].cell(asker.role)
    hides = page in HIDDEN_WITH_PERSON and state == "restricted" and answer == "yes"
    hides = hides and asker.role not in OVERSEEN.get(page, ())
    return "not found" if hides else answer


def _opens(permission: str, asker: Asker) -> bool:
    opens, for_roles = relationships()[asker.relationship]
    may, _ = roles()[asker.role]
    named = opens == "all" or permission in opens.split()
    return named and asker.role in for_roles and permission in may


def _of_the_record(permission: str, method: str, asker: Asker, state: str) -> str:
    """Return what a closed record answers; nothing where it opens."""
    if state == "restricted":
        return "not found"
    may, otherwise = roles()[asker.role]
    if asker.relationship == CONFLICT or permission not in may:
        return "no"
    if _opens(permission, asker):
        return ""
    if otherwise == "emergency" and permission not in ("VIEW", "ADD"):
        return "no"
    # What was sent is kept, on a page that leads on.
    return otherwise if method == "GET" else "no"


class Matrix:
    """One of everything about one person, with a word in each field, and everybody who may ask."""

    def __init__(self) -> None:
        with canary.planting() as self.canaries:
            self.world = World()
        self.world.cover = make_cover(self.world.worker, self.world.colleague)
        self.world.posting = _planned(self.world.colleague)
        self.world.referral = self.world.person.referrals.get()
        self.about = [self.world.person, self.world.died, self.world.stranger]
        self.canaries.know_references()
        self.worker = make_staff()
        for person in self.about:
            allocate(person, self.worker)
        self._askers: dict[tuple[str, str], Asker] = {}
        nobody = Client(raise_request_exception=False)
        self.addresses = {
            name: address_of(self._signed_in(getattr(self.world, who)) if who else nobody, *given)
            for name, (who, _) in PAGES.items()
            for given in [(self.world, name)]
        } | {
            name: reverse(name, args=[named(self.world, key) for key in keys])
            for name, keys in FURTHER.items()
        }

    def asker(self, role: str, relationship: str) -> Asker:
        """Return who has the role and stands in that way to the people of whom pages are asked."""
        if (role, relationship) not in self._askers:
            self._askers[role, relationship] = self._make(role, relationship)
        return self._askers[role, relationship]

    def _signed_in(self, user: User) -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(user)
        return client

    def _make(self, role: str, relationship: str) -> Asker:
        user = make_staff(role)
        for person in self.about:
            self._stand(user, person, relationship)
        if relationship == "same team":
            user.team = self.world.team
        if relationship == "manages the worker":
            below = make_staff(line_manager=user)
            for person in self.about:
                allocate(person, below)
        if relationship == "covers the worker":
            make_cover(self.worker, user)
        if relationship == ENDED:
            user.ends_on = clock.add_days(clock.today(), -1)
        user.save()
        return Asker(role, relationship, self._signed_in(user), user)

    def _stand(self, user: User, person: Person, relationship: str) -> None:
        now = clock.now()
        if relationship in (CLOSEST, ENDED, CONFLICT):
            allocate(person, user)
        if relationship == CONFLICT:
            declare_conflict(person, user)
        if relationship == "same team":
            allocate(person, None, team=self.world.team)
        if relationship == "worked with them once":
            allocate(person, user, ends_on=clock.add_days(clock.today(), -1))
        if relationship == "stated a reason":
            own = [*reasons_of(user.roles), AccessReason.Basis.QUALITY][0]
            AccessReason.objects.create(
                person=person,
                user=user,
                basis=own,
                words="A test",
                given_at=clock.add_hours(now, -1),
                expires_at=clock.add_hours(now, 8),
            )
        grants = {
            "granted to read": ("open_record", 4),
            "in an emergency": ("break_glass", 4),
            "emergency is over": ("break_glass", -1),
        }
        if relationship in grants:
            codename, hours = grants[relationship]
            self._grant(user, person, codename, hours)

    def _grant(self, user: User, person: Person, codename: str, hours: int) -> None:
        now = clock.now()
        access.give_grant(
            person=person,
            user=user,
            codename=codename,
            by=None,
            reason="A test",
            expires_at=clock.add_hours(now, hours),
            at=clock.add_hours(now, -8),
        )

    @contextmanager
    def in_state(self, state: str) -> Iterator[None]:
        """Have the people of whom pages are asked in one state inside the block."""
        with transaction.atomic():
            for person in self.about:
                if state == "closed":
                    person.status = Person.Status.CLOSED
                    person.save()
                if state == "died":
                    person.died_on, person.death_precision = clock.today(), "KNOWN"
                    person.save()
                if state.startswith("restricted"):
                    restrict(person)
                if state == "restricted, but listed":
                    for asker in self._askers.values():
                        self._grant(asker.user, person, "open_restricted", 8)
            yield
            transaction.set_rollback(True)

    def ask(self, page: str, method: str, client: Client) -> Answer:
        """Ask for a page, and undo whatever that did."""
        wrote: set[str] = set()

        def note(execute: Any, sql: str, *given: Any) -> Any:
            if match := _WRITES.match(sql):
                wrote.add(match[2])
            return execute(sql, *given)

        with transaction.atomic(), connection.execute_wrapper(note):
            answer = getattr(client, method.lower())(self.addresses[page])
            content = answer.getvalue() if answer.streaming else answer.content
            transaction.set_rollback(True)
        there = answer.headers.get("Location", "")
        return Answer(
            _word(answer.status_code, there),
            answer.status_code,
            content.decode("utf-8", "replace") + there,
            frozenset(table for table in wrote if not table.startswith(tuple(NO_EFFECT))),
        )


def _planned(user: User) -> Posting:
    return Posting.objects.create(
        user=user,
        kind=Posting.Kind.MOVED,
        starts_on=clock.add_days(clock.today(), 5),
        roles=[Role.SYSTEM_ADMINISTRATOR],
        reason="A test",
        recorded_at=clock.now(),
        needs_second=True,
    )


def _word(status: int, there: str) -> str:
    if status in (301, 302):
        if there.startswith("/accounts/sign-in"):
            return "sign in"
        asked = [word for word in ("reason", "emergency") if f"/{word}/" in there]
        return asked[0] if asked else "yes"
    words = {403: "no", 404: "not found", 405: "method"}
    return words.get(status, f"broken: {status}" if status >= 500 else "yes")


def pages() -> list[str]:
    """Return what the matrix asks for: one name of ``tests/pages/table.py`` for each address."""
    first = {name.partition(",")[0]: name for name in reversed(PAGES)}
    named_once = [name for name in PAGES if first[name.partition(",")[0]] == name]
    return [name for name in (*named_once, *FURTHER) if name not in NOT_ASKED]


@cache
def guards() -> dict[str, str]:
    """Return what guards each address, in a word or two, as the product itself declares it."""
    views, found = dict(_views(get_resolver())), {}
    for pattern, name in patterns():
        policy = views[pattern].policy
        found[name] = f"record: {policy.permission}" if policy.who == "person" else policy.who
    return found


def write_policy(matrix: Matrix) -> None:
    """Write lines for the pages that have none yet, read off what they answer. Read them then."""
    kept = rows("policy")
    known, guarded, more = {row["page"] for row in kept}, guards(), []
    for page in pages():
        name = page.partition(",")[0]
        if name in known or name in NOT_ASKED:
            continue
        for method in ("GET", "POST"):
            more += _lines_for(matrix, page, name, method, guarded[name])
    every = sorted([*kept, *more], key=lambda row: (row["page"], row["method"]))
    with (FOLDER / "policy.csv").open("w", encoding="utf-8", newline="") as file:
        columns = ["page", "method", "relationship", "guard", *Role.values]
        out = csv.DictWriter(file, columns, lineterminator="\n")
        out.writeheader()
        out.writerows(every)
    lines.cache_clear()


def _lines_for(
    matrix: Matrix, page: str, name: str, method: str, guard: str
) -> Iterator[dict[str, str]]:
    is_record = guard.startswith("record: ")
    closest = CLOSEST if is_record else "nothing"
    base = {
        role: matrix.ask(page, method, matrix.asker(role, closest).client).word
        for role in Role.values
    }
    if set(base.values()) == {"method"}:
        return
    row = {"page": name, "method": method, "guard": guard}
    yield {**row, "relationship": "", **base}
    for relationship in TELLING:
        if relationship == closest:
            continue
        other = {}
        for role in sorted(relationships()[relationship][1] or Role.values):
            asker = matrix.asker(role, relationship)
            permission = guard.removeprefix("record: ")
            if is_record and _of_the_record(permission, method, asker, "open"):
                continue
            word = matrix.ask(page, method, asker.client).word
            if word != base[role]:
                other[role] = word
        if other:
            yield {**row, "relationship": relationship, **dict.fromkeys(Role.values, ""), **other}


def missing() -> list[str]:
    """Return the addresses of the product that the table leaves out, and those it makes up."""
    asked = {name for _, name in patterns()} - NOT_ASKED
    return sorted(asked ^ {page for page, _ in lines()})


def is_writing() -> bool:
    """Say whether this run is to write lines for new pages."""
    return os.environ.get("CASERECORDS_WRITE_POLICY") == "1"
