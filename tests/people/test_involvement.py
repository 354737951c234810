"""Each step of an involvement, who may take it, and what it leaves behind."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse

import clock
from accounts.models import Cover
from accounts.roles import Role
from audit.models import Event
from people import access, actions, gate, queries
from people.models import Allocation, Involvement, InvolvementChange, Person, TransferOffer
from tests.accounts.factories import make_cover, make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_involvement,
    make_person,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
State = Involvement.State


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def team(manager):
    team = make_team("Northgate Adults", lead=manager)
    manager.team = team
    manager.save()
    return team


@pytest.fixture
def worker(team, manager):
    return make_staff(name="Fola Adeyemi", team=team, line_manager=manager)


@pytest.fixture
def involvement(team):
    return make_involvement(team=team)


def triaged(involvement, worker):
    return actions.triage(
        involvement=involvement,
        urgency="ROUTINE",
        reason="Nothing is at risk",
        contacted="I rang her",
        by=worker,
    )


def allocated(involvement, worker, manager, **given):
    given = {
        "worker": worker,
        "team": worker.team,
        "manager": manager,
        "reason": "Knows the family",
        "conflict_asked": True,
        "workload_seen": "0 people",
    } | given
    return actions.allocate_worker(involvement=involvement, by=manager, **given)


def active(involvement, worker, manager):
    allocation = allocated(triaged(involvement, worker), worker, manager)
    actions.introduce_worker(allocation=allocation, on=clock.today(), how="By phone", by=worker)
    involvement.refresh_from_db()
    return involvement


def steps(involvement):
    return list(involvement.changes.values_list("was", "became", "changed_by__name"))


def test_from_contact_to_active_every_step_is_kept_with_who_and_why(involvement, worker, manager):
    active(involvement, worker, manager)

    assert involvement.state == State.ACTIVE
    assert steps(involvement) == [
        ("", "CONTACT", None),
        ("CONTACT", "TRIAGED", "Fola Adeyemi"),
        ("TRIAGED", "ALLOCATED", "Ros Hale"),
        ("ALLOCATED", "ACTIVE", "Fola Adeyemi"),
    ]
    own = involvement.allocations.get(worker=worker)
    assert (own.manager, own.workload_seen, own.introduced_how) == (
        manager,
        "0 people",
        "By phone",
    )
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs[-3:] == [
        "people.involvement_triaged",
        "people.allocated",
        "people.worker_introduced",
    ]


def test_a_step_has_room_for_the_longest_names(involvement, worker, manager):
    worker.name = "N" * 150
    worker.save()

    allocated(triaged(involvement, worker), worker, manager)

    assert involvement.changes.last().step == f"Allocated to {worker.name}"


def test_triage_needs_contact_with_the_person_or_why_not(involvement, worker):
    with pytest.raises(ValidationError, match="how the person was contacted"):
        actions.triage(
            involvement=involvement, urgency="ROUTINE", reason="Calm", contacted=" ", by=worker
        )


def test_a_step_that_somebody_took_meanwhile_is_refused(involvement, worker):
    triaged(involvement, worker)

    with pytest.raises(ValidationError, match="Somebody else changed this"):
        triaged(involvement, worker)


def test_at_most_one_is_open_in_each_role(involvement, team):
    with pytest.raises(ValidationError, match="open already"):
        actions.open_involvement(
            person=involvement.person,
            role="NEEDS",
            team=team,
            by=team.lead,
            reason="Again",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Involvement.objects.create(
            person=involvement.person, role="NEEDS", team=team, opened_at=clock.now()
        )

    other = actions.open_involvement(
        person=involvement.person, role="CARER", team=team, by=team.lead, reason="Cares for him"
    )
    assert other.state == State.CONTACT


def test_only_a_manager_allocates(involvement, worker, manager):
    triaged(involvement, worker)

    with pytest.raises(PermissionDenied):
        actions.allocate_worker(
            involvement=involvement,
            worker=worker,
            team=worker.team,
            manager=manager,
            reason="I want to",
            conflict_asked=True,
            workload_seen="",
            by=worker,
        )


def test_who_has_a_conflict_or_may_not_open_the_record_is_not_allocated(
    involvement, worker, manager
):
    triaged(involvement, worker)
    declare_conflict(involvement.person, worker)

    with pytest.raises(ValidationError, match="conflict of interest"):
        allocated(involvement, worker, manager)

    other = make_staff(team=worker.team)
    restrict(involvement.person, manager)
    with pytest.raises(ValidationError, match="restricted record"):
        allocated(involvement, other, manager)
    assert not involvement.allocations.filter(worker__isnull=False).exists()


def test_nobody_is_allocated_who_is_away_for_long(involvement, worker, manager):
    triaged(involvement, worker)
    today = clock.today()
    cover = Cover.objects.create(
        kind="WORK",
        away=worker,
        stands_in=manager,
        starts_on=today,
        ends_on=clock.add_working_days(today, 11),
        reason="Leave",
        arranged_at=clock.now(),
    )

    with pytest.raises(ValidationError, match="is away until"):
        allocated(involvement, worker, manager)

    Cover.objects.filter(pk=cover.pk).update(ends_on=clock.add_working_days(today, 10))
    assert allocated(involvement, worker, manager).worker == worker


def test_a_person_waits_with_a_manager_and_a_check_within_the_councils_time(
    involvement, worker, manager
):
    triaged(involvement, worker)
    wait = {
        "involvement": involvement,
        "reason": "Nobody is free",
        "risk": "MEDIUM",
        "risk_while_waiting": "She may fall",
        "manager": manager,
        "told": "About four weeks",
        "by": manager,
    }
    latest = clock.add_working_days(clock.today(), 20)

    with pytest.raises(ValidationError, match="no later than"):
        actions.put_on_waiting_list(next_check_on=latest + timedelta(days=1), **wait)
    actions.put_on_waiting_list(next_check_on=latest, **wait)

    with pytest.raises(IntegrityError), transaction.atomic():
        Involvement.objects.update(manager=None)


def test_the_waiting_list_goes_by_risk_then_wait_and_says_whose_check_is_overdue(team, manager):
    late = clock.add_days(clock.today(), -1)
    for name, risk, since, check in (
        ("Low", "LOW", -90, 5),
        ("High and new", "HIGH", -3, 5),
        ("High and old", "HIGH", -30, -1),
    ):
        make_involvement(
            person=make_person(given_names=name, family_name="", team=team),
            team=team,
            state="WAITING",
            manager=manager,
            risk=risk,
            waits_since=clock.add_days(clock.today(), since),
            next_check_on=clock.add_days(clock.today(), check),
        )

    assert [each.row.person.name for each in queries.waiting(manager)] == [
        "High and old",
        "High and new",
        "Low",
    ]
    assert [each.due_on for each in queries.waiting(manager) if each.is_late] == [late]


def test_a_check_says_what_was_found_and_when_the_next_one_is(involvement, worker, manager):
    triaged(involvement, worker)
    actions.put_on_waiting_list(
        involvement=involvement,
        reason="Nobody is free",
        risk="LOW",
        risk_while_waiting="Little",
        manager=manager,
        next_check_on=clock.add_working_days(clock.today(), 2),
        told="Four weeks",
        by=manager,
    )
    next_check = clock.add_working_days(clock.today(), 5)

    check = actions.check_while_waiting(
        involvement=involvement,
        found="She fell on Monday",
        spoke_with="I rang her",
        risk="HIGH",
        next_check_on=next_check,
        by=worker,
    )

    involvement.refresh_from_db()
    assert (involvement.risk, involvement.next_check_on) == ("HIGH", next_check)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE people_waitingcheck SET found = '' WHERE id = %s", [check.pk])


def sign_outcome(involvement):
    """The decision on the contact, signed since it came in."""
    at = clock.add_hours(involvement.opened_at, 1)
    make_entries(involvement.person, type_key="contact_referral_outcome", event_at=at)


def test_ending_at_the_front_door_closes_the_person_and_says_how_they_were_told(
    involvement, worker
):
    triaged(involvement, worker)
    given = {"reason": "Advice was enough", "told": "By phone", "by": worker}
    with pytest.raises(gate.NotReady, match="Sign the outcome of the contact first"):
        actions.end_at_front_door(involvement=involvement, **given)
    sign_outcome(involvement)

    actions.end_at_front_door(involvement=involvement, **given)

    person = Person.objects.get(pk=involvement.person_id)
    involvement.refresh_from_db()
    assert (person.status, involvement.closed_on) == ("CLOSED", clock.today())
    assert involvement.changes.last().told == "By phone"


def test_a_manager_other_than_who_began_it_signs_the_closing(involvement, worker, manager):
    active(involvement, worker, manager)
    actions.start_closing(involvement=involvement, reason="Goals met", by=manager)

    with pytest.raises(PermissionDenied, match="Another manager"):
        actions.close_involvement(involvement=involvement, reason="Goals met", by=manager)
    with pytest.raises(PermissionDenied):
        actions.close_involvement(involvement=involvement, reason="Goals met", by=worker)


def test_closing_asks_the_gate_and_ends_everybodys_work(involvement, worker, manager, monkeypatch):
    unmet = ["A draft is not signed"]
    monkeypatch.setattr(gate, "_CHECKS", [lambda involvement, purpose, at: unmet])
    active(involvement, worker, manager)
    actions.start_closing(involvement=involvement, reason="Goals met", by=worker)

    with pytest.raises(gate.NotReady) as refused:
        actions.close_involvement(involvement=involvement, reason="Goals met", by=manager)
    assert refused.value.unmet == ["A draft is not signed"]

    unmet.clear()
    actions.close_involvement(involvement=involvement, reason="Goals met", by=manager)

    involvement.refresh_from_db()
    person = Person.objects.get(pk=involvement.person_id)
    assert (involvement.state, person.status) == (State.CLOSED, "CLOSED")
    assert not involvement.allocations.filter(ends_on__isnull=True).exists()
    # Late documents: the last team may still open the record and write on it.
    assert access.decide(worker, access.Permission.WRITE, person).basis == "WORKER"
    tomorrow = clock.at_time(clock.add_days(clock.today(), 1), 10)
    assert access.decide(worker, access.Permission.WRITE, person, at=tomorrow).basis == "TEAM"


def test_reopening_is_a_new_period_that_follows_the_closed_one(involvement, worker):
    triaged(involvement, worker)
    sign_outcome(involvement)
    actions.end_at_front_door(involvement=involvement, reason="Advice", told="Phone", by=worker)

    again = actions.reopen(
        involvement=involvement, reason="She fell", details_checked="New phone number", by=worker
    )

    assert (again.follows, again.state, again.team) == (
        involvement,
        State.TRIAGED,
        involvement.team,
    )
    assert Person.objects.get(pk=again.person_id).status == "OPEN"
    involvement.refresh_from_db()
    assert involvement.state == State.CLOSED
    with pytest.raises(ValidationError, match="open already"):
        actions.reopen(involvement=involvement, reason="Again", details_checked="All", by=worker)


def test_steps_are_never_changed_or_removed(involvement):
    change = InvolvementChange.objects.get()
    for statement in ("UPDATE {} SET reason = 'x'", "DELETE FROM {}"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement.format("people_involvementchange"))
    assert change.reason


@pytest.fixture
def receiving(monkeypatch):
    # What the checklist asks is tested with it, in oversight.
    monkeypatch.setattr(gate, "_CHECKS", [])
    lead = make_staff(Role.MANAGER, name="Imran Sheikh")
    team = make_team("Learning Disability", lead=lead)
    lead.team = team
    lead.save()
    return team


def test_a_transfer_leaves_the_sender_responsible_until_it_is_accepted(
    involvement, worker, manager, receiving
):
    active(involvement, worker, manager)
    newcomer = make_staff(name="Denise Obi", team=receiving, line_manager=receiving.lead)
    person = involvement.person
    assert not access.decide(receiving.lead, access.Permission.VIEW, person).allowed

    offer = actions.offer_transfer(
        involvement=involvement, team=receiving, reason="She moved", by=worker
    )

    assert access.decide(receiving.lead, access.Permission.VIEW, person).basis == "GRANT"
    assert [each.worker for each in queries.responsible_on(person, clock.today())][-1] == worker
    with pytest.raises(PermissionDenied, match="Learning Disability answers"):
        actions.send_back_transfer(offer=offer, reason="No", by=manager)

    actions.accept_transfer(
        offer=offer,
        worker=newcomer,
        workload_seen="0 people",
        conflict_asked=True,
        by=receiving.lead,
    )

    involvement.refresh_from_db()
    assert (involvement.state, involvement.team) == (State.ALLOCATED, receiving)
    running = involvement.allocations.running_on(clock.add_days(clock.today(), 1))
    assert {(each.worker, each.role) for each in running} == {
        (newcomer, "WORKER"),
        (worker, "HANDOVER"),
    }
    handover = running.get(role="HANDOVER")
    assert handover.ends_on == clock.add_working_days(clock.today(), 20)
    assert Person.objects.get(pk=person.pk).team == receiving
    assert [each.person for each in queries.to_introduce(newcomer)] == [person]

    longer = clock.add_days(handover.ends_on, 7)
    actions.keep_access(
        allocation=handover, until=longer, reason="Court on the 3rd", by=receiving.lead
    )
    handover.refresh_from_db()
    assert handover.ends_on == longer


def test_a_transfer_sent_back_says_why_and_nothing_moved(involvement, worker, manager, receiving):
    active(involvement, worker, manager)
    offer = actions.offer_transfer(
        involvement=involvement, team=receiving, reason="She moved", by=worker
    )

    actions.send_back_transfer(offer=offer, reason="She still lives here", by=receiving.lead)

    involvement.refresh_from_db()
    assert (involvement.state, involvement.team) == (State.ACTIVE, worker.team)
    assert not access.decide(receiving.lead, access.Permission.VIEW, involvement.person).allowed
    assert TransferOffer.objects.get().answer == "She still lives here"


def test_no_offer_goes_to_a_manager_to_whom_the_person_is_closed(
    involvement, worker, manager, receiving
):
    active(involvement, worker, manager)
    restrict(involvement.person, worker, manager)

    with pytest.raises(ValidationError, match="restricted record"):
        actions.offer_transfer(
            involvement=involvement, team=receiving, reason="She moved", by=worker
        )


def test_who_was_responsible_on_a_day_is_shown_on_the_persons_page(client):
    person = make_person()
    before = make_staff(name="Marcus Webb")
    days = {"starts_on": clock.add_days(clock.today(), -300)}
    allocate(person, before, ends_on=clock.add_days(clock.today(), -200), **days)
    now = make_worker_of(person, name="Fola Adeyemi")
    Allocation.objects.filter(worker=now).update(starts_on=clock.add_days(clock.today(), -200))
    client.force_login(now)
    day = clock.add_days(clock.today(), -250)

    response = client.get(
        reverse("people:involvement", args=[person.key]),
        {"on_day": day.day, "on_month": day.month, "on_year": day.year},
    )

    assert [each.work.worker for each in response.context["responsible"]] == [before]
    assert Event.objects.latest("pk").verb == "people.involvement_shown"


def test_who_stood_in_on_a_day_is_shown_with_who_was_responsible(client):
    person, manager = make_person(), make_staff(Role.MANAGER, name="Ros Hale")
    worker = make_worker_of(person, name="Fola Adeyemi")
    Allocation.objects.filter(worker=worker).update(manager=manager)
    client.force_login(worker)
    day, noon = clock.add_days(clock.today(), -30), clock.at_time(clock.today(), 12)
    days = {"starts_on": clock.add_days(day, -2), "ends_on": clock.add_days(day, 2)}
    make_cover(worker, make_staff(name="Kit Lowe"), **days)
    ended = clock.add_hours(noon, -24 * 30)
    make_cover(worker, make_staff(name="Left at noon"), ended_at=ended, **days)
    make_cover(worker, make_staff(name="Called off"), ended_at=clock.add_hours(ended, -24), **days)
    make_cover(manager, make_staff(name="Abel Ito"), kind="MANAGING", **days)
    make_cover(worker, make_staff(name="Another week"))

    page = client.get(
        reverse("people:involvement", args=[person.key]),
        {"on_day": day.day, "on_month": day.month, "on_year": day.year},
    ).text

    for words in ("Kit Lowe</strong> covered", "Abel Ito</strong> acted for Ros Hale", "at noon"):
        assert words in page
    for words in ("Called off", "Another week"):
        assert words not in page


def test_a_step_is_taken_on_its_page_and_bad_answers_keep_what_was_typed(
    client, involvement, worker
):
    client.force_login(worker)
    url = reverse(
        "people:involvement-step", args=[involvement.person.key, involvement.key, "triage"]
    )

    refused = client.post(url, {"contacted": "I rang her", "urgency": "", "reason": "Calm"})
    assert refused.status_code == 200
    assert "Select how urgent it is" in refused.text
    assert "I rang her" in refused.text

    response = client.post(
        url, {"contacted": "I rang her", "urgency": "SAME_DAY", "reason": "No food"}, follow=True
    )
    involvement.refresh_from_db()
    assert (involvement.state, involvement.urgency) == (State.TRIAGED, "SAME_DAY")
    assert "Triaged." in response.text

    gone = client.get(url)
    assert gone.url == reverse("people:involvement", args=[involvement.person.key])


@pytest.mark.parametrize(
    ("step", "state", "answers"),
    [
        ("team", "TRIAGED", {"team": "other", "reason": "Their area"}),
        (
            "end",
            "TRIAGED",
            {"reason": "Advice was enough", "told": "By phone; she has our number"},
        ),
        (
            "allocate",
            "TRIAGED",
            {"worker": "WORKER", "reason": "Knows her", "conflict_asked": "on"},
        ),
        (
            "add-worker",
            "ACTIVE",
            {"worker": "WORKER", "role": "CO_WORKER", "reason": "Two are needed"},
        ),
        ("reopen", "CLOSED", {"reason": "She fell", "details_checked": "Phone"}),
    ],
)
def test_each_step_has_a_page_that_takes_it(client, team, manager, worker, step, state, answers):
    make_team("Other", key="other", lead=make_staff(Role.MANAGER))
    closed_on = {"closed_on": clock.today()} if state == "CLOSED" else {}
    involvement = make_involvement(
        person=make_person(team=team), team=team, state=state, manager=manager, **closed_on
    )
    if step == "end":
        sign_outcome(involvement)
    client.force_login(manager)
    given = {
        key: value.replace("WORKER", worker.staff_number) if key == "worker" else value
        for key, value in answers.items()
    }
    url = reverse("people:involvement-step", args=[involvement.person.key, involvement.key, step])

    assert client.get(url).status_code == 200
    assert client.post(url, given).status_code == 302
    assert (
        involvement.changes.count()
        + involvement.followed_by.count()
        + (involvement.allocations.count())
        > 1
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_with_three_periods(
    client, team, worker, django_assert_num_queries, count
):
    person = make_person(team=team)
    for _ in range(count):
        make_involvement(person=person, team=team, state="CLOSED", closed_on=clock.today())
    client.force_login(worker)
    url = reverse("people:involvement", args=[person.key])
    client.get(url)

    with django_assert_num_queries(17):
        client.get(url)


def test_the_page_says_that_the_outcome_is_signed_first(client, team, manager):
    involvement = make_involvement(
        person=make_person(team=team), team=team, state="TRIAGED", manager=manager
    )
    client.force_login(manager)
    person = involvement.person
    make_entries(person, type_key="contact_referral_outcome")  # of an earlier contact
    url = reverse("people:involvement-step", args=[person.key, involvement.key, "end"])

    page = client.post(url, {"reason": "Advice was enough", "told": "By phone"})

    assert "Sign the outcome of the contact first" in page.text
    assert "By phone" in page.text
    address = reverse("records:write", args=[person.key, "contact_referral_outcome"])
    assert address in page.text
