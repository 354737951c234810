"""Writing on a record: a draft that keeps itself, the last look, signing, and what comes after."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import visits_and_calls
from tests.journeys.looking import check
from tests.journeys.visits_and_calls import CASE_NOTE, Written, action_answers
from tests.journeys.writing import add_row, check_answers, date_of, fill, wait_until_saved

BLUNT = "She lost the plot, as she says. Then she was calm."
ADDED = "The letter of the memory clinic is in the blue folder.\n\n  Gwên – e\u0301: “hers”  "


@pytest.mark.parametrize("record", visits_and_calls.ALL, ids=lambda record: record.type_key)
def test_a_record_is_written_kept_checked_signed_and_read(sign_in, scripts, record):
    page = sign_in("fola.adeyemi", scripts=scripts)
    _open_win_clarke(page)
    page.locator("summary", has_text="Write").click()
    page.get_by_role("link", name="All kinds of record").click()
    check(page, "choose-type")
    used_most = page.get_by_role("region", name="Used most")
    used_most.get_by_role("link", name=record.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(record.title)

    fill(page, record.first)
    _leave(page)
    _come_back_to_the_draft(page, record)
    _answer_everything(page, record)
    check(page, f"write-{record.type_key}")
    check_answers(page)

    check(page, f"check-{record.type_key}")
    for words in record.words:
        expect(page.locator("main")).to_contain_text(words)
    page.get_by_role("button", name="Sign entry").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(record.title)
    expect(page.get_by_text("It is now part of the record")).to_be_visible()
    check(page, f"entry-{record.type_key}")
    _open_win_clarke(page)
    for words in record.spoken:
        expect(page.locator("main")).to_contain_text(words)
    expect(page.locator("main")).to_contain_text(record.action)


def test_a_signed_entry_is_corrected_and_added_to_beside_what_was_said(sign_in, scripts):
    page = sign_in("fola.adeyemi", scripts=scripts)
    _sign(page, CASE_NOTE)

    page.get_by_role("link", name="Correct this entry").click()
    fill(page, {"correction-kind": "Something I wrote was wrong"})
    fill(page, {"correction-detail": "I counted the visits again: there were two."})
    fill(page, {"discussion": "Read through the notes of the last two visits before the review."})
    check(page, "correct")
    check_answers(page)
    expect(page.get_by_role("region", name="What changes")).to_contain_text("last three visits")
    expect(page.get_by_role("region", name="What changes")).to_contain_text("last two visits")
    check(page, "check-correction")
    page.get_by_role("button", name="Sign correction").click()

    expect(page.get_by_text("I counted the visits again").first).to_be_visible()
    expect(page.get_by_text("notes of the last two visits").first).to_be_visible()
    page.get_by_text("Version 1, as signed").click()
    expect(page.locator(".version")).to_contain_text("notes of the last three visits")
    check(page, "entry-corrected")
    page.get_by_role("link", name="Add to it").click()
    fill(page, {"kind": "More detail"})
    fill(page, {"text": ADDED})
    check(page, "add-to-entry")
    if scripts:
        wait_until_saved(page)
        address = page.url
        page.context.close(reason="crash")
        page = sign_in("fola.adeyemi", scripts=scripts)
        page.goto(address)
        expect(page.get_by_label("What should stand beside the entry?")).to_have_value(ADDED)
        expect(page.get_by_label("More detail")).to_be_checked()
        check(page, "add-to-entry-given-back")
    page.get_by_role("button", name="Sign addition").click()
    expect(page.get_by_text("in the blue folder")).to_be_visible()
    check(page, "entry-added-to")


def test_what_is_missing_is_said_before_signing_and_may_be_explained(sign_in, scripts):
    page = sign_in("fola.adeyemi", scripts=scripts)
    _open_win_clarke(page)
    _begin(page, "visit_face_to_face")
    fill(page, {"discussion": "We spoke at the gate.", "event_at_day": "45"})
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    expect(page.locator('[name="discussion"]')).to_have_value("We spoke at the gate.")
    check(page, "write-with-mistakes")

    began = {"start_end_start": "10.15am"}
    fill(page, date_of("event_at", visits_and_calls.yesterday()) | began)
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_role("heading", name="Answer, or say why not")).to_be_visible()
    check(page, "check-unfinished")
    page.get_by_role("button", name="Sign entry").click()

    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    check(page, "check-refused")
    page.get_by_role("link", name="Throw this draft away").click()
    check(page, "throw-away")
    page.get_by_role("button", name="Throw draft away").click()
    gone = re.compile("Draft thrown away|set aside and not destroyed")
    expect(page.get_by_text(gone)).to_be_visible()


def test_what_might_be_said_better_is_said_and_answered(sign_in, scripts):
    page = sign_in("fola.adeyemi", scripts=scripts)
    _open_win_clarke(page)
    _begin(page, CASE_NOTE.type_key)
    fill(page, CASE_NOTE.first)
    _answer_everything(page, CASE_NOTE)
    fill(page, {"discussion": BLUNT})
    if scripts:
        coach = page.locator("[data-coach]")
        expect(coach).to_contain_text("lost the plot", timeout=20_000)
        expect(page.locator("[data-coach-spoken]")).to_have_text("1 suggestion about the words")
        check(page, "write-coached")
        coach.get_by_role("button", name="Go there").click()
        box = page.locator('[name="discussion"]')
        expect(box).to_be_focused()
        assert (
            box.evaluate("b => b.value.slice(b.selectionStart, b.selectionEnd)") == "lost the plot"
        )
        expect(coach.get_by_role("button", name="Hide")).to_be_visible()
        coach.get_by_role("button", name="Does not help").click()
        expect(coach).to_be_hidden()
        expect(page.locator("[data-coach-spoken]")).to_have_text("Reported: it does not help")
    page.get_by_role("button", name="Check your answers").click()
    asked = page.get_by_role("region", name="Change, or say why it stays")
    asked.get_by_label("Why it stays as it is").fill("So she says of herself.")
    check(page, "check-coached")
    if scripts:
        wait_until_saved(page)
        page.reload()
    page.get_by_role("button", name="Sign entry").click()

    beside = page.get_by_role("region", name="About the words, when it was signed")
    expect(beside).to_contain_text("So she says of herself.")
    check(page, "entry-coached")


def test_what_is_copied_from_an_entry_is_noted_where_it_is_pasted(sign_in):
    page = sign_in("fola.adeyemi", scripts=True)
    _sign(page, CASE_NOTE)
    signed = page.locator("[data-entry]")
    key = signed.get_attribute("data-entry")
    signed.evaluate("place => document.getSelection().selectAllChildren(place)")
    page.keyboard.press("Control+C")
    _open_win_clarke(page)
    _begin(page, CASE_NOTE.type_key)
    page.wait_for_load_state()

    page.locator('[name="discussion"]').focus()
    page.keyboard.press("Control+V")

    noted = re.compile(rf"discussion\|\d+\|{key}")
    expect(page.locator('input[name="pasted"]')).to_have_value(noted)
    wait_until_saved(page)
    page.reload()
    expect(page.locator('input[name="pasted"]')).to_have_value(noted)


def _open_win_clarke(page: Page) -> None:
    page.goto("/")
    page.locator("main").get_by_role("link", name="Win Clarke", exact=True).first.click()


def _begin(page: Page, type_key: str) -> None:
    page.goto(f"{page.url}write/{type_key}/")


def _leave(page: Page) -> None:
    """Go away in the middle: a page with scripts keeps itself; one without has a button."""
    if page.runs_scripts:
        wait_until_saved(page)
        page.goto("/drafts/")
    else:
        page.get_by_role("button", name="Leave for later").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your drafts")


def _come_back_to_the_draft(page: Page, record: Written) -> None:
    page.get_by_role("link", name=f"{record.title} about Win Clarke").first.click()
    for name, words in record.first.items():
        expect(page.locator(f'[name="{name}"]')).to_have_value(words)


def _answer_everything(page: Page, record: Written) -> None:
    fill(page, record.answers)
    for question, rows in record.rows.items():
        for number, row in enumerate(rows):
            if not page.locator(f'[name="{question}-{number}-{next(iter(row))}"]').count():
                add_row(page, question)
            _fill_row(page, f"{question}-{number}", row)
    add_row(page, "actions")
    fill(page, action_answers(record.action))


def _fill_row(page: Page, prefix: str, row: dict[str, str]) -> None:
    fill(page, {f"{prefix}-{name}": answer for name, answer in row.items()})


def _sign(page: Page, record: Written) -> None:
    _open_win_clarke(page)
    _begin(page, record.type_key)
    fill(page, record.first)
    _answer_everything(page, record)
    check_answers(page)
    page.get_by_role("button", name="Sign entry").click()
    expect(page.get_by_text("It is now part of the record")).to_be_visible()


def test_an_opinion_is_offered_what_was_just_written_as_a_fact(sign_in):
    page = sign_in("fola.adeyemi", scripts=True)
    _open_win_clarke(page)
    page.locator("summary", has_text="Write").click()
    page.get_by_role("link", name="All kinds of record").click()
    used_most = page.get_by_role("region", name="Used most")
    used_most.get_by_role("link", name=CASE_NOTE.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CASE_NOTE.title)
    page.wait_for_load_state()  # with its scripts: keys that come before them are the browser's
    statements = page.locator("[data-prefix=statements]")

    statements.get_by_role("button", name="Add: Fact").press("Enter")
    page.keyboard.type("The stairs have no rail.")
    statements.get_by_role("button", name="Add: Opinion").press("Enter")
    offered = statements.get_by_label("In this record, statement 1: The stairs have no rail.")
    offered.press("Space")
    statements.get_by_label("Statement", exact=True).first.fill("The stairs are steep.")

    renamed = statements.get_by_label("In this record, statement 1: The stairs are steep.")
    expect(renamed).to_be_checked()
