from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from people import actions as people_actions
from people.keeping import Told
from people.models import Authority, Death, Relationship
from retention import also, queries, reckoning
from retention.checks import what_adds_a_class_can_be_answered
from retention.clocks import WhyNot
from retention.facts import facts_of
from retention.models import Due, Hold
from retention.rules import reckoned_of
from tests.accounts.factories import make_staff, make_team
from tests.disclosure.factories import make_officer, make_request, make_step
from tests.people.factories import (
    allocate,
    make_contact,
    make_detail,
    make_involvement,
    make_person,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db


def written(person, *days, **given):
    for day in days:
        make_entries(person, event_at=clock.at_time(day, 10), **given)


def closed(person, on, **given):
    return make_involvement(person=person, state="CLOSED", closed_on=on, **given)


def page_of(client, person, worker=None):
    client.force_login(worker or make_worker_of(person))
    return client.get(reverse("retention:kept", args=[person.key]))


def test_one_sentence_says_when_and_why(client):
    person = make_person()
    written(person, date(2025, 6, 3), date(2026, 4, 1))

    page = page_of(client, person).content.decode()

    assert (
        "This record will be due for review on 2 April 2034, eight years after the last contact on "
        "1 April 2026, unless it is held because of a claim, an inquiry, a complaint or a request."
    ) in page


def test_a_day_that_is_over_says_nothing_of_what_could_have_been(client):
    person = make_person()
    written(person, date(2015, 6, 3))

    assert (
        "This record has been due for review since 4 June 2023, eight years after the last contact "
        "on 3 June 2015.</p>"
    ) in page_of(client, person).text


def test_the_details_lead_to_it(client):
    person = make_person()
    client.force_login(make_worker_of(person))

    page = client.get(reverse("people:about", args=[person.key])).content.decode()

    assert reverse("retention:kept", args=[person.key]) in page


def test_a_contact_late_on_a_summer_evening_is_of_the_english_day():
    person = make_person()
    make_entries(person, event_at=datetime(2025, 3, 30, 23, 30, tzinfo=UTC))

    assert reckoned_of(person).due == date(2033, 4, 1)


def test_while_the_council_is_involved_there_is_no_day(client):
    person = make_person()
    written(person, date(2026, 4, 1))
    closed(person, date(2026, 5, 1))
    make_involvement(person=person, state="ACTIVE")

    assert "kept while the council is involved" in page_of(client, person).content.decode()


def test_a_contact_from_which_nothing_came_is_kept_for_two_years():
    person = make_person()
    written(person, date(2026, 4, 1), type_key="contact_referral_outcome")
    involvement = closed(person, date(2026, 4, 3))
    assert reckoned_of(person).due == date(2028, 4, 4)

    involvement.changes.create(
        step="Allocated", became="ALLOCATED", reason="Needs a visit", changed_at=clock.now()
    )

    assert reckoned_of(person).due == date(2034, 4, 4)


def test_what_was_moved_away_counts_no_more():
    person = make_person()
    written(person, date(2020, 4, 1))
    written(person, date(2026, 4, 1), taken_off_at=clock.now())

    assert reckoned_of(person).due == date(2028, 4, 2)


def test_a_part_as_carer_counts_for_itself():
    person = make_person(is_carer=True)
    written(person, date(2020, 4, 1))
    written(person, date(2024, 4, 1), record_as="CARER", type_key="carers_assessment")

    reckoned = reckoned_of(person)

    assert reckoned.of_part("NEEDS").due == date(2028, 4, 2)
    assert reckoned.of_part("CARER").due == reckoned.due == date(2032, 4, 2)


def test_section_117_keeps_it_longer():
    person = make_person()
    written(person, date(2026, 4, 1))
    make_detail(person, "legal_summary", "Entitled to Section 117 aftercare")

    assert reckoned_of(person).due == date(2046, 4, 2)


CONCERN = {"outcome": "Safeguarding concern raised", "risk_now": "No sign of it"}


@pytest.mark.parametrize(
    ("said", "due"),
    [
        (CONCERN, date(2034, 4, 4)),
        (CONCERN | {"outcome": "Visit or contact made"}, date(2028, 4, 4)),
        ({"outcome": "Visit or contact made", "risk_now": "Possibly"}, date(2034, 4, 4)),
    ],
)
def test_a_concern_without_a_name_is_kept_as_safeguarding_if_it_is_about_abuse(said, due):
    person = make_person()
    written(person, date(2026, 4, 1), type_key="anonymous_concern", values=said)
    closed(person, date(2026, 4, 3))

    assert reckoned_of(person).due == due


def test_the_newest_version_of_a_concern_counts():
    person = make_person()
    (entry,) = make_entries(
        person,
        type_key="anonymous_concern",
        values=CONCERN,
        event_at=clock.at_time(date(2026, 4, 1), 10),
    )
    closed(person, date(2026, 4, 3))
    first = entry.versions.get()
    entry.versions.create(
        number=2,
        values=CONCERN | {"outcome": "Visit or contact made"},
        reason="The wrong one was chosen",
        signed_by=first.signed_by,
        signed_at=clock.now(),
        digest="2",
    )

    assert reckoned_of(person).due == date(2028, 4, 4)


def classes_of(person):
    return {each.kept.key for each in reckoned_of(person).clocks}


@pytest.mark.parametrize(
    ("kind", "role", "is_paid"),
    [("staff", "", True), ("other", "Volunteer driver", True), ("other", "unpaid carer", False)],
)
def test_an_allegation_about_a_paid_worker_is_kept_as_one_about_a_position_of_trust(
    kind, role, is_paid
):
    person = make_person()
    alleged = [{"kind": kind, "key": "", "name": "Jo Bloggs", "role": role}]
    values = {"person_alleged": alleged}
    written(person, date(2026, 4, 1), type_key="safeguarding_concern", values=values)
    closed(person, date(2026, 4, 3))

    assert reckoned_of(person).due == date(2036 if is_paid else 2034, 4, 4)


def test_what_somebody_around_the_person_is_says_whether_they_are_paid():
    daughter, nurse = make_person(), make_person()
    for person, kind in ((daughter, "FAMILY"), (nurse, "PROFESSIONAL")):
        contact = make_contact(person, kind=kind)
        alleged = [{"kind": "contact", "key": contact.key, "name": "Jo Bloggs", "role": ""}]
        written(
            person,
            date(2026, 4, 1),
            type_key="safeguarding_concern",
            values={"person_alleged": alleged},
        )

    assert "safeguarding_position_of_trust" in classes_of(nurse)
    assert "safeguarding_position_of_trust" not in classes_of(daughter)


def make_deputy(person, name, **fields):
    contact = make_contact(person, kind="ORGANISATION", name=name)
    tie = Relationship.objects.create(person=person, contact=contact, kind="deputy", back="")
    return Authority.objects.create(
        person=person, relationship=tie, kind="DEPUTY_MONEY", evidence="TOLD", **fields
    )


def test_where_the_council_was_deputy_and_where_a_court_made_an_order():
    ours, theirs = make_person(), make_person()
    for person, name in ((ours, "Northmere Council, client money"), (theirs, "Hale and Sons")):
        written(person, date(2026, 4, 1))
        make_deputy(person, name, until=date(2027, 3, 31))

    assert classes_of(ours) == {"asc_general", "deputyship_appointeeship", "mental_capacity_dols"}
    assert classes_of(theirs) == {"asc_general", "mental_capacity_dols"}
    assert reckoned_of(ours).due == date(2035, 4, 1)


def test_an_order_of_a_court_counts_from_its_end_and_a_tenancy_does_not():
    person, tenant = make_person(), make_person()
    for each, kind in ((person, "Court of Protection order"), (tenant, "Tenancy or licence")):
        values = {"document_kind": kind, "expires_on": "2027-03-31"}
        written(each, date(2026, 4, 1), type_key="legal_document", values=values)

    assert reckoned_of(person).due == date(2035, 4, 1)
    assert reckoned_of(tenant).due == date(2034, 4, 2)


@pytest.mark.parametrize(
    ("kind", "day"),
    [("Court of Protection order", None), ("Guardianship", None), ("Tenancy or licence", "asc")],
)
def test_an_order_that_does_not_say_when_it_ends_stands(kind, day):
    person = make_person()
    values = {"document_kind": kind}
    written(person, date(2026, 4, 1), type_key="legal_document", values=values)
    assert facts_of([person.pk])[person.pk].order_ends == (() if day else (None,))

    make_detail(person, "legal_summary", "A court order about where he lives")

    reckoned = reckoned_of(person)
    assert (reckoned.due is None) == (day is None)
    if day is None:
        assert reckoned.decides.why_not is WhyNot.ORDER


def test_a_complaint_keeps_the_record_for_its_own_time_after_the_answer(client):
    person = make_person()
    written(person, date(2026, 4, 1))
    officer = make_officer(person)
    complaint = make_request(person, officer, kind="CARE")
    reckoning.reckon_all()
    assert reckoned_of(person).decides.why_not is WhyNot.ASKED
    assert "while a request or a complaint about it waits" in page_of(client, person, officer).text
    assert list(queries.without_day(officer, on=clock.today())) == []

    make_step(complaint, officer, "REPLY", on=date(2026, 11, 2))
    access = make_request(person, officer, kind="ACCESS")
    make_step(access, officer, "ANSWER", on=date(2026, 11, 9))

    days = {each.kept.key: each.due for each in reckoned_of(person).clocks}
    assert days == {
        "asc_general": date(2034, 4, 2),
        "complaint": date(2036, 11, 3),
        "subject_access": date(2029, 11, 10),
    }
    said = "ten years after a request or a complaint was answered on 2 November 2026"
    assert said in page_of(client, person, officer).text
    reckoning.reckon_all()
    assert Due.objects.get(person=person).due_on == date(2036, 11, 3)


def test_who_works_on_the_record_reads_nothing_of_a_complaint_there(client):
    person = make_person()
    written(person, date(2026, 4, 1))
    officer = make_officer(person)
    make_request(person, officer, kind="CARE")

    page = page_of(client, person).text

    assert "due for review on 2 April 2034" in page
    assert "It may be kept for longer than this says" in page
    assert "complaint waits" not in page


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("Was under Guardianship until 2019", "mental_health_s117"),
        ("On a community treatment order", "mental_health_s117"),
        ("Care leaver of this council", "care_experienced_child"),
        ("Two court orders about where he lives", "mental_capacity_dols"),
    ],
)
def test_what_the_details_say_adds_a_class(words, key):
    person = make_person()
    written(person, date(2026, 4, 1))
    make_detail(person, "legal_summary", words)

    assert classes_of(person) == {"asc_general", key}


