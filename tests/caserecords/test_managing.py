"""One page of what each manager sees to: every number is that of the list that it opens."""

import re

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from governance.actions import report_breach
from governance.actions.breaches import take_step
from governance.models import Breach
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
    assert shown["Questions for your guidance"][0] == reverse("records:guidance-listed")
    for url, _ in shown.values():
        assert client.get(url).status_code == 200, url


def test_staff_without_any_training_on_file_are_a_line_of_their_own_and_stand_on_the_home_page(
    client,
):
    manager, today = make_staff(Role.MANAGER), clock.today()
    for name, until in (
        ("Ana Out", clock.add_days(today, -1)),
        ("Ben None", None),
        ("Cy Soon", clock.add_days(today, 3)),
        ("Di Valid", clock.add_days(today, 300)),
    ):
        make_staff(name=name, training_until=until, line_manager=manager)
    client.force_login(manager)

    shown = lines(client.get(reverse("managing")))
    home = client.get(reverse("home"))

    assert shown["Staff with no training on file"] == (reverse("staff:training"), 1)
    assert shown["Staff whose training has run out"][1] == 1
    assert shown["Staff whose training runs out"][1] == 1
    named = [each.user.name for each in home.context["training"]]
    assert named == ["Ana Out", "Ben None", "Cy Soon"]
    assert "None on file" in home.text


def test_breaches_say_how_many_are_late_and_how_many_end_within_a_day(client):
    manager = make_staff(Role.MANAGER)
    worker = make_staff(line_manager=manager)
    for hours in (10, 60, 80, 90):
        noticed = clock.add_hours(clock.now(), -hours)
        report_breach(by=worker, kind="SENT", what="A letter", whose="One", noticed_at=noticed)
    decided = Breach.objects.earliest("noticed_at")
    officer = make_staff(Role.DATA_PROTECTION_OFFICER)
    take_step(decided, kind="ICO", by=officer, choice="NOT", words="Nobody read it")
    client.force_login(manager)

    page = client.get(reverse("managing"))

    assert lines(page)["Breaches of data that are worked on"][1] == 4
    assert "1 late" in page.text
    assert lines(page)["Breaches whose 72 hours end within a day"][1] == 1


def test_overdue_actions_after_breaches_of_those_below_are_a_line(client):
    manager = make_staff(Role.MANAGER)
    worker, other = make_staff(line_manager=manager), make_staff()
    breach = report_breach(by=worker, kind="SENT", what="A letter", whose="One")
    for owner, days in ((worker, -1), (manager, -2), (worker, 1), (other, -1)):
        due = clock.add_days(clock.today(), days)
        take_step(breach, kind="ACTION", by=manager, words="Ring", owner=owner, due_on=due)
    client.force_login(manager)

    shown = lines(client.get(reverse("managing")))

    assert shown["Overdue actions after breaches"] == (reverse("governance:breaches"), 2)


def test_a_manager_of_nobody_has_nothing_to_see_to(client):
    client.force_login(make_staff(Role.MANAGER))

    page = client.get(reverse("managing"))

    assert lines(page) == {}
    assert page.text.count("Nothing waits here") == 2
    assert "<span>Accesses to check</span>" in page.text


def test_it_is_for_managers(client):
    client.force_login(make_staff())

    assert client.get(reverse("managing")).status_code == 403
