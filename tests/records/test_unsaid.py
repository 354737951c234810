"""A decision says what was weighed, or one reason says why it need not; readers see which."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from disclosure.answers import answers_of
from records import actions, queries
from records.models import Entry
from records.rules.unsaid import reason_key
from records.shown.decision_sheet import sheet_of
from tests.people.factories import make_worker_of
from tests.records.factories import make_entry, note_values, sent_back, small, statement_typed
from tests.records.test_decisions import decided
from tests.records.test_second_look import checked

pytestmark = pytest.mark.django_db
ALL = {
    "options_considered": "Two visits, one, or none.",
    "law_or_policy": "Care Act 2014, section 18",
    "views_considered": "She asked for mornings.",
    "views_weighed": "Both are in the morning.",
    "review_on": date(2027, 3, 2),
}
REASON = "A small decision of the day: no more had to be weighed"
WHY = {"reason": REASON, "detail": ""}


@pytest.fixture
def worker(person, client):
    known = make_worker_of(person)
    client.force_login(known)
    return known


def typed_without(*names):
    """A decision as typed, but for some of what it may say."""
    typed = statement_typed("statements", "decision", "Two visits a week")
    return {name: said for name, said in typed.items() if not name.startswith(names)}


def asked(page):
    """What a check page asks about decisions."""
    found = page.context["check"].may_explain
    return [each for each in found if each.key.startswith("unsaid-")]


def sign(client, page, **typed):
    """Sign what a check page is about, with a reason for each decision or without."""
    draft = page.context["draft"]
    return client.post(
        reverse("records:check-draft", args=[page.context["person"].key, draft.key]),
        {"draft_version": str(draft.version), **typed},
    )


def note_with(person, worker, *statements, **given):
    return make_entry(person=person, by=worker, statements=list(statements), **given)


def test_a_decision_that_says_everything_is_asked_nothing(client, person, worker):
    page = checked(client, person, worker, typed_without("never"))

    assert asked(page) == []
    sign(client, page)
    assert Entry.objects.count() == 1


def test_one_question_stands_for_all_that_a_decision_leaves_unsaid(client, person, worker):
    page = checked(
        client,
        person,
        worker,
        typed_without("statements-0-options", "statements-0-law", "statements-0-review"),
    )

    (obstacle,) = asked(page)
    assert obstacle.problem.message == (
        "Statement 1 (decision, “Two visits a week”): the decision does not say which options were "
        "considered, which law or policy it rests on or when it will be looked at again"
    )
    assert obstacle.target == "id_statements-0-options_considered"


def test_it_is_signed_with_a_reason_and_not_without(client, person, worker):
    page = checked(client, person, worker, typed_without("statements-0-law"))
    key = asked(page)[0].key

    refused = sign(client, page)
    assert "say why this is enough" in refused.text
    assert Entry.objects.count() == 0

    sign(client, page, **{f"gap-{key}-reason": REASON})
    entry = Entry.objects.get()
    assert entry.versions.get().gaps[key] == WHY

    read = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    assert read.count(REASON) == 1
    assert REASON in client.get(reverse("records:person-decisions", args=[person.key])).text


def test_the_sheet_and_the_copy_say_why_too(person, worker):
    entry = note_with(person, worker, decided(by=worker))

    sheet = sheet_of(queries.registered(queries.decisions_of(worker, person)))
    copied = answers_of(list(entry.versions.all()), grounds={})
    lines = [line for part in copied.sections for row in part.answers for line in row.said]

    assert REASON in sheet
    assert dict(lines[0].lines)["why no more is said"] == REASON
    assert [row.label for part in copied.sections for row in part.answers if row.gap] == []


@pytest.mark.parametrize("name", ALL)
def test_every_part_is_asked_for(person, worker, name):
    whole = note_with(person, worker, decided(by=worker, **ALL), gaps={})
    assert whole.decisions.count() == 1

    less = {part: said for part, said in ALL.items() if part != name}
    with pytest.raises(ValidationError, match="does not say"):
        note_with(person, worker, decided(by=worker, **less), gaps={})


def test_words_that_a_decision_speaks_of_say_what_the_person_wanted(person, worker):
    said = {
        "field": "persons_own_words",
        "kind": "person_words",
        "text": "Not downstairs.",
        "details": {
            "speaker": [{"kind": "person", "key": person.key, "name": person.name}],
            "how_communicated": "Speech",
        },
    }
    less = {part: words for part, words in ALL.items() if part != "views_considered"}
    spoken = {"entry": "", "field": "persons_own_words", "position": 0}

    note_with(person, worker, said, decided(by=worker, speaks_of=[spoken], **less), gaps={})


def test_nobody_is_asked_what_a_person_said_whose_voice_is_explained(person, worker):
    less = {part: words for part, words in ALL.items() if not part.startswith("views")}
    why = {"voice_missing_reason": "They could not be seen in time", **note_values()}

    note_with(person, worker, decided(by=worker, **less), values=why, gaps={})


def test_an_urgent_record_is_signed_first_and_finished_later(person, worker):
    note_with(person, worker, decided(by=worker), gaps={}, finish_later=True)


def test_a_correction_asks_only_of_a_decision_in_other_words(person, worker):
    entry = note_with(person, worker, decided("One visit", by=worker))

    def correct(*statements, about, gaps=None):
        return actions.correct_entry(
            entry=entry,
            by=worker,
            submission=uuid.uuid4(),
            values=note_values(note_about=about),
            statements=list(statements),
            gaps=gaps,
            reason="The heading was wrong",
            at=clock.now(),
        )

    again = correct(decided("One visit", by=worker), about="Visits")
    assert again.gaps == {reason_key("One visit"): WHY}

    other = decided("Two visits", by=worker)
    with pytest.raises(ValidationError, match="does not say"):
        correct(other, about="Visits a week")
    assert correct(other, about="Visits a week", gaps=small([other])).gaps == small([other])


def test_the_check_of_a_correction_keeps_the_reason_that_stands(client, person, worker):
    entry = note_with(person, worker, decided("One visit", by=worker))
    address = reverse("records:correct-entry", args=[person.key, entry.key])
    begun = sent_back(client.get(address))

    sent = client.post(
        address,
        begun
        | {"note_about": ["Visits"], "act": "check"}
        | {"correction-kind": ["Something was missing"], "correction-detail": ["The heading."]},
    )
    page = client.get(sent.url)

    changed = [each.label for each in page.context["changes"]]
    assert REASON in page.text
    assert changed == ["What is this about?"]