def test_after_an_inquest_it_is_kept_for_twenty_years_from_the_end_of_its_hold():
    person = make_person(has_care_needs=False, is_carer=True)
    written(person, date(2026, 4, 1), record_as="CARER", type_key="carers_assessment")
    Death.objects.create(
        person=person,
        since=date(2026, 6, 1),
        precision="KNOWN",
        source="CORONER",
        concerns=["CORONER"],
        hold="NOT_ASKED",
        confirmed_at=clock.now(),
        confirmed_source="CORONER",
    )
    reckoned = reckoned_of(person)
    assert (reckoned.due, reckoned.decides.why_not.name) == (None, "REVIEW")
    assert {each.part for each in reckoned.clocks} == {"CARER"}

    Hold.objects.create(
        person=person,
        kind="INQUIRY",
        reason="The inquest",
        authority="Letter of the coroner",
        placed_by=make_staff(Role.RECORDS_OFFICER),
        placed_at=clock.now(),
        review_on=date(2027, 6, 1),
        ended_by=make_staff(Role.RECORDS_OFFICER),
        ended_at=clock.at_time(date(2027, 3, 31), 10),
        ended_because="It is over",
    )

    assert reckoned_of(person).due == date(2047, 4, 1)


def test_the_facts_of_many_take_as_many_questions_as_those_of_one(django_assert_num_queries):
    people = [make_person() for _ in range(3)]
    for person in people:
        key = make_contact(person, kind="PROFESSIONAL").key
        alleged = [{"kind": "contact", "key": key, "name": "Jo Bloggs", "role": ""}]
        values = {"person_alleged": alleged}
        written(person, date(2026, 4, 1), type_key="safeguarding_concern", values=values)
    with CaptureQueriesContext(connection) as of_one:
        facts_of([people[0].pk])

    with django_assert_num_queries(len(of_one)):
        found = facts_of([each.pk for each in people])

    assert all(("NEEDS", "safeguarding_position_of_trust") in each.also for each in found.values())


