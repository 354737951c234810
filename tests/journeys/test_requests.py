"""A request about a record: from whoever was asked to what was delivered, with a second officer."""

import re

import page as pdf_checks
import pypdfium2
from playwright.sync_api import Page, expect

from tests.journeys.looking import check

NEEDS_WORKER = True
MADE_WITHIN = 120_000  # milliseconds
ASKED = "I should like to read what you have all written about me."


def test_a_request_is_registered_worked_on_checked_delivered_and_closed(
    sign_in, scripts, site, tmp_path
):
    win = site.person_key("P10021")
    reference = _register(sign_in("fola.adeyemi", scripts=scripts), win)
    page = sign_in("helen.marsh", scripts=scripts)
    check(page, "home-requests")
    _open(page, reference)
    check(page, "request")
    _step(page, "how it is known who asks", "Her worker knows her", "Somebody in the council knows")
    _step(page, "what is to be looked for", "All of it")
    _step(
        page,
        "where was looked",
        "The whole record",
        "The case record, with its files",
        "Something was found",
    )
    check(page, "request-step-done")
    _weigh_all(page)
    check(page, "request-weighed")
    page.get_by_role("link", name="Test an exemption").click()
    check(page, "request-exemption")
    page.get_by_label("Legal professional privilege").check()
    page.get_by_label("It does not apply").check()
    _say(page, "No lawyer wrote in this record.")

    page.get_by_role("link", name="Make a complete copy for it").click()
    expect(page.get_by_text(f"It answers {reference}")).to_be_visible()
    check(page, "request-ask-for-copy")
    _include_what_is_held_back(page)
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_role("heading", name="The copy is ready")).to_be_visible(timeout=MADE_WITHIN)
    _open(page, reference)
    expect(page.get_by_text("has checked it")).to_be_visible()
    expect(page.get_by_role("link", name="a letter that explains")).to_have_count(0)

    second = sign_in("owen.castell", scripts=scripts)
    _open(second, reference)
    _step(second, "has checked it", "Read it from end to end", "Yes")

    _open(page, reference)
    page.get_by_role("link", name="a letter that explains").click()
    check(page, "request-letter")
    page.get_by_label("Each reason, with what it means").check()
    _say(page, "Fola comes on Thursday and reads it with you.")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the letter").click()
    letter = tmp_path / "letter.pdf"
    coming.value.save_as(letter)
    said = _words(letter)
    assert ASKED in said
    assert "Fola comes on Thursday" in said
    report = pdf_checks.validate_pdf_bytes(letter.read_bytes(), profile="ua1")
    assert [each.message for each in report.failures] == []

    page.get_by_role("link", name="Say that it was delivered").click()
    page.get_by_label("By hand").check()
    _say(page, "Fola gave it to her in her kitchen.")
    expect(page.get_by_text("Answered in time")).to_be_visible()
    check(page, "request-sent")
    _step(page, "Say that it arrived", "She rang to say so")
    page.goto("/requests/?answered=1")
    expect(page.get_by_role("link", name=re.compile(reference))).to_be_visible()
    check(page, "requests-answered")


def _register(page: Page, person: str) -> str:
    page.goto(f"/people/{person}/")
    page.goto(f"/people/{person}/requests/new/")
    page.get_by_role("button", name="Put it on the register").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select what they want")
    check(page, "register-request-refused")
    page.get_by_label("A copy of what is held about them").check()
    page.get_by_label("What did they say").fill(ASKED)
    page.get_by_label("Win Clarke", exact=True).check()
    page.get_by_label("In person").check()
    page.get_by_role("button", name="Put it on the register").click()
    told = page.get_by_text("is on the register")
    expect(told).to_be_visible()
    return re.search(r"SR\d+", told.inner_text())[0]


def _weigh_all(page: Page) -> None:
    """Weigh each of those whom the page of the request lists."""
    waiting = page.locator('a[href*="/steps/third/?whom="]')
    waiting.first.click()
    check(page, "request-third")
    page.go_back()
    while waiting.count():
        waiting.first.click()
        page.get_by_role("radio", name="They agreed").check()
        page.get_by_role("radio", name="It is given", exact=True).check()
        _say(page, "They are content that she reads it.")


def _include_what_is_held_back(page: Page) -> None:
    """Include what stays out otherwise, where there is any: nobody decided to withhold it."""
    for included, because in (
        ("includes_restricted", "restricted_because"),
        ("includes_about_others", "about_others_because"),
    ):
        if page.locator(f"[name={included}]").count():
            page.locator(f"[name={included}]").check()
            page.locator(f"[name={because}]").fill("They are content that she reads it.")


def _open(page: Page, reference: str) -> None:
    """Open a request from the register, saying why, which stands for the day."""
    page.goto("/requests/")
    check(page, "requests")
    page.get_by_role("link", name=re.compile(reference)).click()
    page.wait_for_load_state()
    if page.get_by_role("button", name="Open the record").count():
        page.get_by_label("I am dealing with a request").check()
        page.get_by_label(reference).check()
        page.get_by_label("What are you going to do?").fill("Answer what she asked for")
        page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(reference)


def _step(page: Page, link: str, words: str, *choices: str) -> None:
    page.get_by_role("link", name=link).click()
    expect(page.get_by_text("On which day?")).to_be_visible()
    for choice in choices:
        page.get_by_label(choice).check()
    _say(page, words)


def _say(page: Page, words: str) -> None:
    page.locator("textarea[name=words]").fill(words)
    page.locator("main form button[type=submit]").click()
    expect(page.get_by_text(": kept.")).to_be_visible()


def _words(pdf) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    return " ".join(" ".join(pages).split())
