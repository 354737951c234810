"""Questions answered in rows, from the page to the signed entry, its corrections and its search."""

import uuid

import lxml.html
import pytest
from django.urls import reverse

from records import actions
from records.catalogue import catalogue
from records.drafting import joining, typed_words
from records.drafting.changing_kind import change_of
from records.drafting.references import colleagues_in
from records.forms.entry import entry_form
from records.forms.token import new_token
from records.forms.typed import as_posted
from records.models import Draft
from records.search.passages import passages_of
from records.shown import changes, glance, presentation
from records.shown.anchored import sentences_of
from records.signed import summaries
from records.signed.digests import is_whole
from tests.disclosure.factories import words_of_copy
from tests.records.factories import make_entry, note_values, typed_for

pytestmark = pytest.mark.django_db

RISK = catalogue().get("risk_assessment")
NEEDS = catalogue().get("needs_assessment")
FALL = {
    "hazard": "She could fall on the stairs. They are steep. There is no rail on the right side.",
    "likelihood": "Likely",
    "severity": "Serious",
    "controls": "A rail on the left.",
    "accepted": "Accepts it as it is",
}
FIRE = FALL | {"hazard": "The hob could be left on.", "severity": "Could be fatal"}
REASON = "Something I wrote was wrong. I read my notebook again."


def typed_rows(*rows, name="risks"):
    """Rows of plain texts and choices, as typed."""
    return {
        f"{name}-{number}-{column}": [text]
        for number, row in enumerate(rows)
        for column, text in row.items()
    }


def without_rows(typed, name):
    return {key: texts for key, texts in typed.items() if not key.startswith(f"{name}-")}


def form_of(record_type, person, worker, typed):
    return entry_form(record_type, person, worker, as_posted(typed))


def post(client, person, worker, record_type, typed, **extra):
    token = new_token(person=person, record_type=record_type, user=worker)
    return client.post(
        reverse("records:write", args=[person.key, record_type.key]),
        typed | {"form_token": token.sealed(), "draft_version": "0"} | extra,
    )


def signed_risks(person, worker, *rows, **values):
    values = note_values(risks=list(rows), **values)
    return make_entry(
        person=person,
        by=worker,
        type_key="risk_assessment",
        values=values,
        finish_later=True,
    )


def box(page, name):
    found = lxml.html.fromstring(page.content.decode()).xpath(f'//*[@name="{name}"]')
    return found[0] if found else None


# The form


def test_a_row_is_added_and_removed_without_scripts_and_nothing_typed_is_lost(
    client, person, worker
):
    typed = typed_rows(FALL, FIRE)

    more = post(client, person, worker, RISK, typed, add_row="risks")
    fewer = post(client, person, worker, RISK, typed, remove_row="risks-0")

    assert box(more, "risks-1-hazard").text.strip() == FIRE["hazard"]
    assert (box(more, "risks-2-hazard").text or "").strip() == ""
    assert "autofocus" in box(more, "risks-2-hazard").attrib
    assert box(more, "risks-3-hazard") is None
    assert box(fewer, "risks-0-hazard").text.strip() == FIRE["hazard"]
    assert box(fewer, "risks-1-hazard") is None


def test_one_row_waits_where_one_is_wanted_and_two_where_two_are(person, worker):
    risk = entry_form(RISK, person, worker)
    decision = entry_form(catalogue().get("decision_record"), person, worker)
    capacity = entry_form(catalogue().get("mental_capacity_assessment"), person, worker)

    assert len(risk.rows["risks"].forms) == 1
    assert len(decision.rows["options_considered"].forms) == 2
    assert capacity.rows["meetings"].forms == []


def test_blank_rows_are_left_out_and_the_others_keep_their_order(person, worker):
    typed = typed_rows(FALL, dict.fromkeys(FALL, ""), FIRE)
    form = form_of(RISK, person, worker, typed)

    assert form.is_valid(), form.mistakes
    assert form.answered().values["risks"] == [FALL, FIRE]


def test_a_row_has_the_place_that_the_catalogue_gives_it_whatever_was_posted(person, worker):
    name = "outcomes"
    typed = {
        f"{name}-TOTAL_FORMS": ["2"],
        f"{name}-9-now": ["He has no children."],
        f"{name}-9-able": ["Does not apply"],
        f"{name}-10-now": ["There is no eleventh outcome."],
        f"{name}-3-outcome": ["Looking after a child"],
        f"{name}-3-able": ["Yes"],
    }

    form = form_of(NEEDS, person, worker, typed)
    form.is_valid()
    rows = form.rows[name].answers(colleagues_in([]))

    assert [row["outcome"] for row in rows] == list(NEEDS.own_fields[name].fixed_rows)
    assert {number: row for number, row in enumerate(rows) if len(row) > 1} == {
        3: {"outcome": "Dressing for the weather and the day", "able": "Yes"},
        9: {
            "outcome": "Looking after a child",
            "now": "He has no children.",
            "able": "Does not apply",
        },
    }


