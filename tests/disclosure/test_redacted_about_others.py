"""An entry whose writer marked it as holding what is private to others is looked at by a person."""

import pytest

from disclosure.redacting import queries, shown
from tests.disclosure.factories import make_officer, make_redaction, make_signed, sign_version
from tests.disclosure.test_redaction import marked, row_of
from tests.people.factories import make_contact

pytestmark = pytest.mark.django_db

FLAG = "Yes, marked in the text"
SAID = [
    {"text": "Her neighbour drinks"},
    {"kind": "person_words", "text": "I like the radio"},
]


@pytest.fixture
def officer(person):
    return make_officer(person)


def test_its_statements_and_long_texts_are_to_decide_and_own_words_never(person, officer):
    long = "Somebody came by.\nThey talked for an hour about the fence."
    entry = make_signed(person, said=SAID, values={"discussion": long, "third_party_flag": FLAG})

    case = make_redaction(person, officer)

    found = marked(case, officer)
    assert ("Her neighbour drinks", "OTHER_PERSON", "entry_third_party") in found
    assert (long, "OTHER_PERSON", "entry_third_party") in found
    assert not any("radio" in words or words == FLAG for words, _, _ in found)
    marks = row_of(case, entry).marks.all()
    assert {mark.decision for mark in marks} == {"UNDECIDED"}
    assert "marked as holding" in shown.found_words(marks[0])


def test_an_entry_without_the_mark_proposes_none(person, officer):
    make_signed(person, said=SAID, values={"third_party_flag": "No"})

    assert not any(
        "entry" in rule for _, _, rule in marked(make_redaction(person, officer), officer)
    )


def test_a_mark_that_a_correction_took_away_counts_still(person, officer):
    entry = make_signed(person, said=SAID, values={"third_party_flag": FLAG})
    now = [{"text": "A neighbour is unwell"}, SAID[1]]
    sign_version(entry, values={"discussion": "x"}, said=now, reason="Wrong")

    found = marked(make_redaction(person, officer), officer)

    assert ("A neighbour is unwell", "OTHER_PERSON", "entry_third_party") in found
    assert any("Her neighbour drinks" in w and r == "entry_third_party" for w, _, r in found)
    assert not any("radio" in words for words, _, _ in found)


def test_a_name_inside_stays_to_decide_when_the_rest_is_kept_and_is_shown_as_removed(
    person, officer
):
    make_contact(person, name="Efua Mensah", kind="FAMILY")
    entry = make_signed(
        person, said=[{"text": "Efua Mensah drinks"}], values={"third_party_flag": FLAG}
    )
    case = make_redaction(person, officer)
    found = marked(case, officer)
    assert ("Efua Mensah drinks", "OTHER_PERSON", "entry_third_party") in found
    assert ("Efua Mensah", "WHO_OTHER", "name") in found
    row = row_of(case, entry)
    row.marks.filter(found_by="entry_third_party").update(
        decision="KEEP", because="She knows", decided_by=officer
    )
    row.marks.filter(found_by="name").update(decision="REMOVE", decided_by=officer)

    (part,) = queries.parts_of(officer, case, only=entry.key)
    texts, marks = shown.texts_of(part, row_of(case, entry))

    text = next(each for each in texts if each.piece.text == "Efua Mensah drinks")
    assert [(each.text, each.decision) for each in text.lines[0].stretches] == [
        ("Efua Mensah", "REMOVE"),
        (" drinks", ""),
    ]
    assert len([each for each in marks if each.mark.path == text.piece.path]) == 2
