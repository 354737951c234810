"""A referral begins with what the front door took down, word for word."""

import pytest
from django.urls import reverse

import clock
from accounts.models import Team
from accounts.roles import Role
from audit.models import Event
from people import actions
from records.catalogue import catalogue
from records.drafting.received import KIND
from records.models import Draft
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, restrict
from tests.records.factories import make_entries, typed_for
from tests.records.test_writing import autosave, token_for

pytestmark = pytest.mark.django_db

ASKED = "  Mum fell twice,\n\nshe “can’t get up”\t– since Tuesday.  "


@pytest.fixture
def officer(client):
    team = make_team("First Contact", kind=Team.Kind.DUTY, lead=make_staff(Role.MANAGER))
    officer = make_staff(Role.PRACTITIONER, team=team, name="Kasia Nowak")
    client.force_login(officer)
    return officer


def received(officer, *people, **fields):
    """A contact about people, matched to each as a carer where they are one."""
    told = {
        "how": "PHONE",
        "came_from": "FAMILY",
        "from_name": "Ana Clarke, daughter",
        "from_reach": "01632 960001, evenings",
        "about": "Her mother Win",
        "asked": ASKED,
        "urgency": "TWO_DAYS",
    }
    contact = actions.log_contact(team=officer.team, by=officer, **told | fields)
    for number, person in enumerate(people, 1):
        role = "CARER" if person.is_carer else "NEEDS"
        last = number == len(people)
        actions.match_contact(contact=contact, person=person, role=role, by=officer, is_last=last)
    return contact


def form_of(client, person, contact):
    page = client.get(reverse("records:write", args=[person.key, KIND]), {"contact": contact.key})
    return page, page.context["desk"].form


def test_the_referral_stands_written_as_it_was_received(client, officer):
    person = make_person(is_carer=True)
    contact = received(officer, person)
    page = client.get(reverse("people:contact", args=[contact.key]))
    assert f"{KIND}/?contact={contact.key}" in page.text

    page, form = form_of(client, person, contact)

    assert form["reason_in_their_words"].value() == ASKED
    assert form["urgency"].value().chosen == ["Within 2 working days"]
    assert form["contact_channel"].value().chosen == ["Telephone"]
    assert form["record_as"].value().chosen == ["Carer"]
    name = "Ana Clarke, daughter, Family, friend or neighbour, 01632 960001, evenings"
    assert form["referrer"].field.widget.raw(form["referrer"].value())["other"] == name
    assert "word for word as they were received" in page.text
    assert "logged by Kasia Nowak" in page.text
    assert Event.objects.filter(verb="records.form_opened").latest("pk").target == contact.key


def test_their_words_go_into_the_draft_as_they_came(client, officer):
    person = make_person()
    _, form = form_of(client, person, received(officer, person))
    token = token_for(person, officer, type_key=KIND)
    typed = typed_for(catalogue().get(KIND))
    typed["reason_in_their_words"] = [form["reason_in_their_words"].value().replace("\n", "\r\n")]

    autosave(client, person, token, typed)

    assert Draft.objects.get(key=token.key).typed["reason_in_their_words"] == [ASKED]


def test_who_speaks_for_themselves_is_the_referrer_unless_it_is_about_several(client, officer):
    person, wife = make_person(), make_person()
    alone = received(officer, person, came_from="SELF", from_name="Himself")
    both = received(officer, person, wife, came_from="SELF", from_name="One of them")

    _, form = form_of(client, person, alone)
    assert form["referrer"].value()[0]["key"] == person.key
    _, form = form_of(client, person, both)
    assert form["referrer"].value()[0]["name"] == "One of them"


def test_a_contact_about_somebody_else_or_closed_to_the_writer_begins_nothing(client, officer):
    person, other, hidden = make_person(), make_person(), make_person()
    received(officer, person)
    about_other = received(officer, other)
    with_hidden = received(officer, person, hidden)
    restrict(hidden)

    for contact in (about_other, with_hidden):
        page, form = form_of(client, person, contact)
        assert form["reason_in_their_words"].value() in (None, "")
        assert "as they were received" not in page.text


def test_the_draft_and_what_is_signed_lead_back_to_the_contact(client, officer):
    person, other = make_person(team=officer.team), make_person(team=officer.team)
    contact = received(officer, person)
    page, _ = form_of(client, person, contact)
    assert f'name="from_contact" value="{contact.key}"' in page.text
    token = token_for(person, officer, type_key=KIND)

    autosave(
        client, person, token, typed_for(catalogue().get(KIND)) | {"from_contact": [contact.key]}
    )
    draft = client.get(reverse("records:edit-draft", args=[person.key, token.key]))
    at, before = contact.received_at, clock.add_hours(contact.received_at, -1)
    entries = [
        make_entries(each, type_key=KIND, author=officer, event_at=when)[0]
        for each, when in ((person, at), (person, before), (other, at))
    ]
    signed = [
        client.get(reverse("records:entry", args=[each.person.key, each.key])) for each in entries
    ]

    back = reverse("people:contact", args=[contact.key])
    assert "word for word as they were received" in draft.text
    assert [back in each.text for each in signed] == [True, False, False]
