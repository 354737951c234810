"""Faults are made in a real service, which can be killed and begun again, and a real browser."""

import shutil
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import expect, sync_playwright

from tests import databases, demo
from tests.conftest import browser_path
from tests.faults.service import Service
from tests.journeys.conftest import ARGUMENTS, PATIENCE, open_window, scripts

__all__ = ["open_window", "scripts"]
HERE = Path(__file__).resolve().parent
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items):
    """Every test here drives a browser."""
    for item in items:
        if Path(item.path).is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


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
