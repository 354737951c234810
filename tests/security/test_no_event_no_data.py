"""Where the event of a page cannot be written, the page does not leave (U-2)."""

from django.db import connections
from django.test import Client

from tests.pages.table import PAGES, address_of
from tests.pages.world import World
from tests.security import canary


def test_no_page_about_anybody_leaves_without_its_event(database_of_its_own):
    with canary.planting() as canaries:
        world = World()
    pages = [
        (name, who, address_of(_client(world, who), world, name))
        for name, (who, keys) in PAGES.items()
        if keys and keys[0] in ("person.key", "died.key")
    ]
    with connections["owner"].cursor() as cursor:
        cursor.execute("REVOKE EXECUTE ON FUNCTION audit_record_event(jsonb) FROM caserecords_app")

    wrong = []
    for name, who, address in pages:
        answer = _client(world, who).get(address)
        content = answer.getvalue() if answer.streaming else answer.content
        about = canaries.found(content.decode("utf-8", "replace") + str(answer.headers))
        if answer.status_code not in (302, 503) or about:
            wrong.append(f"{name}: {answer.status_code} {sorted(about)[:2]}")

    assert len(pages) > 50
    assert wrong == []


def _client(world: World, who: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(getattr(world, who))
    return client
