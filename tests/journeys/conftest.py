"""Journeys drive a real browser through a real service on a copy of the demonstration council."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from caserecords.demo.data import PASSWORD
from tests import databases, demo
from tests.conftest import browser_path
from tests.journeys.site import Site, running

# Administrators start elsewhere: they have no records.
HOME = re.compile(r"^http://[^/]+/(administration/)?$")
HERE = Path(__file__).resolve().parent
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
]
PATIENCE = 60_000  # milliseconds: two cores may be busy with the other half of the tests
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Every test here drives a browser."""
    for item in items:
        if Path(item.path).is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def site(request, django_db_setup, django_db_blocker, tmp_path_factory) -> Site:
    """A service of this file's own, so that what a journey does meets no other file's journey.

    A file whose journeys need jobs done says ``NEEDS_WORKER = True``.
    """
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():
        database = demo.copy_of_demo()
        shutil.copytree(settings.MEDIA_ROOT, folder / "files")
        worker = getattr(request.module, "NEEDS_WORKER", False)
        with running(database, folder / "files", folder / "log", worker=worker) as service:
            yield service
        databases.drop_database(database)


@pytest.fixture(scope="module")
def chromium(site: Site) -> Browser:
    """A browser: begun after the service, as Django's own queries cannot run while it is driven."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=ARGUMENTS, chromium_sandbox=False
        )
        yield browser
        browser.close()


@pytest.fixture(params=[True, False], ids=["scripts-on", "scripts-off"])
def scripts(request) -> bool:
    """Say whether the browser runs scripts: every journey goes both ways."""
    return request.param


@pytest.fixture
def open_window(chromium: Browser, site: Site) -> Callable[..., Page]:
    """Open a window of one's own; what goes wrong in it is kept in ``page.problems``."""
    opened = []

    def window(*, scripts: bool = True, width: int = 1280, state: dict | None = None) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            java_script_enabled=scripts,
            locale="en-GB",
            timezone_id="Europe/London",
            viewport={"width": width, "height": 900},
            reduced_motion="reduce",
            storage_state=state,
            accept_downloads=True,
        )
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.problems = []
        page.runs_scripts = scripts
        page.on("console", lambda said: _note(page, said))
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        return page

    yield window
    for context in opened:
        context.close()


@pytest.fixture(scope="module")
def signed_in_states() -> dict[str, dict]:
    """The cookies of those who have signed in already, by their e-mail name."""
    return {}


@pytest.fixture
def sign_in(open_window, signed_in_states) -> Callable[..., Page]:
    """Open a window signed in as someone of the council: through the page the first time."""

    def as_someone(name: str, *, scripts: bool = True, width: int = 1280) -> Page:
        page = open_window(scripts=scripts, width=width, state=signed_in_states.get(name))
        page.goto("/")
        if name not in signed_in_states:
            fill_sign_in(page, name)
            signed_in_states[name] = page.context.storage_state()
        return page

    return as_someone


def fill_sign_in(page: Page, name: str) -> None:
    """Sign in on the page for it."""
    page.get_by_label("Email").fill(f"{name}@northmere.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(HOME)


def _note(page: Page, said) -> None:
    """Keep what the console calls an error, except that a page refused is told of there as well."""
    if said.type == "error" and not re.search(
        r"the server responded with a status of 4", said.text
    ):
        page.problems.append(said.text)
