"""A records officer: a copy of a whole record, from the reason to the last word in the PDF."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page as pdf_checks
import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check
from tests.journeys.site import Site

NEEDS_WORKER = True
MADE_WITHIN = 120_000  # milliseconds
DAY_OR_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.+]+Z?)?")

# Two answers that the copy says in a reader's words.
SAID_OTHERWISE = {"Speech": "spoken", "Third party": "told by"}
VERSIONS = """
    SELECT v.values, v.reason FROM records_entryversion v
    JOIN records_entry e ON e.id = v.entry_id JOIN people_person p ON p.id = e.person_id
    WHERE p.key = %s
"""
STATEMENTS = """
    SELECT s.text, s.details FROM records_statement s
    JOIN records_entryversion v ON v.id = s.version_id
    JOIN records_entry e ON e.id = v.entry_id JOIN people_person p ON p.id = e.person_id
    WHERE p.key = %s
"""
BESIDE = """
    SELECT a.text FROM records_action a
    JOIN records_entry e ON e.id = a.entry_id JOIN people_person p ON p.id = e.person_id
    WHERE p.key = %s
    UNION ALL
    SELECT a.text FROM records_addition a
    JOIN records_entry e ON e.id = a.entry_id JOIN people_person p ON p.id = e.person_id
    WHERE p.key = %s
"""


@pytest.fixture(scope="module")
def most_entries(site) -> tuple[str, str, str]:
    """The key, reference and preferred name of the person with most entries."""
    return site.rows(
        "SELECT p.key, p.council_reference, p.preferred_name FROM people_person p"
        " JOIN records_entry e ON e.person_id = p.id"
        " GROUP BY p.id ORDER BY count(*) DESC, p.council_reference LIMIT 1"
    )[0]


def test_a_copy_is_asked_for_made_downloaded_and_listed(
    sign_in, scripts, site, most_entries, tmp_path
):
    key, reference, name = most_entries
    page = sign_in("helen.marsh", scripts=scripts)
    check(page, "home-records-officer")
    _find(page, reference, name)
    page.get_by_role("navigation", name="This record").get_by_role("link", name="Copies").click()
    check(page, f"copies-{'before' if scripts else 'again'}")

    page.get_by_role("link", name="Make a copy").click()
    check(page, "ask-for-copy")
    page.get_by_role("button", name="Make the copy").click()
    expect(page.get_by_role("alert").first).to_contain_text("Select why this copy is made")
    check(page, "ask-for-copy-refused")
    page.get_by_label("For the person, or someone acting for them").check()
    page.get_by_label("Who may have it?").fill(f"{name}, by hand at home")
    page.get_by_label("None", exact=True).check()
    page.locator("[name=answers__reason]").fill("Her worker reads it with her at home.")
    others = page.locator("[name=includes_about_others]")
    if others.count():  # asked where an entry tells what is private to somebody else
        others.check()
        page.locator("[name=about_others_because]").fill("They agreed, by telephone today.")
    reaches = page.get_by_label("How will this copy reach them")
    if reaches.count():  # asked of whoever needs a format that this copy may not meet
        reaches.fill("Her daughter reads it with her.")
    page.get_by_role("button", name="Make the copy").click()
    _wait_for_the_copy(page)

    check(page, "copy-ready")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download the PDF").click()
    pdf = tmp_path / "copy.pdf"
    coming.value.save_as(pdf)
    assert _missing(site, key, pdf) == []
    assert _faults(pdf) == []
    page.goto(f"/people/{key}/copies/")
    newest = page.get_by_role("row").nth(1)
    expect(newest).to_contain_text("Helen Marsh")
    expect(newest).to_contain_text(f"{name}, by hand at home")
    expect(newest).to_contain_text("1 time")
    check(page, "copies")
    page.goto("/")
    check(page, "home-copies")
    expect(page.get_by_role("region", name="Copies you asked for")).to_contain_text(name)


def _find(page: Page, reference: str, name: str) -> None:
    """Find somebody and say why their record is needed; a reason stands for the day."""
    page.get_by_role("search", name="People").get_by_role("searchbox").fill(reference)
    page.get_by_role("search", name="People").get_by_role("button", name="Find").click()
    check(page, "search-one")
    page.locator("main").get_by_role("link", name=name).click()
    page.wait_for_load_state()
    if page.get_by_role("button", name="Open the record").count():
        check(page, "give-reason")
        page.get_by_label("I am correcting or checking").check()
        page.get_by_label("What asks for it?").fill("Request 12 of this year")
        page.get_by_label("What are you going to do?").fill("Make the copy that she asked for")
        page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_role("region", name="Whose record this is")).to_contain_text(name)


def _wait_for_the_copy(page: Page) -> None:
    """Watch the page until the copy is there. Without scripts the page asks again by itself."""
    expect(page.get_by_role("heading", level=1)).to_have_text(
        re.compile("Making the copy|The copy is ready")
    )
    if page.get_by_text("You may leave this page").count():
        page.screenshot(path="test-results/copy-progress.jpg", full_page=True)
    expect(page.get_by_role("heading", name="The copy is ready")).to_be_visible(timeout=MADE_WITHIN)


def _missing(site: Site, person_key: str, pdf: Path) -> list[str]:
    """Return what is in the person's entries and not in the PDF."""
    printed = _printed(pdf)
    words = set(_words_of(site, person_key))
    assert len(words) > 200
    return sorted(text for text in words if not _holds(printed, SAID_OTHERWISE.get(text, text)))


def _words_of(site: Site, person_key: str) -> Iterator[str]:
    """Yield every text of every version of every entry: answers, statements and what is beside."""
    keys = {row[0] for row in site.rows("SELECT key FROM records_attachment")}
    for values, reason in site.rows(VERSIONS, person_key):
        yield from (text for text in _texts(values) if text not in keys)
        yield reason
    for text, details in site.rows(STATEMENTS, person_key):
        yield text
        yield from _texts(details)
    for (text,) in site.rows(BESIDE, person_key, person_key):
        yield text


def _texts(value: Any) -> Iterator[str]:
    """Yield the words of a value. Days and moments are kept as figures and read in words."""
    if isinstance(value, str) and not DAY_OR_MOMENT.fullmatch(value):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict) and "name" in value:
        yield from (value["name"], value.get("role", ""))
    elif isinstance(value, dict) and not value.keys() & {"start", "minutes", "amount", "on"}:
        for each in value.values():
            yield from _texts(each)


def _printed(pdf: Path) -> str:
    """Return every character of a PDF, without the spaces that layout may put anywhere."""
    document = pypdfium2.PdfDocument(pdf)
    text = "".join(each.get_textpage().get_text_range() for each in document)
    document.close()
    return re.sub(r"[\s\u200b\ufffe]+", "", text)


def _holds(printed: str, text: str) -> bool:
    """Say whether a text is there whole, or begun on one page and ended on the next."""
    whole = re.sub(r"\s+", "", text)
    if whole in printed:
        return True
    shortest, longest = 0, len(whole)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        if whole[:middle] in printed:
            shortest = middle
        else:
            longest = middle - 1
    return whole[shortest:] in printed


def _faults(pdf: Path) -> list[str]:
    report = pdf_checks.validate_pdf_bytes(pdf.read_bytes(), profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]
