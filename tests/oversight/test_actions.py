import pytest
from django.core.exceptions import PermissionDenied

from accounts.roles import Role
from oversight import actions
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry

pytestmark = pytest.mark.django_db


def test_only_a_manager_in_the_writers_line_answers_an_entry():
    team = make_team()
    person = make_person(team=team)
    writer = make_worker_of(person, line_manager=make_staff(Role.MANAGER))
    entry = make_entry(person=person, by=writer)
    another = make_staff(Role.MANAGER, team=team)

    with pytest.raises(PermissionDenied, match="not in your line"):
        actions.approve_entry(entry=entry, by=another, version_number=1)
    assert actions.approve_entry(entry=entry, by=writer.line_manager, version_number=1)
