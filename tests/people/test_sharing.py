"""What may be shared with those around a person: said, taken back, hidden with a hidden end."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from audit.models import Event
from disclosure.about import about
from people import actions
from people.keeping import Told
from people.models import Sharing
from people.queries import changes_of, everybody_around
from tests.accounts.factories import make_staff
from tests.people.factories import (
    make_contact,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db

TOLD = Told(by="Ama herself", checked="Said at the visit")
HOW = {"told_by": "Ama herself", "checked_how": "Said at the visit"}
NEXT_YEAR = {"review_on_day": "3", "review_on_month": "2", "review_on_year": "2090"}


@pytest.fixture
def ama():
    return make_person(given_names="Ama", family_name="Okafor")


@pytest.fixture
def worker(ama):
    return make_worker_of(ama)


def add(person):
    return reverse("people:add-fact", args=[person.key, "sharing"])


def shown(client, name, *args):
    return client.get(reverse(f"people:{name}", args=args)).text


def say(person, worker, **fields) -> Sharing:
    said = {"extent": "ALL", "basis": "OWN", "since": date(2026, 3, 2)} | fields
    return actions.record_sharing(Sharing(person=person, **said), by=worker, told=TOLD)


def test_what_may_be_shared_stands_beside_whom_it_is_about(client, ama, worker):
    contact = make_contact(ama, name="Efua Mensah")
    client.force_login(worker)
    assert "nobody has recorded yet" in shown(client, "about", ama.key)

    response = client.post(
        add(ama),
        HOW
        | NEXT_YEAR
        | {
            "with_whom": contact.key,
            "extent": "MATTERS",
            "matters": "Times of visits",
            "basis": "OWN",
        },
    )

    assert response.status_code == 302
    for page in (("about", ama.key), ("area", ama.key, "people"), ("around", ama.key, contact.key)):
        assert "Only this may be shared: Times of visits" in shown(client, *page), page
    own = shown(client, "around", ama.key, contact.key)
    assert "The person said so themselves" in own
    assert worker.name in own
    assert "Ask again by 3 February 2090" in own
    assert Event.objects.filter(verb="people.sharing_recorded").get().subjects == [ama.key]
    copied = str(about(ama, clock.today()))
    assert "Times of visits" in copied
    assert "Efua Mensah" in copied


def test_what_is_missing_or_does_not_fit_is_asked_for(client, ama, worker):
    contact = make_contact(ama)
    client.force_login(worker)
    typed = HOW | {"with_whom": contact.key, "extent": "MATTERS", "basis": "BEST_INTERESTS"}

    refused = client.post(add(ama), typed).text

    assert "Enter which matters may be shared" in refused
    assert "Enter more about that basis" in refused
    assert "Enter when we ask again" in refused
    assert "Select one of those listed" in client.post(add(ama), typed | {"with_whom": "x"}).text
    assert not Sharing.objects.exists()


def test_it_is_withdrawn_with_a_date_and_stays_in_the_history(client, ama, worker):
    contact = make_contact(ama, name="Efua Mensah")
    said = say(ama, worker, contact=contact)
    client.force_login(worker)

    response = client.post(
        reverse("people:end-fact", args=[ama.key, "sharing", said.key]),
        HOW | {"why": "CHANGED", "until_day": "3", "until_month": "5", "until_year": "2026"},
    )

    assert response.status_code == 302
    now = "Withdrawn on 3 May 2026: nothing may be shared until they are asked again"
    assert now in shown(client, "about", ama.key)
    own = shown(client, "around", ama.key, contact.key)
    assert "Withdrawn 3 May 2026" in own
    assert "Before" in own
    assert Event.objects.filter(verb="people.sharing_withdrawn").exists()


def test_a_new_answer_takes_the_place_of_the_one_before(client, ama, worker):
    contact = make_contact(ama)
    said = say(ama, worker, contact=contact)
    client.force_login(worker)

    client.post(
        reverse("people:change-fact", args=[ama.key, "sharing", said.key]),
        HOW | {"extent": "NOTHING", "basis": "OWN", "why": "CHANGED"},
    )

    said.refresh_from_db()
    assert (said.until, said.is_withdrawn) == (clock.today(), False)
    assert everybody_around(worker, ama)[contact.key].shared.startswith("Nothing may be shared")
    with pytest.raises(ValidationError, match="recorded for them already"):
        say(ama, worker, contact=contact)


def test_only_with_somebody_around_the_person_and_by_those_who_may_write(ama, worker):
    with pytest.raises(ValidationError, match="not recorded around"):
        say(ama, worker, other=make_person())
    with pytest.raises(ValidationError, match="not recorded around"):
        say(ama, worker, contact=make_contact(make_person()))
    with pytest.raises(PermissionDenied):
        say(ama, make_staff(), contact=make_contact(ama))


def test_with_somebody_whose_record_is_hidden_it_is_not_there(client, ama, worker):
    esi = make_person(given_names="Well", family_name="Hidden")
    make_relationship(ama, esi)
    say(ama, worker, other=esi)
    client.force_login(worker)
    assert "Hidden" in shown(client, "around", ama.key, esi.key)

    restrict(esi, make_staff())

    pages = (("about", ama.key), ("area", ama.key, "sharing"), ("changes", ama.key))
    assert not any("Hidden" in shown(client, *page) for page in pages)
    assert "Hidden" not in client.get(add(ama)).text
    around = reverse("people:around", args=[ama.key, esi.key])
    unknown = reverse("people:around", args=[ama.key, "nobody"])
    assert client.get(around).status_code == client.get(unknown).status_code == 404
    assert changes_of(worker, ama) == []
    assert "Hidden" not in str(about(ama, clock.today()))


def test_of_somebody_who_is_several_things_it_is_said_once(client, ama, worker):
    esi = make_person(given_names="Esi", family_name="Mensah")
    make_relationship(ama, esi)
    make_relationship(ama, esi, kind="carer", back="cared_for")
    say(ama, worker, other=esi)
    client.force_login(worker)
    assert shown(client, "about", ama.key).count("Everything may be shared") == 1
