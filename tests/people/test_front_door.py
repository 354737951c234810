"""Contacts that come in: logged, matched to people, or ended with the reason."""

import html
import re
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from accounts.actions import change_setting
from accounts.models import Team
from accounts.roles import Role
from audit.models import Event
from people import actions, queries
from people.models import IncomingContact, Involvement, Person
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_involvement,
    make_person,
    restrict,
)

pytestmark = pytest.mark.django_db

TOLD = {
    "how": "PHONE",
    "came_from": "FAMILY",
    "from_name": "Ana Clarke, daughter",
    "from_reach": "01632 960001, evenings",
    "about": "Her mother Win, 84, and her father",
    "asked": "Mum fell twice this week",
    "urgency": "TWO_DAYS",
}


@pytest.fixture
def team():
    return make_team(
        "First Contact", kind=Team.Kind.DUTY, lead=make_staff(Role.MANAGER, name="Colette")
    )


@pytest.fixture
def officer(client, team):
    officer = make_staff(Role.BUSINESS_SUPPORT, team=team, name="Kasia Nowak")
    client.force_login(officer)
    return officer


def make_contact(officer, **fields):
    return actions.log_contact(team=officer.team, by=officer, **(TOLD | fields))


def work_in(involvement):
    worker = make_staff(Role.PRACTITIONER)
    allocate(involvement.person, worker, team=involvement.team, involvement=involvement)
    return worker


def page_of(contact):
    return reverse("people:contact", args=[contact.key])


def test_a_contact_is_logged_and_leads_to_whom_it_is_about(client, officer):
    form = reverse("people:log-contact")
    refused = client.post(form, TOLD | {"from_name": "", "team": officer.team.key})
    assert "Enter their name, or select that they did not say who they are" in refused.text
    assert "Mum fell twice this week" in refused.text

    response = client.post(form, TOLD | {"team": officer.team.key})

    contact = IncomingContact.objects.get()
    assert response.url == page_of(contact)
    assert (contact.logged_by, contact.team) == (officer, officer.team)
    assert [each.row for each in queries.to_match(officer)] == [contact]
    assert not Event.objects.filter(subjects__len__gt=0).exists()


def test_somebody_who_does_not_say_who_they_are_can_be_logged(officer):
    contact = make_contact(officer, came_from="ANONYMOUS", from_name="")

    assert contact.is_to_match


def test_a_contact_about_two_people_begins_an_involvement_with_each(client, officer):
    contact = make_contact(officer)
    win, joe = make_person(given_names="Win"), make_person(given_names="Joe")
    url = page_of(contact)
    found = client.post(url, {"do": "find", "words": "Okafor"}, follow=True)
    assert {card.key for card in found.context["cards"]} == {win.key, joe.key}

    client.post(url, {"do": "match", "person": win.key, "role": "NEEDS", "more": "on"})
    contact.refresh_from_db()
    assert contact.is_to_match
    client.post(url, {"do": "match", "person": joe.key, "role": "CARER"})

    contact.refresh_from_db()
    assert not contact.is_to_match
    found = Involvement.objects.order_by("pk")
    assert [(each.person, each.role, each.state, each.team) for each in found] == [
        (win, "NEEDS", "CONTACT", officer.team),
        (joe, "CARER", "CONTACT", officer.team),
    ]
    assert {each.row.person for each in queries.to_triage(officer)} == {win, joe}
    # Nobody had them: the contact team is their team now, and may write the referral.
    assert Person.objects.get(pk=win.pk).team == officer.team
    assert client.get(reverse("people:involvement", args=[win.key])).status_code == 200


def test_a_contact_about_somebody_who_has_a_worker_joins_what_is_open(officer):
    contact = make_contact(officer)
    open_one = make_involvement(state="ACTIVE")
    team = open_one.person.team

    matched = actions.match_contact(
        contact=contact, person=open_one.person, role="NEEDS", by=officer
    )

    assert (matched, matched.state) == (open_one, "ACTIVE")
    assert Person.objects.get(pk=open_one.person_id).team == team
    steps = [(each.step, each.reason, each.became) for each in open_one.changes.all()]
    assert steps[-1] == ("Another contact", "Phone, family, friend or neighbour", "ACTIVE")


