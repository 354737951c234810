import pytest

from accounts.queries import line_of, reports_of, teams_of
from accounts.roles import Role
from tests.accounts.factories import make_staff, make_team

pytestmark = pytest.mark.django_db


def test_everyone_below_in_the_line_reports_at_any_level():
    head = make_staff(Role.MANAGER)
    manager = make_staff(Role.MANAGER, line_manager=head)
    worker = make_staff(line_manager=manager)
    make_staff()

    assert reports_of(head) == {manager.pk, worker.pk}
    assert reports_of(manager) == {worker.pk}
    assert reports_of(worker) == set()


def test_a_line_that_goes_round_in_a_circle_ends():
    first = make_staff(Role.MANAGER)
    second = make_staff(Role.MANAGER, line_manager=first)
    first.line_manager = second
    first.save()

    assert reports_of(first) == {second.pk}


def test_a_team_works_on_its_own_people_and_on_those_of_the_teams_it_supports():
    supported, other = make_team(), make_team()
    team = make_team()
    team.supports.add(supported)

    assert set(teams_of(make_staff(team=team))) == {team, supported}
    assert set(teams_of(make_staff(team=supported))) == {supported}
    assert set(teams_of(make_staff())) == set()
    assert other not in teams_of(make_staff(team=team))


def test_the_line_of_a_manager_has_the_teams_that_they_and_those_below_lead():
    head = make_staff(Role.MANAGER)
    manager = make_staff(Role.MANAGER, line_manager=head)
    own, below = make_team(lead=head), make_team(lead=manager)
    make_team(lead=make_staff())

    assert line_of(head).teams == {own.pk, below.pk}
    assert line_of(manager).teams == {below.pk}
