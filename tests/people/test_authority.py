"""A legal authority to decide: with evidence or plainly without, and hidden with its holder."""

from datetime import date

import pytest
from django.urls import reverse

import clock
from disclosure.about import about
from people import actions
from people.keeping import Told
from people.models import Authority, Relationship
from people.queries import changes_of
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
