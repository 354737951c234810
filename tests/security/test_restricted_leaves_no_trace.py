"""A restricted person changes no byte and no question of any page for those who are not listed.

The same pages are asked for twice, as if of two databases: one without, one with the restricted
person, who is on everything that others see lists of.
"""

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import User
from accounts.roles import Role
from people.models import Person
from records.models import Action
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    make_address,
    make_contact,
    make_contact_point,
    make_involvement,
    make_person,
    make_relationship,
    restrict,
)
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

NHS_NUMBER = "9990000018"
# What differs from one answer to the next whoever is on record.
CHANGING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|name="submission" value="[^"]+"'
    r"|name=\"submission\" id=\"id_submission\" value=\"[^\"]+\"|/people/find/[\w-]+/"
    # What a session has left, in whole seconds: a page that was slow to make says one less.
    r'|data-seconds="\d+"'
    r"|Printed by [^<]+<|Printed \w+day \d+ \w+ \d{4}, [\d:]+[ap]m"
    r"|/notes/search/[\w-]+/|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
WORDS = [
    "Okafor",
    "ama okafor",
    "amma okafur",
    "efya",
    "3/5/1950",
    "zz1 4pl",
    "12 mill lane",
    "020 7946 0123",
    NHS_NUMBER,
    "R7V-MW4",
]
# Like the restricted person, but not so like that the records team is to be asked.
POSSIBLE = {
    "given_names": "Ama",
    "family_name": "Okafor",
    "birth_precision": "UNKNOWN",
    "known_as": "NEEDS",
    "reason": "First call",
    "submission": "7b1c1e02-8d55-4d0a-9c3e-0d3f4f3d2a11",
}


@pytest.fixture
def team():
    return make_team("Northgate Adults")


@pytest.fixture
def known(team):
    """Somebody who looks like the restricted person, and whom they are around."""
    person = make_person(team=team, given_names="Ama", born_on=date(1950, 5, 9))
    make_address(person, lines="14 Mill Lane", postcode="ZZ1 4PL")
    make_contact(person, name="Efya Okafor")
    return person


def hide_somebody(team, known: Person, listed: User) -> Person:
    """Record a restricted person with something on everything that others see lists of."""
    person = make_person(
        team=team,
        given_names="Ama",
        preferred_name="Efya",
        nhs_number=NHS_NUMBER,
        council_reference="R7V-MW4",
    )
    make_address(person, lines="12 Mill Lane", postcode="ZZ1 4PL")
    make_contact_point(person, value="020 7946 0123")
    allocate(person, listed)
    make_involvement(person=person, team=team, role="NEEDS")
    entry = make_entry(person=person, by=listed, values=note_values(discussion="Steep stairs."))
    Action.objects.create(
        entry=entry, person=person, text="Ring", owner=listed, due_on=clock.today(),
        priority=Action.Priority.ROUTINE,
    )  # fmt: skip
    known.contacts.update(record=person)
    make_relationship(known, person)
    make_relationship(person, known, kind="carer", back="cared_for")
    restrict(person, listed, owner=listed)
    return person


def crawl(client: Client, known: Person) -> dict[str, tuple[int, int, str]]:
    """Return status, number of questions and text of every page, what changes anyway left out."""
    pages = [
        "home", "people:mine", "people:contacts", "people:waiting", "records:my-actions",
        "records:team-actions", "records:drafts", "records:decisions", "oversight:queue",
        "people:search", "people:add",
    ]  # fmt: skip
    asked = {name: lambda name=name: client.get(reverse(name)) for name in pages}
    for words in WORDS:
        asked[f"find {words}"] = lambda words=words: client.post(
            reverse("people:search"), {"words": words}, follow=True
        )
    asked["notes"] = lambda: client.post(
        reverse("records:search-notes"), {"words": "stairs"}, follow=True
    )
    asked["look-alikes"] = lambda: client.post(reverse("people:look-alikes"), POSSIBLE)
    asked["check"] = lambda: client.post(reverse("people:add"), POSSIBLE | {"act": "check"})
    for name in (
        "records:timeline", "people:about", "people:merge", "people:involvement", "people:changes",
    ):  # fmt: skip
        asked[name] = lambda name=name: client.get(reverse(name, args=[known.key]))
    around = reverse("people:area", args=[known.key, "people"])
    asked["around"] = lambda: client.get(around)
    found = {}
    for name, ask in asked.items():
        with CaptureQueriesContext(connection) as questions:
            response = ask()
        # That a session is open still is written once a minute.
        count = sum("django_session" not in each["sql"] for each in questions.captured_queries)
        found[name] = (response.status_code, count, CHANGING.sub("", response.text))
    return found


def own_pages(client: Client, key: str) -> list[tuple[int, str]]:
    """Return what the addresses of a record answer, its key left out."""
    names = ("records:timeline", "people:about", "people:give-reason", "people:break-glass")
    answers = [client.get(reverse(name, args=[key])) for name in names]
    return [(each.status_code, CHANGING.sub("", each.text).replace(key, "")) for each in answers]


@pytest.mark.parametrize(
    "role",
    [
        Role.PRACTITIONER,
        pytest.param(Role.MANAGER, marks=pytest.mark.assurance),
        pytest.param(Role.RECORDS_OFFICER, marks=pytest.mark.assurance),
    ],
)
def test_pages_are_the_same_whether_somebody_restricted_is_there_or_not(client, team, known, role):
    viewer, listed = make_staff(role, team=team), make_staff(team=team)
    if role is Role.MANAGER:
        team.lead = viewer
        team.save()
    client.force_login(viewer)
    crawl(client, known)  # what is asked or written once is done now
    before = crawl(client, known)

    hidden = hide_somebody(team, known, listed)
    after = crawl(client, known)

    different = [name for name in before if before[name] != after[name]]
    assert different == []
    assert hidden.key not in "".join(text for _, _, text in after.values())
    assert own_pages(client, hidden.key) == own_pages(client, "a" * len(hidden.key))
    # The crawl would notice: to those who are listed the same person is on those pages.
    client.force_login(listed)
    seen = "".join(text for _, _, text in crawl(client, known).values())
    assert seen.count(hidden.key) > 10
