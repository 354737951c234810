"""What is put together once answers as what is put together each time, whoever asks."""

import pytest
from django.db.models import F, Value
from django.db.models.functions import JSONObject

import clock
from accounts.roles import Role
from people.kept_question import KeptQuestion
from people.models import AccessReason, Person
from people.standing import facts_of_people, standing_of
from people.standings import standings_with
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_person,
    make_referral,
    restrict,
)

pytestmark = pytest.mark.django_db
MARKS = ({"low": -11, "high": -22}, {"low": -33, "high": -44})


def between(shape, given):
    rows = Person.objects.filter(pk__gte=given["low"], pk__lte=given["high"])
    return rows.order_by("pk").values_list(JSONObject(pk=F("pk"), shape=Value(str(shape))))


def test_each_value_takes_its_own_place_and_a_shape_is_kept_apart():
    first, second = make_person(), make_person()
    question = KeptQuestion(between, MARKS)

    for person, shape in ((first, "a"), (second, "a"), (second, "b"), (first, "b")):
        given = {"low": person.pk, "high": person.pk}
        assert question.ask(shape, given) == [{"pk": person.pk, "shape": shape}]

    both = question.ask("a", {"low": first.pk, "high": second.pk})
    assert [row["pk"] for row in both] == [first.pk, second.pk]
    assert question.ask("a", {"low": second.pk, "high": first.pk}) == []


def reckoned(shape, given):
    return between(shape, {"low": given["low"] + 1, "high": given["high"]})


def branching(shape, given):
    return between(shape, given) if given["low"] > -20 else between(shape, given).reverse()


@pytest.mark.parametrize("build", [reckoned, branching])
def test_what_is_reckoned_from_a_value_is_refused_and_not_kept(build):
    with pytest.raises(ValueError, match="depends on a value"):
        KeptQuestion(build, MARKS).ask("a", {"low": 1, "high": 2})


def state_reason(person, user, now):
    """The reason of somebody on duty, stated a moment ago, by whoever it was."""
    AccessReason.objects.create(
        person=person,
        user=user,
        basis=AccessReason.Basis.DUTY,
        words="On duty today",
        given_at=clock.add_hours(now, -1),
        expires_at=clock.add_hours(now, 1),
    )


@pytest.mark.parametrize(
    "roles", [(Role.PRACTITIONER,), (Role.MANAGER,), (), (Role.AUDITOR, Role.MANAGER)]
)
@pytest.mark.parametrize("has_team", [True, False])
@pytest.mark.parametrize("trained_for", [400, -400, None])
def test_the_facts_of_a_standing_are_those_asked_for_each_time(roles, has_team, trained_for):
    day, now = clock.today(), clock.now()
    until = clock.add_days(day, trained_for) if trained_for else None
    user = make_staff(*roles, team=make_team() if has_team else None, training_until=until)
    mine, closed, no_ones = make_person(), make_person(), make_person()
    allocate(mine, user, team=user.team or make_team())
    restrict(closed, user)
    declare_conflict(closed, user)
    state_reason(no_ones, user, now)
    make_referral(no_ones, user)

    for person in (mine, closed, no_ones):
        facts = facts_of_people(user, now)
        asked = Person.objects.filter(pk=person.pk).values("pk", **facts).get()
        stands = standing_of(user, person, at=now)
        assert {name: value or [] for name, value in stands._facts.items()} == {
            name: value or [] for name, value in asked.items()
        }
    together = standings_with(user, [no_ones, mine, closed], at=now)
    assert [stands._facts for stands in together] == [
        standing_of(user, person, at=now)._facts for person in (no_ones, mine, closed)
    ]
    assert standing_of(user, mine, at=now).workers
    assert standing_of(user, closed, at=now)._facts["grants"]
    assert standing_of(user, no_ones, at=now).reasons_given
    assert standing_of(user, no_ones, at=now).asked_for == set(["AUDIT"][: Role.AUDITOR in roles])
