"""The pages on which two records are compared, made one, and made two again."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from people import actions
from people.models import Merge, Person, ToldApart
from tests.accounts.factories import make_staff
from tests.people.factories import allocate, make_person, restrict

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    return make_person(given_names="Ama", pronouns="she/her")


@pytest.fixture
def gone():
    return make_person(given_names="Amma", pronouns="they/them")


def manager_of(*people):
    user = make_staff(Role.MANAGER)
    for person in people:
        allocate(person, user)
    return user


def address(name, person, *more):
    return reverse(f"people:{name}", args=[person.key, *more])


def test_from_the_record_to_one_record_and_back_to_two(client, kept, gone):
    asker, second = manager_of(kept, gone), manager_of(kept, gone)
    client.force_login(asker)
    assert address("merge", kept) in client.get(address("about", kept)).text
    chosen = client.get(address("merge", kept))
    assert address("merge-with", kept, gone.key) in chosen.text

    compared = client.get(address("merge-with", kept, gone.key))
    assert "Pronouns: which stays?" in compared.text
    assert "they/them" in compared.text
    chosen = {"keep_names": "KEPT", "keep_pronouns": "GONE", "reason": "Same NHS card"}
    missing = client.post(address("merge-with", kept, gone.key), chosen)
    assert "Select what becomes of the name that does not stay" in missing.text
    asked = client.post(
        address("merge-with", kept, gone.key), chosen | {"leaving_names": "PROTECTED"}
    )
    assert "named people alone" in client.get(asked.url).text
    own = client.get(asked.url)
    assert "You asked for this. Somebody else answers." in own.text
    assert "Agree: make them one" not in own.text

    client.force_login(second)
    assert asked.url in client.get("/").text
    assert "Agree: make them one" in client.get(asked.url).text
    done = client.post(asked.url, {"agree": "agree"}, follow=True)
    assert "Old addresses and numbers lead here" in done.text
    kept.refresh_from_db()
    assert kept.pronouns == "they/them"
    assert client.get(address("about", gone)).url == address("about", kept)

    client.post(asked.url, {"undo": "undo", "undo-reason": "Twins after all"})
    kept.refresh_from_db()
    assert (kept.pronouns, Merge.objects.get().state) == ("she/her", "UNDONE")
    assert client.get(address("about", gone)).status_code == 200


def test_a_merge_is_refused_with_a_reason_or_taken_back(client, kept, gone):
    asker, second = manager_of(kept, gone), manager_of(kept, gone)
    asked = actions.ask_to_merge(kept=kept, gone=gone, choices={}, reason="Same", by=asker)
    page = address("merged", kept, asked.key)
    client.force_login(second)

    missing = client.post(page, {"refuse": "refuse", "refuse-reason": " "})
    assert "Enter why they stay apart" in missing.text
    client.post(page, {"refuse": "refuse", "refuse-reason": "Twins"})

    assert Merge.objects.get().state == "REFUSED"
    assert "Twins" in client.get(page).text


def test_what_stands_in_the_way_is_said_and_nothing_can_be_asked(client, kept, gone):
    asker = manager_of(kept, gone)
    restrict(gone, asker)
    client.force_login(asker)

    shown = client.get(address("merge-with", kept, gone.key))
    sent = client.post(
        address("merge-with", kept, gone.key),
        {"keep_names": "KEPT", "keep_pronouns": "KEPT", "reason": "Same"},
    )

    assert "The record that goes is restricted" in shown.text
    assert "Ask for the merge" not in shown.text
    assert "The record that goes is restricted" in sent.text
    assert Merge.objects.count() == 0


def test_both_records_must_be_open_to_whoever_compares(client, kept, gone):
    client.force_login(manager_of(kept))
    closed = client.get(address("merge-with", kept, gone.key))
    assert "The other record is not open to you" in closed.text
    assert "they/them" not in closed.text

    restrict(gone, make_staff())
    hidden = client.get(address("merge-with", kept, gone.key))
    unknown = client.get(address("merge-with", kept, "bcdfghjkmnpq"))
    assert (hidden.status_code, unknown.status_code) == (404, 404)
    assert gone.key not in client.get(address("merge", kept)).text


def test_a_records_officer_states_a_reason_for_each(client, kept, gone):
    officer = make_staff(Role.RECORDS_OFFICER)
    client.force_login(officer)
    for person in (kept, gone):
        assert client.get(address("merge", person)).url.startswith(address("give-reason", person))
    actions.give_reason(
        person=kept, by=officer, basis="QUALITY", reference="R 12", words="Looking for duplicates"
    )

    assert "Say why you need it" in client.get(address("merge-with", kept, gone.key)).text

    actions.give_reason(
        person=gone, by=officer, basis="QUALITY", reference="R 12", words="Looking for duplicates"
    )
    assert "Ask for the merge" in client.get(address("merge-with", kept, gone.key)).text


def test_two_told_apart_are_not_offered_again_and_a_merge_says_so(client, kept, gone):
    asker = manager_of(kept, gone)
    client.force_login(asker)

    client.post(address("merge", kept), {"apart": gone.key, "reason": "They are twins"})

    assert ToldApart.objects.get().reason == "They are twins"
    assert address("merge-with", kept, gone.key) not in client.get(address("merge", kept)).text
    assert "They are twins" in client.get(address("merge-with", kept, gone.key)).text


def test_the_other_record_is_found_and_the_words_stand_in_no_address(client, kept, gone):
    Person.objects.filter(pk=gone.pk).update(born_on=None)
    client.force_login(manager_of(kept, gone))

    found = client.post(address("merge", kept), {"find": "find", "q": "amma okafor"})

    assert found.status_code == 200
    assert address("merge-with", kept, gone.key) in found.text
    assert Event.objects.filter(verb="people.people_searched").exists()


def test_practitioners_do_not_merge(client, kept):
    worker = make_staff(Role.PRACTITIONER)
    allocate(kept, worker)
    client.force_login(worker)

    assert client.get(address("merge", kept)).status_code == 403
    assert address("merge", kept) not in client.get(address("about", kept)).text


def test_pages_ask_the_database_within_reason(client, kept, gone, django_assert_max_num_queries):
    client.force_login(manager_of(kept, gone))
    for page in (address("merge", kept), address("merge-with", kept, gone.key)):
        client.get(page)
        with django_assert_max_num_queries(30):
            client.get(page)
