"""The coach's rules: what each flags and leaves, and what no rule may ever touch."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.catalogue import catalogue
from records.quality import Facts, Passage, checks, look_at, words
from records.quality.phrases import NotationError, Phrases
from records.quality.registry import RULES
from records.quality.text import Text
from records.quality.told import facts_of_row, kind_of
from records.rules.examples import examples

EXAMPLES = examples()
ABOUT_EXAMPLE = {"title", "good", "expected", "advice", "never", "listed"}
CHECKS_OF = {
    "loaded": ["loaded_language", "capacity_not_specific"],
    "vague": ["vague_words", "padding", "initials_only", "third_party_unattributed",
              "source_professional_unnamed"],
    "jargon": ["jargon"],
}  # fmt: skip


def of_example(example):
    return facts_of_row({k: v for k, v in example.items() if k not in ABOUT_EXAMPLE})


def test_there_are_79_checks_each_with_a_rule_and_both_kinds_of_example():
    assert len(checks()) == 79
    assert set(checks()) == set(RULES)
    bare = [key for key, each in checks().items() if not (each.passes and each.fails)]
    assert bare == []


def test_every_rule_flags_its_failing_examples_and_leaves_the_passing_ones():
    wrong = []
    for key, check in checks().items():
        for row in check.passes:
            wrong += [(key, "flagged", row) for _ in look_at(facts_of_row(row), only=[key])[:1]]
        for row in check.fails:
            if not look_at(facts_of_row(row), only=[key]):
                wrong.append((key, "left", row))
    assert wrong == []


def test_every_entry_of_the_lists_flags_its_examples_and_leaves_the_others():
    wrong = []
    for entry in words().entries.values():
        for flagged, sentences in ((True, entry.flags), (False, entry.passes)):
            for text in sentences:
                found = look_at(facts_of_row({"text": text}), only=CHECKS_OF[entry.list])
                if any(each.entry == entry.id for each in found) is not flagged:
                    wrong.append((entry.id, flagged, text))
    assert wrong == []


def test_every_hint_of_another_template_is_given_for_its_examples():
    for hint in words().hints.values():
        for text in hint.flags:
            row = {"text": text, "type": min(hint.only_in)}
            found = look_at(facts_of_row(row), only=["wrong_template"])
            assert f"templates.{hint.suggest}" in {each.entry for each in found}, hint.suggest


@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES if each["good"]], ids=lambda each: each["title"]
)
def test_a_good_example_raises_nothing_above_advice_but_what_it_lacks(example):
    found = look_at(of_example(example))
    above = {each.check for each in found if each.severity != "advice"}
    assert above == set(example["expected"])
    raised = {each.check for each in found}
    assert raised.issuperset(example.get("advice", ()))
    assert raised.isdisjoint(example.get("never", ()))


@pytest.mark.parametrize(
    "example", [each for each in EXAMPLES if not each["good"]], ids=lambda each: each["title"]
)
def test_a_poor_example_raises_exactly_its_points(example):
    assert {each.check for each in look_at(of_example(example))} == set(example["listed"])


LOADED = st.sampled_from(
    [text for each in words().entries.values() for text in each.flags]
    + [
        "Mr X is crazy!!",
        "NHS number 999 123 4567",
        "I think she is lonely",
        "SHOUTING AT ALL HERE",
    ]
)


@given(said=st.lists(LOADED, min_size=1, max_size=4).map(" ".join))
@settings(max_examples=60, deadline=None)
def test_nothing_inside_the_persons_own_words_is_ever_flagged(said):
    """In a statement, in what came in, and between quotation marks with a speaker."""
    facts = facts_of_row({"text": said, "kind": "person_words", "type": "case_note"})
    assert [
        each for each in look_at(facts) if each.end and each.check != "safeguarding_not_raised"
    ] == []
    received = replace(facts, passages=[Passage("body_as_received", said, verbatim=True)])
    assert [
        each for each in look_at(received) if each.end and each.check != "safeguarding_not_raised"
    ] == []
    spoken = said.replace('"', "")
    text = f'She told me, "{spoken}" and then she left the room.'
    inside = range(text.index('"'), text.rindex('"'))
    found = look_at(facts_of_row({"text": text}))
    assert [each for each in found if each.end and each.start in inside
           ] == []  # fmt: skip


@given(text=st.text(max_size=400))
@settings(max_examples=80, deadline=None)
def test_any_text_is_read_and_every_place_lies_within_it(text):
    found = look_at(facts_of_row({"text": text}))
    for each in found:
        assert 0 <= each.start <= each.end <= len(text)
        assert each.message
        assert each.severity in {"advice", "warning", "must-fix"}


def test_names_of_people_and_official_titles_are_left_alone():
    facts = facts_of_row({"text": "Mrs Savage rang. The Sex Offenders Register is kept by police."})
    assert look_at(facts, only=["loaded_language"]) == []
    blunt = facts_of_row({"text": "He saw Mrs Moody at Invalid Row.", "person": "Ann Moody"})
    assert look_at(blunt, only=["loaded_language"]) == []


def test_words_said_twice_are_one_finding_that_counts_the_places():
    (found,) = look_at(
        facts_of_row({"text": "He is wheelchair-bound. They say wheelchair bound too."}),
        only=["loaded_language"],
    )
    assert found.also == 1
    assert found.words == "wheelchair-bound"
    assert "wheelchair" in found.message


@pytest.mark.parametrize(
    "text",
    [
        "Her daughter is not coping. Mr Rowe is not coping.",
        "What a nightmare, he was confused. At the bus stop he was confused again.",
    ],
)
def test_words_that_sum_up_are_found_elsewhere_than_where_something_graver_is_said(text):
    asked = ["vague_words", "loaded_language", "personal_judgement"]
    found = {each.check: each for each in look_at(of_example({"text": text}), only=asked)}

    assert len(found) == 2
    assert found["vague_words"].start > text.index(".")
    assert found["vague_words"].also == 0


def test_a_name_that_ends_like_a_word_that_helps_a_verb_is_who_speaks():
    said = {"type": "visit_face_to_face", "person": "Carly Upton"}
    others = "Her mum hoped for full time college; "

    for speaks, silent in (("Carly picked three days.", False), ("three days were booked.", True)):
        found = look_at(of_example({**said, "text": others + speaks}), only=["no_person_voice"])
        assert bool(found) is silent


def test_what_is_gravest_and_about_safety_comes_first():
    row = {"text": "Prior to lunch she told me that he hit her. She lacks capacity!"}
    found = [each.check for each in look_at(facts_of_row(row), stage="sign")]
    assert found[0] == "safeguarding_not_raised"
    assert found.index("capacity_not_specific") < len(found)


def test_a_check_without_its_fact_says_nothing():
    kind = kind_of(catalogue().get("case_note"))
    assert look_at(Facts(kind)) == []


def said_by(phrase, written):
    text = Text(written)
    found = Phrases([("x", [phrase])]).found_in(text)
    return [written[text.pieces[e.first].start : text.pieces[e.last - 1].end] for e in found]


def test_the_notation_of_phrases():
    assert said_by("wom(a|e)n", "A woman, two women, no womn.") == ["woman", "women"]
    assert said_by("carer[s] hub", "carer hub, carers hub, carer") == ["carer hub", "carers hub"]
    assert said_by("non[ ]verbal", "nonverbal, non verbal") == ["nonverbal", "non verbal"]
    assert said_by("(is|isn't) [(very|so) ](well|fit)[ly]", "isnt so fitly, is well, is very") == [
        "isnt so fitly", "is well",
    ]  # fmt: skip
    for broken in ("a(b", "a)b", "[a", "a(b]", "a|b", "ab~"):
        with pytest.raises(NotationError):
            Phrases([("x", [broken])])
    found = Phrases([("gap", ["as a ... must"])]).found_in(Text("as a kind and good man he must"))
    assert [each.key for each in found] == ["gap"]
    assert Phrases([("n", ["{Name} said"])]).found_in(Text("he said. Ann said.")) != []
    assert said_by("bad {stop}", "It is bad") == ["bad"]
    assert said_by("bad {stop}", "It is bad\n\nHe sat") == ["bad"]
    (group,) = Phrases([("g", ["{relative} said"])]).found_in(Text("Her sister in law said"))
    assert (group.first, group.last) == (1, 5)


def test_sentences_end_where_a_reader_ends_them():
    text = Text('Mr. Rowe came at 2.30pm. He sat. "Yes." Then we left\nand rang')
    said = [text.written[text.pieces[s.first].start : text.pieces[s.last - 1].end]
            for s in text.sentences]  # fmt: skip
    assert said == ["Mr. Rowe came at 2.30pm.", "He sat.", '"Yes."', "Then we left", "and rang"]


HOSTILE = ["a", '"a ', "' ", "her brother ", "told Abc said ", ". ", "as a muslim ", "Mr Xyz ",
           "I will not gay brother ", "!?", "99 ", "She fell. ", "NHS OT ABCD ",
           "refused because ", "Plan: she wants ", "Present: Jo, ", "The nurse said that she ",
           "Neil Hart rang. He wants ", '"He hit me." ', "on 3 March 2019 ",
           "Her son has a new number and ", "Her niece said that she wants it ",
           "Outcome: she is to have equipment and ", '"No," her brother said and ']  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE)
def test_the_work_grows_with_the_text_and_no_faster(unit):
    """Counted in steps, not in seconds: a rule that goes over the text again would show."""
    import sys

    def steps(length):
        facts = facts_of_row({"text": (unit * (length // len(unit) + 1))[:length]})
        counted = 0

        def count(frame, event, argument):
            nonlocal counted
            counted += 1

        sys.setprofile(count)
        try:
            look_at(facts)
        finally:
            sys.setprofile(None)
        return counted

    steps(2_000)  # the lists are read when they are first asked for
    assert steps(16_000) < 12 * steps(2_000) + 20_000
