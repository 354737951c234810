"""What went wrong and is put right: a complaint to its answer, a breach to what was learned."""

import re

from playwright.sync_api import Page, expect

import clock
from tests.journeys.looking import check
from tests.journeys.writing import (
    choose_colleague,
    date_of,
    fill,
    say_why,
    take_step,
    way,
)

TOLD_LATE = "It was found only when the list of today was compared."


def test_a_complaint_is_looked_at_answered_and_what_it_leaves_is_done(sign_in, scripts, site):
    words = f"Nobody came on Sunday, {way(scripts)}."
    changed = f"Hollin Homecare rings before ten, {way(scripts)}."
    key = site.person_key("P10044")
    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto(f"/people/{key}/requests/new/")
    page.get_by_label("To complain about care or support").check()
    page.get_by_label("What did they say, in their words?").fill(words)
    page.get_by_label("Alan Pyle", exact=True).check()
    page.get_by_label("By telephone").check()
    page.get_by_role("button", name="Put it on the register").click()
    reference = re.search(r"SR\d+", page.get_by_text("is on the register").inner_text())[0]

    officer = sign_in("helen.marsh", scripts=scripts)
    officer.goto("/requests/")
    officer.get_by_role("link", name=re.compile(reference)).click()
    say_why(officer, reference, "Have it looked at")
    expect(officer.locator("main")).to_contain_text("they have to be told that it came")
    expect(officer.get_by_role("link", name="Say that they have the written answer")).to_have_count(
        0
    )
    check(officer, "complaint-received")
    _step(officer, "that they were told that it came", "Rang him; offered an advocate.")
    _step(officer, "Say which member of staff it is about", "He did not ring.", staff="Tom Ellery")
    officer.get_by_role("link", name="who looks at it").click()
    _say(officer, "Tom’s own manager.", staff="Ros Hale")
    expect(officer.get_by_role("alert")).to_contain_text("Somebody else looks at it")
    _say(officer, "Of another team.", staff="Imran Sheikh")
    expect(officer.locator("main")).to_contain_text("Imran Sheikh")
    until = date_of("until", clock.add_days(clock.today(), 20))
    _step(officer, "how it is looked at and by when", "Imran rings him on Friday.", **until)
    check(officer, "complaint-looked-at")

    looker = sign_in("imran.sheikh", scripts=scripts)
    looker.goto("/")
    check(looker, "home-complaints")
    looker.goto("/complaints/")
    expect(looker.locator("#own + .cards")).to_contain_text(words)

    _step(
        officer,
        "what was found, point by point",
        "The rota of the agency says so.",
        "Upheld",
        about="Nobody came on Sunday",
    )
    _step(officer, "how it is put right", "Imran said sorry at his home.", "An apology")
    _step(officer, "Say what changes in their care", changed)
    _step(
        officer,
        "Give somebody what is to be done",
        f"Write the new times to him, {way(scripts)}",
        staff="Fola Adeyemi",
        **until,
    )
    _step(officer, "what was learned, be it nothing", "The agency rings us.", "A provider")
    _step(
        officer,
        "Say that they have the written answer",
        "Signed by Imran, read with him.",
        re.compile("^The Local Government and Social Care Ombudsman"),
    )
    expect(officer.locator("main")).to_contain_text("Answered in time")
    check(officer, "complaint-answered")
    case = officer.url

    page.goto("/")
    panel = page.get_by_role("region", name="complaint")
    expect(panel).to_contain_text(f"Write the new times to him, {way(scripts)}")
    check(page, "home-after-a-complaint")
    officer.goto(case)
    officer.get_by_role("link", name="Say that something is done").click()
    officer.get_by_label(f"Write the new times to him, {way(scripts)}").check()
    _say(officer, "The letter is on file.")
    expect(officer.get_by_text(": kept.")).to_be_visible()
    page.goto("/")
    expect(page.locator("main")).not_to_contain_text(f"Write the new times to him, {way(scripts)}")
    page.goto(f"/people/{key}/")
    expect(page.locator("main")).to_contain_text(changed)
    expect(page.locator("main")).not_to_contain_text(words)
    officer.goto("/requests/?answered=1")
    expect(officer.get_by_role("link", name=re.compile(reference))).to_be_visible()
    assert [*page.problems, *officer.problems, *looker.problems] == []


