"""One entry on paper: whole, under whose record it is, and each printing on the log."""

import pytest
from django.urls import reverse

from audit.models import Event
from records.models import Addition
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_alert, make_person, make_worker_of
from tests.records.factories import make_entries, make_entry, note_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return make_person(preferred_name="Ama")


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    return worker


def address(entry):
    return reverse("records:print-entry", args=[entry.person.key, entry.key])


def test_an_entry_goes_on_paper_whole_and_the_printing_is_an_event(client, person, worker):
    make_alert(person, title="Dog in the yard")
    entry = make_entry(
        person=person, by=worker, values=note_values(discussion="He <b>planted</b> dahlias.")
    )

    page = client.get(address(entry)).text

    assert "He &lt;b&gt;planted&lt;/b&gt; dahlias." in page
    assert "Ama" in page
    assert person.council_reference in page
    assert "by Fola Adeyemi" in page
    assert "Check code" in page
    # Paper that a person may keep says nothing of what staff are warned of.
    assert "Dog in the yard" not in page
    event = Event.objects.filter(verb="records.entry_printed").get()
    assert (event.target, event.actor) == (entry.key, worker.staff_number)


def test_what_stands_beside_an_entry_goes_with_it(client, person, worker):
    entry = make_entry(person=person, by=worker)
    Addition.objects.create(
        entry=entry,
        kind="PERSON_COMMENT",
        text="It was tulips.",
        said_by="Ama",
        author=worker,
        added_at=entry.signed_at,
    )

    assert "It was tulips." in client.get(address(entry)).text


def test_an_entry_is_printed_by_nobody_who_may_not_open_it(client, person, worker):
    team = make_team()
    allocate(person, team=team)
    closed = make_entry(
        person=person, by=worker, values=note_values(sensitivity="Restricted to named people")
    )
    client.force_login(make_staff(team=team))

    assert client.get(address(closed)).status_code == 404
    assert not Event.objects.filter(verb="records.entry_printed").exists()


def test_the_page_of_an_entry_leads_to_its_print(client, person, worker):
    entry = make_entry(person=person, by=worker)

    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text

    assert f'href="{address(entry)}"' in page


def test_a_reablement_plan_says_on_paper_that_six_weeks_are_free(client, person, worker):
    plan = make_entries(person, type_key="reablement_plan", author=worker)[0]

    assert "first six weeks of this support are free" in client.get(address(plan)).text