def test_what_adds_a_class_and_the_record_cannot_say_is_refused(monkeypatch):
    assert what_adds_a_class_can_be_answered(None) == []
    wrong = also.Also(
        when="",
        class_key="asc_general",
        authority=also.Held(kinds=("KING",)),
        entries=(
            also.EntrySays(type="case_note", where={"field": "no_question", "equals": "Yes"}),
            also.EntrySays(
                type="anonymous_concern", where={"field": "outcome", "equals": "Nothing"}
            ),
        ),
    )
    monkeypatch.setattr(also, "rows", lambda: (wrong,))

    found = " ".join(each.msg for each in what_adds_a_class_can_be_answered(None))

    assert all(each in found for each in ("KING", "no_question", "Nothing"))


def test_an_authorisation_counts_from_its_end():
    person = make_person()
    entry = make_entries(
        person, type_key="dols_record", event_at=clock.at_time(date(2026, 4, 1), 10)
    )[0]
    version = entry.versions.get()
    entry.versions.create(
        number=2,
        values=version.values | {"ends_on": "2027-03-31"},
        reason="The end was left out",
        signed_by=version.signed_by,
        signed_at=clock.now(),
        digest="2",
    )

    assert facts_of([person.pk])[person.pk].order_ends == (date(2027, 3, 31),)
    assert reckoned_of(person).due == date(2035, 4, 1)


