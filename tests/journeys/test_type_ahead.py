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


def test_people_are_found_by_letters_ticked_and_kept(sign_in, site):
    page = sign_in("fola.adeyemi")
    page.goto(f"/people/{site.person_key('P10089')}/write/visit_face_to_face/")
    asked = page.locator("#ask-people_present")
    ticks = asked.locator('input[name="people_present"]')
    assert ticks.count() >= 8
    box = asked.get_by_role("combobox")
    words = asked.locator(".govuk-checkboxes__label").last.inner_text()
    hidden = asked.locator(".govuk-checkboxes__item").last
    expect(hidden).to_be_hidden()

    box.press_sequentially(words.split(",")[0])
    expect(asked.get_by_role("option").first).to_have_text(words)
    check(page, "find-people-open")
    box.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(box).to_have_value("")
    expect(asked.get_by_text(f"{words}: ticked. 1 person ticked")).to_be_visible()
    expect(asked.locator(".govuk-checkboxes__item").first).to_contain_text(words)
    box.press_sequentially("Jo Marsh")
    box.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(asked.locator("textarea")).to_be_focused()
    page.keyboard.type("neighbour")
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)
    page.reload()
    expect(asked.locator('input[name="people_present"]:checked')).to_have_count(1)
    expect(asked.locator("textarea")).to_have_value("Jo Marsh, neighbour")

    asked.get_by_role("button", name="Show all").click()
    for each in ticks.all():
        expect(each).to_be_visible()


def test_a_long_list_of_ticks_is_narrowed_and_what_is_ticked_stays(sign_in, site):
    page = sign_in("fola.adeyemi")
    page.goto(f"/people/{site.person_key('P10089')}/write/accessible_information_need/")
    asked = page.locator("#ask-need")
    box = asked.get_by_label("Narrow the list")
    asked.get_by_label("Braille").check()

    box.press_sequentially("print")

    expect(asked.get_by_label("Braille")).to_be_visible()
    expect(asked.get_by_label("Large print")).to_be_visible()
    expect(asked.get_by_label("Quiet room")).to_be_hidden()
    box.press("Enter")
    assert page.url.endswith("/accessible_information_need/") or "/drafts/" in page.url
    box.press("Escape")
    expect(asked.get_by_label("Quiet room")).to_be_visible()


def test_on_a_phone_a_section_that_holds_words_stands_open(sign_in, site):
    page = sign_in("fola.adeyemi", width=390)
    page.goto(f"/people/{site.person_key('P10089')}/write/visit_face_to_face/")
    sections = page.locator("details.desk-section")
    page.get_by_text("How the visit was").first.click()
    page.get_by_label("Was there any safety matter for staff?").fill("A loose dog.")
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)

    page.reload()

    open_ones = page.locator("details.desk-section[open]").all_inner_texts()
    assert any("safety matter" in text for text in open_ones)
    assert len(open_ones) < sections.count()
