from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from people import actions as people_actions
from people.keeping import Told
from people.models import Death
from retention.facts import facts_of
from retention.rules import reckoned_of
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
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