def test_a_breach_of_high_risk_is_told_late_with_why_and_learned_from(sign_in, scripts):
    words = f"A list of visits was sent to a whole street, {way(scripts)}."
    noticed = clock.local(clock.add_hours(clock.now(), -80))
    page = sign_in("jo.lindqvist", scripts=scripts)
    page.goto("/")
    page.get_by_role("link", name="Report a worry about data").click()
    page.get_by_label("Sent, given or said to somebody").check()
    page.get_by_label("Tell it in your own words").fill(words)
    page.get_by_label("Whose data is it").fill("Two people: addresses and when they are alone")
    fill(page, date_of("noticed_at", noticed.date()) | {"noticed_at_time": f"{noticed:%H:%M}"})
    page.get_by_role("button", name="Report it").click()
    expect(page.locator("main")).to_contain_text("72 hours are over")
    breach = page.url

    manager = sign_in("ros.hale", scripts=scripts)
    manager.goto(breach)
    take_step(manager, "Say how it was contained", "All nine were fetched.", asks="What was done")
    manager.get_by_role("link", name="Give somebody an action").click()
    manager.get_by_label("What is to be done?").fill("Ring them both today.")
    choose_colleague(manager, "owner", "Fola Adeyemi")
    fill(manager, date_of("due_on", clock.add_days(clock.today(), 1)))
    manager.get_by_role("button", name="Give somebody an action").click()
    expect(manager.locator("main")).to_contain_text("For Fola Adeyemi")

    officer = sign_in("lena.fforde", scripts=scripts)
    officer.goto(breach)
    take_step(
        officer,
        "Decide the risk to people",
        "It says when they are alone.",
        asks="Why?",
        choice="The risk to people is high",
    )
    officer.get_by_role("link", name="Say whether the Information Commissioner is told").click()
    officer.get_by_label("Told", exact=True).check()
    officer.get_by_label("What was said").fill("Told by their form.")
    officer.get_by_label("Their reference").fill("IC-204-118")
    does = officer.get_by_role("button", name="Say whether the Information Commissioner is told")
    does.click()
    expect(officer.get_by_role("alert")).to_contain_text("72 hours")
    check(officer, "breach-told-late")
    officer.get_by_label("Why later than 72 hours?").fill(TOLD_LATE)
    does.click()
    expect(officer.locator("main")).to_contain_text(f"Later than 72 hours because: {TOLD_LATE}")
    expect(officer.locator("main")).not_to_contain_text("72 hours are over")
    officer.get_by_role("link", name="Add people whose data it was").click()
    officer.get_by_label("Council references").fill("P10021, P10044")
    officer.get_by_role("button", name="Add them").click()
    expect(officer.locator("main")).to_contain_text("Win Clarke, P10021")
    for _ in range(2):
        officer.get_by_role("link", name=re.compile("^Say how .* was told$")).first.click()
        fill(officer, date_of("on", clock.today()))
        officer.get_by_label("How, by whom").fill("Fola rang, and comes tomorrow.")
        officer.get_by_role("button", name="Keep that they were told").click()
    expect(officer.get_by_role("link", name=re.compile("^Say how .* was told$"))).to_have_count(0)
    take_step(
        officer,
        "Say whether the people are told",
        "Both, by telephone, today.",
        asks="How, or why not?",
        choice="Told",
    )

    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto(breach)
    page.get_by_role("link", name="Say that it is done").click()
    page.get_by_label("How can one see that it is done?").fill("Two notes of today.")
    page.get_by_role("button", name="Say that it is done").click()
    expect(page.get_by_role("link", name="Say that it is done")).to_have_count(0)

    officer.goto(breach)
    take_step(
        officer,
        "Say what was learned",
        "Lists are not printed any more.",
        asks="What is changed",
        choice="How the work is set up",
    )
    take_step(officer, "Close it", "All of it is said.", asks="Why can it be closed?")
    check(officer, "breach-told-closed")
    page = sign_in("jo.lindqvist", scripts=scripts)
    page.goto(breach)
    expect(page.locator("main")).to_contain_text("Lists are not printed any more.")
    expect(page.locator("main")).not_to_contain_text("It says when they are alone.")
    assert [*page.problems, *officer.problems, *manager.problems] == []


def _step(page: Page, link: str, words: str, *choices, staff: str = "", **more: str) -> None:
    """Take a step by its link, which says what is missing or what one can do."""
    page.get_by_role("link", name=link).click()
    expect(page.get_by_text("On which day?")).to_be_visible()
    for choice in choices:
        page.get_by_label(choice, exact=isinstance(choice, str)).check()
    fill(page, more)
    _say(page, words, staff=staff)
    expect(page.get_by_text(": kept.")).to_be_visible()


def _say(page: Page, words: str, *, staff: str = "") -> None:
    if staff:
        choose_colleague(page, "staff", staff)
    page.locator("textarea[name=words]").fill(words)
    page.locator("main form button[type=submit]").click()
