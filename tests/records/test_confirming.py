"""A colleague wrote it from what somebody told: who did is asked, and answers."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from people import access
from people.access import Outcome
from records import actions, queries
from records.drafting.references import staff_reference
from records.models import Confirmation
from tests.accounts.factories import make_staff
from tests.disclosure.factories import words_of_copy
from tests.people.factories import declare_conflict, make_person, make_worker_of, restrict
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db


def told_by(provider, **values):
    return note_values(
        author_took_part=False,
        information_provider=[staff_reference(provider)],
        provider_reason="Phoned in from the visit",
        **values,
    )


@pytest.fixture
def desk():
    person = make_person()
    writer = make_worker_of(person, Role.BUSINESS_SUPPORT, name="Kasia Nowak")
    provider = make_staff(name="Fola Adeyemi")
    entry = make_entry(person=person, by=writer, values=told_by(provider))
    return person, writer, provider, entry


def confirm_url(entry):
    return reverse("records:confirm-entry", args=[entry.person.key, entry.key])


def correct(entry, by, **changed):
    signed = entry.versions.last()
    return actions.correct_entry(
        entry=entry,
        by=by,
        submission=uuid.uuid4(),
        values=signed.values | changed,
        statements=[],
        reason="My colleague put it right",
    )


def test_the_provider_reads_that_entry_and_nothing_else_of_the_record(client, desk):
    person, writer, provider, entry = desk
    other = make_entry(person=person, by=writer, values=note_values(note_about="Secret"))
    client.force_login(provider)

    page = client.get(confirm_url(entry))

    assert page.status_code == 200
    assert "The heating works again." in page.text
    assert Event.objects.latest("id").basis == "PROVIDER"
    assert "/emergency/" in client.get(confirm_url(other))["Location"]
    for name, args in (
        ("records:timeline", [person.key]),
        ("records:entry", [person.key, entry.key]),
        ("people:about", [person.key]),
    ):
        assert "/emergency/" in client.get(reverse(name, args=args))["Location"]


def test_what_waits_stands_on_the_providers_home_page_and_list_until_answered(client, desk):
    _, _, provider, entry = desk
    client.force_login(provider)

    assert "To confirm" in client.get("/").text
    assert confirm_url(entry) in client.get(reverse("records:to-confirm")).text
    answer = client.post(confirm_url(entry), {"version": "1", "given": "CONFIRMED", "text": ""})

    assert answer.url == reverse("records:to-confirm")
    said = Confirmation.objects.get()
    assert (said.answer, said.provider, said.version_number) == ("CONFIRMED", provider, 1)
    assert "To confirm" not in client.get("/").text
    assert "Nothing to confirm" in client.get(reverse("records:to-confirm")).text


def test_every_reader_sees_whether_it_is_confirmed(client, desk):
    person, writer, provider, entry = desk
    client.force_login(writer)
    record = reverse("records:timeline", args=[person.key])
    page = reverse("records:entry", args=[person.key, entry.key])

    assert "from information given by Fola Adeyemi, not yet confirmed" in client.get(page).text
    assert "told by Fola Adeyemi, not yet confirmed" in client.get(record).text
    assert "from information given by Fola Adeyemi, not yet confirmed" in words_of_copy(person)

    actions.answer_as_provider(entry=entry, by=provider, version_number=1, answer="CONFIRMED")

    words = "from information given by Fola Adeyemi, confirmed by Fola Adeyemi on "
    assert words in client.get(page).text
    assert "told by Fola Adeyemi, confirmed " in client.get(record).text
    assert words in words_of_copy(person)


def test_what_should_be_put_right_stands_beside_the_entry_and_comes_to_its_writer(client, desk):
    person, writer, provider, entry = desk
    client.force_login(provider)
    client.post(
        confirm_url(entry), {"version": "1", "given": "CORRECTED", "text": " It was\nthe boiler. "}
    )

    client.force_login(writer)
    assert "To put right" in client.get("/").text
    for url in ("/", reverse("records:entry", args=[person.key, entry.key])):
        assert "the boiler." in client.get(url).text
    assert "the boiler." in words_of_copy(person)
    assert Confirmation.objects.get().text == " It was\nthe boiler. "
    assert [row.entry for row in queries.told(writer).to_put_right] == [entry]

    correct(entry, writer, discussion="The boiler works again.")

    assert queries.told(writer).to_put_right == []
    assert queries.told(provider).to_confirm == [entry]
    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    assert "Was to be put right" in page
    assert "not yet confirmed" in page


def test_an_addition_by_the_writer_answers_too(desk):
    _, writer, provider, entry = desk
    actions.answer_as_provider(
        entry=entry, by=provider, version_number=1, answer="CORRECTED", text="It was the boiler."
    )

    actions.add_to_entry(entry=entry, by=writer, kind="MORE_DETAIL", text="We spoke: it was.")

    assert queries.told(writer).to_put_right == []


def test_an_answer_is_given_once_and_never_changed(desk):
    _, _, provider, entry = desk
    first = actions.answer_as_provider(
        entry=entry, by=provider, version_number=1, answer="CONFIRMED"
    )

    again = actions.answer_as_provider(
        entry=entry, by=provider, version_number=1, answer="CONFIRMED"
    )
    with pytest.raises(ValidationError, match="answered this already"):
        actions.answer_as_provider(
            entry=entry, by=provider, version_number=1, answer="CORRECTED", text="No"
        )

    assert again == first


def test_an_answer_to_a_version_that_was_corrected_meanwhile_is_kept_on_the_page(client, desk):
    _, writer, provider, entry = desk
    correct(entry, writer, discussion="The boiler works again.")
    client.force_login(provider)

    page = client.post(
        confirm_url(entry), {"version": "1", "given": "CORRECTED", "text": "No: the oven"}
    )

    assert "was corrected after you opened it" in page.text
    assert "No: the oven" in page.text
    assert Confirmation.objects.count() == 0


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"given": "CORRECTED", "text": "  "},
        {"given": "CONFIRMED", "text": "But it was the boiler"},
        {"given": "CORRECTED", "text": "It was\x00 the boiler"},
        {"given": "MAYBE", "text": "x" * 200_000},
        {"version": "99999999999", "given": "CONFIRMED"},
    ],
)
def test_what_cannot_be_taken_is_shown_again(client, desk, typed):
    _, _, provider, entry = desk
    client.force_login(provider)

    page = client.post(confirm_url(entry), {"version": "1"} | typed)

    assert page.status_code == 200
    assert "There is a problem" in page.text
    assert Confirmation.objects.count() == 0


def test_only_the_provider_answers_and_never_the_writer(client, desk):
    _, writer, _, entry = desk

    for other in (writer, make_staff()):
        with pytest.raises(PermissionDenied):
            actions.answer_as_provider(entry=entry, by=other, version_number=1, answer="CONFIRMED")
    client.force_login(writer)
    assert client.get(confirm_url(entry)).status_code == 404


def test_a_restricted_entry_is_not_opened_to_a_provider_who_is_not_on_its_list(client, desk):
    person, writer, provider, _ = desk
    hidden = make_entry(
        person=person,
        by=writer,
        values=told_by(provider, sensitivity="Restricted to named people"),
    )
    client.force_login(provider)

    assert client.get(confirm_url(hidden)).status_code == 404
    assert hidden not in queries.told(provider).to_confirm


def test_nothing_of_a_restricted_person_or_across_a_conflict_is_asked(client, desk):
    person, _, provider, entry = desk
    client.force_login(provider)
    declare_conflict(person, provider)

    assert queries.told(provider).to_confirm == []
    assert client.get(confirm_url(entry)).status_code == 403

    restrict(person)

    assert client.get(confirm_url(entry)).status_code == 404
    assert person.name not in client.get("/").text


def test_the_policy_for_providers_says_the_same_for_one_and_for_all():
    person, staff = make_person(), [make_staff(role) for role in Role]

    for user in staff:
        one = access.decide_as_provider(user, person, gave_information=True)
        listed = person in access.people_open_to_provider(user)
        assert (one.outcome is Outcome.ALLOWED) == listed


def test_somebody_outside_the_council_is_named_and_asked_nothing(client):
    person = make_person()
    writer = make_worker_of(person)
    outside = [{"kind": "other", "key": "", "name": "Jo Bloggs", "role": "warden"}]
    entry = make_entry(
        person=person, by=writer, values=told_by(writer) | {"information_provider": outside}
    )
    client.force_login(writer)

    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text

    assert "from information given by Jo Bloggs (warden), who is not on the council’s staff" in page
    assert "not yet confirmed" not in page