def test_a_contact_about_somebody_with_a_worker_is_theirs_and_their_managers_to_read(
    client, officer
):
    team = make_team("Locality", lead=make_staff(Role.MANAGER, name="Ines"))
    open_one = make_involvement(team=team, state="ACTIVE", manager=team.lead)
    worker = work_in(open_one)
    soon, now = make_contact(officer), make_contact(officer, urgency="SAME_DAY", asked="No food")
    for contact in (soon, now):
        actions.match_contact(contact=contact, person=open_one.person, role="NEEDS", by=officer)

    for reader in (worker, team.lead):
        assert [each.contact for each in queries.contacts_to_read(reader)] == [now, soon]
    assert not queries.contacts_to_read(officer)
    assert not queries.contacts_to_read(make_staff(Role.PRACTITIONER, team=team))

    client.force_login(worker)
    home = client.get(reverse("home")).text
    assert home.index("No food") < home.index("Mum fell twice this week")
    assert (
        page_of(now) in client.get(reverse("people:involvement", args=[open_one.person.key])).text
    )
    about = now.people.get()
    refused = client.post(page_of(now), {"do": "read", "about": about.pk, "follows": " "})
    assert "Enter what follows, or why nothing does" in refused.text
    read = {"do": "read", "about": about.pk, "follows": "Food parcel today; visit on Monday"}
    assert client.post(page_of(now), read).status_code == 302
    again = client.post(page_of(now), read)
    assert "Somebody else read this contact already" in again.text

    about.refresh_from_db()
    assert (about.read_by, about.follows) == (worker, "Food parcel today; visit on Monday")
    assert open_one.changes.last().reason == "Food parcel today; visit on Monday"
    assert [each.contact for each in queries.contacts_to_read(team.lead)] == [soon]
    event = Event.objects.get(verb="people.contact_read")
    assert event.actor == worker.staff_number


def test_nobody_reads_a_contact_on_a_record_that_is_closed_to_them(client, officer):
    contact = make_contact(officer)
    open_one = make_involvement(state="ACTIVE")
    worker = work_in(open_one)
    other = make_involvement(state="ACTIVE")
    for each in (open_one, other):
        actions.match_contact(
            contact=contact, person=each.person, role="NEEDS", by=officer, is_last=False
        )
    assert [each.involvement for each in queries.contacts_to_read(worker)] == [open_one]
    client.force_login(make_staff(Role.PRACTITIONER))
    assert client.get(page_of(contact)).status_code == 404

    # The contact names somebody whom the worker may not find: it is as if it were not there.
    restrict(other.person)
    client.force_login(worker)
    assert not queries.contacts_to_read(worker)
    assert client.get(page_of(contact)).status_code == 404
    assert (
        page_of(contact)
        not in client.get(reverse("people:involvement", args=[open_one.person.key])).text
    )


def test_whoever_logs_a_contact_about_their_own_person_has_read_it(officer):
    open_one = make_involvement(state="ACTIVE")
    worker = work_in(open_one)
    contact = actions.log_contact(team=officer.team, by=worker, **TOLD)
    actions.match_contact(contact=contact, person=open_one.person, role="NEEDS", by=worker)

    assert not contact.people.get().is_to_read
    assert not queries.contacts_to_read(worker)


def test_a_second_contact_before_triage_makes_what_waits_as_urgent_as_the_more_urgent(officer):
    person = make_person()
    for urgency in ("TWO_DAYS", "SAME_DAY", "ROUTINE"):
        contact = make_contact(officer, urgency=urgency)
        found = actions.match_contact(contact=contact, person=person, role="NEEDS", by=officer)

    found.refresh_from_db()
    assert (found.state, found.urgency) == ("CONTACT", "SAME_DAY")


def test_nobody_restricted_or_in_conflict_is_matched_or_shown(client, officer):
    contact = make_contact(officer)
    hidden, near = make_person(given_names="Clive"), make_person(given_names="Nia")
    restrict(hidden)
    declare_conflict(near, officer)

    for person in (hidden, near):
        answer = client.post(
            page_of(contact), {"do": "match", "person": person.key, "role": "NEEDS"}
        )
        assert answer.status_code == 404
        with pytest.raises(PermissionDenied):
            actions.match_contact(contact=contact, person=person, role="NEEDS", by=officer)
    assert not Involvement.objects.exists()


