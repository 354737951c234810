"""On a screen that others see, names and words in lists are covered until one looks at them."""

import pytest
from playwright.sync_api import expect

NOTE = "Lists are covered. Point at a line"
# What lies on top in the middle of a line: the words of it, or the cover.
IS_COVERED = """(line) => {
  line.scrollIntoView({block: "center"});
  const cover = getComputedStyle(line, "::after");
  const box = line.getBoundingClientRect();
  const at = document.elementFromPoint(box.x + 20, box.y + box.height / 2);
  return cover.visibility === "visible" && cover.content === '""' && at === line
    && !/rgba|transparent/.test(cover.backgroundColor);
}"""


def covers(page, wanted):
    menu = page.locator("header summary")
    menu.click()
    page.get_by_role("button", name="Cover names" if wanted else "Stop covering").click()
    note = page.get_by_text(NOTE)
    expect(note).to_be_visible() if wanted else expect(note).to_be_hidden()
    expect(page.locator("header details")).not_to_have_attribute("open", "")


@pytest.fixture
def page(sign_in, scripts):
    page = sign_in("fola.adeyemi", scripts=scripts)
    yield page
    page.goto("/accounts/settings/")
    page.get_by_label("Cover names and words in lists").uncheck()
    page.get_by_role("button", name="Keep these settings").click()
    expect(page.get_by_text(NOTE)).to_be_hidden()


def test_each_line_is_covered_until_it_is_pointed_at_or_reached_with_tab(page):
    page.goto("/people/mine/")
    lines = page.locator("#main-content li.card")
    page.mouse.move(0, 0)
    assert not lines.nth(1).evaluate(IS_COVERED)

    covers(page, True)
    page.mouse.move(0, 0)
    assert lines.nth(0).evaluate(IS_COVERED)
    assert lines.nth(1).evaluate(IS_COVERED)
    lines.nth(1).hover()
    assert not lines.nth(1).evaluate(IS_COVERED)
    assert lines.nth(0).evaluate(IS_COVERED)
    page.mouse.move(0, 0)
    lines.nth(0).get_by_role("link").first.focus()
    assert not lines.nth(0).evaluate(IS_COVERED)

    page.emulate_media(forced_colors="active")
    assert lines.nth(1).evaluate(IS_COVERED)
    page.emulate_media(forced_colors="none", media="print")
    assert not lines.nth(1).evaluate(IS_COVERED)
    page.emulate_media(media="screen")
    page.get_by_label("Show this page").check()
    assert not lines.nth(1).evaluate(IS_COVERED)
    page.goto("/people/mine/")
    page.mouse.move(0, 0)
    assert lines.nth(1).evaluate(IS_COVERED)
    covers(page, False)
    page.mouse.move(0, 0)
    assert not lines.nth(1).evaluate(IS_COVERED)


def test_on_a_record_its_entries_are_covered_and_the_title_names_nobody(page, site):
    page.goto(f"/people/{site.person_key('P10021')}/")
    assert "Win Clarke" in page.title()

    covers(page, True)
    page.goto(f"/people/{site.person_key('P10021')}/")
    page.mouse.move(0, 0)

    assert page.locator(".timeline__item").first.evaluate(IS_COVERED)
    assert page.locator(".identity__facts").evaluate(IS_COVERED)
    assert "Clarke" not in page.title()


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_covering_keeps_what_was_typed_and_a_key_shows_the_page(page):
    page.goto("/breaches/report/")
    page.locator("main textarea").first.fill("Only here")

    covers(page, True)

    expect(page.locator("main textarea").first).to_have_value("Only here")
    page.goto("/people/mine/")
    page.mouse.move(0, 0)
    line = page.locator("#main-content li.card").first
    assert line.evaluate(IS_COVERED)
    page.keyboard.press("u")
    assert not line.evaluate(IS_COVERED)
    page.keyboard.press("u")
    assert line.evaluate(IS_COVERED)


@pytest.mark.parametrize("scripts", [True], indirect=True)
def test_the_first_tap_uncovers_a_line_and_opens_nothing(page, chromium, site):
    covers(page, True)
    context = chromium.new_context(
        base_url=site.url,
        has_touch=True,
        viewport={"width": 390, "height": 900},
        storage_state=page.context.storage_state(),
    )
    phone = context.new_page()
    phone.goto("/people/mine/")
    line = phone.locator("#main-content li.card").nth(1)
    assert line.evaluate(IS_COVERED)

    box = line.get_by_role("link").first.bounding_box()
    phone.touchscreen.tap(box["x"] + 10, box["y"] + 5)

    phone.wait_for_function(f"line => !({IS_COVERED})(line)", arg=line.element_handle())
    expect(phone).to_have_url(f"{site.url}/people/mine/")
    context.close()
