"""On a phone no page is wider than its window, however long the names and the words on it.

The pages are asked for first and shown afterwards: no query can run while a browser is driven.
"""

import mimetypes
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import sync_playwright

from accounts.models import User
from people.models import Contact, Person
from tests.conftest import browser_path
from tests.pages.table import PAGES, address_of
from tests.pages.world import World
from tests.records.factories import make_entry, note_values

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

PHONE, WIDE = 390, 1280
# Who we are, search and the folded menu: a third of a small screen is too much of it.
MOST_BEFORE_WORDS = 220
GIVEN, FAMILY = "Wilhelmina Alexandrina Oluwaseun", "Featherstonehaugh-Cholmondeley-Okonkwo-Smythe"
WORDS = "https://northmere.example/" + "a-page-with-a-very-long-address/" * 6
SAMPLE = ["timeline", "entry", "write", "check-draft", "person-decisions", "my-actions"]
# What is no page with words: files, sheets and what is printed at the width of paper.
NOT_READ_ON_A_PHONE = ("csrf", "file", "decisions-sheet", "print-")
REST = [
    name.removeprefix("records:")
    for name in PAGES
    if name.startswith("records:")
    and not name.removeprefix("records:").startswith(NOT_READ_ON_A_PHONE)
    and name.removeprefix("records:") not in SAMPLE
]
IS_TOO_WIDE = """width => [...document.querySelectorAll('body *')]
  .filter(each => each.getBoundingClientRect().right > width + 1)
  .slice(0, 3).map(each => `${each.tagName}.${each.className}`)"""


@pytest.mark.parametrize(
    "names", [SAMPLE, pytest.param(REST, marks=pytest.mark.assurance)], ids=["sample", "rest"]
)
def test_no_page_of_the_record_is_wider_than_a_phone(client, names):
    world = _long_world()
    pages = {name: _page(client, world, f"records:{name}") for name in names}

    assert _too_wide(pages) == {}


def test_on_a_phone_the_menu_is_folded_and_unfolds_without_scripts(client):
    page = _page(client, World(), "records:my-actions")
    with _browser() as browser:
        window = browser.new_page(
            viewport={"width": PHONE, "height": 900}, java_script_enabled=False
        )
        window.route("**/*", lambda route: _answer(route, page))
        window.goto("http://records.example/")
        link = window.get_by_role("navigation", name="Case records").get_by_role(
            "link", name="My people"
        )
        folded = link.is_visible(), window.locator("main").bounding_box()["y"]
        window.get_by_text("Menu").click()
        unfolded = link.is_visible()
        window.set_viewport_size({"width": WIDE, "height": 900})
        wide = link.is_visible(), window.get_by_text("Menu").is_visible()

    assert (folded[0], unfolded, wide) == (False, True, (True, False))
    assert folded[1] < MOST_BEFORE_WORDS


def _long_world() -> World:
    world = World()
    Person.objects.update(given_names=GIVEN, family_name=FAMILY)
    User.objects.update(name=f"{GIVEN} {FAMILY}")
    Contact.objects.update(name=f"{GIVEN} {FAMILY}")
    make_entry(
        person=world.person,
        by=world.worker,
        values=note_values(note_about=WORDS[:200], discussion=WORDS),
        statements=[
            {
                "field": "statements",
                "kind": "decision",
                "text": WORDS,
                "details": {
                    "decided_by": [{"kind": "other", "key": "", "name": FAMILY, "role": GIVEN}],
                    "decider_role": FAMILY,
                    "decided_on": "2026-03-02T10:00",
                    "reason": f"It says so on the page of the council: {WORDS}",
                    "impact": f"He can read all of it on that page: {WORDS}",
                },
            }
        ],
    )
    return world


def _page(client: Client, world: World, name: str) -> str:
    client.logout()
    client.force_login(getattr(world, PAGES[name][0]))
    return client.get(address_of(client, world, name), follow=True).content.decode()


@contextmanager
def _browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=["--disable-gpu"], chromium_sandbox=False
        )
        yield browser
        browser.close()


def _too_wide(pages: dict[str, str]) -> dict[str, tuple[int, list[str]]]:
    """Return how wide each page is that is wider than its window, and by what."""
    found = {}
    with _browser() as browser:
        window = browser.new_page(viewport={"width": PHONE, "height": 900})
        shown = {"page": ""}
        window.route("**/*", lambda route: _answer(route, shown["page"]))
        for name, page in pages.items():
            shown["page"] = page
            window.goto("http://records.example/")
            window.locator("details").evaluate_all("all => all.forEach(each => each.open = true)")
            width = window.evaluate("document.documentElement.scrollWidth")
            if width > PHONE + 1:
                found[name] = (width, window.evaluate(IS_TOO_WIDE, PHONE))
    return found


def _answer(route, page: str) -> None:
    path = urlsplit(route.request.url).path
    if path == "/":
        route.fulfill(body=page, content_type="text/html; charset=utf-8")
        return
    is_static = path.startswith(settings.STATIC_URL)
    file = finders.find(path.removeprefix(settings.STATIC_URL)) if is_static else None
    if not file:
        route.abort()
        return
    kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
    route.fulfill(body=Path(file).read_bytes(), content_type=kind)
