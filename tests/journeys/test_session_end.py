"""Before a session ends its user is warned and can stay; after it, they come back to the page.

Time is moved in both places where it counts: in the browser's own clock, and in what the service
keeps of the session.
"""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page, expect

import clock
from caserecords.demo.data import PASSWORD
from tests.journeys.conftest import fill_sign_in
from tests.journeys.looking import check

NAME = "fola.adeyemi"
MINE = "/people/mine/"


@pytest.fixture
def page(open_window, scripts, site) -> Page:
    """A window whose session is the only one."""
    site.rows("DELETE FROM django_session RETURNING 1")
    window = open_window(scripts=scripts)
    window.goto("/")
    fill_sign_in(window, NAME)
    if scripts:
        window.clock.install()
    window.goto(MINE)
    return window


def minutes_pass(page: Page, site, minutes: float, *, since: str = "session_last_act_at") -> None:
    """Let time pass: for the service by what it keeps of the session, and then in the browser."""
    ((key, data),) = site.rows("SELECT session_key, session_data FROM django_session")
    held = SessionStore().decode(data)
    held[since] = (clock.now() - timedelta(minutes=minutes)).isoformat()
    site.rows(
        "UPDATE django_session SET session_data = %s WHERE session_key = %s RETURNING 1",
        SessionStore().encode(held),
        key,
    )
    if page.runs_scripts:
        page.clock.fast_forward(int(minutes * 60_000))


def last_act(site) -> datetime:
    ((data,),) = site.rows("SELECT session_data FROM django_session")
    return datetime.fromisoformat(SessionStore().decode(data)["session_last_act_at"])


def signs_in_again(page: Page) -> None:
    page.get_by_label("Email").fill(f"{NAME}@northmere.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("scripts", [True], indirect=True)
@pytest.mark.parametrize("stays", ["by a key", "by the button"])
def test_a_warning_comes_before_the_end_and_whoever_is_there_stays(page, site, stays):
    warning = page.get_by_role("heading", name="Are you still there?")
    minutes_pass(page, site, 17)
    expect(warning).not_to_be_visible()

    minutes_pass(page, site, 18.25)
    expect(warning).to_be_visible()
    expect(page.locator("[data-session-panel]")).to_contain_text(
        "You will be signed out in about 2 minutes. Press any key to stay."
    )
    expect(page.get_by_role("status").filter(has_text="Are you still there?")).to_have_count(1)
    focused = page.evaluate("document.activeElement.closest('[data-session-panel]') !== null")
    assert not focused  # whoever types goes on typing
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.locator("[data-session-panel]").bounding_box()["x"] >= 0
    if stays == "by a key":
        check(page, "session-warning")
        page.keyboard.press("Shift")
    else:
        page.get_by_role("button", name="Stay signed in").click()

    expect(warning).not_to_be_visible()
    assert clock.now() - last_act(site) < timedelta(minutes=1)
    assert page.url.endswith(MINE)


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_nobody_there_is_led_to_sign_in_and_back_to_the_page(page, site):
    minutes_pass(page, site, 18.25)
    expect(page.get_by_role("heading", name="Are you still there?")).to_be_visible()

    minutes_pass(page, site, 21)
    expect(page.get_by_label("Password")).to_be_visible()
    assert "next=" in page.url
    signs_in_again(page)
    page.wait_for_url(re.compile(MINE))


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_the_longest_session_says_that_nothing_prolongs_it(page, site):
    minutes_pass(page, site, 9 * 60 + 55, since="session_started_at")
    page.keyboard.press("Shift")

    panel = page.locator("[data-session-panel]")
    expect(panel).to_contain_text("The longest time of a session is nearly over")
    expect(panel).to_contain_text("Drafts are saved, and you come back to this page")
    expect(panel.get_by_role("button", name="Stay signed in")).to_have_count(0)
    page.keyboard.press("Shift")
    expect(panel).to_contain_text("The longest time of a session is nearly over")
    check(page, "session-warning-of-ten-hours")


@pytest.mark.parametrize("scripts", [False], indirect=True)
def test_without_scripts_nothing_warns_and_nothing_typed_is_lost(page, site):
    minutes_pass(page, site, 21)
    page.goto(MINE)
    expect(page.get_by_label("Password")).to_be_visible()
    signs_in_again(page)
    page.wait_for_url(re.compile(MINE))

    page.goto("/breaches/report/")
    words = page.locator("main textarea").first
    words.fill("A letter lay on the bus")
    minutes_pass(page, site, 21)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    signs_in_again(page)
    expect(page.locator("main")).to_contain_text("A letter lay on the bus")
