"""Paper that is scanned and goes, and a notebook from the first day to the shredder."""

from playwright.sync_api import expect

from tests.journeys.looking import check
from tests.journeys.writing import choose_colleague, take_step, way


def test_paper_is_scanned_compared_by_somebody_else_and_kept_or_given_back(sign_in, scripts, site):
    called = f"Discharge letters, {way(scripts)}"
    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto(f"/people/{site.person_key('P10089')}/paper/add/")
    page.get_by_label("What is it?").fill(called)
    page.get_by_label("In which locked place").fill("Cabinet 4, locked")
    page.get_by_label("Who has the keys?").fill("Ros Hale")
    page.get_by_role("button", name="Put it on the register").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(called)
    item = page.url
    take_step(
        page, "Say to whom it was shown", "Mei-Fong Tan saw the first letter.", asks="Who saw it"
    )
    page.get_by_role("link", name="Write the decision to share it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Information-sharing decision")
    page.goto(item)
    take_step(
        page, "Say that it was scanned", "Nine pages, in order of date.", asks="How many pages"
    )
    expect(page.locator("main")).to_contain_text("Scan to compare")
    expect(page.get_by_role("link", name="Say that you compared")).to_have_count(0)
    expect(page.get_by_role("link", name="Say that it was destroyed")).to_have_count(0)
    check(page, "paper-scanned")

    page = sign_in("ros.hale", scripts=scripts)
    page.goto(item)
    take_step(
        page,
        "Say that you compared the scan with the paper",
        "All nine can be read.",
        asks="What was compared",
    )
    expect(page.get_by_role("link", name="Say that it was destroyed")).to_have_count(0)
    page.get_by_role("link", name="Say that it was given back").click()
    page.get_by_label("A passport").check()
    page.get_by_label("Why was it given back").fill("She needs it to move.")
    page.get_by_role("button", name="Say that it was given back").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Why was it given back")).to_have_value("She needs it to move.")
    page.get_by_label("To whom was it given?").fill("Mei-Ling Tan")
    choose_colleague(page, "second", "Fola Adeyemi")
    page.get_by_role("button", name="Say that it was given back").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(called)
    expect(page.locator("main")).to_contain_text("Given to Mei-Ling Tan")
    check(page, "paper-given-back")
    assert page.problems == []


def test_a_notebook_is_lost_found_full_handed_back_and_destroyed(sign_in, scripts):
    number = f"Red A5, {way(scripts)}"
    manager = sign_in("ros.hale", scripts=scripts)
    manager.goto("/paper/")
    manager.get_by_role("link", name="Give out a notebook").click()
    choose_colleague(manager, "to", "Fola Adeyemi")
    manager.get_by_label("Which number is on it?").fill(number)
    manager.get_by_label("Where is it locked away").fill("Her drawer")
    manager.get_by_role("button", name="Give it out").click()
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Paper that is out")
    manager.get_by_role("link", name=number).click()
    book = manager.url

    page = sign_in("fola.adeyemi", scripts=scripts)
    page.goto(book)
    take_step(page, "Report that it is lost", "On the 9 bus.", asks="Where was it last seen")
    expect(page.locator("main")).to_contain_text("Lost")
    take_step(page, "Say that it was found", "The depot had it, closed.", asks="Where, by whom")
    expect(page.locator("main")).to_contain_text("In use")
    expect(page.locator("main")).to_contain_text("On the 9 bus.")
    take_step(page, "Say that it is full", "May to July.", asks="From which day")
    expect(page.locator("main")).to_contain_text("Handed back by")
    expect(page.get_by_role("link", name="handed back to you")).to_have_count(0)
    check(page, "notebook-full")

    manager.goto(book)
    manager.get_by_role("link", name="Say that it was handed back to you").click()
    manager.get_by_label("In what condition").fill("Whole; every page was taken out.")
    manager.get_by_label("Where will it be?").fill("Cabinet 1")
    manager.get_by_role("button", name="Say that it was handed back to you").click()
    expect(manager.locator("main")).to_contain_text("Cabinet 1")
    manager.goto("/paper/")
    expect(manager.get_by_role("listitem").filter(has_text=number)).to_contain_text(
        "to be destroyed"
    )
    check(manager, "paper-out-list")
    manager.goto(book)
    manager.get_by_role("link", name="Say that it was destroyed").click()
    manager.get_by_label("As confidential waste").check()
    manager.get_by_label("Where was it destroyed").fill("Collected on Friday.")
    choose_colleague(manager, "second", "Fola Adeyemi")
    manager.get_by_role("button", name="Say that it was destroyed").click()
    expect(manager.locator("main")).to_contain_text("Last with")
    manager.goto("/paper/?show=unused")
    expect(manager.get_by_role("heading", level=1)).to_contain_text("Notebooks with no entry")
    check(manager, "paper-unused")
    assert [*page.problems, *manager.problems] == []