def test_a_fixed_row_has_no_buttons_and_its_own_name(client, person, worker):
    page = client.get(reverse("records:write", args=[person.key, "nhs_chc_checklist"]))

    tree = lxml.html.fromstring(page.content.decode())
    question = tree.get_element_by_id("question-domains")
    legends = [each.text_content().strip() for each in question.xpath(".//fieldset//legend")]
    assert "Altered states of consciousness (starred)" in legends
    assert question.xpath('.//button[@name="add_row" or @name="remove_row"]') == []


def test_an_answer_to_a_column_that_is_hidden_is_not_signed(person, worker):
    typed = {
        "outcomes-0-able": ["Yes"],
        "outcomes-0-now": ["He cooks."],
        "outcomes-0-why_unable": ["Needs help"],
    }

    form = form_of(NEEDS, person, worker, typed)

    assert form.is_valid(), form.mistakes
    assert form.answered().values["outcomes"][0] == {
        "outcome": "Eating and drinking well",
        "now": "He cooks.",
        "able": "Yes",
    }


def test_a_mistake_names_the_question_and_the_row_and_leads_to_its_control(person, worker):
    plan = catalogue().get("transition_plan")
    typed = {
        "steps-0-what": ["Two flats seen"],
        "steps-1-what": ["Money meeting"],
        "steps-1-by_day": ["31"],
        "steps-1-by_month": ["6"],
        "steps-1-by_year": ["2026"],
    }

    mistakes = form_of(plan, person, worker, typed).mistakes

    (mistake,) = [each for each in mistakes if "steps" in each["target"]]
    assert mistake["text"].startswith(
        "Steps, by date, step 2 (“Money meeting”): “By when?” must be a real date"
    )
    assert mistake["target"] == "id_steps-1-by_day"


def test_what_is_missing_in_a_row_leads_to_its_control(client, person, worker):
    typed = without_rows(typed_for(RISK), "risks") | typed_rows(
        FALL, {name: text for name, text in FIRE.items() if name != "severity"}
    )
    response = post(client, person, worker, RISK, typed, act="check")
    assert response.status_code == 302, response.context["desk"].mistakes

    page = client.get(response.url)

    (missing,) = [
        each for each in page.context["check"].must_answer if "severity" in each.problem.field
    ]
    words = (
        "What could happen, and what is in place, risk 2 (“The hob could be left…”): "
        "select how serious it would be"
    )
    assert missing.problem.message == words
    assert missing.target == "id_risks-1-severity_0"


def test_what_is_missing_in_a_fixed_row_is_named_by_what_the_row_is_about(client, person, worker):
    checklist = catalogue().get("nhs_chc_checklist")
    typed = typed_for(checklist)
    typed.pop("domains-8-evidence")

    page = client.get(post(client, person, worker, checklist, typed, act="check").url)

    messages = [each.problem.message for each in page.context["check"].must_answer]
    assert "Behaviour (starred): enter what shows it" in messages


# Signed, read and corrected


def test_rows_are_signed_as_a_list_and_covered_by_the_digest(person, worker):
    entry = signed_risks(person, worker, FALL, FIRE)
    version = entry.versions.get()

    assert version.values["risks"] == [FALL, FIRE]
    assert is_whole(version)
    version.values["risks"][1]["severity"] = "Minor"
    assert not is_whole(version)


def test_rows_with_long_answers_are_cards_and_short_ones_a_table(client, person, worker):
    plan = {"what": "Two flats seen", "area": "Home", "who": "Noor Blake", "by": "2026-07-31"}
    short = make_entry(
        person=person,
        by=worker,
        type_key="transition_plan",
        values=note_values(steps=[plan, {"what": "Money meeting", "area": "Money"}]),
        finish_later=True,
    )
    long = signed_risks(person, worker, FALL, FIRE)

    table = client.get(reverse("records:entry", args=[person.key, short.key]))
    cards = client.get(reverse("records:entry", args=[person.key, long.key]))

    tree = lxml.html.fromstring(table.content.decode())
    (shown,) = tree.xpath('//table[contains(@class, "answer-table")]')
    cells = [
        [" ".join(cell.text_content().split()) for cell in row.xpath("./th | ./td")]
        for row in shown.xpath(".//tr")
    ]
    assert cells == [
        ["Step", "What happens?", "What is it about?", "Who does it?", "By when?"],
        ["Step 1", "Two flats seen", "Home", "Noor Blake", "31 July 2026"],
        ["Step 2", "Money meeting", "Money", "", ""],
    ]
    tree = lxml.html.fromstring(cards.content.decode())
    titles = tree.xpath('//*[contains(@class, "answer-cards__title")]/text()')
    assert [" ".join(each.split()) for each in titles] == ["Risk 1", "Risk 2"]


def test_a_correction_is_told_word_by_word_at_the_row_that_it_changed(client, person, worker):
    entry = signed_risks(person, worker, FALL, FIRE)
    put_right = FALL | {"controls": "A rail on the right."}

    actions.correct_entry(
        entry=entry,
        by=worker,
        submission=uuid.uuid4(),
        reason=REASON,
        values=entry.versions.get().values | {"risks": [FIRE, put_right]},
        statements=[],
    )

    first, second = entry.versions.order_by("number")
    (change,) = changes.changes_between(first, second)
    assert change.label == "What could happen, and what is in place"
    told = [
        [(each.kind, each.text.strip()) for each in part.pieces if each.kind != "same"]
        for part in change.parts
    ]
    assert [("gone", "left"), ("new", "right")] in told
    page = client.get(reverse("records:entry", args=[person.key, entry.key]))
    assert REASON in page.text


