"""Outcomes are taken from the plan and compared over its reviews, each in the same words."""

import pytest
from django.urls import reverse

import clock
from records.catalogue.outcomes import outcome_reviews
from records.models import Statement
from records.queries import outcome_tables, outcomes_to_review
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

PLAN, REVIEW = "care_and_support_plan", "review_care_and_support_plan"


def plan(person, worker, *outcomes, days=90):
    at = clock.add_hours(clock.now(), -24 * days)
    entry = make_entries(person, type_key=PLAN, author=worker, event_at=at)[0]
    Statement.objects.bulk_create(
        Statement(
            version=entry.versions.get(),
            field="outcomes",
            position=place,
            kind="views",
            text=text,
            details={"whose_view": "The person"},
        )
        for place, text in enumerate(outcomes)
    )
    return entry


def review(person, worker, *, days, more=None, **said):
    rows = [
        {"outcome": outcome.replace("_", " "), "progress": progress, "example": f"Day {days}"}
        for outcome, progress in said.items()
    ]
    at = clock.add_hours(clock.now(), -24 * days)
    values = {"outcomes_progress": rows} | (more or {})
    return make_entries(person, type_key=REVIEW, author=worker, event_at=at, values=values)[0]


def test_a_review_begins_with_the_outcomes_of_the_plan(client, person, worker):
    plan(person, worker, "To cook my own lunch", "To play cards")

    page = client.get(reverse("records:write", args=[person.key, REVIEW])).text

    assert "To cook my own lunch" in page
    assert "To play cards" in page
    assert 'name="outcomes_progress-TOTAL_FORMS" value="2"' in page


def test_the_next_review_begins_with_what_the_last_one_looked_at(person, worker):
    plan(person, worker, "Cook")
    review(person, worker, days=30, Cook="Reached", Cards="No change", Dance="No longer wanted")

    assert outcomes_to_review(worker, person, REVIEW) == ["Cook", "Cards"]
    assert outcomes_to_review(worker, person, "case_note") == []


def test_each_outcome_stands_beside_what_each_review_said(client, person, worker):
    plan(person, worker, "Cook", "Dance")
    review(person, worker, days=60, Cook="No change")
    review(person, worker, days=30, cook="Getting there", Cards="Reached")

    (table,) = outcome_tables(worker, person)
    said = {
        outcome.text: [each.progress if each else "" for each, _ in outcome.by_day]
        for outcome in table.outcomes
    }
    page = client.get(reverse("records:outcomes", args=[person.key])).text

    assert said == {
        "Cook": ["No change", "Getting there"],
        "Dance": ["", ""],
        "Cards": ["", "Reached"],
    }
    assert "Getting there" in page
    assert "Day 60" in page
    assert "Not looked at" in page


def test_a_review_that_may_not_be_opened_is_not_compared(person, worker):
    team = make_team()
    allocate(person, team=team)
    entry = review(person, worker, days=30, Cook="No change")
    entry.sensitivity = "RESTRICTED"
    entry.save()

    assert outcome_tables(make_staff(team=team), person) == []
    assert len(outcome_tables(worker, person)) == 1


def test_nothing_was_reviewed_yet(client, person, worker):
    page = client.get(reverse("records:outcomes", args=[person.key])).text

    assert "No review yet" in page


@pytest.mark.parametrize("key", outcome_reviews())
def test_an_entry_with_outcomes_leads_to_the_comparison(client, person, worker, key):
    entry = make_entries(person, type_key=key, author=worker)[0]

    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text

    assert f'href="{reverse("records:outcomes", args=[person.key])}"' in page
