"""One page of what each manager sees to: every number is that of the list that it opens."""

import re

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from tests.accounts.factories import make_staff
from tests.pages.world import World

pytestmark = pytest.mark.django_db


def lines(page) -> dict[str, tuple[str, int]]:
    """Return of each line the address and the number, by its title."""
    found = re.findall(
        r'href="([^"]+)">(\d+)<span class="govuk-visually-hidden">: ([^<]+)<', page.text
    )
    return {title: (url, int(count)) for url, count, title in found}


def test_each_line_counts_what_its_list_shows(client):
    world = World()
    world.worker.training_until = clock.add_days(clock.today(), -1)
    world.worker.save()
    client.force_login(world.manager)

    shown = lines(client.get(reverse("managing")))

    assert shown["Accesses to check"] == (reverse("governance:signals"), 1)
    assert shown["Breaches of data that are worked on"] == (reverse("governance:breaches"), 1)
    assert shown["Complaints that are open"] == (reverse("disclosure:complaints"), 1)
    assert shown["Paper to know of, or to have back"] == (reverse("governance:paper-out"), 1)
    declared = shown["Staff who know somebody, to decide about"]
    assert declared == (reverse("people:declarations"), 1)
    assert shown["Staff whose training has run out"][1] == 1
    assert "Records to review" in shown
    for url, _ in shown.values():
        assert client.get(url).status_code == 200, url


def test_a_manager_of_nobody_has_nothing_to_see_to(client):
    client.force_login(make_staff(Role.MANAGER))

    page = client.get(reverse("managing"))

    assert lines(page) == {}
    assert page.text.count("Nothing waits here") == 2
    assert "<span>Accesses to check</span>" in page.text


def test_it_is_for_managers(client):
    client.force_login(make_staff())

    assert client.get(reverse("managing")).status_code == 403
