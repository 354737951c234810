"""Who speaks, whose words they are and which day is meant: read from how a sentence is made."""

from datetime import date

import pytest

from records.quality import look_at
from records.quality.told import facts_of_row


def flags(check, text, **row):
    return bool(look_at(facts_of_row({"text": text, **row}), only=[check]))


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("The review is on 31 April at ten.", True),
        ("Booked for 30 February.", True),
        ("The review is on 30 April at ten.", False),
        ("Sunday, March 7th is her birthday.", True),
        ("Sunday, March 8th is her birthday.", False),
        ("She ate 31/4 of what was there.", False),
        ("It came on 31.4.2026.", False),
        ("It is due on 31 Sept.", True),
        ("She is 87. Mary rang me.", False),
        ("He moved to 45 Marsh Lane.", False),
        ("She lives at 31 Junction Road.", False),
        ("He is 87. May came to see him.", False),
        ("There were 31. April was one of them.", False),
        ("They live at 45 March Street.", False),
    ],
)
def test_days_that_no_calendar_has_and_months_that_stand_first(text, flagged):
    assert flags("date_mismatch", text) is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Booked for 29 February 2026.", True),
        ("Booked for 29 February 2028.", False),
        ("Her birthday is on 29 February.", False),
    ],
)
def test_the_29th_of_february_is_a_day_in_leap_years_or_in_a_year_unsaid(text, flagged):
    row = {"happened_on": date(2027, 6, 1), "signed_on": date(2027, 6, 1)}

    assert flags("date_mismatch", text, **row) is flagged


@pytest.mark.parametrize("written", ["12.5.2026", "12/5/2026", "12 May 2026", "12 May's"])
def test_a_date_is_read_however_it_is_written(written):
    row = {"happened_on": date(2026, 5, 12), "signed_on": date(2026, 5, 12)}

    assert flags("date_mismatch", f"It was on Monday {written} at ten.", **row)
    assert not flags("date_mismatch", f"It was on Tuesday {written} at ten.", **row)


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("The MDT met.", "multidisciplinary team (MDT)"),
        ("The MDT's view is this.", ""),
        ("The so-called “MDT” met.", ""),
    ],
)
def test_a_short_form_is_offered_in_full_only_where_it_can_be_put_in(text, full):
    (found,) = look_at(facts_of_row({"text": text}), only=["acronym_unexplained"])

    assert found.values["full"] == full


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Wife did the talking. He won't have carers, she says.", True),
        ("Her husband answered every question for her.", True),
        ("According to the home she is settled.", True),
        ("Call from her brother Neil Hart. He'd rather she stayed in hospital.", True),
        ("Neil Hart said that he took the bus.", False),
        ("The agency is happy to continue.", False),
        ("Neil Hart wants a home. Ivy told me that she wants her own bed.", False),
    ],
)
def test_somebody_who_speaks_in_place_of_the_person(text, flagged):
    assert flags("other_voice_louder", text, type="visit_face_to_face") is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ('Ivy asked for the police to be told. "I want my money back."', False),
        ('Ivy asked for the police to be told. "Get back in there."', True),
        ('Ivy\'s view of the plan: "too much fuss".', False),
        ('Told "you get what you are given".', True),
    ],
)
def test_whose_words_go_on_after_a_sentence(text, flagged):
    assert flags("whose_words", text, type="visit_face_to_face") is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("Mrs Ferris was in bed and told me that her hip is sore.", True),
        ("Mrs Ferris rang about the gate.", False),
        ("Mrs Ferris was in bed. Ivy was downstairs.", False),
        ("Mrs Rowe was in bed.", False),
    ],
)
def test_a_visit_that_begins_with_somebody_nobody_knows(text, flagged):
    assert flags("wrong_record", text, type="visit_face_to_face") is flagged


@pytest.mark.parametrize(
    ("check", "text", "flagged"),
    [
        ("unidentified_person", "Her son Ian Rowe said that his mum is keen.", False),
        ("unidentified_person", "She rang her mum.", True),
        ("ambiguous_pronoun", "Spoke to Mr Binns then to his son Ian Binns. He is not keen.", True),
        ("first_name_only", "Ivy likes to be called Nell. Nell sang to me.", False),
    ],
)
def test_who_is_meant(check, text, flagged):
    assert flags(check, text) is flagged


def test_a_mild_remark_may_rest_on_what_is_told_next():
    remark = "He seemed frightened of the stairs."

    assert flags("opinion_in_text", remark)
    assert not flags("opinion_in_text", f"{remark} He gripped the rail with both hands.")


def test_a_personal_remark_is_not_called_an_opinion_as_well():
    text = "I find this gentleman really hard to like."

    assert flags("personal_judgement", text)
    assert not flags("opinion_in_text", text)


def test_another_clause_of_a_personal_remark_may_be_an_opinion():
    text = "He is, I am convinced, stringing us along, and I have no sympathy left for him."

    assert flags("personal_judgement", text)
    assert flags("opinion_in_text", text)


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("He will not last a week at home.", True),
        ('From the ward: "He will not last a week at home."', False),
        ("I think she is lonely. Her phone is blue.", True),
        ("I think she is lonely. She told me on three visits that nobody had rung.", False),
        ("I think she is lonely. My reason is the diary, which has nobody in it.", False),
        ("I think she is lonely - no caller since June, no post and nobody in the diary.", False),
        ("I believe that the home has lost its way since the change of owner.", True),
        ("I believe that the home is short of staff since two have left.", False),
        ("Her son, Ken Rowe, thinks that she would be better off in a home.", False),
        ("Your contribution will change in April and you may have to pay.", False),
    ],
)
def test_whose_opinion_it_is_and_what_it_rests_on(text, flagged):
    assert flags("opinion_in_text", text) is flagged


@pytest.mark.parametrize(("kind", "flagged"), [("case_note", True), ("risk_assessment", False)])
def test_an_assessment_says_what_was_judged(kind, flagged):
    text = "I conclude that the risk of fire is serious."
    found = look_at(facts_of_row({"text": text, "type": kind}), only=["opinion_in_text"])

    assert bool(found) is flagged


@pytest.mark.parametrize(
    ("reason", "flagged"),
    [
        ("My opinion is that she would be better off in extra care.", True),
        ("She fell at 4am on three nights and could not reach the pendant.", False),
    ],
)
def test_a_reason_says_something_beside_the_opinion(reason, flagged):
    row = {
        "text": "She would be better off in extra care.", "kind": "opinion", "rationale": reason,
    }  # fmt: skip

    assert bool(look_at(facts_of_row(row), only=["opinion_without_rationale"])) is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("The alarm is attached to the skirting board.", False),
        ("The photographs are attached to this note.", True),
        ("The ward scanned his bladder.", False),
        ("The court order has been scanned and sits with this entry.", True),
    ],
)
def test_what_is_attached_to_the_record(text, flagged):
    assert flags("attachment_missing", text) is flagged


def test_a_risk_that_is_harm_is_said_once():
    text = "Her son pushed her and she fell."

    assert flags("safeguarding_not_raised", text)
    assert not flags("risk_without_action", text)
