"""What an opinion rests on: chosen on the form, kept in the signed record, never a way in."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

from records import actions, queries
from records.catalogue import catalogue
from records.drafting.writing import signed_as_initial
from records.forms.entry import entry_form
from records.forms.rows import without_row
from records.forms.typed import as_posted
from records.models import Entry, Statement
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_entry, note_values, statement_typed, typed_for

pytestmark = pytest.mark.django_db
FACT = {
    "field": "statements",
    "kind": "fact",
    "text": "The boiler was off.",
    "details": {"source": "First-hand"},
}


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def worker(person, client):
    worker = make_worker_of(person)
    client.force_login(worker)
    return worker


def opinion(*references):
    """An opinion that rests on some facts."""
    return {
        "field": "statements",
        "kind": "opinion",
        "text": "He was cold all week.",
        "details": {"rationale": "Nobody mended it.", "rests_on": list(references)},
    }


def reference(entry, position=0):
    return {"entry": entry.key, "field": "statements", "position": position}


def team_mate(person):
    """Somebody who may open the person, and no restricted entry of theirs."""
    team = make_team()
    allocate(person, team=team)
    return make_staff("PRACTITIONER", team=team)


def sent_form(person, worker, typed):
    """The form of a case note as it was sent."""
    data = QueryDict(mutable=True)
    for name, texts in (typed_for(catalogue().get("case_note")) | typed).items():
        data.setlist(name, texts)
    return entry_form(catalogue().get("case_note"), person, worker, data=data)


def test_a_form_offers_facts_of_this_record_and_of_earlier_ones(person, worker):
    earlier = make_entry(person=person, by=worker, statements=[FACT])
    typed = statement_typed("statements", "observation", "His hands were blue.", row=1)
    typed |= statement_typed("statements", "opinion", row=3)
    typed |= {
        "statements-3-rests_on": ["here:statements:1", f"signed:{earlier.key}:statements:0"],
    }

    form = sent_form(person, worker, typed)

    assert form.is_valid(), form.mistakes
    said = form.answered().statements
    fact, thought = (
        next(row for row in said if row["kind"] == k) for k in ("observation", "opinion")
    )
    assert thought["details"]["rests_on"] == [
        {"entry": "", "field": "statements", "position": said.index(fact)},
        reference(earlier),
    ]


def test_a_row_that_was_removed_takes_its_place_in_no_opinion(person, worker):
    typed = statement_typed("statements", "opinion", row=2)
    typed |= {"statements-2-rests_on": ["here:statements:1"], "statements-TOTAL_FORMS": ["3"]}

    form = sent_form(person, worker, typed)

    assert form.is_valid(), form.mistakes
    thought = next(row for row in form.answered().statements if row["kind"] == "opinion")
    assert thought["details"].get("rests_on", []) == []


def test_a_correction_begins_with_the_facts_that_were_signed(person, worker):
    earlier = make_entry(person=person, by=worker, statements=[FACT])
    here = {"entry": "", "field": "statements", "position": 0}
    entry = make_entry(
        person=person, by=worker, statements=[FACT, opinion(here, reference(earlier))]
    )

    row = signed_as_initial(entry)["statements"][1]

    assert row["rests_on"] == ["here:statements:0", f"signed:{earlier.key}:statements:0"]


@pytest.mark.parametrize("wrong", ["somebody else’s", "not a fact", "nowhere"])
def test_an_opinion_rests_only_on_facts_of_the_record_that_its_writer_may_open(
    person, worker, wrong
):
    other = make_person()
    entries = {
        "somebody else’s": make_entry(person=other, by=make_worker_of(other), statements=[FACT]),
        "not a fact": make_entry(person=person, by=worker, statements=[opinion()]),
    }
    named = (
        reference(entries[wrong])
        if wrong in entries
        else {**reference(entries["not a fact"]), "entry": "zzz"}
    )

    with pytest.raises(ValidationError, match="Choose facts"):
        make_entry(person=person, by=worker, statements=[opinion(named)])


def test_a_fact_in_a_closed_entry_is_neither_offered_nor_named(client, person, worker):
    colleague = team_mate(person)
    closed = make_entry(
        person=person,
        by=worker,
        values=note_values(sensitivity="Restricted to named people"),
        statements=[FACT],
    )
    entry = make_entry(person=person, by=worker, statements=[opinion(reference(closed))])
    page = reverse("records:entry", args=[person.key, entry.key])
    assert reverse("records:entry", args=[person.key, closed.key]) in client.get(page).text

    client.force_login(colleague)
    assert Entry.objects.get(pk=closed.pk).sensitivity == Entry.Sensitivity.RESTRICTED
    shown = client.get(page).text

    assert closed.key not in shown
    assert "a fact in another record" in shown
    assert queries.facts_to_rest_on(colleague, person) == []
    assert queries.facts_to_rest_on(colleague, person, [closed.key]) == []
    data = {"statements-0-rests_on": [f"signed:{closed.key}:statements:0"]}
    form = sent_form(person, colleague, statement_typed("statements", "opinion") | data)
    assert ("boiler" in str(form.rows["statements"].forms[0])) is False


def test_whoever_corrects_keeps_the_facts_that_they_may_not_open(person, worker):
    colleague = team_mate(person)
    closed = make_entry(
        person=person,
        by=worker,
        values=note_values(sensitivity="Restricted to named people"),
        statements=[FACT],
    )
    entry = make_entry(person=person, by=worker, statements=[opinion(reference(closed))])

    actions.correct_entry(
        entry=entry,
        by=colleague,
        submission=entry.submission,
        values=note_values(discussion="The heating works."),
        statements=[opinion(reference(closed))],
        reason="Something I wrote was wrong. Looked again.",
    )

    newest = entry.versions.order_by("-number").first()
    assert Statement.objects.get(version=newest).details["rests_on"] == [reference(closed)]


def test_a_fact_of_a_question_with_a_number_in_its_name_can_be_rested_on(person, worker):
    record_type = catalogue().get("transition_assessment")
    typed = typed_for(record_type) | statement_typed("capacity_at_16", "assessment", row=1)
    typed |= statement_typed("statements", "fact", "He is 16.", row=0)
    typed |= {"capacity_at_16-1-rests_on": ["here:statements:0"]}

    data = as_posted(without_row(typed, "capacity_at_16-0"))
    form = entry_form(record_type, person, worker, data=data)

    assert form.is_valid(), form.mistakes
    said = [row for row in form.answered().statements if row["field"] == "capacity_at_16"]
    assert [len(row["details"]["rests_on"]) for row in said] == [1]
