"""What belongs to one person is not reached through another (A-3).

Whoever asks may open both records. Each address that names somebody and something of theirs is
asked for with the key of the other person in it, to read and to write.
"""

import pytest
from django.test import Client
from django.urls import reverse

from audit.models import Event
from tests.pages.table import PAGES, named
from tests.pages.world import World
from tests.security import canary

pytestmark = pytest.mark.django_db

NOT_THEIRS = ("merge-with",)  # two people, either of whom may be named first


def with_something_of_theirs() -> list[tuple[str, str, tuple[str, ...]]]:
    """Return each page whose address names a person and a row that belongs to them."""
    return [
        (name.partition(",")[0], who, keys)
        for name, (who, keys) in PAGES.items()
        if keys
        and keys[0] in ("person.key", "died.key")
        and any(not key.startswith("=") for key in keys[1:])
        and not name.endswith(NOT_THEIRS)
    ]


def test_no_row_is_reached_through_somebody_else():
    with canary.planting() as canaries:
        world = World()
        other = world._person()
    found, asked = [], 0
    for name, who, keys in with_something_of_theirs():
        whose = named(world, keys[0])
        address = reverse(name, args=[other.key, *(named(world, key) for key in keys[1:])])
        client = Client(raise_request_exception=False)
        client.force_login(getattr(world, who))
        for method in ("get", "post"):
            before = Event.objects.exclude(kind="REFUSED").count()
            answer = getattr(client, method)(address)
            asked += 1
            if (
                answer.status_code not in (404, 405)
                or whose in canaries.whose(answer.content.decode())
                or Event.objects.exclude(kind="REFUSED").count() != before
            ):
                found.append(f"{method} {name} as {who}: {answer.status_code}")

    assert found == []
    assert asked > 60
