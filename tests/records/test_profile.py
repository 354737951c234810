"""What signed entries change and show in a person's details."""

import re
from datetime import date

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from people import actions as people_actions
from people.models import AlertRead, Authority, CommunicationNeed, DetailsChange
from people.queries import banner_for
from records.catalogue import catalogue
from records.forms.token import new_token
from records.models import EntryVersion
from records.queries import said_of_own_people, that_end
from records.signed import needs
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_alert, make_contact, make_person, make_worker_of
from tests.records.factories import make_entries, make_writer, typed_for
from tests.records.test_every_type import _reasons as reasons

pytestmark = pytest.mark.django_db

NEED = {
    "need": ["Large print", "Other"],
    "format_details": "18 point. Plans and letters.",
    "contact_details": "Ring before writing. After ten.",
    "share_with": ["Health", {"value": "Other", "reason": "Her church"}],
    "checked_when": "2027-02-10",
}


def signed(person, type_key, values, **fields):
    """An entry of a type with these answers, which nobody had to fill in whole."""
    (entry,) = make_entries(person, type_key=type_key, **fields)
    EntryVersion.objects.create(
        entry=entry,
        number=2,
        reason="Written wrongly",
        values=values,
        signed_by=entry.author,
        signed_at=entry.signed_at,
        digest="0" * 64,
    )
    return entry


def test_a_signed_need_takes_the_place_of_the_one_of_its_kind_and_keeps_its_words():
    person = make_person()
    worker = make_worker_of(person)
    old = CommunicationNeed.objects.create(
        person=person, kind="LARGE_PRINT", need="Large print, 16 point"
    )
    entry = signed(person, needs.TYPE, NEED)

    needs.carry_over(entry, NEED, by=worker, at=clock.now())

    banner = banner_for(worker, person)
    assert banner.communication == ["Large print, 16 point", "Ring before writing"]
    old.refresh_from_db()
    new = person.communication_needs.get(kind="LARGE_PRINT", until=None)
    assert old.until is not None
    assert (new.detail, new.source_entry, new.review_on, new.share_with, new.agreed_by) == (
        "18 point. Plans and letters.",
        entry.key,
        date(2027, 2, 10),
        "Health, Other (Her church)",
        person.name,
    )
    assert DetailsChange.objects.filter(source_entry=entry.key).count() == 2


def test_a_corrected_need_that_is_named_no_longer_was_never_true():
    person = make_person()
    worker = make_worker_of(person)
    entry = signed(person, needs.TYPE, NEED)
    needs.carry_over(entry, NEED, by=worker, at=clock.now())

    needs.carry_over(entry, NEED | {"need": ["Braille"]}, by=worker, at=clock.now())

    assert banner_for(worker, person).communication == ["Braille", "Ring before writing"]
    assert person.communication_needs.get(kind="LARGE_PRINT").is_mistake


def test_what_rested_on_an_entry_that_was_moved_away_is_withdrawn():
    person = make_person()
    worker = make_worker_of(person)
    entry = signed(person, needs.TYPE, NEED)
    needs.carry_over(entry, NEED, by=worker, at=clock.now())

    people_actions.withdraw_what_an_entry_says(person=person, entry=entry.key, by=worker)

    assert banner_for(worker, person).communication == []


