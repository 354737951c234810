"""Who somebody is to a person: one row for two records, dated, and hidden with a hidden end."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from disclosure.about import about
from people import actions
from people.keeping import NOT_SAID, Told
from people.models import Contact, Relationship
from people.queries import changes_of, contacts_of, relationships_of
from people.relationships import kinds
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    make_contact,
    make_person,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db

TOLD = Told(by="Ama herself", checked="Said at the visit")
HOW = {"told_by": "Ama herself", "checked_how": "Said at the visit"}


@pytest.fixture
def family():
    """Ama, her daughter Esi who cares for her and has a record, and the worker of both."""
    worker = make_staff(Role.PRACTITIONER, team=make_team())
    ama = make_person(given_names="Ama", family_name="Okafor")
    esi = make_person(given_names="Esi", family_name="Mensah")
    allocate(ama, worker)
    allocate(esi, worker)
    return ama, esi, worker


def relate(one, other, worker, **fields) -> Relationship:
    fields = {"kind": "daughter", "back": "mother", "since": date(1975, 2, 3)} | fields
    row = Relationship(person=one, other=other, **fields)
    return actions.record_relationship(row, by=worker, told=TOLD)


def page(client, name, *args):
    return client.get(reverse(f"people:{name}", args=args)).text


def test_every_kind_has_its_way_back():
    for key, kind in kinds().items():
        for back in kind.back:
            assert key in kinds()[back].back, (key, back)
        assert kind.group in Contact.Kind.values


def test_one_row_is_read_from_both_sides_in_the_right_words_and_logged_on_both(client, family):
    ama, esi, worker = family
    client.force_login(worker)
    said = HOW | {
        "who": "REGISTER", "reference": esi.council_reference.lower(), "kind": "daughter",
        "back": "mother", "since_day": "3", "since_month": "2", "since_year": "1975",
    }  # fmt: skip

    response = client.post(reverse("people:add-fact", args=[ama.key, "people"]), said)

    assert response.status_code == 302
    assert Relationship.objects.count() == 1
    hers, theirs = page(client, "about", ama.key), page(client, "about", esi.key)
    assert "Daughter" in hers
    assert "Esi Mensah" in hers
    assert "Mother" in theirs
    assert "Ama Okafor" in theirs
    assert "From 3 February 1975" in theirs
    logged = Event.objects.filter(verb="people.relationship_recorded")
    assert {key for event in logged for key in event.subjects} == {ama.key, esi.key}
    opened = Event.objects.filter(verb="people.about_opened")
    assert sorted(key for event in opened for key in event.subjects) == sorted(
        [ama.key, esi.key] * 2
    )
    assert "Ama Okafor, mother" in [change.became for change in changes_of(worker, esi)]
    assert "Esi Mensah, daughter" in [change.became for change in changes_of(worker, ama)]


def test_it_is_changed_and_ended_on_either_record_and_stays_in_the_history(client, family):
    ama, esi, worker = family
    row = relate(ama, esi, worker)
    client.force_login(worker)

    client.post(
        reverse("people:change-fact", args=[esi.key, "people", row.key]),
        HOW | {"kind": "carer", "back": "", "why": "CHANGED"},
    )
    now = Relationship.objects.standing().get()
    assert (now.person, now.other, now.kind, now.back) == (esi, ama, "carer", "cared_for")
    client.post(
        reverse("people:end-fact", args=[ama.key, "people", now.key]), HOW | {"why": "CHANGED"}
    )

    assert not Relationship.objects.standing().exists()
    listed = page(client, "area", esi.key, "people")
    assert "Before" in listed
    assert "Until" in listed
    assert Event.objects.filter(verb="people.relationship_ended").count() == 2


def test_somebody_without_a_record_is_added_and_next_of_kin_decides_nothing(client, family):
    ama, _, worker = family
    client.force_login(worker)

    client.post(
        reverse("people:add-fact", args=[ama.key, "people"]),
        HOW
        | {"who": "NEW", "name": "Kofi Boateng", "phone": "01632 960222", "kind": "next_of_kin"},
    )

    assert ama.contacts.get().name == "Kofi Boateng"
    shown = page(client, "about", ama.key)
    assert "Next of kin has no legal authority to decide" in shown
    assert shown.count("Kofi Boateng") == 1
    again = page(client, "add-fact", ama.key, "people")
    assert "Kofi Boateng" not in again


def test_a_contact_known_before_gets_its_dates(client, family):
    ama, _, worker = family
    contact = make_contact(ama, name="Kofi Boateng")
    client.force_login(worker)

    client.post(
        reverse("people:add-fact", args=[ama.key, "people"]),
        HOW | {"who": contact.key, "kind": "neighbour"},
    )

    assert Relationship.objects.get().contact == contact


def test_what_is_typed_wrongly_is_said_and_kept(client, family):
    ama, esi, worker = family
    client.force_login(worker)
    stranger = make_person(given_names="Not", family_name="Theirs")
    hidden = make_person(given_names="Well", family_name="Hidden")
    restrict(hidden, make_staff())
    add = reverse("people:add-fact", args=[ama.key, "people"])
    said = {
        reference: client.post(
            add, HOW | {"who": "REGISTER", "reference": reference, "kind": "friend"}
        ).text
        for reference in (stranger.council_reference, hidden.council_reference, "ZZZ-ZZZ")
    }
    assert all("No record that you may open has this reference" in text for text in said.values())
    own = client.post(
        add,
        HOW | {"who": "REGISTER", "reference": ama.council_reference, "kind": "friend"},
    )
    assert "This is the reference of the person themselves" in own.text
    pair = HOW | {"who": "REGISTER", "reference": esi.council_reference}
    wrong = client.post(add, pair | {"kind": "friend", "back": "mother"})
    assert "To their friend the person can be: friend" in wrong.text
    assert "Enter their name" in client.post(add, HOW | {"who": "NEW", "kind": "friend"}).text
    relate(ama, esi, worker)
    turned = reverse("people:add-fact", args=[esi.key, "people"])
    again = client.post(
        turned,
        HOW | {"who": "REGISTER", "reference": ama.council_reference, "kind": "mother",
               "back": "daughter"},
    )  # fmt: skip
    assert "This is recorded already" in again.text
    assert Relationship.objects.count() == 1


def test_a_restricted_end_leaves_no_trace_on_the_other_record(client, family):
    ama, esi, worker = family
    relate(ama, esi, worker)
    restrict(esi, make_staff())
    client.force_login(worker)

    for name, args in (
        ("about", ()), ("area", ("people",)), ("changes", ()), ("add-fact", ("people",))
    ):  # fmt: skip
        text = page(client, name, ama.key, *args)
        assert "Mensah" not in text
        assert "Daughter" not in text.replace('<option value="daughter">Daughter</option>', "")
    key = Relationship.objects.get().key
    gone = client.get(reverse("people:end-fact", args=[ama.key, "people", key]))
    assert gone.status_code == 404
    assert not any("Mensah" in str(part) for part in about(ama, clock.today()))


def test_nobody_relates_a_record_that_they_may_not_write_on_or_open(family):
    ama, esi, worker = family
    other = make_person(given_names="Yaw")
    with pytest.raises(PermissionDenied):
        relate(other, ama, worker)
    with pytest.raises(PermissionDenied):
        relate(ama, other, worker)
    with pytest.raises(ValidationError):
        relate(ama, esi, worker, kind="daughter", back="friend")


def test_it_stands_in_the_copy_of_either(family):
    ama, esi, worker = family
    row = relate(ama, esi, worker)

    def parts(person):
        return {
            part.title: [(fact.label, fact.text) for fact in part.facts]
            for part in about(person, clock.today())
        }

    assert any("mother, from 3 February 1975" in text
               for _, text in parts(esi)["People around Esi Mensah"])  # fmt: skip
    actions.end_relationship(row, person=esi, by=worker, told=TOLD)
    assert any("Mother" in label for label, _ in parts(esi)["What stood here before"])
    assert relationships_of(worker, ama).count() == 1


def test_how_to_reach_somebody_is_changed_with_its_history_and_they_can_be_ended(client):
    person = make_person()
    worker = make_worker_of(person)
    contact = make_contact(person, phone="01632 960001", organisation="Mind")
    client.force_login(worker)
    address = reverse("people:change-contact", args=[person.key, contact.key])
    assert address in client.get(reverse("people:area", args=[person.key, "people"])).text
    same = {"name": contact.name, "organisation": "Mind", "phone": "01632 960001"}
    how = {"told_by": "Efua herself", "checked_how": "Rang the number"}

    nothing = client.post(address, same | how)
    assert "Nothing here is different" in nothing.text
    assert "Enter who told us" in client.post(address, same | {"phone": "01632 960002"}).text
    client.post(address, same | how | {"phone": "01632 960002", "note": "Works nights"})

    contact.refresh_from_db()
    assert (contact.phone, contact.organisation) == ("01632 960002", "Mind")
    changes = {each.row.what: (each.was, each.became) for each in changes_of(worker, person)}
    assert changes == {
        f"Telephone of {contact.name}": ("01632 960001", "01632 960002"),
        f"Note of {contact.name}": ("", "Works nights"),
    }
    event = Event.objects.get(verb="people.contact_changed")
    assert event.actor == worker.staff_number

    day = clock.today()
    ended = {"ended_on_day": day.day, "ended_on_month": day.month, "ended_on_year": day.year}
    client.post(address, same | how | {"phone": "01632 960002", "note": "Works nights"} | ended)
    assert not contacts_of(worker, person)
    listed = page(client, "area", person.key, "people")
    assert listed.index("Before") < listed.index("Not around since")
    assert "not around since" in str(about(person, clock.today()))
    other = make_person()
    make_worker_of(other)
    wrong = reverse("people:change-contact", args=[person.key, make_contact(other).key])
    assert client.get(wrong).status_code == 404


def test_nobody_changes_a_contact_on_a_record_that_they_may_not_write():
    person = make_person()
    contact = make_contact(person)
    with pytest.raises(PermissionDenied):
        actions.change_contact(
            contact=contact, by=make_staff(), told=NOT_SAID, phone="01632 960009"
        )


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("GP", "GP", "High Street Surgery"), "GP, High Street Surgery"),
        (("Personal assistant", "", "Personal assistant, employed by her"),
         "Personal assistant, employed by her"),
        (("Social worker at the council she moves to", "Social worker", ""),
         "Social worker at the council she moves to"),
        (("Son", "", "Sons of Rest"), "Son, Sons of Rest"),
    ],
)  # fmt: skip
def test_who_somebody_is_is_not_said_twice(given, words):
    relationship, role, organisation = given
    contact = Contact(relationship=relationship, role=role, organisation=organisation)
    assert contact.described == words
