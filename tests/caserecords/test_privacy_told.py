"""On somebody's details: whether they were told, and whether the notice is another one now."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from caserecords import privacy, privacy_told
from governance import actions
from records import queries
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_signed
from tests.people.factories import allocate, make_person, make_worker_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(preferred_name="Ama Okafor")


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker


def give(person, worker, at=None, **values):
    given = {"given": "Yes", "version": privacy.notice().version} | values
    when = {"event_at": at} if at else {}
    kind = "privacy_notice_given"
    return make_signed(person, author=worker, type_key=kind, values=given, **when)


def details(client, person):
    return client.get(reverse("people:about", args=[person.key])).text


def test_who_was_never_told_is_to_be_told(client, person, worker):
    page = details(client, person)

    assert "No privacy notice is recorded as given." in page
    assert reverse("records:write", args=[person.key, "privacy_notice_given"]) in page
    assert privacy.notice().version in page


@pytest.mark.parametrize("typed", ["{}", "version {}", " {} "])
def test_who_was_told_of_the_notice_as_it_is_now_is_not_asked_again(client, person, worker, typed):
    entry = give(person, worker, version=typed.format(privacy.notice().version.lower()))

    page = details(client, person)

    assert reverse("records:entry", args=[person.key, entry.key]) in page
    assert "Tell Ama Okafor" not in page
    assert not privacy_told.told_of(worker, person).is_to_tell


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"version": "3.1"}, "The notice is another one now"),
        ({"version": ""}, "The notice is another one now"),
        ({"given": "No", "not_given_reason": "Cannot be reached"}, ": cannot be reached"),
    ],
)
def test_who_was_told_of_another_notice_or_not_told_is_to_be_told_again(
    client, person, worker, values, words
):
    give(person, worker, **values)

    page = details(client, person)

    assert words in page
    assert "Tell Ama Okafor again" in page


def test_the_last_time_counts_and_nobody_who_died_is_to_be_told(person, worker):
    give(person, worker)
    give(person, worker, at=clock.now(), version="1")
    assert privacy_told.told_of(worker, person).is_to_tell

    person.died_on = clock.today()

    assert not privacy_told.told_of(worker, person).is_to_tell


@pytest.fixture
def officer():
    return make_staff(Role.DATA_PROTECTION_OFFICER)


def another_notice(monkeypatch, words):
    used = replace(privacy._parts()["used"], words=[words])
    parts = privacy._parts() | {"used": used}
    monkeypatch.setattr(privacy, "_parts", lambda: parts)
    privacy.keep_version(by=log.CLOCK)
    return privacy.notice().version


def again(worker):
    return [row.person for row in queries.notices_to_give_again(worker)]


def test_who_was_told_of_an_older_notice_is_told_again_once_the_officer_says_so(
    client, person, worker, officer, monkeypatch
):
    privacy.keep_version(by=log.CLOCK)
    give(person, worker)
    another_notice(monkeypatch, "We use it for something else.")
    page, listed = reverse("privacy-tell-again"), reverse("records:notices")
    assert again(worker) == []
    assert "Everybody has been told" in client.get(listed).text
    assert client.get(page).status_code == 403

    client.force_login(officer)
    assert page in client.get(reverse("privacy")).text
    assert client.post(page, {"reason": " "}).status_code == 400
    assert client.post(page, {"reason": "A new use."}).status_code == 302

    assert again(worker) == [person]
    assert again(make_worker_of(make_person())) == []
    assert "A new use." in client.get(page).text
    refused = client.post(page, {"reason": "Once more."})
    assert refused.status_code == 400
    client.force_login(worker)
    assert page not in client.get(reverse("privacy")).text
    seen = client.get(listed)
    assert "A new use." in seen.text
    assert "Tell Ama Okafor" in seen.text
    assert Event.objects.filter(verb="records.notices_listed", subjects=[person.key]).exists()
    assert "1 person to tell again" in client.get(reverse("home")).text
    give(person, worker, at=clock.now())
    assert again(worker) == []
    assert "to tell again" not in client.get(reverse("home")).text


def test_a_change_that_is_not_told_again_asks_nobody_who_knows_what_mattered(
    person, worker, officer, monkeypatch
):
    privacy.keep_version(by=log.CLOCK)
    told_before = make_person()
    allocate(told_before, worker)
    give(told_before, worker, version="version 3.1")
    said_of = another_notice(monkeypatch, "Something that matters.")
    actions.tell_again(version=said_of, reason="It matters.", by=officer)
    give(person, worker, version=f" {said_of.lower()} ")
    assert again(worker) == [told_before]

    another_notice(monkeypatch, "Another comma.")
    assert again(worker) == [told_before]
    give(told_before, worker, at=clock.now())

    assert again(worker) == []


def test_only_the_data_protection_officer_has_people_told_again(worker):
    privacy.keep_version(by=log.CLOCK)

    with pytest.raises(PermissionDenied):
        actions.tell_again(version=privacy.notice().version, reason="So", by=worker)


def test_who_has_it_already_is_not_told_again_until_it_changes(
    client, person, worker, officer, monkeypatch
):
    privacy.keep_version(by=log.CLOCK)
    give(person, worker, given="No", version="", not_given_reason="Cannot be reached")
    assert [row.person for row in queries.notices_to_give(worker)] == [person]
    already = {"given": "No", "version": "", "not_given_reason": "Already has it"}
    give(person, worker, at=clock.now(), **already)

    assert not queries.notices_to_give(worker).exists()
    assert again(worker) == []
    assert "already has it" in details(client, person)
    assert not privacy_told.told_of(worker, person).is_to_tell

    version = another_notice(monkeypatch, "Something that matters.")
    actions.tell_again(version=version, reason="It matters.", by=officer)
    assert again(worker) == [person]
