"""Filling in the form of a record as a practitioner does, whatever kind of record it is."""

import re
from datetime import date

from playwright.sync_api import Locator, Page, expect

import clock

SAVED = re.compile(r"^Saved \d")


def yesterday() -> date:
    """Return the last working day before this one: recent enough not to be late."""
    return clock.add_working_days(clock.today(), -1)


def happened(on: date, time: str = "10.15am") -> dict[str, str]:
    """Return the answers to when something happened."""
    return date_of("event_at", on) | {"event_at_time": time}


def date_of(name: str, on: date) -> dict[str, str]:
    """Return the three boxes of a date."""
    return {
        f"{name}_day": str(on.day),
        f"{name}_month": str(on.month),
        f"{name}_year": str(on.year),
    }


def fill(page: Page, answers: dict[str, str]) -> None:
    """Answer questions: text is typed, and what is chosen is chosen by its words.

    What the page has settled already, such as the only kind of statement there is, is left.
    """
    for name, answer in answers.items():
        control = page.locator(f'main [name="{name}"]')
        kind = control.first.evaluate("element => element.type")
        if kind == "hidden":
            continue
        if kind in ("radio", "checkbox"):
            _option(page, control, answer).check()
        elif kind.startswith("select") and control.is_hidden():
            find_person(control.locator("xpath=.."), answer)
        elif kind.startswith("select"):
            control.select_option(label=answer)
        else:
            control.fill(answer)


def find_person(around: Locator, words: str) -> None:
    """Type some of a name or job into the box that finds one of a long list, and take the first."""
    # Until its script has run the list itself is the combobox, and takes the letters.
    around.locator("input[role=combobox]").press_sequentially(words)
    first = around.get_by_role("option").first
    expect(first).to_be_visible()
    page = around.page
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")


def add_row(page: Page, question: str) -> None:
    """Ask for one more row under a question: by script, or by a round to the server."""
    rows = page.locator(f'[data-prefix="{question}"] [data-rows] > *')
    before = rows.count()
    one, by_kind = (
        f'button[name="add_row"][value{sign}]' for sign in (f'="{question}"', f'^="{question}:"')
    )
    page.locator(f"{one}, {by_kind}").first.click()
    expect(rows).to_have_count(before + 1)


def wait_until_saved(page: Page) -> None:
    """Wait until the page says that all that was typed is kept."""
    expect(page.locator("[data-draft-status]")).to_have_text(SAVED)


def check_answers(page: Page) -> None:
    """Go to the last page before signing; nothing may be in the way of it."""
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Check")
    page.wait_for_load_state()
    # What may be a risk is asked about and stops nobody.
    asked = ".obstacles:not(.obstacles--advice, [aria-labelledby=to-keep-safe])"
    in_the_way = page.locator(asked).all_inner_texts()
    assert not in_the_way, in_the_way


def way(scripts: bool) -> str:
    """Return words for what a journey makes, so that both of its ways make something else."""
    return "scripts on" if scripts else "scripts off"


def take_step(page: Page, does: str, words: str, *, asks: str, choice: str = "") -> None:
    """Take one step of something that goes by steps, and see that the page says it."""
    page.get_by_role("link", name=does, exact=True).click()
    if choice:
        page.get_by_label(choice, exact=True).check()
    page.get_by_label(asks).fill(words)
    page.get_by_role("button", name=does, exact=True).click()
    expect(page.locator("main")).to_contain_text(words)


def choose_colleague(page: Page, name: str, who: str) -> None:
    """Choose a colleague: by letters where there are scripts, from the list where not."""
    field = page.locator(f'main [name="{name}"]')
    if page.runs_scripts:
        find_person(field.locator("xpath=.."), who)
    else:
        field.select_option(field.locator("option", has_text=who).get_attribute("value"))


def say_why(page: Page, asks: str, does: str) -> None:
    """Open the record as an officer, saying what for where it is asked; that stands for a day."""
    page.wait_for_load_state()
    if page.get_by_role("button", name="Open the record").count():
        page.get_by_label("I am correcting or checking").check()
        page.get_by_label("What asks for it?").fill(asks)
        page.get_by_label("What are you going to do?").fill(does)
        page.get_by_role("button", name="Open the record").click()
        page.wait_for_load_state()


def _option(page: Page, control: Locator, words: str) -> Locator:
    """Return the choice with these words: a reference says a role after the name."""
    for each in control.all():
        label = page.locator(f'label[for="{each.get_attribute("id")}"]')
        text = label.inner_text().strip()
        if text == words or text.startswith(f"{words},"):
            return each
    raise AssertionError(f"Nothing to choose says {words!r}")
