"""Faults are made in a real service, which can be killed and begun again, and a real browser."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from tests import assurance, databases, demo
from tests.conftest import browser_path
from tests.faults.service import Service
from tests.journeys.conftest import ARGUMENTS, PATIENCE, open_window, scripts

__all__ = ["open_window", "scripts"]
HERE = Path(__file__).resolve().parent
FAULTS = 13  # twelve ways, and the warning beforehand
expect.set_options(timeout=PATIENCE)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Every test here drives a browser. A run of the campaigns makes those of every run too."""
    for item in items:
        if Path(item.path).is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if os.environ.get("CASERECORDS_ASSURANCE") == "1":
                item.add_marker(pytest.mark.assurance)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker, tmp_path_factory) -> Service:
    """A service on a copy of the demonstration council, to be killed and begun again."""
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock():
        database = demo.copy_of_demo()
        shutil.copytree(settings.MEDIA_ROOT, folder / "files")
        service = Service(database, folder / "files", folder / "log")
        try:
            service.start()
            yield service
        finally:
            service.stop()
            databases.drop_database(database)


@pytest.fixture(scope="module")
def chromium(site):
    """A browser: begun after the service, as Django's own queries cannot run while it is driven."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path(), args=ARGUMENTS, chromium_sandbox=False
        )
        yield browser
        browser.close()


_came_out: dict[str, dict[str, str]] = {}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Note how each fault came out, for the table of results."""
    report = yield
    if call.when == "call" and Path(item.path).is_relative_to(HERE):
        way = "off" if "scripts-off" in item.name else "on"
        fault = item.originalname.removeprefix("test_").replace("_", " ")
        _came_out.setdefault(fault, {})[way] = "kept" if report.passed else "LOST"
    return report


def pytest_sessionfinish():
    """Write the table, if the faults were made whole."""
    if len(_came_out) < FAULTS:
        return
    rows = [
        f"| {fault} | {ways.get('on', '-')} | {ways.get('off', '-')} |"
        for fault, ways in sorted(_came_out.items())
    ]
    assurance.write(
        "faults",
        "A session or a connection ends in the middle of a note: a run of the faults",
        [
            "`make assurance PYTEST_ARGS=tests/faults`, Chromium against a real service. Each",
            "compares the text in the database letter by letter: with scripts all that was typed",
            "before the fault and while it lasted, without scripts all that was sent (ruling 15).",
            "Where an account is closed the text is kept for the manager, and not shown; where a",
            "second tab writes, both texts are kept.",
            "",
            "| In the middle of a note | Scripts on | Scripts off |",
            "|---|---|---|",
            *rows,
        ],
    )
