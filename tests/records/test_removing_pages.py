"""The pages on which an entry is asked to be moved or removed, and a second person answers."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from records import actions
from records.models import Entry, Removal
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of, restrict
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db

CONTENT = "The stairs are steep."


@pytest.fixture
def wrong():
    return make_person(given_names="Ama", family_name="Okafor")


@pytest.fixture
def right():
    return make_person(given_names="Grace", family_name="Mensah")


@pytest.fixture
def writer(wrong):
    return make_worker_of(wrong)


@pytest.fixture
def manager(wrong):
    return make_worker_of(wrong, Role.MANAGER, name="Ros Hale")


@pytest.fixture
def entry(wrong, writer):
    return make_entry(person=wrong, by=writer, values=note_values(discussion=CONTENT))


def address(name, person, *more):
    return reverse(f"records:{name}", args=[person.key, *more])


def test_from_the_entry_to_the_right_record(client, wrong, right, writer, manager, entry):
    client.force_login(writer)
    assert (
        address("move-entry", wrong, entry.key)
        in client.get(address("entry", wrong, entry.key)).text
    )
    move = address("move-entry", wrong, entry.key)

    found = client.post(move, {"q": "Mensah", "reason": "Two tabs.", "find": "find"})
    assert "Grace Mensah" in found.text
    assert "Two tabs." in found.text
    asked = client.post(
        move, {"q": "Mensah", "right_person": right.key, "reason": "Two tabs."}, follow=True
    )
    assert "Waiting for a second person" in asked.text
    assert 'name="agree"' not in asked.text

    client.force_login(manager)
    request = Removal.objects.get()
    page = address("removal", wrong, request.key)
    assert page in client.get(reverse("home")).text
    assert CONTENT in client.get(page).text
    done = client.post(page, {"agree": "agree"}, follow=True)

    assert "Done" in done.text
    assert CONTENT not in done.text
    assert CONTENT not in client.get(address("timeline", wrong)).text
    assert page not in client.get(reverse("home")).text
    client.force_login(make_worker_of(right))
    new = Entry.objects.get(person=right)
    shown = client.get(address("entry", right, new.key)).text
    assert CONTENT in shown
    assert "First written on another record by mistake" in shown
    assert "Okafor" not in shown


def test_the_form_asks_who_is_meant_only_where_the_entry_names_the_person(
    client, wrong, right, writer, entry
):
    speaker = [{"kind": "person", "key": wrong.key, "name": wrong.name, "role": ""}]
    said = {
        "field": "statements",
        "kind": "person_words",
        "text": "Leave me be.",
        "details": {"speaker": speaker, "how_communicated": "Speech"},
    }
    names_her = make_entry(person=wrong, by=writer, statements=[said])
    client.force_login(writer)
    move = address("move-entry", wrong, names_her.key)
    typed = {"q": "Mensah", "right_person": right.key, "reason": "Two tabs."}

    refused = client.post(move, typed)
    done = client.post(move, typed | {"meant": "WRITTEN"}, follow=True)

    assert "meant" not in client.get(address("move-entry", wrong, entry.key)).context["form"].fields
    assert "Say who is meant where the entry names" in refused.text
    assert "“Leave me be.”" in refused.text
    assert "the name stays, and leads to no record" in done.text


def test_a_refusal_keeps_what_was_typed_and_says_why(client, wrong, right, writer, manager, entry):
    asked = actions.ask_to_move(entry=entry, to=right, reason="Two tabs.", by=writer)
    page = address("removal", wrong, asked.key)
    client.force_login(manager)

    empty = client.post(page, {"refuse": "refuse", "reason": ""})
    assert "Enter why you refuse" in empty.text
    meant = client.post(page, {"agree": "agree", "reason": "It is about her."})
    assert "Take this out to agree, or refuse" in meant.text
    assert "It is about her." in meant.text
    assert Entry.objects.filter(person=right).count() == 0
    client.post(page, {"refuse": "refuse", "reason": "It is about her."})

    client.force_login(writer)
    assert "It is about her." in client.get(page).text


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"right_person": "no-such-key", "reason": "x"},
        {"right_person": "\x00", "reason": "\x00", "q": "\x00"},
        {"q": "Mensah", "right_person": "' OR 1=1 --", "reason": "x" * 3000},
        {"q": "x" * 5000, "reason": "x"},
    ],
)
def test_no_input_breaks_the_move(client, wrong, right, writer, entry, given):
    client.force_login(writer)

    response = client.post(address("move-entry", wrong, entry.key), given)

    assert response.status_code == 200
    assert not Removal.objects.exists()


def test_a_restricted_person_is_not_found_for_a_move(client, wrong, right, writer, entry):
    move = address("move-entry", wrong, entry.key)
    client.force_login(writer)
    assert "Grace" in client.post(move, {"q": "Mensah", "find": "find"}).text

    restrict(right)

    assert "Grace" not in client.post(move, {"q": "Mensah", "find": "find"}).text
    forged = client.post(move, {"q": "Mensah", "right_person": right.key, "reason": "Two tabs."})
    assert forged.status_code == 200
    assert not Removal.objects.exists()


def test_a_request_is_read_by_those_who_may_answer_and_the_asker_alone(
    client, wrong, right, writer, manager, entry
):
    asked = actions.ask_to_move(entry=entry, to=right, reason="Two tabs.", by=writer)
    page = address("removal", wrong, asked.key)

    client.force_login(make_worker_of(wrong))
    assert client.get(page).status_code == 404
    client.force_login(writer)
    assert client.get(page).status_code == 200
    client.force_login(manager)
    assert client.get(address("removal", right, asked.key)).status_code in (302, 403, 404)
    restrict(right, writer)
    assert client.get(page).status_code == 404


def test_two_managers_remove_an_entry(client, wrong, manager, entry):
    client.force_login(manager)
    remove = address("remove-entry", wrong, entry.key)

    missing = client.post(remove, {"reason": "Unlawful.", "authority": ""})
    assert "Enter what allows the removal" in missing.text
    assert "Unlawful." in missing.text
    client.post(remove, {"reason": "Unlawful.", "authority": "Decision 12"})
    page = address("removal", wrong, Removal.objects.get().key)
    own = client.post(page, {"agree": "agree"})
    assert "Somebody else answers" in own.text
    client.force_login(make_worker_of(wrong, Role.MANAGER))
    client.post(page, {"agree": "agree"})

    shown = client.get(address("timeline", wrong)).text
    assert "Decision 12" in shown
    assert CONTENT not in shown


@pytest.mark.parametrize("name", ["move-entry", "remove-entry"])
def test_a_colleague_is_told_who_may(client, wrong, entry, name):
    client.force_login(make_worker_of(wrong))

    assert client.get(address(name, wrong, entry.key)).status_code == 403


def test_strangers_see_nothing_on_their_home(client, wrong, right, writer, entry):
    actions.ask_to_move(entry=entry, to=right, reason="Two tabs.", by=writer)

    client.force_login(make_staff(Role.MANAGER))

    assert "Waiting for a second person" not in client.get(reverse("home")).text
