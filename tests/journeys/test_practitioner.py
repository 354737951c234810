"""A practitioner: what stands at home, and the whole way to a signed entry without a mouse."""

import re

from playwright.sync_api import Page, expect

from caserecords.demo.data import PASSWORD
from tests.journeys.conftest import HOME, fill_sign_in
from tests.journeys.looking import check

CHECK = re.compile(r"/check/$")


def test_home_shows_what_is_mine_and_leads_to_a_person(open_window, scripts):
    page = open_window(scripts=scripts)
    page.goto("/")
    check(page, "sign-in")

    fill_sign_in(page, "fola.adeyemi")

    check(page, "home-practitioner")
    home = page.locator("main")
    expect(home.get_by_role("heading", name="My people")).to_be_visible()
    aside = page.get_by_role("complementary")
    expect(aside.get_by_role("heading", name="Unfinished drafts")).to_be_visible()
    # On a working day it stands among those left unsigned, at a weekend among the others.
    expect(page.get_by_role("link", name="Telephone call, Win Clarke")).to_be_visible()
    expect(aside.get_by_role("heading", name="My actions")).to_be_visible()
    expect(aside.get_by_role("link", name="Phone Mrs Clarke to ask if it helps")).to_be_visible()
    for name, picture in [
        ("My people", "my-people"),
        ("My actions", "my-actions"),
        ("Drafts", "drafts"),
    ]:
        page.get_by_role("navigation", name="Case records").get_by_role("link", name=name).click()
        check(page, picture)
    page.goto("/")
    home.get_by_role("link", name="Win Clarke", exact=True).click()
    expect(page.get_by_role("region", name="Whose record this is")).to_contain_text("Win Clarke")
    expect(page.get_by_text("Put a clock by the bed").last).to_be_visible()
    check(page, "timeline")


def test_what_a_manager_returned_is_the_first_thing_at_home(sign_in, scripts):
    page = sign_in("tom.ellery", scripts=scripts)

    returned = page.get_by_role("region", name="Returned to you")

    expect(returned).to_contain_text("please add how you will ask them in writing next time")
    check(page, "home-returned")
    returned.get_by_role("link").first.click()
    expect(page.locator("main")).to_contain_text("Returned with a comment")
    check(page, "entry-returned")


def test_a_case_note_is_written_and_signed_by_keyboard_alone(open_window):
    page = open_window()
    page.goto("/")
    _tab_to(page, '[name="login"]')
    page.keyboard.type("fola.adeyemi@northmere.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(HOME)

    _press_link(page, "Win Clarke")
    _tab_to(page, "summary.menu__button")
    page.keyboard.press("Enter")
    _press_link(page, "Case note")
    _type_into(page, "event_at_time", "00:01")
    _type_into(page, "note_about", "Written without a mouse")
    _type_into(page, "discussion", "The tab key was enough.")
    _tab_to(page, 'button[name="act"][value="check"]')
    page.keyboard.press("Enter")
    page.wait_for_url(CHECK)  # a page that saves itself changes its address too
    _tab_to(page, ".sign button.govuk-button")
    page.keyboard.press("Enter")

    expect(page.get_by_text("It is now part of the record")).to_be_visible()
    expect(page.locator("main")).to_contain_text("The tab key was enough.")
    assert page.problems == []


def _tab_to(page: Page, selector: str, *, at_most: int = 400) -> None:
    """Press Tab until the focus is where it should be."""
    for _ in range(at_most):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def _press_link(page: Page, words: str) -> None:
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == words:
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reaches the link {words!r}")


def _type_into(page: Page, name: str, words: str) -> None:
    _tab_to(page, f'[name="{name}"]')
    page.keyboard.type(words)
