"""The queue, one review, and what came back."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight import actions
from oversight.models import Review
from records import actions as record_actions
from records.models import Entry
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entries, make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    manager = make_staff(Role.MANAGER, name="Ros Hale")
    client.force_login(manager)
    return manager


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def writer(person, manager):
    return make_worker_of(
        person,
        name="Fola Adeyemi",
        line_manager=manager,
        starts_on=clock.add_months(clock.today(), -24),
    )


@pytest.fixture
def entry(person, writer):
    entry = make_entry(person=person, by=writer)
    Entry.objects.filter(pk=entry.pk).update(status="AWAITING_SIGN_OFF")
    return Entry.objects.get(pk=entry.pk)


def url(entry):
    return reverse("oversight:review", args=[entry.person.key, entry.key])


def correct(entry, by):
    return record_actions.correct_entry(
        entry=entry,
        by=by,
        submission=uuid.uuid4(),
        values={**entry.versions.get().values, "discussion": "He was cold."},
        statements=[],
        reason="I mixed up two visits",
    )


def verbs():
    return list(Event.objects.order_by("pk").values_list("verb", flat=True))


def test_approving_signs_off_and_leads_to_the_next_in_the_queue(client, person, writer, entry):
    later = make_entries(person, author=writer, finish_later=True, signed_at=clock.now())[0]

    response = client.post(
        url(entry), {"version": 1, "seen": 0, "answer": "approve", "praise": "Clear."}
    )

    entry.refresh_from_db()
    review = Review.objects.get()
    assert response.url == url(later)
    assert entry.status == "SIGNED_OFF"
    assert (review.state, review.praise, review.comment, review.version_number) == (
        "APPROVED",
        "Clear.",
        "",
        1,
    )
    assert verbs()[-1] == "oversight.entry_approved"


def test_approving_an_entry_that_needs_no_sign_off_leaves_it_signed(client, person, writer):
    entry = make_entries(person, author=writer, finish_later=True)[0]

    response = client.post(url(entry), {"version": 1, "seen": 0, "answer": "approve"})

    entry.refresh_from_db()
    assert response.url == "/review/"
    assert entry.status == "SIGNED"


def test_a_return_keeps_the_entry_as_it_was_signed_and_reaches_its_writer(client, entry, writer):
    client.post(
        url(entry), {"version": 1, "seen": 0, "answer": "return", "comment": "Say who was there"}
    )

    entry.refresh_from_db()
    assert entry.status == "AWAITING_SIGN_OFF"
    assert entry.versions.count() == 1
    assert verbs()[-1] == "oversight.entry_returned"
    client.force_login(writer)
    page = client.get("/review/returned/").text
    assert "Say who was there" in page
    assert "Ros Hale" in page
    assert verbs()[-1] == "oversight.returned_listed"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"answer": "return", "praise": "Clear."}, "Enter a comment that says what is needed"),
        (
            {"answer": "return", "comment": "Say who was there", "praise": "Clear."},
            "Take this out to return the entry, or put it in the comment",
        ),
        (
            {"answer": "approve", "comment": "Say who was there", "praise": "Clear."},
            "Take this out to approve the entry, or return it",
        ),
        (
            {"answer": "return", "comment": "  ", "praise": "Clear."},
            "Enter a comment that says what is needed",
        ),
        (
            {"answer": "approve", "praise": "Cl\x00ear."},
            "There is a hidden character after “Cl” that cannot be kept",
        ),
        ({"praise": "Clear."}, "Choose whether to approve the entry or to return it"),
        (
            {"answer": "delete", "praise": "Clear."},
            "Choose whether to approve the entry or to return it",
        ),
    ],
)
def test_a_mistake_answers_nothing_and_keeps_what_was_typed(client, entry, typed, message):
    response = client.post(url(entry), {"version": 1, "seen": 0, **typed})

    assert response.status_code == 200
    assert message in response.text
    assert response.context["form"]["praise"].value() == typed["praise"]
    assert not Review.objects.exists()


def test_an_entry_corrected_meanwhile_is_not_answered_and_the_comment_stays(client, entry, writer):
    correct(entry, writer)

    response = client.post(
        url(entry), {"version": 1, "seen": 0, "answer": "return", "comment": "Say who was there"}
    )

    assert response.status_code == 200
    assert "The writer has corrected this entry. Read the new version below." in response.text
    assert "He was cold." in response.text
    assert response.context["form"]["comment"].value() == "Say who was there"
    assert response.context["form"]["version"].value() == 2
    assert not Review.objects.exists()


def test_an_entry_reviewed_meanwhile_is_not_answered_twice_and_the_comment_stays(
    client, entry, manager
):
    opened = client.get(url(entry)).context["form"]["seen"].value()
    head = make_staff(Role.MANAGER)
    manager.line_manager = head
    manager.save()
    actions.approve_entry(entry=entry, by=head, version_number=1)

    response = client.post(
        url(entry),
        {"version": 1, "seen": opened, "answer": "return", "comment": "Say who was there"},
    )

    assert response.status_code == 200
    assert "Somebody else has answered this entry. Their answer stands beside it." in response.text
    assert response.context["form"]["comment"].value() == "Say who was there"
    assert Review.objects.get().state == "APPROVED"


@pytest.mark.parametrize("version", ["2", "99999", "9" * 30, "-1", "x", "\x00", ""])
def test_a_version_that_is_not_there_is_not_approved(client, entry, version):
    response = client.post(url(entry), {"version": version, "seen": 0, "answer": "approve"})

    assert response.status_code == 200
    assert not Review.objects.exists()


def test_nobody_reviews_their_own_entry(client, person, manager, writer):
    own = make_entries(person, author=manager, status="AWAITING_SIGN_OFF")[0]

    page = client.get(url(own))
    sent = client.post(url(own), {"version": 1, "seen": 0, "answer": "approve"})

    assert "You wrote this entry, or told what it says. Somebody else reviews it." in page.text
    assert "<textarea" not in page.text
    assert sent.status_code == 200
    assert not Review.objects.exists()
    with pytest.raises(PermissionDenied, match="You wrote this entry"):
        actions.approve_entry(entry=own, by=manager, version_number=1)


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.MANAGER, Role.PRACTITIONER)]
)
def test_only_managers_review(client, entry, role):
    client.force_login(make_worker_of(entry.person, role))

    assert client.get("/review/").status_code == 403
    assert client.get(url(entry)).status_code == 403
    assert (
        client.post(url(entry), {"version": 1, "seen": 0, "answer": "approve"}).status_code == 403
    )
    assert not Review.objects.exists()


def test_a_practitioner_is_told_whom_to_ask_for_the_queue(client, writer):
    client.force_login(writer)

    response = client.get("/review/")

    assert response.status_code == 403
    assert "This page is for a manager." in response.text
    event = Event.objects.get()
    assert (event.verb, event.target) == ("accounts.page_refused", "oversight:queue")


def test_a_manager_of_others_may_not_review(client, entry):
    client.force_login(make_staff(Role.MANAGER))

    assert client.get(url(entry)).status_code == 403
    with pytest.raises(PermissionDenied):
        actions.return_entry(
            entry=entry, by=make_staff(Role.MANAGER), version_number=1, comment="Say who"
        )


def test_the_review_page_shows_the_place_in_the_queue_and_why_it_waits(client, entry):
    response = client.get(url(entry))

    assert (response.context["place"], response.context["of"]) == (1, 1)
    assert response.context["reasons"] == []
    assert response.text.count("Awaiting sign-off") == 1
    event = Event.objects.order_by("pk").last()
    assert (event.verb, event.target, event.basis) == (
        "oversight.review_opened",
        entry.key,
        "MANAGER",
    )


def test_an_unknown_entry_is_not_found(client, entry):
    elsewhere = make_entries(make_person())[0]

    address = reverse("oversight:review", args=[entry.person.key, elsewhere.key])
    assert client.get(address).status_code == 404


def test_the_queue_is_an_event_that_names_the_people_on_it(client, entry):
    response = client.get("/review/")

    assert "1 entry, the most pressing first" in response.text
    event = Event.objects.order_by("pk").last()
    assert (event.verb, event.subjects) == ("oversight.queue_opened", [entry.person.key])


def test_an_empty_queue_says_what_would_be_in_it_and_logs_nobody(client, manager):
    assert "Nothing waits for you" in client.get("/review/").text
    assert not Event.objects.exists()
