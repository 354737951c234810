"""Who read an entry while it stood on the wrong record."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from governance.moved import looks_at
from people.actions import give_reason
from records import actions
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of, restrict
from tests.records.factories import make_action, make_entry
from tests.records.test_decisions import decided

pytestmark = pytest.mark.django_db


@pytest.fixture
def wrong():
    return make_person()


@pytest.fixture
def officer(wrong):
    officer = make_staff(Role.RECORDS_OFFICER)
    give_reason(
        person=wrong, by=officer, basis="QUALITY", reference="R 12", words="A possible breach"
    )
    return officer


def move(client, wrong, *, read_by=()):
    writer, manager = make_worker_of(wrong), make_worker_of(wrong, Role.MANAGER, name="Ros Hale")
    entry = make_entry(person=wrong, by=writer)
    for reader in (writer, *read_by):
        client.force_login(reader)
        client.get(reverse("records:entry", args=[wrong.key, entry.key]))
    asked = actions.ask_to_move(
        entry=entry, to=make_person(family_name="Mensah"), reason="Two tabs.", by=writer
    )
    return actions.agree_to_removal(removal=asked, by=manager)


def test_everybody_who_opened_it_but_the_writer_is_listed(client, wrong, officer):
    readers = [make_worker_of(wrong, name="Tom Ellery"), make_worker_of(wrong, name="Ada Price")]
    done = move(client, wrong, read_by=readers)
    make_entry(person=wrong)

    client.force_login(officer)
    listed = client.get(reverse("governance:moved-entries")).text
    page = client.get(reverse("governance:moved-entry", args=[wrong.key, done.key]))

    assert reverse("governance:moved-entry", args=[wrong.key, done.key]) in listed
    assert sorted(look.who.split(",")[0] for look in page.context["looks"]) == [
        "Ada Price",
        "Tom Ellery",
    ]
    assert "Mensah" not in page.text


def test_whom_the_timeline_showed_it_to_is_listed(client, wrong, officer):
    reader = make_worker_of(wrong, name="Tom Ellery")
    writer = make_worker_of(wrong)
    entry = make_entry(person=wrong, by=writer)
    client.force_login(reader)
    client.get(reverse("records:timeline", args=[wrong.key]))
    asked = actions.ask_to_move(entry=entry, to=make_person(), reason="Two tabs.", by=writer)
    done = actions.agree_to_removal(removal=asked, by=make_worker_of(wrong, Role.MANAGER))

    client.force_login(officer)
    page = client.get(reverse("governance:moved-entry", args=[wrong.key, done.key]))

    assert [look.who.split(",")[0] for look in page.context["looks"]] == ["Tom Ellery"]


def test_a_restricted_person_is_on_no_list(client, wrong, officer):
    move(client, wrong)
    restrict(wrong)

    client.force_login(officer)

    assert wrong.name not in client.get(reverse("governance:moved-entries")).text


def test_those_who_work_with_people_have_no_list(client):
    client.force_login(make_staff())

    assert client.get(reverse("governance:moved-entries")).status_code == 403


def test_whom_the_register_or_a_list_of_actions_showed_it_to_is_listed(client, wrong):
    writer, manager = make_worker_of(wrong), make_worker_of(wrong, Role.MANAGER, name="Ros Hale")
    entry = make_entry(person=wrong, by=writer, statements=[decided(by=writer)])
    make_action(entry, owner=manager)
    client.force_login(manager)
    client.get(reverse("records:decisions"))
    client.get(reverse("records:my-actions"))
    asked = actions.ask_to_move(
        entry=entry, to=make_person(family_name="Mensah"), reason="Two tabs.", by=writer
    )
    done = actions.agree_to_removal(removal=asked, by=make_worker_of(wrong, Role.MANAGER))

    assert [look.who.split(",")[0] for look in looks_at(done)] == ["Ros Hale", "Ros Hale"]
