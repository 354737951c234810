"""At a desk that others use: once somebody left it, Back shows nothing of what they saw."""

import pytest
from playwright.sync_api import expect

from caserecords.demo.data import PASSWORD
from tests.journeys.conftest import fill_sign_in

NAME = "fola.adeyemi"


@pytest.fixture
def page(open_window, scripts):
    window = open_window(scripts=scripts)
    window.goto("/")
    fill_sign_in(window, NAME)
    return window


def sees_nothing(page, shown):
    expect(page.get_by_label("Password")).to_be_visible()
    assert shown not in page.content()


def opened_a_person(page):
    """Open the first person of the list; return who it is."""
    page.goto("/people/mine/")
    link = page.locator("main table a, main li a").first
    shown = link.inner_text()
    link.click()
    expect(page.locator(".identity")).to_contain_text(shown.split()[-1])
    return shown


def opened(page):
    """Open the first person of the list, and from there a second page; return who it is."""
    shown = opened_a_person(page)
    page.goto("/actions/")
    return shown


def end_on_the_server(site):
    site.rows("DELETE FROM django_session RETURNING 1")


def test_back_after_signing_out_shows_nothing(page):
    shown = opened(page)
    page.goto("/accounts/sign-out/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Password")).to_be_visible()

    for _ in range(3):
        page.go_back()
        sees_nothing(page, shown)


def test_back_after_the_server_ended_it_shows_nothing(page, site):
    shown = opened(page)
    end_on_the_server(site)

    page.go_back()
    sees_nothing(page, shown)
    page.go_back()
    sees_nothing(page, shown)


@pytest.mark.parametrize("scripts", [True], indirect=True)
@pytest.mark.parametrize("by_key", [True, False])
def test_locking_asks_for_the_password_and_comes_back_to_the_page(page, by_key):
    shown = opened(page)
    if by_key:
        page.keyboard.press("Control+Shift+L")
    else:
        page.get_by_role("button", name="Lock").click()
    expect(page.get_by_label("Password")).to_be_visible()

    page.go_back()
    sees_nothing(page, shown)
    page.get_by_label("Email").fill(f"{NAME}@northmere.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".identity")).to_contain_text(shown.split()[-1])


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_what_was_typed_before_locking_is_kept_out_of_sight(page):
    page.goto("/breaches/report/")
    words = page.locator("main textarea").first
    words.fill("Only here")
    page.keyboard.press("Control+Shift+L")

    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    expect(words).not_to_be_visible()
    expect(words).to_have_value("Only here")


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_the_title_names_nobody_while_the_page_is_out_of_sight(page, site):
    page.route("**/accounts/sign-out/", lambda asked: asked.abort())
    shown = opened_a_person(page)
    own = page.title()
    assert shown.split()[-1] in own
    page.locator("#header-search").fill("Only here")
    expect(page.get_by_role("button", name="Lock")).to_be_visible()
    page.keyboard.press("Control+Shift+L")
    expect(page).to_have_title("Locked – Northmere Council case records")
    page.unroute("**/accounts/sign-out/")
    expect(page).to_have_title("Signed out – Northmere Council case records")

    other = page.context.new_page()
    for _ in range(2):
        other.goto("/")
        fill_sign_in(other, NAME)
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page).to_have_title(own)
        end_on_the_server(site)
        page.evaluate("document.dispatchEvent(new CustomEvent('session:over'))")
        expect(page).to_have_title("Signed out – Northmere Council case records")