def test_a_contact_about_somebody_restricted_later_is_gone_for_those_not_listed(client, officer):
    contact = make_contact(officer)
    person = make_person()
    actions.match_contact(contact=contact, person=person, role="NEEDS", by=officer)
    assert client.get(page_of(contact)).status_code == 200

    restrict(person)

    assert client.get(page_of(contact)).status_code == 404
    assert queries.to_triage(officer) == []


def test_a_contact_that_becomes_nobodys_record_is_on_the_report_with_why(client, officer):
    contact = make_contact(officer)
    url = page_of(contact)
    refused = client.post(url, {"do": "end", "ended": "NOT_OURS", "why": ""})
    assert "Enter what was done, and what they were told" in refused.text

    client.post(url, {"do": "end", "ended": "NOT_OURS", "why": "Housing repairs: gave the number"})

    contact.refresh_from_db()
    assert (contact.ended, contact.ended_by) == ("NOT_OURS", officer)
    report = client.get(reverse("people:contacts") + "?show=ended")
    assert "Housing repairs: gave the number" in report.text
    again = client.post(url, {"do": "end", "ended": "MISTAKE", "why": "Twice"})
    assert "Somebody else changed this" in again.text


def test_contacts_are_for_their_own_team_and_its_managers(client, officer):
    contact = make_contact(officer)
    for viewer, status in (
        (make_staff(team=make_team()), 404),
        (officer.team.lead, 200),
        (make_staff(Role.AUDITOR), 403),
    ):
        client.force_login(viewer)
        assert client.get(page_of(contact)).status_code == status


def test_age_is_in_working_days_and_what_is_overdue_says_so(officer):
    day = clock.add_working_days(clock.today(), -3)
    contact = make_contact(officer, received_at=clock.at_time(day, 9))

    (row,) = queries.to_match(officer)

    days = clock.working_days_between(day, clock.today())
    assert (row.row, row.working_days, row.is_late) == (contact, days, True)


@pytest.mark.parametrize(
    ("urgency", "triage", "worker"),
    [("SAME_DAY", 0, 0), ("TWO_DAYS", 2, 2), ("FIVE_DAYS", 3, 5), ("ROUTINE", 3, 20)],
)
def test_each_urgency_has_its_own_time_and_never_more_than_the_councils(
    officer, urgency, triage, worker
):
    change_setting(
        key="allocation.triage_working_days",
        new=3,
        reason="The council decided so",
        by=make_staff(Role.SYSTEM_ADMINISTRATOR),
    )
    came = clock.at_time(clock.add_working_days(clock.today(), -4), 9)
    make_involvement(team=officer.team, urgency=urgency, opened_at=came)
    (waits,) = queries.to_triage(officer)
    Involvement.objects.update(state=Involvement.State.TRIAGED)
    (triaged,) = queries.to_allocate(officer)

    began = clock.day_of(came)
    assert waits.due_on == clock.add_working_days(began, triage)
    assert triaged.due_on == clock.add_working_days(began, worker)


def test_what_a_later_contact_made_urgent_waits_since_then_in_hours(officer):
    person = make_person()
    old = clock.add_hours(clock.now(), -24 * 9)
    make_involvement(person=person, team=officer.team, urgency="ROUTINE", opened_at=old)
    came = clock.add_hours(clock.now(), -3)
    contact = make_contact(officer, urgency="SAME_DAY", received_at=came)
    actions.match_contact(contact=contact, person=person, role="NEEDS", by=officer)

    (row,) = queries.to_triage(officer)

    assert row.due_on == clock.day_of(came)
    assert row.waited == "3 hours old"


def test_the_most_urgent_comes_first(officer):
    late = make_contact(officer, urgency="ROUTINE", received_at=clock.add_hours(clock.now(), -5))
    urgent = make_contact(officer, urgency="SAME_DAY")

    assert [each.row for each in queries.to_match(officer)] == [urgent, late]


@pytest.mark.parametrize("show", ["match", "triage", "worker", "ended"])
def test_lists_cost_the_same_with_three_rows(client, officer, django_assert_max_num_queries, show):
    for count in (1, 3):
        for number in range(count):
            make_contact(officer)
            person = make_person(given_names=f"Person {count} {number}", team=officer.team)
            make_involvement(person=person, team=officer.team)
            other = make_person(given_names=f"Other {count} {number}", team=officer.team)
            make_involvement(person=other, team=officer.team, state="TRIAGED")
        url = f"{reverse('people:contacts')}?show={show}"
        client.get(url)
        with django_assert_max_num_queries(13):
            assert client.get(url).status_code == 200


