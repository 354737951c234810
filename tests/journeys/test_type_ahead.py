"""Finding a colleague by two letters, where the list of them is long."""

from playwright.sync_api import expect

from tests.journeys.looking import check
from tests.journeys.writing import SAVED, find_person


def test_a_colleague_is_found_by_letters_and_sent_as_if_chosen(sign_in):
    page = sign_in("fola.adeyemi")
    page.goto("/actions/")
    action = page.locator('main a[href^="/people/"][href*="/actions/"]').first
    page.goto(f"{action.get_attribute('href').split('#')[0]}hand-over/")
    box = page.get_by_role("combobox", name="Colleague")
    sent = page.locator('select[name="owner"]')

    box.press_sequentially("zzz")
    expect(page.get_by_text("Nobody in the list has that name or job")).to_be_visible()
    box.press("Tab")
    expect(page.get_by_text("“zzz” is not one person in the list.")).to_be_visible()
    expect(sent).to_have_value("")

    box.fill("")
    box.press_sequentially("social worker")
    first = page.get_by_role("option").first
    expect(first).to_be_visible()
    name = first.inner_text()
    check(page, "type-ahead-open")
    box.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(box).to_have_value(name)
    expect(sent.locator("option:checked")).to_have_text(name)

    page.get_by_role("button", name="Hand over").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(box).to_have_value(name)
    check(page, "type-ahead-mistake")


def test_a_colleague_found_is_kept_with_the_draft(sign_in, site):
    page = sign_in("fola.adeyemi")
    page.goto(f"/people/{site.person_key('P10021')}/write/case_note/")
    page.get_by_label("What is this about?").fill("The gate")
    page.locator('button[name="add_row"][value="actions"]').click()
    box = page.locator("#id_actions-0-owner")
    find_person(box.locator("xpath=ancestor::div[@data-module]"), "manager")
    expect(box).not_to_have_value("manager")
    name = box.input_value()
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)
    page.reload()
    expect(box).to_have_value(name)
