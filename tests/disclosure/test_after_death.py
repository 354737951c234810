"""Copies of the record of somebody who has died: on a basis that was seen, in the past."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from disclosure import actions
from disclosure.models import Export
from people.models import CommunicationNeed
from tests.disclosure.factories import make_officer, words_of_copy
from tests.people.factories import make_detail, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(died_on=date(2026, 3, 3), death_precision="KNOWN", death_source="NHS record")


@pytest.fixture
def officer(person, client):
    officer = make_officer(person)
    client.force_login(officer)
    return officer


def asked(**fields):
    return {
        "submission": str(uuid.uuid4()),
        "purpose": "ESTATE",
        "recipient": "Ana Clarke, by hand",
        "after_death": "AGREED",
        "after_death_seen": "Grant of probate of 1 May, and her letter",
    } | fields


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"after_death": ""}, "Select on what basis the copy is made"),
        ({"after_death_seen": ""}, "Enter what you have seen that shows it"),
        ({"purpose": "INTERNAL"}, "Select a basis that fits why the copy is made"),
        ({"after_death": "WORK"}, "Select a basis that fits why the copy is made"),
        ({"purpose": "PERSON"}, "Select a valid choice"),
    ],
)
def test_the_page_asks_on_what_basis_and_what_was_seen(client, person, officer, given, words):
    page = client.post(reverse("disclosure:ask", args=[person.key]), asked(**given))

    assert words in page.text
    assert not Export.objects.exists()


def test_the_basis_is_kept_with_the_copy_and_no_format_is_asked_for(client, person, officer):
    CommunicationNeed.objects.create(person=person, kind="LARGE_PRINT", need="Large print 18 pt")

    page = client.post(reverse("disclosure:ask", args=[person.key]), asked(), follow=True)

    export = Export.objects.get()
    assert (export.after_death, export.format_needed) == ("AGREED", "")
    assert "Grant of probate of 1 May, and her letter" in page.text


def test_the_action_itself_asks_for_a_basis(person, officer):
    with pytest.raises(PermissionDenied, match="on a basis that was seen"):
        actions.ask_for_copy(
            person=person,
            by=officer,
            submission=uuid.uuid4(),
            purpose="COURT",
            recipient="The court",
        )


def test_a_copy_of_the_living_asks_for_no_basis(client):
    living = make_person()
    client.force_login(make_officer(living))

    page = client.get(reverse("disclosure:ask", args=[living.key])).text

    assert "On what basis" not in page


def test_the_copy_says_that_they_died_and_on_what_basis_it_was_made(person, officer):
    make_detail(person, "what_matters", "My dahlias")

    words = words_of_copy(
        person,
        asked_by=officer,
        purpose="ESTATE",
        after_death="AGREED",
        after_death_seen="Grant of probate",
    )

    for said in (
        "Died 3 March 2026",
        "3 March 2026. NHS record",
        "What mattered to Ama Okafor",
        "Written agreement of the personal representative",
    ):
        assert said in words