def test_a_death_counts_once_confirmed_and_not_when_recorded_in_error():
    person = make_person()
    written(person, date(2026, 4, 1))
    worker = make_worker_of(person)
    people_actions.record_death(
        person=person,
        died_on=date(2026, 6, 1),
        precision="KNOWN",
        source="FAMILY",
        told=Told(by="Ana"),
        by=worker,
    )
    assert reckoned_of(person).due is None

    Death.objects.update(confirmed_at=clock.now(), confirmed_source="NHS")
    assert reckoned_of(person).due == date(2034, 6, 2)

    Death.objects.update(is_mistake=True, mistake_because="Another person")
    person.died_on, person.death_precision = None, ""
    person.save()
    assert reckoned_of(person).due == date(2034, 4, 2)


def test_a_birth_that_is_estimated_or_unknown_gives_no_day(client):
    person = make_person(born_on=date(2009, 1, 1), birth_precision="ESTIMATED")
    written(person, date(2024, 4, 1), type_key="transition_plan")

    page = page_of(client, person).content.decode()

    assert "No day can be worked out for this record, because the date of birth is not" in page


def test_what_is_restricted_says_nothing_of_itself(client):
    team = make_team(lead=make_staff(Role.MANAGER))
    person = make_person(team=team)
    written(person, date(2020, 4, 1))
    written(person, date(2026, 4, 1), type_key="safeguarding_concern", sensitivity="RESTRICTED")
    closed(person, date(2019, 4, 3), team=team)
    colleague = make_staff(team=team)
    allocate(person, team=team)

    page = page_of(client, person, colleague).content.decode()

    assert "Something on this record is restricted and is not counted here" in page
    assert "2 April 2028" in page
    assert "afeguarding record" not in page
    assert "afeguarding record" in page_of(client, person).content.decode()


def test_a_restricted_person_is_not_there_for_others(client):
    person = make_person()
    worker = make_worker_of(person)
    restrict(person)

    assert page_of(client, person, worker).status_code == 404
