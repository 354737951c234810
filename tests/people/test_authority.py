"""A legal authority to decide: with evidence or plainly without, and hidden with its holder."""

from datetime import date

import pytest
from django.urls import reverse

import clock
from disclosure.about import about
from people import actions
from people.keeping import Told
from people.models import Authority, Relationship, Sharing
from people.queries import changes_of, details_due
from records.rules.authority import unevidenced
from tests.accounts.factories import make_staff
from tests.people.factories import (
    make_contact,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db

HOW = {"told_by": "Ama herself", "checked_how": "Said at the visit"}
SEEN = {"evidence": "COPY", "seen_by": "Fola Adeyemi", "seen_on": date(2026, 3, 2)}


def make_attorney(person):
    contact = make_contact(person)
    return contact, Relationship.objects.create(
        person=person, contact=contact, kind="attorney", back="donor"
    )


def make_authority(person, relationship, **fields):
    fields = {"kind": "LPA_HEALTH", "registered_on": date(2024, 5, 3), **SEEN} | fields
    return Authority.objects.create(person=person, relationship=relationship, **fields)


def shown(client, person, *, area="people"):
    return client.get(reverse("people:area", args=[person.key, area])).text


def test_an_attorney_is_not_evidenced_until_somebody_has_seen_the_document(client):
    person = make_person()
    _, attorney = make_attorney(person)
    client.force_login(make_worker_of(person))
    assert "Authority not evidenced" in shown(client, person)
    assert any("Authority not evidenced" in str(part) for part in about(person, clock.today()))
    add = reverse("people:add-fact", args=[person.key, "authority"])
    said = HOW | {"relationship": attorney.key, "kind": "LPA_HEALTH", "scope": "Jointly"}

    client.post(add, said | {"evidence": "TOLD"})

    told = Authority.objects.get()
    assert "Not evidenced: nothing was seen" in shown(client, person, area="authority")
    missing = client.post(add, said | {"evidence": "COPY"}).text
    assert "Enter who saw it" in missing
    assert "Enter the day it was seen" in missing
    client.post(
        reverse("people:change-fact", args=[person.key, "authority", told.key]),
        said | {
            "why": "CHANGED", "evidence": "COPY", "seen_by": "Fola Adeyemi",
            "seen_on_day": "2", "seen_on_month": "3", "seen_on_year": "2026",
            "registered_on_day": "3", "registered_on_month": "5", "registered_on_year": "2024",
        },
    )  # fmt: skip
    assert "Copy seen by Fola Adeyemi, 2 March 2026" in shown(client, person, area="authority")
    assert "Authority evidenced" in shown(client, person)


@pytest.mark.parametrize(
    ("fields", "counts"),
    [
        ({}, True),
        ({"registered_on": None}, False),
        ({"evidence": "TOLD"}, False),
        ({"expires_on": date(2026, 1, 1)}, False),
        ({"is_mistake": True}, False),
        ({"kind": "DEPUTY_MONEY", "registered_on": None}, True),
    ],
)
def test_what_counts_as_evidence(fields, counts):
    person = make_person()
    _, attorney = make_attorney(person)
    make_authority(person, attorney, **fields)
    assert Authority.objects.evidenced_on(clock.today()).exists() is counts


def test_whoever_names_a_decider_without_evidence_is_told_so_and_may_go_on():
    person = make_person()
    contact, attorney = make_attorney(person)
    doctor = make_contact(person, kind="PROFESSIONAL", name="Dr Moss")
    values = {
        "decided_by": [
            {"kind": "contact", "key": contact.key, "name": contact.name},
            {"kind": "contact", "key": doctor.key, "name": doctor.name},
        ]
    }
    decision = {"kind": "decision", "field": "statements", "details": values}

    (advice,) = unevidenced(person, values, [])
    (beside,) = unevidenced(person, {}, [decision])

    assert (advice.field, advice.severity) == ("decided_by", "advice")
    assert advice.message.startswith(f"{contact.name} is named as deciding")
    assert beside.field == "statements-0.decided_by"
    make_authority(person, attorney)
    assert unevidenced(person, values, [decision]) == []


def test_a_decider_with_a_record_of_their_own_needs_evidence_as_well():
    person, other = make_person(), make_person(given_names="Dennis", family_name="Pyle")
    row = make_relationship(person, other, kind="attorney", back="donor")
    beside = make_contact(person, name="Dennis Pyle", record=other)

    def advice(whose, key):
        values = {"decided_by": [{"kind": "contact", "key": key, "name": "Dennis Pyle"}]}
        return [each.message for each in unevidenced(whose, values, [])]

    assert advice(person, other.key)[0].startswith("Dennis Pyle is named as deciding")
    assert advice(person, beside.key)[0].startswith("Dennis Pyle is named as deciding")
    make_authority(person, row)
    assert advice(person, other.key) == advice(person, beside.key) == []
    # The one who gave it decides nothing for the other by it.
    assert advice(other, person.key)


def test_an_authority_goes_along_when_its_relationship_is_changed():
    person = make_person()
    contact, attorney = make_attorney(person)
    held = make_authority(person, attorney)
    now = actions.record_relationship(
        Relationship(person=person, contact=contact, kind="attorney", back="donor", note="By text"),
        by=make_worker_of(person),
        told=Told(by="Ama", checked="Said"),
        replaces=attorney,
    )
    held.refresh_from_db()
    assert held.relationship == now


def test_an_authority_of_a_hidden_holder_is_not_there(client):
    person, holder = make_person(), make_person(given_names="Well", family_name="Hidden")
    worker = make_worker_of(person)
    row = make_relationship(person, holder, kind="attorney", back="donor")
    held = make_authority(person, row, evidence="TOLD")
    actions.end_fact(held, by=worker, told=Told(by="Ama", checked="Said"))
    make_authority(person, row)
    restrict(holder, make_staff())
    client.force_login(worker)

    add = client.get(reverse("people:add-fact", args=[person.key, "authority"])).text
    assert "Hidden" not in shown(client, person, area="authority") + add
    assert changes_of(worker, person) == []
    assert not any("Hidden" in str(part) for part in about(person, clock.today()))


def test_whoever_holds_it_is_recorded_as_that_with_it(client):
    person = make_person()
    contact = make_contact(person, name="Efua Mensah")
    client.force_login(make_worker_of(person))
    add = reverse("people:add-fact", args=[person.key, "authority"])
    said = HOW | {"relationship": contact.key, "kind": "DEPUTY_MONEY", "evidence": "TOLD"}

    assert client.post(add, said).status_code == 302

    held = Authority.objects.get()
    assert (held.relationship.contact, held.relationship.kind) == (contact, "deputy")
    wrong = client.post(add, said | {"relationship": held.relationship.key, "kind": "EPA"}).text
    assert "Select somebody who stands as attorney" in wrong


def test_its_dates_fit_and_an_expired_one_says_so(client):
    person = make_person()
    _, attorney = make_attorney(person)
    client.force_login(make_worker_of(person))
    typed = HOW | {
        "relationship": attorney.key, "kind": "EPA", "evidence": "TOLD",
        "made_on_day": "1", "made_on_month": "5", "made_on_year": "2006",
        "registered_on_day": "3", "registered_on_month": "5", "registered_on_year": "2024",
        "expires_on_day": "3", "expires_on_month": "5", "expires_on_year": "2020",
    }  # fmt: skip
    add = reverse("people:add-fact", args=[person.key, "authority"])

    assert "Enter a day after the one on which it was registered" in client.post(add, typed).text
    client.post(add, typed | {"expires_on_year": "2025"})

    page = shown(client, person, area="authority")
    assert "Made 1 May 2006" in page
    assert "Not evidenced: it has expired" in page
    assert "Expired 3 May 2025" in page


def test_its_worker_is_reminded_before_it_ends_and_when_it_is_to_be_checked(client):
    person, holder = make_person(), make_person(given_names="Well", family_name="Hidden")
    worker, soon = make_worker_of(person), clock.add_days(clock.today(), 30)
    _, attorney = make_attorney(person)
    make_authority(person, attorney, expires_on=soon, review_on=clock.today())
    make_authority(person, attorney, expires_on=clock.add_days(clock.today(), 90), kind="EPA")
    other = make_relationship(person, holder, kind="attorney", back="donor")
    make_authority(person, other, kind="LPA_MONEY", review_on=clock.today())
    say = {"extent": "ALL", "basis": "OWN", "review_on": clock.today()}
    Sharing.objects.create(person=person, contact=attorney.contact, **say)
    Sharing.objects.create(person=person, other=holder, **say)
    assert len(details_due(worker)) == 5

    restrict(holder, make_staff())

    assert sorted(each.what for each in details_due(worker)) == [
        f"Ask again what may be shared with {attorney.contact.name}",
        "Check again: Lasting power of attorney: health and welfare",
        "Ends: Lasting power of attorney: health and welfare",
    ]
    assert details_due(make_staff()) == []
    client.force_login(worker)
    home = client.get("/").text
    assert reverse("people:area", args=[person.key, "authority"]) in home
    assert reverse("people:area", args=[person.key, "sharing"]) in home
