"""Journeys drive a real browser through a real service on a copy of the demonstration council."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from caserecords.demo import PASSWORD
from tests import databases, demo
from tests.conftest import browser_path
from tests.journeys.site import Site, running

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
PICTURES = Path(__file__).resolve().parents[2] / "test-results"
ARGUMENTS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
             "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=ARGUMENTS, chromium_sandbox=False
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Site:
    """A service of this file's own, so that what a journey does meets no other journey."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():
        name = databases.make_database(databases.fresh_name(), template=demo.template())
        with running(name, folder / "files", folder / "log") as service:
            yield service
        databases.drop_database(name)


@pytest.fixture(params=[True, False], ids=["scripts-on", "scripts-off"])
def scripts(request) -> bool:
    return request.param


@pytest.fixture
def sign_in(chromium: Browser, site: Site):
    """Open a window of one's own, signed in as someone of the demonstration council."""
    opened = []

    def as_someone(email: str, *, scripts: bool = True, width: int = 1280) -> Page:
        context = chromium.new_context(
            base_url=site.url, java_script_enabled=scripts, locale="en-GB",
            viewport={"width": width, "height": 900}, reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        opened.append(context)
        page = context.new_page()
        page.problems = []
        page.on("console", lambda said: said.type == "error" and page.problems.append(said.text))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.goto("/")
        page.get_by_label("Email").fill(f"{email}@northmere.example")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile(r"/$"))
        return page

    yield as_someone
    for context in opened:
        context.close()


def check(page: Page, name: str, *, scripts: bool = True) -> None:
    """Take a picture at two widths, and let axe find what it can; it must find nothing."""
    PICTURES.mkdir(exist_ok=True)
    size = page.viewport_size
    if not scripts:
        page.screenshot(path=PICTURES / f"{name}-no-scripts.png", full_page=True)
        return
    found = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=PICTURES / f"{name}-{width}.png", full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width + 1, f"{name} is {wide} px wide in a window of {width} px"
        if not page.evaluate("typeof axe !== 'undefined'"):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        found += [
            f"{width} px: {each['id']}: {node['target']} {node['failureSummary']}"
            for each in result["violations"]
            for node in each["nodes"]
        ]
    page.set_viewport_size(size)
    assert found == []
    assert page.problems == []
