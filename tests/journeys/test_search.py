"""Finding what was written: on one record, over many, mistyped, and without leaving a trace."""

import re

from playwright.sync_api import Page, expect

from tests.journeys.looking import check

RESULTS = re.compile(r"/search/[a-z0-9]{12}/$")


def test_words_are_found_on_one_record_and_over_many(sign_in, scripts, site):
    page = sign_in("fola.adeyemi", scripts=scripts)
    win = site.person_key("P10021")
    page.goto(f"/people/{win}/")

    box = page.get_by_label("Search this record")
    box.fill("clokc")
    box.press("Enter")
    page.wait_for_url(RESULTS)
    expect(page.get_by_role("main")).to_contain_text(
        "Nothing for “clokc”. Showing entries with “clock”."
    )
    expect(page.get_by_role("mark").first).to_have_text("clock")
    check(page, "search-record")
    found = page.url

    page.get_by_role("main").get_by_role("listitem").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/entries/"))
    page.go_back()
    expect(page).to_have_url(found)
    expect(page.get_by_label("Words to find")).to_have_value("clokc")

    header = page.get_by_role("search", name="People")
    header.get_by_role("searchbox").fill("fall")
    header.get_by_role("button", name="In notes").click()
    page.wait_for_url(RESULTS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Search notes")
    expect(page.locator(".found__person").first).to_be_visible()
    check(page, "search-notes")
    _narrow_to_safeguarding(page)
    assert "fall" not in page.url


def test_the_address_of_a_search_is_of_no_use_to_a_colleague(sign_in, scripts):
    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto("/notes/search/")
    check(page, "search-notes-begin")
    page.get_by_label("Words to find").fill("fall")
    page.get_by_role("main").get_by_role("button", name="Search").click()
    page.wait_for_url(RESULTS)
    address = page.url

    other = sign_in("ros.hale", scripts=scripts)
    other.goto(address)

    expect(other.get_by_role("main")).to_contain_text("belongs to somebody else, or has ended")
    expect(other.locator(".found")).to_have_count(0)
    check(other, "search-ended")


def _narrow_to_safeguarding(page: Page) -> None:
    page.get_by_text("Narrow and order").click()
    page.locator("select[name=group]").select_option("Safeguarding")
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile(r"group=safeguarding"))
    expect(page.get_by_label("Words to find")).to_have_value("fall")
