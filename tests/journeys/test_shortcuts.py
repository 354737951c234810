"""Keys that lead to a place on the page, and turning them off."""

from playwright.sync_api import expect

from tests.journeys.looking import check


def test_ctrl_s_keeps_the_draft(sign_in, site):
    page = sign_in("fola.adeyemi")
    page.goto(f"/people/{site.person_key('P10021')}/write/case_note/")

    page.get_by_label("What is this about?").fill("The gate")
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")
    page.keyboard.press("Control+s")

    expect(page.get_by_text("Draft saved.")).to_be_visible()


def test_keys_lead_about_the_page_and_can_be_turned_off(sign_in, site):
    page = sign_in("fola.adeyemi")
    page.goto(f"/people/{site.person_key('P10021')}/")

    page.keyboard.press("/")
    expect(page.locator("#header-search")).to_be_focused()
    page.keyboard.type("j/?")
    expect(page.locator("#header-search")).to_have_value("j/?")
    page.locator("#header-search").blur()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-step]").nth(1)).to_be_focused()
    page.keyboard.press("n")
    expect(page.get_by_role("link", name="All kinds of record")).to_be_visible()
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts", level=1)).to_be_visible()
    check(page, "keyboard")

    page.get_by_role("link", name="Turn them off").click()
    check(page, "settings")
    page.get_by_label("Keyboard shortcuts").uncheck()
    page.get_by_role("button", name="Keep these settings").click()
    expect(page.get_by_text("Your settings are kept.")).to_be_visible()
    page.keyboard.press("/")
    expect(page.locator("#header-search")).not_to_be_focused()
