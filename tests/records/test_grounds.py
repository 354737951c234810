"""What a statement points to: chosen on the form, kept in the signed record, never a way in."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse

import clock
from accounts.roles import Role
from disclosure.answers import answers_of
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


def opinion(*references):
    """An opinion that rests on some facts."""
    return {
        "field": "statements",
        "kind": "opinion",
        "text": "He was cold all week.",
        "details": {"rationale": "Nobody mended it all year.", "rests_on": list(references)},
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
    assert queries.grounds_to_name(colleague, person) == []
    assert queries.grounds_to_name(colleague, person, [closed.key]) == []
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


WORDS = {
    "field": "persons_own_words",
    "kind": "person_words",
    "text": "I want to stay upstairs.",
    "details": {
        "speaker": [{"kind": "other", "key": "", "name": "Ama Okafor", "role": ""}],
        "how_communicated": "Speech",
    },
}


def decision(*references, **details):
    """A decision that speaks of somebody's words."""
    decided = {
        "decided_by": [{"kind": "other", "key": "", "name": "Ros Hale", "role": "team manager"}],
        "decider_role": "Team manager",
        "decided_on": "2026-03-02T10:00",
        "reason": "It keeps her safe on the stairs at night.",
        "impact": "Two visits a week from Monday.",
        "speaks_of": list(references),
    }
    return {
        "field": "statements",
        "kind": "decision",
        "text": "Two visits a week",
        "details": decided | details,
    }


def words_of(entry):
    return {"entry": entry.key, "field": "persons_own_words", "position": 0}


def test_a_decision_speaks_of_words_in_this_record_and_in_earlier_ones(person, worker):
    earlier = make_entry(person=person, by=worker, statements=[WORDS])
    make_entry(person=person, by=worker, statements=[FACT])
    typed = statement_typed("persons_own_words", "person_words", "Not downstairs.")
    typed |= statement_typed("statements", "decision")
    chosen = ["here:persons_own_words:0", f"signed:{earlier.key}:persons_own_words:0"]
    typed |= {"statements-0-speaks_of": chosen}

    form = sent_form(person, worker, typed)

    assert form.is_valid(), form.mistakes
    asked = form.rows["statements"].forms[0].fields["speaks_of"]
    offered = [chosen[0], "here:views_wishes_outcomes:0", chosen[1]]
    assert [value for value, _ in asked.choices] == offered
    said = form.answered().statements
    place = next(place for place, row in enumerate(said) if row["kind"] == "person_words")
    decided = next(row for row in said if row["kind"] == "decision")
    assert decided["details"]["speaks_of"] == [
        {"entry": "", "field": "persons_own_words", "position": place},
        words_of(earlier),
    ]


@pytest.mark.parametrize(
    ("how", "kept"), [("Written or recorded earlier", True), ("Told me", False)]
)
def test_a_view_says_where_it_was_recorded_only_if_it_was(person, worker, how, kept):
    earlier = make_entry(person=person, by=worker, statements=[WORDS])
    typed = statement_typed("statements", "views")
    typed |= {
        "statements-0-how_known": [how],
        "statements-0-said_in": [f"signed:{earlier.key}:persons_own_words:0"],
    }

    form = sent_form(person, worker, typed)

    assert form.is_valid(), form.mistakes
    said = form.answered().statements[0]
    assert said["details"].get("said_in", []) == ([words_of(earlier)] if kept else [])


def test_words_that_a_decision_speaks_of_stand_in_the_entry_and_the_register(
    client, person, worker
):
    earlier = make_entry(person=person, by=worker, statements=[WORDS])
    entry = make_entry(person=person, by=worker, statements=[decision(words_of(earlier))])
    link = (
        f'<a class="govuk-link" href="{reverse("records:entry", args=[person.key, earlier.key])}">'
    )
    day = clock.day_of(earlier.event_at)
    said = f"{link}words of {day.day} {day:%B %Y} (Case note)</a>"

    pages = [
        reverse("records:entry", args=[person.key, entry.key]),
        reverse("records:person-decisions", args=[person.key]),
        reverse("records:review-decision", args=[person.key, entry.decisions.get().key]),
    ]

    assert [said in client.get(page).text for page in pages] == [True, True, True]
    assert signed_as_initial(entry)["statements"][0]["speaks_of"] == [
        f"signed:{earlier.key}:persons_own_words:0"
    ]


def test_a_decision_record_names_the_words_in_which_its_views_are_recorded(client, person, worker):
    earlier = make_entry(person=person, by=worker, statements=[WORDS])
    view = {
        "field": "views_considered",
        "kind": "views",
        "text": "She wants to stay upstairs.",
        "details": {
            "whose_view": "The person",
            "how_known": "Written or recorded earlier",
            "said_in": [words_of(earlier)],
        },
    }
    values = note_values(
        decision_title="A stairlift",
        decided_by=[{"kind": "other", "key": "", "name": "Ros Hale", "role": ""}],
    )
    entry = make_entry(
        type_key="decision_record",
        person=person,
        by=worker,
        values=values,
        statements=[view],
        finish_later=True,
    )

    register = client.get(reverse("records:person-decisions", args=[person.key])).text

    assert "She wants to stay upstairs." in register
    assert reverse("records:entry", args=[person.key, earlier.key]) in register
    assert "recorded as" in client.get(reverse("records:entry", args=[person.key, entry.key])).text


@pytest.mark.parametrize("what", ["restricted", "moved"])
def test_words_in_a_closed_or_moved_entry_are_not_named_in_the_register(
    client, person, worker, what
):
    manager = make_staff(Role.MANAGER, team=make_team())
    allocate(person, team=manager.team)
    values = {"sensitivity": "Restricted to named people"} if what == "restricted" else {}
    earlier = make_entry(person=person, by=worker, values=note_values(**values), statements=[WORDS])
    make_entry(person=person, by=worker, statements=[decision(words_of(earlier))])
    if what == "moved":
        Entry.objects.filter(pk=earlier.pk).update(taken_off_at=clock.now())
    client.force_login(manager)

    for page in (
        reverse("records:decisions"),
        reverse("records:person-decisions", args=[person.key]),
        reverse("records:decisions-sheet"),
    ):
        shown = client.get(page).text
        assert "words in another record" in shown, page
        assert earlier.key not in shown

    assert queries.grounds_to_name(manager, person, [earlier.key]) == []


def test_a_decision_speaks_of_no_fact(person, worker):
    fact = make_entry(person=person, by=worker, statements=[FACT])

    with pytest.raises(ValidationError, match="Choose words or views"):
        make_entry(person=person, by=worker, statements=[decision(reference(fact))])


def test_a_copy_names_the_words_that_a_decision_speaks_of_if_they_are_in_it(person, worker):
    earlier = make_entry(person=person, by=worker, statements=[WORDS])
    entry = make_entry(person=person, by=worker, statements=[decision(words_of(earlier))])
    day = clock.day_of(earlier.event_at)

    def spoken_of(grounds):
        answers = answers_of(list(entry.versions.all()), grounds=grounds)
        lines = [line for part in answers.sections for row in part.answers for line in row.said]
        return dict(lines[0].lines)["speaks of"]

    within = {earlier.key: queries.described(earlier)}
    assert spoken_of(within) == f"words of {day.day} {day:%B %Y} (Case note)"
    assert spoken_of({}) == "words in another record"
