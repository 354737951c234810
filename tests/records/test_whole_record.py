"""The coach reads the whole record: statements and their details, rows, short answers, actions."""

from datetime import date

import pytest

from records.catalogue import catalogue
from records.drafting.references import known_around
from records.quality import Context
from records.rules import coached
from tests.people.factories import make_person
from tests.records.factories import note_values

pytestmark = pytest.mark.django_db
DISCLOSED = "He hits me and takes my money."


@pytest.fixture
def person():
    return make_person()


def said(kind, text, field="statements", **details):
    return {"field": field, "kind": kind, "text": text, "details": details}


def found_in(person, *statements, type_key="case_note", actions=(), values=None, state=None):
    return coached.coached(
        catalogue().get(type_key),
        known=known_around(person),
        values=note_values(discussion="We spoke at home about the week and what comes next.")
        | (values or {}),
        statements=list(statements),
        actions=list(actions),
        context=Context(state=state or {}),
    )


def places(found, check):
    return [each.place for each in found if each.check == check]


def decision(**details):
    whole = {
        "decided_by": [{"kind": "staff", "key": "N1", "name": "Ros Hale", "role": "Manager"}],
        "reason": "One hour was not enough because the shop takes seventy minutes.",
        "impact": "She can shop for herself on Mondays.",
    }
    return said("decision", "Two more hours a week.", **whole | details)


def test_a_disclosure_in_the_persons_own_words_is_not_passed_over_nor_pointed_at(person):
    own = said("person_words", DISCLOSED, "persons_own_words")

    (found,) = [each for each in found_in(person, own) if each.check == "safeguarding_not_raised"]

    assert (found.place, found.start, found.end, found.words) == (
        "persons_own_words-0.text", 0, 0, "",
    )  # fmt: skip
    linked = found_in(person, own, state={"concern_linked": True})
    assert places(linked, "safeguarding_not_raised") == []
    denied = said("person_words", "He has never hit me.", "persons_own_words")
    assert places(found_in(person, denied), "safeguarding_not_raised") == []


def test_a_change_that_the_person_tells_in_their_own_words_is_carried_over(person):
    own = said("person_words", "I have moved to Elm Row.", "persons_own_words")

    assert places(found_in(person, own), "change_not_carried_over") == ["persons_own_words-0.text"]


@pytest.mark.parametrize(
    ("statement", "check", "place"),
    [
        (said("opinion", "She is lonely.", rationale="She is lonely"),
         "opinion_without_rationale", "statements-0.rationale"),
        (decision(reason="It was needed"), "decision_without_reason", "statements-0.reason"),
        (decision(impact="More hours"), "decision_without_impact", "statements-0.impact"),
        (decision(decided_by=[{"kind": "other", "key": "", "name": "The panel", "role": ""}]),
         "decision_without_decider", "statements-0.decided_by"),
    ],
)  # fmt: skip
def test_what_says_too_little_must_be_put_right_where_it_is_written(
    person, statement, check, place
):
    found = [each for each in found_in(person, statement) if coached.must_be_put_right(each)]

    assert [(each.check, each.place) for each in found] == [(check, place)]
    assert found[0].words


def test_what_says_enough_or_nothing_is_not_asked_for_twice(person):
    enough = said("opinion", "She is lonely.", rationale="She told me that nobody calls.")
    empty = said("opinion", "She is lonely.", rationale="")

    for each in (enough, empty, decision(), decision(reason="", impact="", decided_by=[])):
        assert coached.unanswered(found_in(person, each), {}) == []


def test_a_decision_in_the_questions_of_its_own_record_is_asked_as_a_statement_is(person):
    values = {
        "decided_by": [{"kind": "other", "key": "", "name": "The panel", "role": ""}],
        "reason": "It was needed",
        "impact": "More hours",
    }

    found = coached.unanswered(found_in(person, type_key="decision_record", values=values), {})

    assert sorted(each.place for each in found) == ["decided_by", "impact", "reason"]


def test_an_action_is_of_somebody_and_its_words_are_read(person):
    step = {"text": "Monitor the situation, date TBC", "owner_name": "The team"}
    step |= {"due_on": date(2026, 3, 9)}

    found = found_in(person, actions=[step])

    assert places(found, "action_without_owner") == ["actions-0.owner"]
    assert "actions-0.text" in places(found, "vague_words")


def test_what_will_be_done_is_no_change_to_the_profile(person):
    step = {"text": "Send the invitation in large print", "owner_name": "Jo Bloggs"}

    assert places(found_in(person, actions=[step]), "change_not_carried_over") == []


@pytest.mark.parametrize("detail", ["reason", "impact", "options_considered"])
def test_the_details_of_a_statement_are_read(person, detail):
    text = "He is wheelchair-bound and so the ground floor flat was chosen."

    found = found_in(person, decision(**{detail: text}))

    assert places(found, "loaded_language") == [f"statements-0.{detail}"]


def test_rows_and_short_answers_are_read_but_not_names_nor_what_the_person_says(person):
    row = {"option": "Day service", "for": "He is wheelchair-bound.", "against": "Too far away."}
    values = {"options_considered": [row], "decision_title": "Extra hours for a client"}

    found = found_in(person, type_key="decision_record", values=values)

    assert "options_considered-0.for" in places(found, "loaded_language")
    assert "decision_title" in places(found, "jargon")
    row["for"], row["persons_view"] = "It is near.", "I am wheelchair-bound and a nutter."
    found = found_in(person, type_key="decision_record", values=values)
    assert places(found, "loaded_language") == []


def test_what_was_sent_is_read_and_what_came_in_is_not(person):
    text = "He is wheelchair-bound, as you know."
    message = {"message_text": text, "direction": "Received"}

    sent = found_in(person, type_key="email_sent", values={"body_sent": text})
    received = found_in(person, type_key="text_message", values=message)
    answered = found_in(person, type_key="text_message", values=message | {"direction": "Sent"})

    assert places(sent, "loaded_language") == ["body_sent"]
    assert places(received, "loaded_language") == []
    assert places(answered, "loaded_language") == ["message_text"]
