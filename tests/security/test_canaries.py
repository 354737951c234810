"""Every disclosure has exactly one event, and no event is without a disclosure (U-1, A-4, U-7).

In a world where each field of each person holds a word of its own, the people whose words an
answer has are the people of that request's events, once each. No word stands in a log line, an
address, an e-mail or an event. Each page is asked for by the one it is for; `make assurance` has
everybody ask for each.
"""

import json
import logging
from collections import Counter
from dataclasses import dataclass, field

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.roles import Role
from people.models import Person
from tests import assurance
from tests.accounts.factories import make_staff
from tests.pages.table import PAGES, address_of
from tests.pages.world import World
from tests.people.factories import declare_conflict, restrict
from tests.security import canary

pytestmark = pytest.mark.django_db

VIEWERS = (
    "worker",
    "manager",
    "officer",
    "colleague",
    "support",
    "duty",
    "auditor",
    "guardian",
    "protection",
    "administrator",
    "gone",
    "nobody",
)
SHOWING = ("VIEW", "LIST", "EXPORT")
# What an index card says: whoever may find a person may read it, with an event.
ON_A_CARD = {
    "people.person.given_names",
    "people.person.family_name",
    "people.person.preferred_name",
    "people.person.council_reference",
    "people.name.given_names",
    "people.name.family_name",
    "people.address.lines",
}


@dataclass
class Judged:
    """What was asked for, and what was wrong about the answers."""

    answers: Counter = field(default_factory=Counter)
    disclosures: int = 0
    columns: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)
    surplus: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    leaks: set[str] = field(default_factory=set)

    @property
    def wrong(self) -> list[str]:
        """Everything that may not be."""
        return sorted(self.missing | self.surplus | self.twice | self.leaks)


class CanaryWorld:
    """One of everything, with a word in each field, and somebody of whom nobody may know."""

    def __init__(self) -> None:
        with canary.planting() as self.canaries:
            self.world = World()
            self.hidden = self.world._person()
            self.world._record(self.hidden)
            self.world._drafts(self.hidden)
            self.closed = self.world._person()
            self.world._record(self.closed)
        listed = make_staff()
        restrict(self.hidden, listed, owner=listed)
        for viewer in (self.world.worker, self.world.manager):
            declare_conflict(self.closed, viewer)
        self.world.nobody = make_staff()
        self.world.support = make_staff(Role.BUSINESS_SUPPORT, team=self.world.team)
        self.world.guardian = make_staff(Role.CALDICOTT_GUARDIAN)
        self.world.protection = make_staff(Role.DATA_PROTECTION_OFFICER)
        self.canaries.know_references()
        self.judged = Judged()
        self.names = {key: f"person {pk}" for key, pk in Person.objects.values_list("key", "pk")}

    def client(self, who: str) -> Client:
        client = Client(raise_request_exception=False)
        if who:
            client.force_login(getattr(self.world, who))
        return client

    def look(self, who: str, name: str, answer, path: str, *, sent: bool = False) -> None:
        """Hold the people of an answer against the people of its events.

        What was ``sent`` may have shown or copied somebody to a job, and be answered with no word.
        """
        judged, where = self.judged, f"{name} for {who or 'anybody'}: {answer.status_code}"
        judged.answers[who] += 1
        headers = {key: value for key, value in answer.headers.items() if key != "Location"}
        content = answer.getvalue() if answer.streaming else answer.content
        found = self.canaries.found(content.decode("utf-8", "replace") + str(headers))
        shown = {person for person, _ in found}
        events = events_of(answer.headers["X-Request-Id"])
        told = [person for kind, people in events if kind in SHOWING for person in people]
        any_event = {person for _, people in events for person in people}
        judged.disclosures += len(shown)
        judged.columns |= {column for _, column in found}
        for person in shown - any_event:
            words = sorted({column for whose, column in found if whose == person})[:3]
            judged.missing.add(f"no event: {where} {self.names[person]} {words}")
        for person in set() if sent else set(told) - shown:
            judged.surplus.add(f"no disclosure: {where} {self.names.get(person, person)}")
        for person in (each for each, times in Counter(told).items() if times > 1 and not sent):
            judged.twice.add(f"two events: {where} {self.names[person]}")
        if self.hidden.key in shown or self.canaries.found(answer.headers.get("Location", "")):
            judged.leaks.add(f"leak: {where}")
        if self.canaries.found(path):
            judged.leaks.add(f"in an address: {where}")
        if who in ("", "gone", "nobody") and (more := {c for _, c in found} - ON_A_CARD):
            judged.leaks.add(f"more than a card: {where} {sorted(more)}")

    def word_of(self, person: Person, column: str) -> str:
        """Return the word that was planted in a column of a person."""
        row = Person.objects.get(pk=person.pk)
        return getattr(row, column.rpartition(".")[2])

    def read_pages(self, viewers: tuple[str, ...] = ()) -> None:
        """Ask for each page as the one it is for, or as each of ``viewers``."""
        for name, (own, _) in PAGES.items():
            address = address_of(self.client(own), self.world, name)
            for who in viewers or (own,):
                self.look(who, name, self.client(who).get(address), address)


def events_of(request: str) -> list[tuple[str, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, subjects FROM audit_event WHERE request_id = %s", [request])
        return cursor.fetchall()


def _in_the_log() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(json_agg(e)::text, '') FROM audit_event e")
        return json.dumps(cursor.fetchone())


@pytest.fixture
def canaries(caplog):
    caplog.set_level(logging.DEBUG)
    return CanaryWorld()


def assert_no_word_outside(made: CanaryWorld, caplog) -> None:
    assert made.canaries.found(caplog.text) == set()
    assert made.canaries.found("".join(str(each.message()) for each in mail.outbox)) == set()
    words = {column for _, column in made.canaries.found(_in_the_log())}
    assert words == set()


def test_each_page_discloses_whom_its_event_names(canaries, caplog):
    canaries.read_pages()

    assert canaries.judged.wrong == []
    assert canaries.judged.disclosures > 100
    assert len(canaries.judged.columns) > 25
    assert_no_word_outside(canaries, caplog)


@pytest.mark.assurance
def test_each_page_discloses_to_anybody_whom_its_event_names(canaries, caplog):
    canaries.read_pages(("", *VIEWERS))

    judged, planted = canaries.judged, {column for _, column in canaries.canaries.planted}
    assurance.write(
        "canaries",
        "Canaries: a run of the campaign",
        [
            f"{len(canaries.names)} people, {len(canaries.canaries.planted)} words in "
            f"{len(planted)} columns. Each page was asked for by everybody.",
            "",
            "| What | Count |",
            "|---|---|",
            f"| answers read | {sum(judged.answers.values()):,} |",
            f"| people in them, with their event | {judged.disclosures:,} |",
            f"| columns whose words were met | {len(judged.columns)} |",
            f"| people in an answer without an event | {len(judged.missing)} |",
            f"| people of an event who are not in the answer | {len(judged.surplus)} |",
            f"| people with two events for one answer | {len(judged.twice)} |",
            f"| words of somebody hidden, or in an address | {len(judged.leaks)} |",
            "| words in log lines, e-mails and events | 0 |",
        ],
    )
    assert judged.wrong == []
    assert_no_word_outside(canaries, caplog)
