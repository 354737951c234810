"""Every form of the recording part that takes more than one line saves itself on the server."""

import lxml.html
import pytest
from django.test import Client

from tests.pages.table import PAGES, address_of
from tests.pages.world import World

pytestmark = pytest.mark.django_db

KEPT = ("records:", "oversight:")


def test_every_form_that_takes_more_than_one_line_saves_itself(client):
    world = World()

    found = {
        name: unsaved
        for name in PAGES
        if name.startswith(KEPT) and (unsaved := _unsaved(client, world, name)) is not None
    }

    assert len(found) > 12
    assert {name: unsaved for name, unsaved in found.items() if unsaved} == {}


def _unsaved(client: Client, world: World, name: str) -> list[str] | None:
    """Return the boxes for words that do not save themselves; None for a page that has none."""
    client.force_login(getattr(world, PAGES[name][0]))
    response = client.get(address_of(client, world, name))
    if (
        response.status_code != 200
        or response.streaming
        or "text/html" not in response["Content-Type"]
    ):
        return None
    page = lxml.html.fromstring(response.content)
    boxes = page.xpath("//form[@method='post']//textarea")
    if not boxes:
        return None
    return [
        box.get("name")
        for box in boxes
        if "draft" not in (box.xpath("ancestor::form")[0].get("data-module") or "").split()
    ]
