"""Information governance: who viewed, wrote, changed and copied what, and why they could."""

from playwright.sync_api import Page, expect

from tests.journeys.looking import check
from tests.journeys.visits_and_calls import CASE_NOTE, HER_WORDS
from tests.journeys.writing import check_answers, fill

REASON = "Check who has opened this record"


def test_the_access_page_tells_who_did_what_and_why_they_could(sign_in, scripts, site):
    win = site.person_key("P10021")
    _write_and_correct(sign_in("fola.adeyemi", scripts=scripts), win)
    _refuse(sign_in("nkechi.eze", scripts=scripts), win)
    _copy(sign_in("owen.castell", scripts=scripts), win)
    page = sign_in("helen.marsh", scripts=scripts)
    _give_reason(page, win)

    page.get_by_role("navigation", name="This record").get_by_role("link", name="Access").click()

    check(page, "who-has-looked")
    told = page.locator("main")
    for sentence in (
        "Fola Adeyemi, social worker, Northgate Adults opened the record",
        "signed an entry: Case note",
        "corrected an entry: Case note",
        "they are the allocated worker",
        "Nkechi Eze, social worker, Learning Disability",
        "because they do not work with the person",
        "Owen Castell, records officer, Information Governance",
        "asked for a copy",
        "they stated a reason that day",
        REASON,
    ):
        expect(told).to_contain_text(sentence)
    page.get_by_label("Refused").check()
    page.get_by_role("button", name="Filter").click()
    expect(told).to_contain_text("Nkechi Eze")
    expect(told).not_to_contain_text("Fola Adeyemi")
    check(page, "who-has-looked-refused")


def test_the_log_is_read_by_person_by_member_of_staff_and_by_kind(sign_in, scripts):
    page = sign_in("lena.fforde", scripts=scripts)
    check(page, "home-data-protection")
    page.get_by_role("navigation", name="Case records").get_by_role(
        "link", name="Event log"
    ).click()
    check(page, "event-log")
    told = page.locator("main .log__list")

    page.get_by_label("Council reference").fill("P10044")
    page.get_by_label("Staff number").fill("N1014")
    page.get_by_role("button", name="Filter").click()
    page.wait_for_load_state()
    assert told.count() > 0
    for line in page.locator(".log__line").all_inner_texts():
        assert "Tom Ellery" in line, line
        assert "P10044" in line, line
    check(page, "event-log-filtered")

    page.get_by_label("Council reference").fill("P99999")
    page.get_by_role("button", name="Filter").click()
    expect(told).to_have_count(0)
    check(page, "event-log-nobody")


def _write_and_correct(page: Page, person: str) -> None:
    page.goto(f"/people/{person}/")
    page.goto(f"/people/{person}/write/{CASE_NOTE.type_key}/")
    fill(page, {**CASE_NOTE.first, **CASE_NOTE.answers, **HER_WORDS})
    check_answers(page)
    page.get_by_role("button", name="Sign entry").click()
    page.get_by_role("link", name="Correct this entry").click()
    fill(page, {"correction-kind": "Something I wrote was wrong"})
    fill(page, {"correction-detail": "There were two.", "discussion": "Read two visits."})
    check_answers(page)
    page.get_by_role("button", name="Sign correction").click()
    expect(page.get_by_text("There were two.").first).to_be_visible()


def _refuse(page: Page, person: str) -> None:
    page.goto(f"/people/{person}/")
    assert "/emergency/" in page.url
    check(page, "emergency")


def _copy(page: Page, person: str) -> None:
    _give_reason(page, person)
    page.goto(f"/people/{person}/copies/new/")
    page.get_by_label("For the person, or someone acting for them").check()
    page.get_by_label("Who may have it?").fill("Win Clarke, by hand")
    page.get_by_label("None", exact=True).check()
    page.locator("[name=answers__reason]").fill("Fola reads it with her.")
    page.get_by_label("How will this copy reach them").fill("Fola reads it with her.")
    page.get_by_role("button", name="Make the copy").click()


def _give_reason(page: Page, person: str) -> None:
    page.goto(f"/people/{person}/")
    if page.get_by_role("button", name="Open the record").count():
        page.get_by_label("I am correcting or checking").check()
        page.get_by_label("What asks for it?").fill("Request 12 of this year")
        page.get_by_label("What are you going to do?").fill(REASON)
        page.get_by_role("button", name="Open the record").click()
