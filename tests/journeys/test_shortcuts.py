"""Keys that lead to a place on the page, and turning them off."""

from playwright.sync_api import expect

from tests.journeys.looking import check
from tests.journeys.visits_and_calls import action_answers
from tests.journeys.writing import SAVED, add_row, check_answers, fill, happened, yesterday

# Every store that a browser keeps when the page is gone.
STORES = """async () => JSON.stringify([
  {...localStorage}, {...sessionStorage}, history.state,
  await indexedDB.databases(), await caches.keys(),
])"""
EMPTY = "[{},{},null,[],[]]"
COMMENT = "Who came with you, and what did they say?"
TABS = 200
SAVES = """() => {
  const send = window.fetch, form = document.getElementById("desk");
  window.savedAt = [];
  window.fetch = (to, asked) => {
    if (to === form.dataset.saveUrl) window.savedAt.push(Date.now());
    return send(to, asked);
  };
}"""


def test_two_keys_mark_the_paragraph_one_writes_and_ctrl_s_keeps_it(sign_in, site):
    page = sign_in("fola.adeyemi")
    page.goto(f"/people/{site.person_key('P10021')}/write/case_note/")
    text, rows = page.locator("#id_discussion"), page.locator("[data-prefix=statements] [data-row]")
    text.fill("The gate is broken.\n  It hangs.\n\nIt was cut, I think.\n\nIt rained.")

    page.keyboard.press("Control+Enter")
    page.keyboard.press("f")
    expect(rows).to_have_count(1)
    expect(text).to_be_focused()
    expect(text).to_have_value("The gate is broken.\n  It hangs.\n\nIt was cut, I think.\n\n")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Escape")
    expect(text).to_be_focused()
    page.keyboard.press("Control+Enter")
    page.keyboard.press("o")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("s")

    expect(rows).to_have_count(3)
    expect(text).to_have_value("")
    said = [("fact", "It rained."), ("opinion", "It was cut, I think.")]
    said.append(("observation", "The gate is broken.\n  It hangs."))
    _expect_rows(page, said)
    expect(page.get_by_text("Statement 3, observation, holds this paragraph.")).to_be_visible()
    check(page, "paragraphs-taken")
    page.get_by_role("button", name="Undo").click()
    expect(text).to_have_value("The gate is broken.\n  It hangs.\n\n")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="Make each paragraph a statement").click()
    expect(page.locator("#id_statements-3-kind")).to_be_focused()
    expect(page.locator("[data-draft-status]")).to_contain_text("Saved")
    page.keyboard.press("Control+s")

    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.get_by_role("link", name="Case note about Win Clarke").first.click()
    _expect_rows(page, [*said[:2], ("", said[2][1])])


def test_typing_is_kept_in_two_seconds_said_politely_and_never_in_the_browser(sign_in, site):
    page = sign_in("fola.adeyemi")
    page.clock.install()
    page.goto(f"/people/{site.person_key('P10021')}/write/case_note/")
    status, spoken = page.locator("[data-draft-status]"), page.locator("[data-draft-spoken]")
    page.evaluate(SAVES)
    assert spoken.get_attribute("role") == "status"
    assert spoken.get_attribute("aria-live") in (None, "polite")
    expect(spoken).to_have_text("")

    # Its clock stands still but for what each key takes: whoever types on and on is kept too.
    text, words = page.locator("#id_discussion"), "zebra crossing, and on"
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    began = page.evaluate("Date.now()")
    for letter in words:
        text.press_sequentially(letter)
        page.clock.run_for(100)
    sent = page.evaluate("window.savedAt")
    assert sent
    assert sent[0] - began <= 2000
    page.clock.resume()
    expect(status).to_have_text(SAVED)
    expect(spoken).to_have_text(SAVED)
    assert page.evaluate(STORES) == EMPTY

    page.context.set_offline(True)
    expect(spoken).to_contain_text("Offline")
    page.context.set_offline(False)
    expect(spoken).to_have_text(SAVED)
    fill(page, {"note_about": "The crossing"} | happened(yesterday()))
    add_row(page, "actions")
    fill(page, action_answers("Ring the highways team"))
    check_answers(page)
    page.get_by_role("button", name="Sign entry").click()
    expect(page.get_by_text("It is now part of the record")).to_be_visible()
    assert page.evaluate(STORES) == EMPTY


def _expect_rows(page, said):
    for number, (kind, words) in enumerate(said):
        row = page.locator("[data-prefix=statements] [data-row]").nth(number)
        expect(row.locator('[name$="-kind"]')).to_have_value(kind)
        expect(row.locator('[name$="-text"]')).to_have_value(words)


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
    page.goto(f"/people/{site.person_key('P10021')}/write/case_note/")
    page.locator("#id_discussion").fill("It rained.")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("Control+s")
    expect(page.locator("#id_discussion")).to_be_focused()
    expect(page.locator("[data-prefix=statements] [data-row]")).to_have_count(0)


def test_a_manager_goes_through_the_queue_of_review_without_a_pointer(sign_in, site):
    page = sign_in("ros.hale")
    page.goto("/review/")
    first, second = page.locator("main a[data-step]").all()[:2]
    names = [each.inner_text().split(",")[0] for each in (first, second)]
    page.keyboard.press("j")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[0])
    page.wait_for_load_state()  # with its scripts, which listen to the keys
    begun = page.url.removeprefix(site.url)

    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_contain_text(names[1])
    page.wait_for_load_state()
    page.keyboard.press("k")
    page.wait_for_url(f"**{begun}")
    page.wait_for_load_state()
    page.keyboard.press("a")
    approve = page.get_by_role("button", name="Approve")
    expect(approve).to_be_focused()  # a slip of one key approves nothing
    page.keyboard.press("Enter")

    expect(page.get_by_text("Approved").first).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("r")
    expect(page.get_by_label("Comment for the writer")).to_be_focused()
    page.keyboard.type(COMMENT)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Return with comment")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Returned to").first).to_be_visible()
    page.goto("/review/")
    expect(page.locator("main a[data-step]").first).to_be_visible()
    expect(page.locator(f'main a[href="{begun}"]')).to_have_count(0)


def test_the_queue_of_review_is_gone_through_by_tab_alone_where_no_script_runs(sign_in):
    page = sign_in("ros.hale", scripts=False)
    page.goto("/review/")
    first = page.locator("main .cards > li").first.get_by_role("link")
    named = first.inner_text().split(",")[0]
    _tab_to(page, first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text(named)
    page.wait_for_load_state()
    _tab_to(page, page.get_by_label("Comment for the writer"))
    page.keyboard.type(COMMENT)
    _tab_to(page, page.get_by_role("button", name="Return with comment"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Returned to").first).to_be_visible()
    page.wait_for_load_state()

    _tab_to(page, page.get_by_role("button", name="Approve"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Approved").first).to_be_visible()


def _tab_to(page, there):
    """Press Tab until something has the focus, as whoever has no pointer does."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if there.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{there} is not reached by Tab")