def test_details_show_what_entries_say_of_home_status_and_documents(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    signed(person, "accommodation_details", {"dwelling_kind": "Flat", "hazards": "Loose rug"})
    power = {"seen": "No, told only", "registered": "Not known", "people_named": [{"name": "Ana"}]}
    kinds = (
        "Lasting power of attorney: health and welfare",
        "Lasting power of attorney: property and financial affairs",
    )
    for kind in kinds:
        signed(person, "legal_document", power | {"document_kind": kind})

    page = client.get(reverse("people:about", args=[person.key])).text

    for words in (
        "Loose rug",
        "Not shown as in use: it must be registered, and seen",
        "Only when the person lacks capacity for that decision",
        "never for decisions about care",
    ):
        assert words in page


def test_a_restricted_status_shows_that_it_is_there_and_nothing_of_it(client):
    team = make_team()
    person = make_person(team=team)
    signed(
        person,
        "immigration_legal_status",
        {"status": "Asylum seeker", "expiry_date": "2027-01-01"},
        sensitivity="RESTRICTED",
    )
    client.force_login(make_staff(team=team))

    page = client.get(reverse("people:about", args=[person.key])).text

    assert "Restricted record" in page
    assert "Asylum" not in page
    assert "2027" not in page.split("Legal or immigration status")[1].split("Who this is")[0]


def test_a_status_that_ends_reminds_the_worker_and_nobody_else(client):
    person = make_person()
    worker = make_worker_of(person)
    soon = clock.add_days(clock.today(), 20).isoformat()
    early = clock.add_hours(clock.now(), -24 * 400)
    signed(person, "immigration_legal_status", {"expiry_date": "2020-01-01"}, event_at=early)
    entry = signed(person, "immigration_legal_status", {"expiry_date": soon})
    later = make_person()
    signed(
        later,
        "immigration_legal_status",
        {"expiry_date": clock.add_days(clock.today(), 90).isoformat()},
    )
    people_actions.allocate(person=later, team=make_team(), worker=worker, by=worker)

    assert [each.pk for each in that_end(said_of_own_people(worker))] == [entry.pk]
    assert that_end(said_of_own_people(make_staff())) == []
    client.force_login(worker)
    assert "immigration status ends" in client.get("/").text


def test_a_signed_document_offers_to_record_the_authority_it_gives(client):
    person = make_person()
    worker = make_worker_of(person)
    contact = make_contact(person, name="Efua Mensah")
    entry = signed(
        person,
        "legal_document",
        {
            "document_kind": "Deputy: health and welfare",
            "people_named": [{"kind": "contact", "key": contact.key, "name": contact.name}],
            "limits": "Jointly with her brother.",
            "seen": "Yes, copy",
            "registered": "Yes",
            "starts_on": "2024-05-03",
            "expires_on": "2027-05-03",
        },
    )
    client.force_login(worker)
    about = reverse("people:about", args=[person.key])
    add = reverse("people:add-fact", args=[person.key, "authority"]) + f"?entry={entry.key}"
    assert add in client.get(about).text

    form = client.get(add).context["form"]
    begun = {name: form[name].value() for name in ("kind", "relationship", "scope", "evidence")}
    typed = {
        **begun, "seen_by": form["seen_by"].value(), "told_by": form["told_by"].value(),
        "seen_on_day": "3", "seen_on_month": "5", "seen_on_year": "2026",
        "registered_on_day": "3", "registered_on_month": "5", "registered_on_year": "2024",
        "checked_how": "Written in a signed record", "entry": entry.key,
    }  # fmt: skip
    client.post(add, typed)

    assert begun == {
        "kind": "DEPUTY_HEALTH",
        "relationship": contact.key,
        "scope": "Jointly with her brother.",
        "evidence": "COPY",
    }
    assert form["registered_on"].value() == date(2024, 5, 3)
    assert form["expires_on"].value() == date(2027, 5, 3)
    held = Authority.objects.get()
    assert (held.source_entry, held.relationship.contact) == (entry.key, contact)
    assert held.seen_by == entry.author.name
    assert add not in client.get(about).text


def test_a_closed_document_says_nothing_for_the_form_of_an_authority(client):
    person = make_person()
    entry = signed(person, "legal_document", {"limits": "Not to be told"}, sensitivity="RESTRICTED")
    client.force_login(make_staff(team=make_worker_of(person, team=make_team()).team))
    add = reverse("people:add-fact", args=[person.key, "authority"])
    response = client.get(f"{add}?entry={entry.key}")
    assert response.status_code == 200
    assert "Not to be told" not in response.text


def test_the_newest_document_of_a_kind_is_reminded_of_before_it_ends_or_is_checked(client):
    person = make_person()
    worker = make_worker_of(person)
    early = clock.add_hours(clock.now(), -24 * 400)
    order, soon = "Court of Protection order", clock.add_days(clock.today(), 20).isoformat()
    signed(person, "legal_document", {"document_kind": order, "expires_on": soon}, event_at=early)
    signed(person, "legal_document", {"document_kind": order})
    ends = signed(person, "legal_document", {"document_kind": "Guardianship", "expires_on": soon})
    check = signed(
        person, "legal_document", {"document_kind": "Tenancy or licence", "check_on": "2026-01-01"}
    )

    assert [each.pk for each in that_end(said_of_own_people(worker))] == [check.pk, ends.pk]
    client.force_login(worker)
    home = client.get("/").text
    assert "Legal document ends" in home
    assert "Legal document to check again" in home


def test_a_record_of_changed_details_waits_until_they_are_carried_over(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    entry = signed(person, "details_update", {"what_changed": ["Address", "Phone or email"]})
    about = reverse("people:about", args=[person.key])

    before = client.get(about).text
    client.post(
        reverse("people:add-fact", args=[person.key, "addresses"]) + f"?entry={entry.key}",
        {
            "kind": "HOME",
            "lines": "2 Example Row",
            "safety": "SAFE",
            "told_by": "Ama",
            "checked_how": "Said so",
            "entry": entry.key,
        },
    )
    after = client.get(about).text

    assert "To carry over from records" in before
    assert f"details/addresses/add/?entry={entry.key}" in before
    assert "To carry over from records" not in after
    assert (
        "The record that says so" in client.get(reverse("people:changes", args=[person.key])).text
    )


def test_alerts_are_read_before_a_visit_is_written_and_nothing_typed_is_lost(client):
    person = make_person()
    worker = make_worker_of(person, Role.PRACTITIONER)
    alert = make_alert(person)
    client.force_login(worker)
    address = reverse("records:write", args=[person.key, "visit_face_to_face"])

    desk = client.get(address)
    token = desk.context["desk"].token
    typed = {"form_token": token, "discussion": "He was at the door.", "act": "alerts"}
    back = client.post(address, typed | {"alert": [alert.key]}, follow=True)

    assert "I have read this alert" in desk.text
    assert "He was at the door." in back.text
    assert "I have read this alert" not in back.text
    assert AlertRead.objects.get().alert == alert
    assert (
        "I have read"
        not in client.get(reverse("records:write", args=[person.key, "case_note"])).text
    )


def test_signing_writes_the_need_into_the_details(client):
    person = make_person()
    record_type = catalogue().get(needs.TYPE)
    worker = make_writer(person, record_type)
    client.force_login(worker)
    token = new_token(person=person, record_type=record_type, user=worker)
    sent = {"form_token": token.sealed(), "draft_version": "0", "act": "check"}
    address = reverse("records:write", args=[person.key, needs.TYPE])

    check = client.post(address, typed_for(record_type) | sent, follow=True)
    client.post(check.request["PATH_INFO"], {"draft_version": 1} | reasons(check))

    entry = person.entries.get()
    need = person.communication_needs.get(kind="INTERPRETER")
    assert (need.source_entry, need.need) == (entry.key, "Interpreter (spoken language)")
    assert need.need in client.get(reverse("people:about", args=[person.key])).text


def test_a_record_of_several_needs_says_once_what_is_to_be_done(client):
    person = make_person()
    worker = make_worker_of(person)
    several = NEED | {"need": ["Large print", "Easy read"], "format_details": "Yellow paper"}
    entry = signed(person, needs.TYPE, several)
    needs.carry_over(entry, several, by=worker, at=clock.now())
    client.force_login(worker)

    page = client.get(reverse("people:about", args=[person.key])).text

    assert person.communication_needs.filter(detail="Yellow paper").count() == 2
    assert page.count("Yellow paper") == 1


@pytest.mark.parametrize(("kind", "answer"), [("EASY_READ", "Easy read"), ("QUIET", None)])
def test_a_letter_begins_with_the_format_that_the_person_needs(client, kind, answer):
    person = make_person()
    client.force_login(make_worker_of(person))
    CommunicationNeed.objects.create(person=person, kind=kind, need="As she says")

    page = client.get(reverse("records:write", args=[person.key, "letter_sent"]))

    ticked = re.findall(r'value="([^"]*)"[^>]*checked', page.text)
    assert ("Easy read" in ticked) is (answer is not None)