def added(contact, **given):
    return {
        "given_names": "Winifred",
        "family_name": "Clarke",
        "birth_precision": "UNKNOWN",
        "known_as": "CARER",
        "reason": "Phone",
        "submission": str(uuid.uuid4()),
        "contact": contact.key,
        "act": "create",
    } | given


def test_somebody_who_is_not_recorded_is_added_from_the_contact_and_matched_to_it(client, officer):
    contact = make_contact(officer)
    find = client.post(page_of(contact), {"do": "find", "words": "Winifred Clarke"}, follow=True)
    link = re.search(r'href="([^"]*people/add/[^"]*)"', find.text).group(1)

    form = client.get(html.unescape(link))
    check = client.post(reverse("people:add"), added(contact, act="check"))
    done = client.post(reverse("people:add"), added(contact), follow=True)

    begun = form.context["form"].initial
    assert (begun["given_names"], begun["family_name"]) == ("Winifred", "Clarke")
    assert begun["reason"] == "Phone, from Ana Clarke, daughter: Mum fell twice this week"
    assert "Mum fell twice this week" in form.text
    assert f'name="contact" value="{contact.key}"' in check.text
    person = Person.objects.get(family_name="Clarke")
    assert done.redirect_chain[-1][0] == page_of(contact)
    assert person.involvements.get().role == "CARER"
    assert contact.people.get().involvement.person == person
    contact.refresh_from_db()
    assert contact.is_to_match


def test_who_gets_in_touch_themselves_is_known_by_name_and_number(client, officer):
    contact = make_contact(
        officer, came_from="SELF", from_name="Kofi Mensah", from_reach="01632 960002"
    )

    begun = client.get(f"{reverse('people:add')}?contact={contact.key}").context["form"].initial

    assert (begun["given_names"], begun["family_name"]) == ("Kofi", "Mensah")
    assert begun["phone"] == "01632 960002"


def test_a_contact_of_another_team_says_nothing_to_the_form(client, officer):
    other = make_staff(team=make_team(kind=Team.Kind.DUTY))
    contact = make_contact(other)

    page = client.get(f"{reverse('people:add')}?contact={contact.key}")
    done = client.post(reverse("people:add"), added(contact))

    assert "Mum fell twice" not in page.text
    person = Person.objects.get(family_name="Clarke")
    assert done.url == reverse("people:about", args=[person.key])
    assert not person.involvements.exists()


def wait(team, *, risk="LOW", check_in=5, **fields):
    today = clock.today()
    return make_involvement(
        person=make_person(team=team, **fields),
        team=team,
        state="WAITING",
        risk=risk,
        manager=team.lead,
        waits_since=clock.add_days(today, -20),
        next_check_on=clock.add_days(today, check_in),
    )


def test_a_service_manager_has_the_overdue_checks_by_team_each_opening_to_its_people(client):
    service = make_staff(Role.MANAGER)
    north, south, elsewhere = (
        make_team(name, lead=make_staff(Role.MANAGER, line_manager=boss))
        for name, boss in (("North", service), ("South", service), ("Elsewhere", None))
    )
    wait(north)
    late = wait(south, risk="HIGH", check_in=-3)
    also = wait(south, check_in=-1)
    wait(south)
    wait(south, check_in=-9, died_on=clock.today())
    wait(elsewhere, check_in=-4)
    client.force_login(service)

    page = client.get(reverse("people:waiting"))

    rows = queries.waiting_by_team(service)
    assert [(row.team_name, row.waiting, row.high, row.overdue) for row in rows] == [
        ("South", 4, 1, 2),
        ("North", 1, 0, 0),
    ]
    assert rows[0].check_due_on == late.next_check_on
    assert (page.context["all"], page.context["overdue"]) == (5, 2)
    opened = client.get(f"{reverse('people:waiting')}?team={south.key}&show=overdue")
    assert [each.row for each in opened.context["rows"]] == [late, also]
    assert f'href="?team={south.key}&amp;show=overdue"' in page.text
    other = client.get(f"{reverse('people:waiting')}?team={elsewhere.key}")
    assert [each.row.team for each in other.context["rows"]].count(elsewhere) == 0
