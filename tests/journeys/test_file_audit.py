"""A case file audit, from the sample to the end of the action that was agreed after it."""

import re

from playwright.sync_api import Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.writing import date_of, fill

AUDITORS = {"sunil.batra": "Sunil Batra", "wren.okonjo": "Wren Okonjo"}
LOW = "Two opinions of the last month say no reason."
SEEN_IN = "Case note, last month"
TEAM = "Northgate Adults"
STANDS = "The reasons stand one line further down in both."
SAID = "I see it now. I shall put the reason in the box beside the opinion."
DO = "Read the guide to opinions together"


def test_an_audit_by_worker_is_graded_twice_settled_and_followed_up(sign_in, scripts):
    title = f"What each of us wrote, {'one' if scripts else 'two'}"
    page = sign_in("helen.marsh", scripts=scripts)
    _begin(page, title)
    check(page, f"audit-round-{scripts}")
    twice = (
        page.locator("main .card")
        .filter(has_text="Sunil Batra and Wren Okonjo")
        .or_(page.locator("main .card").filter(has_text="Wren Okonjo and Sunil Batra"))
    )
    expect(twice).to_have_count(1)
    expect(twice).to_contain_text(re.compile("what .+ wrote"))
    file = twice.get_by_role("link").inner_text()
    outcome = twice.get_by_role("link").get_attribute("href")
    manager = sign_in("ros.hale", scripts=scripts)
    assert manager.request.get(outcome).status == 404  # nobody of the team reads a grade before

    for name in AUDITORS:
        auditor = sign_in(name, scripts=scripts)
        auditor.goto("/audits/")
        auditor.get_by_role("link", name=f"{title}, {file.lower()}", exact=True).click()
        _grade(auditor, low=name == "wren.okonjo")
        auditor.goto(outcome)
    expect(auditor.get_by_role("heading", name="Wren Okonjo: Requires improvement")).to_be_visible()

    page.goto(outcome)
    check(page, f"audit-to-settle-{scripts}")
    expect(page.get_by_text(LOW)).to_be_visible()
    settle = page.get_by_role("form", name="Settle the grades")
    settle.locator("[name=grade-9]").select_option(label="Good")
    settle.locator("[name=overall]").select_option(label="Good")
    settle.locator("[name=reason]").fill(STANDS)
    settle.get_by_role("button", name="Settle").click()
    expect(page.get_by_role("heading", name="Settled by Helen Marsh: Good")).to_be_visible()
    talk = page.get_by_role("form", name="The conversation with the worker")
    fill(page, {"told": "Fola Adeyemi, Social worker"} | date_of("told_on", clock.today()))
    talk.locator("[name=response]").fill(SAID)
    talk.get_by_role("button", name="Save the conversation").click()
    expect(page.get_by_text("Talked about with Fola Adeyemi")).to_be_visible()
    fill(page, {"text": DO, "owner": "Fola Adeyemi, Social worker"})
    fill(page, date_of("due_on", clock.today()))
    page.get_by_role("button", name="Agree the action").click()
    expect(page.locator("main .card").filter(has_text=DO).first).to_contain_text("Fola Adeyemi")

    worker = sign_in("fola.adeyemi", scripts=scripts)
    worker.get_by_role("link", name=DO).click()
    fill(worker, {"status": "Done", "outcome": "Read it with Helen"})
    worker.get_by_role("main").get_by_role("button", name="Save").click()
    expect(worker.get_by_text("What became of it is kept.")).to_be_visible()
    page.goto("/audits/")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_text("1 file settled by a second person")).to_be_visible()
    assert manager.request.get(outcome).ok
    expect(page.locator("main .card").filter(has_text=f"{file}\n")).to_contain_text("Closed")
    page.get_by_role("link", name="1 Good", exact=True).click()
    expect(page.get_by_role("heading", name="Files: Good")).to_be_visible()
    expect(page.locator("main .card")).to_have_count(1)
    check(page, f"audit-counted-{scripts}")
    with page.expect_download() as board:
        page.get_by_role("link", name="Take the report for a board away, as PDF").click()
    assert board.value.path().read_bytes().startswith(b"%PDF")
    page.goto("/audits/")
    check(page, "audits")
    page.get_by_role("link", name=re.compile(r"^\d+ files$")).click()
    expect(page.locator("main .card").filter(has_text=title)).to_contain_text("Good")
    check(page, "audit-graded")


def _begin(page: Page, title: str) -> None:
    """Draw one record of each worker of a team, for two auditors."""
    page.goto("/audits/")
    page.get_by_role("link", name="Begin an audit").click()
    fill(page, {"title": title, "why": "We look at the work of each of us every quarter."})
    fill(page, {"sampling": "By worker: for each, as many at random of what they wrote"})
    fill(page, {"size": "1", "team": TEAM})
    for name in AUDITORS.values():
        page.get_by_role("checkbox", name=name).check()
    check(page, "audit-begin")
    page.get_by_role("button", name="Draw the sample").click()
    expect(page.get_by_text("Drawn again just now: the same files.")).to_be_visible()


def _grade(page: Page, *, low: bool) -> None:
    """Grade every question good, or the ninth lower, and send it as the rule suggests."""
    page.get_by_role("link", name="Read the record").click()
    expect(page.get_by_role("button", name="I need to see more")).to_be_visible()
    check(page, f"audit-record-{low}")
    page.go_back()
    page.locator("main .cards").get_by_role("link").first.click()
    while True:
        page.wait_for_load_state()
        for each in page.get_by_role("radio", name="Good", exact=True).all():
            each.check()
        if low and page.locator("[name=grade-9]").count():
            fill(page, {"grade-9": "Requires improvement", "words-9": LOW, "evidence-9": SEEN_IN})
        on = page.get_by_role("button", name="Save and go on")
        if not on.count():
            break
        here = page.url
        on.click()
        page.wait_for_url(lambda url, here=here: url != here)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("By the rule it is:")).to_be_visible()
    page.get_by_label("What is done well in this record?").fill("The person comes first.")
    page.get_by_role("button", name="Send the grades").click()
    expect(page.get_by_text("Sent. The record is closed to you again.")).to_be_visible()