def test_what_is_corrected_begins_with_the_rows_that_were_signed(person, worker):
    initial = {"outcomes": [{"outcome": "Using the toilet", "able": "No", "now": "At night."}]}

    form = entry_form(NEEDS, person, worker, initial=initial)

    row = form.rows["outcomes"].forms[2]
    assert row.about == "Using the toilet"
    assert row["now"].value() == "At night."
    assert row["able"].value().value == "No"


def test_words_in_rows_are_found_with_the_column_that_they_stand_in(person, worker):
    entry = signed_risks(person, worker, FALL)

    found = {each.where: each.text for each in passages_of(entry)}

    assert found["What could happen, and what is in place, What could happen?"] == FALL["hazard"]


def test_an_addition_may_speak_of_a_sentence_in_a_row(person, worker):
    shown = presentation.present(signed_risks(person, worker, FALL).versions.get())

    assert "They are steep." in sentences_of(shown)


def test_the_line_of_an_entry_may_come_from_its_rows():
    values = {"risks": [{"likelihood": "Rare"}, FALL]}

    assert summaries.line_of(RISK, values, []) == "She could fall on the stairs."


def test_the_summary_names_the_gravest_risk(person, worker):
    entry = signed_risks(person, worker, FALL, FIRE, activity="Cooking")
    entry.answers = entry.versions.get().values

    assert glance._risk(entry) == "Cooking (likelihood likely; seriousness could be fatal)"


def test_every_word_of_a_row_is_in_a_copy(person, worker):
    signed_risks(person, worker, FALL, FIRE)

    words = words_of_copy(person)

    for row in (FALL, FIRE):
        for text in row.values():
            assert text in words
    assert "Risk 2" in words


# Drafts: as typed, joined, and made another kind


def test_a_draft_says_its_rows_in_the_words_of_the_form():
    typed = typed_rows({"hazard": "Falls", "severity": "Minor"}) | {"risks-TOTAL_FORMS": ["1"]}
    needs = {"outcomes-2-now": ["At night."]}

    (risks,) = typed_words.questions(RISK, typed)
    (outcomes,) = typed_words.questions(NEEDS, needs)

    assert risks["risks"].texts == ("What could happen?: Falls\nHow serious?: Minor",)
    assert outcomes["outcomes"].texts == ("Using the toilet\nWhat happens now?: At night.",)


def test_two_texts_joined_keep_the_rows_of_both():
    one = typed_rows(FALL) | {"risks-TOTAL_FORMS": ["1"]}
    two = typed_rows(FALL, FIRE) | {"risks-TOTAL_FORMS": ["2"]}

    both = joining.joined(RISK, one, two, {"risks": joining.BOTH})

    assert both["risks-TOTAL_FORMS"] == ["2"]
    assert both["risks-0-hazard"] == [FALL["hazard"]]
    assert both["risks-1-hazard"] == [FIRE["hazard"]]


def test_two_texts_of_fixed_rows_joined_keep_the_words_of_both_in_each_row():
    one = {"outcomes-0-now": ["He cooks."], "outcomes-0-able": ["Yes"]}
    two = {
        "outcomes-0-now": ["He burns things."],
        "outcomes-0-able": ["No"],
        "outcomes-1-now": ["He showers."],
    }

    both = joining.joined(NEEDS, one, two, {"outcomes": joining.BOTH})

    assert both == {
        "outcomes-0-now": ["He cooks.\n\nHe burns things."],
        "outcomes-0-able": ["Yes"],
        "outcomes-1-now": ["He showers."],
    }


def test_rows_go_along_to_a_kind_that_asks_the_same_and_wait_for_a_place_elsewhere():
    review = catalogue().get("review_care_and_support_plan")
    carer = catalogue().get("review_carer_support_plan")
    typed = {"outcomes_progress-0-outcome": ["Cooking"], "outcomes_progress-0-next": ["A hob"]}

    along = change_of(typed, review, carer)
    waiting = change_of(typed, review, catalogue().get("case_note"))

    assert (along.typed, along.unplaced) == (typed, ())
    assert waiting.typed == {}
    assert waiting.unplaced[0].texts == ("Which outcome?: Cooking\nWhat next?: A hob",)


def test_a_draft_keeps_its_rows_as_typed(client, person, worker):
    typed = typed_rows(FALL | {"likelihood": "Never", "hazard": " Two  spaces\n"})

    post(client, person, worker, RISK, typed, act="save")

    draft = Draft.objects.get()
    assert {name: draft.typed[name] for name in typed} == typed
    page = client.get(reverse("records:edit-draft", args=[person.key, draft.key]))
    assert box(page, "risks-0-hazard").text == "\n Two  spaces\n"
