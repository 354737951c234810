"""A system administrator runs the system, and sees nothing of anybody's record."""

import uuid

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

import box
from accounts.roles import Role
from audit import log
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db

PERSON = "<slug:person_key>"
NAME = "Okafor-Featherstone"


def addresses_about_a_person(key):
    """Every address of the product with somebody's key in it, filled in with what is not there."""
    fill = {PERSON: key, "<uuid:": str(uuid.uuid4()), "<int:": "1", "<slug:": "x", "<str:": "x"}
    found = []
    for pattern in _patterns(get_resolver()):
        if PERSON in pattern:
            parts = pattern.split("/")
            found.append("/" + "/".join(_filled(part, fill) for part in parts))
    return found


def _filled(part, fill):
    return next((value for start, value in fill.items() if part.startswith(start)), part)


def _patterns(resolver, prefix=""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern)


def test_an_administrator_gets_nothing_from_any_page_about_a_person(client):
    team = make_team()
    person = make_person(team=team, family_name=NAME)
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR, team=team))
    addresses = addresses_about_a_person(person.key)

    assert len(addresses) > 40
    for address in addresses:
        for response in (client.get(address), client.post(address)):
            assert response.status_code in (403, 404, 405), address
            assert NAME not in response.text, address


def test_home_leads_an_administrator_to_administration(client):
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR))
    assert client.get("/").url == reverse("administration:home")

    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR, Role.PRACTITIONER))
    assert client.get("/").status_code == 200


def test_an_administrator_is_offered_no_search_for_people(client):
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR))
    assert "header-search" not in client.get(reverse("administration:home")).text

    client.force_login(make_staff())
    assert "header-search" in client.get("/").text


def test_the_technical_log_tells_of_the_system_and_of_nobodys_record(client):
    administrator = make_staff(Role.SYSTEM_ADMINISTRATOR, name="Sam Osei")
    person = make_person()
    log.record("accounts.signed_in", by=administrator)
    log.record("accounts.sign_in_failed", by=None, detail={"email": "typed@northmere.example"})
    log.record("accounts.page_withheld", by=administrator, about=person)
    log.record("people.record_refused", by=administrator, about=person)
    client.force_login(administrator)

    told = client.get(reverse("administration:log")).context["lines"]

    assert [(line["who"], line["did"]) for line in told] == [
        ("", "tried to sign in and could not"),
        ("Sam Osei", "signed in"),
    ]
    assert "typed@" not in client.get(reverse("administration:log")).text


@pytest.mark.parametrize(
    ("closed", "allowed", "words"),
    [
        (True, False, ""),
        (False, True, "Files are opened with the network in reach"),
        (False, False, "No file can be opened and no copy made"),
    ],
)
def test_administration_says_whether_files_are_opened_apart_from_the_network(
    client, settings, monkeypatch, closed, allowed, words
):
    monkeypatch.setattr(box, "is_closed", lambda: closed)
    settings.BOX_ON_NETWORK = allowed
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR))

    shown = client.get(reverse("administration:home")).text

    assert ("CASERECORDS_BOX_ON_NETWORK" in shown) is not closed
    assert words in shown
