"""Where a page lists mistakes, its title says so before anything else, and once."""

import lxml.html
import pytest
from django.test import Client

from tests.pages.table import PAGES, address_of
from tests.pages.world import World

pytestmark = pytest.mark.django_db

SUMMARY = "//*[contains(@class, 'govuk-error-summary__title')]"
MESSAGE = "//*[contains(@class, 'govuk-error-message')]"


def test_the_title_of_a_page_says_error_once_where_the_page_lists_mistakes_and_else_not(client):
    world = World()

    found = {name: page for name in PAGES if (page := _sent_empty(client, world, name)) is not None}

    listed = {name for name, page in found.items() if page.xpath(SUMMARY)}
    assert len(listed) > 50
    beside = {name for name, page in found.items() if page.xpath(MESSAGE)}
    assert beside - listed == set()
    counts = {name: page.findtext(".//title").count("Error") for name, page in found.items()}
    assert {name: count for name, count in counts.items() if count != (name in listed)} == {}


def _sent_empty(client: Client, world: World, name: str) -> lxml.html.HtmlElement | None:
    client.logout()
    who, _ = PAGES[name]
    if who:
        client.force_login(getattr(world, who))
    response = client.post(address_of(client, world, name), {})
    if response.status_code not in (200, 400) or not response["Content-Type"].startswith(
        "text/html"
    ):
        return None
    return lxml.html.fromstring(response.content)
