"""How the work is shared: numbers that open to the people behind them."""

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight.queries import loads
from oversight.queries.caseload import loads_in, rows_of
from people.choosing import candidates
from people.models import Allocation
from records.models import Entry
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_involvement, make_person, restrict
from tests.records.factories import make_action, make_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager():
    manager = make_staff(Role.MANAGER, name="Ros Hale")
    manager.team = make_team("Northgate Adults", lead=manager)
    manager.save()
    return manager


@pytest.fixture
def worker(manager):
    return make_staff(name="Fola Adeyemi", team=manager.team, line_manager=manager)


def with_worker(worker, *, signed=0, **fields):
    """A person whose worker it is, with an entry signed so many days ago."""
    person = make_person(team=worker.team, **fields)
    involvement = make_involvement(person=person, team=worker.team, state="ACTIVE")
    allocate(person, worker, involvement=involvement)
    entry = make_entries(person, author=worker)[0]
    at = clock.at_time(clock.add_days(clock.today(), -signed), 9)
    Entry.objects.filter(pk=entry.pk).update(signed_at=at)
    return person, entry


def load_of(viewer, worker, scope="team"):
    return next(load for load in loads_in(viewer, scope) if load.worker == worker)


def test_a_load_counts_people_actions_and_what_is_quiet(manager, worker):
    _, entry = with_worker(worker)
    with_worker(worker, given_names="Quiet", signed=50)
    make_action(entry, owner=worker, due_on=clock.add_days(clock.today(), -1))
    make_action(entry, owner=worker, due_on=clock.add_days(clock.today(), 5))

    load = load_of(manager, worker)

    assert (load.count("all"), load.count("quiet"), load.count("introduce")) == (2, 1, 2)
    assert (load.open_actions, load.overdue_actions) == (2, 1)


def test_overdue_reviews_are_those_that_the_newest_plan_or_review_names(manager, worker):
    person, _ = with_worker(worker)
    for number, (type_key, field, days) in enumerate(
        [
            ("care_and_support_plan", "review_on", -60),
            ("review_care_and_support_plan", "next_review", -1),
        ]
    ):
        entry = make_entries(person, author=worker, type_key=type_key)[0]
        Entry.objects.filter(pk=entry.pk).update(event_at=clock.add_hours(clock.now(), number - 5))
        version = entry.versions.get()
        day = clock.add_days(clock.today(), days).isoformat()
        entry.versions.create(
            number=2,
            values={**version.values, field: day},
            signed_by=worker,
            signed_at=clock.now(),
            reason="The date",
            digest="x",
        )

    (row,) = rows_of(manager, {worker.pk: worker})

    assert row.review_due_on == clock.add_days(clock.today(), -1)
    assert load_of(manager, worker).count("reviews") == 1
    assert loads.reviews_due_soon(manager, [worker.pk]) == {worker.pk: 1}


def test_restricted_people_are_counted_only_for_those_listed(manager, worker):
    person, entry = with_worker(worker)
    make_action(entry, owner=worker)
    assert load_of(manager, worker).count("all") == 1

    restrict(person, worker)

    assert (load_of(manager, worker).count("all"), load_of(manager, worker).open_actions) == (0, 0)
    assert load_of(worker, worker, "mine").count("all") == 1
    seen = {each.worker: each.load for each in candidates(manager, manager.team)}
    assert seen[worker] == "0 people, 0 open actions, 0 reviews due"


def test_those_who_only_hand_over_carry_nobody(manager, worker):
    with_worker(worker)
    Allocation.objects.update(role="HANDOVER")

    assert load_of(manager, worker).count("all") == 0


def test_each_number_opens_to_its_people(client, manager, worker):
    quiet, _ = with_worker(worker, given_names="Quiet", signed=50)
    with_worker(worker, given_names="Busy")
    client.force_login(manager)

    page = client.get(reverse("oversight:caseload"), {"scope": "team"})
    assert page.context["totals"]["quiet"] == 1
    rows = client.get(
        reverse("oversight:caseload-people"),
        {"scope": "team", "worker": worker.staff_number, "show": "quiet"},
    )

    assert [row.person for row in rows.context["page"]] == [quiet]
    assert Event.objects.latest("pk").subjects == [quiet.key]


def test_people_with_only_a_team_are_counted_first_and_open_by_themselves(client, manager, worker):
    with_worker(worker)
    left = make_person(given_names="Left", team=manager.team)
    allocate(left, team=manager.team, worker_elsewhere="J. Firth")
    allocate(make_person(), team=make_team("Another"))
    client.force_login(manager)
    people = reverse("oversight:caseload-people")

    for scope in ("team", "service"):
        page = client.get(reverse("oversight:caseload"), {"scope": scope})
        assert page.context["totals"]["people"] == 2
        first, own = page.context["rows"][0], {"scope": scope, "team": manager.team.key}
        assert first[0]["text"] == "Nobody by name, Northgate Adults"
        assert f"{people}?scope={scope}&team={manager.team.key}" in first[1]["url"]
        (row,) = client.get(people, own).context["page"]
        assert (row.person, row.elsewhere, row.is_quiet) == (left, "J. Firth", True)
        assert len(client.get(people, {"scope": scope}).context["page"]) == 2
    assert loads_in(manager, "mine") == []


def test_only_managers_see_beyond_their_team(client, worker):
    other = make_staff(team=make_team())
    with_worker(other)
    client.force_login(worker)

    page = client.get(reverse("oversight:caseload"), {"scope": "service"})

    assert page.context["scope"] == "mine"
    assert [load.worker for load in page.context["loads"]] == [worker]


def test_the_page_costs_the_same_with_more_people(
    client, manager, worker, django_assert_num_queries
):
    client.force_login(manager)
    url = f"{reverse('oversight:caseload')}?scope=team"
    with_worker(worker)
    client.get(url)
    with django_assert_num_queries(15):
        client.get(url)
    for number in range(3):
        with_worker(worker, given_names=f"Person {number}")
    with django_assert_num_queries(15):
        client.get(url)
