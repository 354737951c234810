"""A manager: what waits for review, an answer to it, and guidance in the manager's own name."""

import re

from playwright.sync_api import Locator, Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.writing import check_answers, fill, happened

COMMENT = "What did they say themselves? Add it, in their words, and when you asked."
WRITERS = {
    "Tom Ellery": "tom.ellery",
    "Marcus Webb": "marcus.webb",
    "Siân Pryce": "sian.pryce",
    "Fola Adeyemi": "fola.adeyemi",
    "Denise Obi": "denise.obi",
}


def test_a_manager_returns_one_entry_and_approves_another(sign_in, scripts):
    page = sign_in("ros.hale", scripts=scripts)
    check(page, "home-manager")
    page.get_by_role("navigation", name="Case records").get_by_role("link", name="Review").click()
    check(page, "review-queue")
    waiting = _queue(page)
    title, writer = _first_of(waiting)
    number = waiting.count()

    waiting.first.get_by_role("link").click()
    expect(page.get_by_role("region", name="Whose record this is")).to_be_visible()
    check(page, "review")
    page.get_by_role("button", name="Return with comment").click()
    expect(page.get_by_role("alert").first).to_contain_text("Enter a comment")
    check(page, "review-without-comment")
    page.get_by_label("Comment for the writer").fill(COMMENT)
    page.get_by_role("button", name="Return with comment").click()

    expect(page.get_by_text(f"Returned to {writer}")).to_be_visible()
    page.get_by_label("What was done well").fill("Clear, and in their own words.")
    page.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("Approved.")).to_be_visible()
    page.goto("/review/")
    expect(_queue(page)).to_have_count(number - 2)
    check(page, "review-queue-afterwards")
    _writer_sees_it(sign_in(WRITERS[writer], scripts=scripts), title)


def test_guidance_stands_on_the_record_in_the_managers_own_name(sign_in, scripts, site):
    entry, person = site.rows(
        "SELECT e.key, p.key FROM records_entry e JOIN people_person p ON p.id = e.person_id"
        " WHERE p.council_reference = 'P10021' AND e.type_key = 'visit_face_to_face'"
        " ORDER BY e.event_at DESC LIMIT 1"
    )[0]
    page = sign_in("ros.hale", scripts=scripts)
    page.goto(f"/people/{person}/entries/{entry}/review/")

    page.get_by_role("link", name="Record guidance").click()
    fill(
        page,
        {
            **happened(clock.today(), "12.01am"),
            "asked_by": "Fola Adeyemi, Social worker",
            "question": "Should the door sensor ring us at night as well?",
            "given_how": "In person",
            "instruction_or_advice": "Advice",
            "advice": "Ask Mrs Clarke first, and write down what she answers.",
            "reason": "She told us in September whom she wants it to ring.",
            "agreed_by_when": "Fola asks her on Thursday.",
            "no_action_needed": "Fola has the visit in her diary already.",
        },
    )
    check(page, "write-guidance")
    check_answers(page)
    check(page, "check-guidance")
    page.get_by_role("button", name="Sign entry").click()

    main = page.locator("main")
    expect(main).to_contain_text("Ask Mrs Clarke first, and write down what she answers.")
    expect(main).to_contain_text("Ros Hale")
    expect(main).to_contain_text("She told us in September whom she wants it to ring.")
    check(page, "entry-guidance")
    belongs_with = page.get_by_role("complementary").locator(f"a[href*='entries/{entry}/']")
    expect(belongs_with.first).to_be_visible()
    page.goto(f"/people/{person}/")
    expect(page.locator("main")).to_contain_text("Ask Mrs Clarke first")


def _writer_sees_it(page: Page, title: str) -> None:
    returned = page.get_by_role("region", name="Returned to you")
    expect(returned).to_contain_text(COMMENT)
    returned.get_by_role("link", name=re.compile(f"^{re.escape(title)}")).first.click()
    expect(page.locator("main")).to_contain_text(COMMENT)
    page.goto("/review/returned/")
    expect(page.locator("main")).to_contain_text(COMMENT)
    check(page, "returned")


def _queue(page: Page) -> Locator:
    return page.locator("main .cards > li")


def _first_of(waiting: Locator) -> tuple[str, str]:
    """Return the words of the first link of the queue, and who wrote the entry."""
    facts = waiting.first.locator(".card__facts span").all_inner_texts()
    return waiting.first.get_by_role("link").inner_text(), facts[0]
