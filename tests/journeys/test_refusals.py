"""What is refused: to whom, in which words, and without saying more than it should."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check

NOTHING = "There is nothing at this address"
CANNOT = "You cannot open this page"


def test_a_declared_conflict_closes_a_record(sign_in, scripts, site):
    page = sign_in("fola.adeyemi", scripts=scripts)

    answer = page.goto(f"/people/{site.person_key('P10118')}/")

    assert answer.status == 403
    expect(page.get_by_role("heading", level=1)).to_have_text(CANNOT)
    expect(page.locator("main")).to_contain_text("A conflict of interest is declared")
    check(page, "conflict")
    _search(page, "Yusuf")
    assert "Not open to you" in page.locator("main").inner_text() or not _cards(page)
    check(page, "search-conflict")


def test_a_restricted_person_is_as_unknown_as_nobody(sign_in, scripts, site):
    page = sign_in("fola.adeyemi", scripts=scripts)
    restricted = site.person_key("P10131")

    pages = {}
    for key in (restricted, "222222222222"):
        for path in ("", "about/", "reason/", "write/", "write/case_note/"):
            answer = page.goto(f"/people/{key}/{path}")
            pages.setdefault(path, []).append((answer.status, page.locator("body").inner_text()))
    for path, (first, second) in pages.items():
        assert first == second, path
        assert first[0] == 404, path
    check(page, "unknown")
    for words in ("Clive", "Rowbotham", "P10131"):
        _search(page, words)
        expect(page.locator("main")).to_contain_text("Nobody found")
    check(page, "search-none")
    _search(page, "a")
    check(page, "search-many")


def test_a_system_administrator_has_no_records(sign_in, scripts, site):
    page = sign_in("mina.takahashi", scripts=scripts)
    check(page, "home-administrator")
    expect(page.get_by_role("heading", name="My people")).to_have_count(0)

    for path in ("", "about/", "access/", "copies/", "write/", "write/case_note/"):
        answer = page.goto(f"/people/{site.person_key('P10021')}/{path}")
        assert answer.status == 403, path
        assert "Win" not in page.locator("body").inner_text(), path
    for path in ("/review/", "/log/"):
        assert page.goto(path).status == 403, path


def test_each_page_of_administration_holds_at_any_width(sign_in, scripts):
    page = sign_in("mina.takahashi", scripts=scripts)
    for path in (
        "administration/",
        "administration/staff/",
        "administration/staff/add/",
        "administration/staff/N1010/",
        "administration/staff/on-a-day/",
        "administration/teams/",
        "administration/teams/first-contact/",
        "administration/lines/",
        "administration/settings/",
        "administration/settings/access.emergency_hours/",
        "administration/bank-holidays/",
        "administration/jobs/",
        "administration/log/",
        "staff/",
        "staff/me/",
        "staff/cover/",
        "staff/rotas/first-contact/",
    ):
        assert page.goto(f"/{path}").status == 200, path
        check(page, path.strip("/").replace("/", "-"))


def test_anothers_draft_and_a_strangers_entry_are_not_there(sign_in, scripts, site):
    page = sign_in("fola.adeyemi", scripts=scripts)
    ((draft, person),) = site.rows(
        "SELECT d.key, p.key FROM records_draft d JOIN people_person p ON p.id = d.person_id"
        " JOIN accounts_user u ON u.id = d.author_id"
        " WHERE u.email LIKE 'ros.hale@%%' AND p.council_reference = 'P10021'"
    )
    ((entry,),) = site.rows(
        "SELECT e.key FROM records_entry e JOIN people_person p ON p.id = e.person_id"
        " WHERE p.council_reference = 'P10118' LIMIT 1"
    )

    for path in (
        f"/drafts/{draft}/",
        f"/people/{person}/drafts/{draft}/",
        f"/people/{person}/drafts/{draft}/check/",
        f"/people/{person}/drafts/{draft}/throw-away/",
        f"/people/{person}/entries/{entry}/",
        f"/people/{person}/entries/{entry}/correct/",
        f"/people/{person}/entries/{entry}/add/",
    ):
        answer = page.goto(path)
        assert answer.status == 404, path
        expect(page.get_by_role("heading", level=1)).to_have_text(NOTHING)


def test_a_practitioner_makes_no_copies_and_reads_no_log(sign_in, scripts, site):
    page = sign_in("fola.adeyemi", scripts=scripts)
    win = site.person_key("P10021")
    page.goto(f"/people/{win}/")
    tabs = page.get_by_role("navigation", name="This record")
    expect(tabs.get_by_role("link", name=re.compile("Copies|Access"))).to_have_count(0)

    for path in (f"/people/{win}/copies/", f"/people/{win}/copies/new/", f"/people/{win}/access/"):
        assert page.goto(path).status == 403, path
        expect(page.get_by_role("heading", level=1)).to_have_text(CANNOT)
    for path in ("/review/", "/log/"):
        assert page.goto(path).status == 403, path


@pytest.mark.parametrize(
    "name", ["graham.teal", "kasia.nowak", "sunil.batra", "imran.sheikh", "moira.kettle"]
)
def test_every_role_has_a_home(sign_in, name):
    page = sign_in(name)

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    check(page, f"home-{name}")


def _search(page: Page, words: str) -> None:
    page.goto("/people/find/")
    page.get_by_role("main").get_by_role("textbox", name="Find a person").fill(words)
    page.get_by_role("main").get_by_role("button", name="Find").click()
    page.wait_for_url("**/people/find/*/")


def _cards(page: Page) -> list[str]:
    return page.locator("main .cards > li").all_inner_texts()
