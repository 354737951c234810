"""Whoever covers or acts for somebody writes in their own name, and both names are kept."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from accounts.models import Cover
from accounts.roles import Role
from audit.models import Event
from audit.queries import Filters, events
from governance.sentences import tell
from people.access import Permission, decide
from records.models import Entry
from records.signed.digests import content_of, is_whole, stored_content
from tests.accounts.factories import make_cover, make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db


@pytest.fixture
def away():
    return make_staff(name="Ana Price")


@pytest.fixture
def person(away):
    person = make_person()
    allocate(person, away)
    return person


@pytest.fixture
def cover():
    return make_staff(name="Fola Adeyemi")


def signed(person, by):
    return make_entry(person=person, by=by, values=note_values())


def test_an_entry_and_its_line_of_the_log_name_both_and_only_one_signs(client, person, away, cover):
    make_cover(away, cover)

    entry = signed(person, cover)

    assert (entry.author, entry.acting_for) == (cover, away)
    version = entry.versions.get()
    assert version.signed_by == cover
    assert f'"acting_for":"{away.staff_number}"' in stored_content(version)
    event = Event.objects.get(verb="records.entry_signed")
    assert (event.actor, event.basis) == (cover.staff_number, f"COVER:{away.staff_number}")
    client.force_login(cover)
    page = client.get(reverse("records:entry", args=[person.key, entry.key])).text
    assert f"{cover.described}, for Ana Price" in page
    assert (
        "Fola Adeyemi, for Ana Price"
        in client.get(reverse("records:timeline", args=[person.key])).text
    )


def test_in_whose_place_it_was_written_belongs_to_what_is_signed(person, away, cover):
    make_cover(away, cover)
    version = signed(person, cover).versions.get()
    assert is_whole(version)

    Entry.objects.update(acting_for=make_staff())

    assert not is_whole(type(version).objects.get())


def test_what_somebody_writes_with_access_of_their_own_names_nobody_else(person, away, cover):
    make_cover(away, cover)
    allocate(person, cover, role="CO_WORKER")

    entry = signed(person, cover)

    assert entry.acting_for is None
    assert "acting_for" not in content_of(entry.versions.get(), statements=[])
    assert Event.objects.get(verb="records.entry_signed").basis == "CO_WORKER"


def test_an_allocation_as_cover_names_the_worker(person, away, cover):
    allocate(person, cover, role="COVER")

    assert decide(cover, Permission.ADD, person).for_whom == away.staff_number


def test_the_one_whose_work_is_covered_is_named_before_the_worker(person, cover):
    second = make_staff()
    allocate(person, second, role="CO_WORKER")
    make_cover(second, cover)

    assert decide(cover, Permission.ADD, person).for_whom == second.staff_number


def test_who_acts_for_a_manager_is_named_with_the_one_whose_line_it_is():
    person, first, second = make_person(), make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    make_worker_of(person, line_manager=second)
    deputy = make_staff(Role.MANAGER)
    for manager in (first, second):
        make_cover(manager, deputy, kind=Cover.Kind.MANAGING)

    decision = decide(deputy, Permission.REVIEW, person)

    assert (decision.basis, decision.for_whom) == ("ACTING", second.staff_number)


def test_a_manager_for_whom_somebody_else_acts_is_not_named():
    person, others, own = make_person(), make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    for manager in (others, own):
        make_worker_of(person, line_manager=manager)
    deputy = make_staff(Role.MANAGER)
    make_cover(others, make_staff(Role.MANAGER), kind=Cover.Kind.MANAGING)
    make_cover(own, deputy, kind=Cover.Kind.MANAGING)

    assert decide(deputy, Permission.REVIEW, person).for_whom == own.staff_number


def test_whose_own_line_it_is_is_named_and_not_who_acts_for_them():
    person, manager = make_person(), make_staff(Role.MANAGER)
    make_worker_of(person, line_manager=manager)
    between, deputy = make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    make_cover(manager, between, kind=Cover.Kind.MANAGING)
    for away in (between, manager):
        make_cover(away, deputy, kind=Cover.Kind.MANAGING)

    assert decide(deputy, Permission.REVIEW, person).for_whom == manager.staff_number


def test_whoever_is_no_manager_any_more_is_not_named():
    person, former, manager = make_person(), make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    deputy = make_staff(Role.MANAGER)
    for away in (former, manager):
        make_worker_of(person, line_manager=away)
        make_cover(away, deputy, kind=Cover.Kind.MANAGING)

    type(former).objects.filter(pk=former.pk).update(roles=[Role.PRACTITIONER])

    assert decide(deputy, Permission.REVIEW, person).for_whom == manager.staff_number


def test_who_acts_for_whoever_leads_the_team_is_named_with_them():
    lead, deputy = make_staff(Role.MANAGER), make_staff(Role.MANAGER)
    person = make_person(team=make_team(lead=lead))
    make_cover(lead, deputy, kind=Cover.Kind.MANAGING)

    assert decide(deputy, Permission.VIEW, person).for_whom == lead.staff_number


@pytest.mark.parametrize("kind", [Cover.Kind.WORK, Cover.Kind.MANAGING])
def test_both_names_stand_where_somebody_stands_in_within_their_own_team(kind):
    team, lead = make_team(), make_staff(Role.MANAGER)
    person, deputy = make_person(team=team), make_staff(Role.MANAGER, team=team)
    worker = make_worker_of(person, team=team, line_manager=lead)
    away = worker if kind == Cover.Kind.WORK else lead
    assert decide(deputy, Permission.ADD, person).for_whom == ""

    make_cover(away, deputy, kind=kind)

    decision = decide(deputy, Permission.ADD, person)
    assert (decision.basis, decision.for_whom) == ("TEAM", away.staff_number)


def test_nobody_is_named_where_a_manager_of_their_own_line_acts_for_another_as_well():
    team, other = make_team(), make_staff(Role.MANAGER)
    person, manager = make_person(team=team), make_staff(Role.MANAGER, team=team)
    make_worker_of(person, team=team, line_manager=manager)
    make_worker_of(person, team=team, line_manager=other)

    make_cover(other, manager, kind=Cover.Kind.MANAGING)

    decision = decide(manager, Permission.ADD, person)
    assert (decision.basis, decision.for_whom) == ("TEAM", "")


def test_the_log_is_told_with_both_names(client, person, away, cover):
    make_cover(away, cover)
    client.force_login(cover)
    client.get(reverse("records:timeline", args=[person.key]))

    [day] = tell(make_worker_of(person), events(Filters(subjects=(person.key,))))

    assert day.sentences[0].who == cover.described
    assert day.sentences[0].why == f"they cover for the allocated worker, for {away.described}"


def test_nobody_writes_in_the_place_of_another_once_the_cover_is_over(person, away, cover):
    row = make_cover(away, cover)
    after = clock.at_time(clock.add_days(row.ends_on, 1), 9)

    assert decide(cover, Permission.ADD, person, at=after).for_whom == ""
    Cover.objects.update(ended_at=clock.now())
    with pytest.raises(PermissionDenied):
        signed(person, cover)
