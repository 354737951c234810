"""The page that each role starts from."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from disclosure.models import Export
from oversight.models import Review
from people.models import AccessReason
from records.models import Draft, Misfiling
from retention.models import Hold
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_alert,
    make_involvement,
    make_person,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_action, make_entries
from ui import formats

pytestmark = pytest.mark.django_db


def home(client, viewer):
    client.force_login(viewer)
    return client.get("/")


def make_draft(person, author):
    return Draft.objects.create(
        person=person,
        author=author,
        type_key="case_note",
        started_at=clock.now(),
        saved_at=clock.now(),
    )


def make_export(person, officer):
    return Export.objects.create(
        person=person,
        asked_by=officer,
        asked_at=clock.now(),
        moved_at=clock.now(),
        purpose=Export.Purpose.PERSON,
        recipient="Ama Okafor, by hand",
    )


@pytest.mark.parametrize(
    ("role", "headings"),
    [
        (Role.PRACTITIONER, ["My people", "Unfinished drafts", "My actions"]),
        (Role.BUSINESS_SUPPORT, ["My people", "Unfinished drafts", "My actions"]),
        (
            Role.MANAGER,
            ["Waiting for your review", "My people", "Unfinished drafts", "My actions"],
        ),
        (Role.RECORDS_OFFICER, ["Copies you asked for"]),
        (Role.CALDICOTT_GUARDIAN, ["What you can do here"]),
        (Role.DATA_PROTECTION_OFFICER, ["What you can do here"]),
        (Role.AUDITOR, ["What you can do here"]),
    ],
)
def test_each_role_starts_from_what_is_its_own(client, role, headings):
    page = home(client, make_staff(role)).text

    every = {
        "Returned to you",
        "Waiting for your review",
        "My people",
        "Unfinished drafts",
        "My actions",
        "Copies you asked for",
        "What you can do here",
    }
    main = page[page.index("<main") :]
    assert {heading for heading in every if f">{heading}<" in main} == set(headings)
    assert not Event.objects.exists()


def test_a_worker_sees_their_people_drafts_and_actions_and_what_came_back(client):
    person, manager = make_person(), make_staff(Role.MANAGER)
    worker = make_worker_of(person, line_manager=manager)
    entry = make_entries(person, author=worker)[0]
    make_draft(person, worker)
    make_action(entry, owner=worker, due_on=clock.add_days(clock.today(), -1))
    Review.objects.create(
        entry=entry,
        version_number=1,
        state="RETURNED",
        reviewed_by=manager,
        reviewed_at=clock.now(),
        comment="Say who was there",
    )

    response = home(client, worker)

    seen = response.context
    assert [card.name for card in seen["people"]] == ["Ama Okafor"]
    assert (seen["drafts_count"], seen["actions_count"], seen["late_count"]) == (1, 1, 1)
    assert [row.entry for row in seen["returned"]] == [entry]
    assert "Say who was there" in response.text
    event = Event.objects.get()
    assert (event.verb, event.subjects) == ("caserecords.home_opened", [person.key])


def test_a_manager_sees_their_teams_people_and_the_queue(client):
    manager = make_staff(Role.MANAGER)
    person = make_person(team=make_team(lead=manager))
    writer = make_worker_of(person, line_manager=manager)
    entry = make_entries(person, author=writer, status="AWAITING_SIGN_OFF")[0]

    response = home(client, manager)

    assert [row.entry for row in response.context["waiting"]] == [entry]
    assert "People my team works with" in response.text
    assert Event.objects.get().subjects == [person.key]


def test_a_manager_sees_how_many_wait_for_a_worker_and_the_longest_wait(client):
    manager = make_staff(Role.MANAGER)
    team, today = make_team(lead=manager), clock.today()
    for risk, days in (("HIGH", 3), ("LOW", 40)):
        make_involvement(
            person=make_person(team=team),
            team=team,
            state="WAITING",
            manager=manager,
            risk=risk,
            waits_since=clock.add_days(today, -days),
            next_check_on=today,
        )

    page = home(client, manager)

    longest = clock.add_days(today, -40)
    said = page.text[page.text.index('id="waiting-list"') :]
    assert '<span class="count">2</span>' in said[:80]
    assert f"since {formats.short_date(longest)}" in said
    assert "overdue" not in said
    assert "waiting-list" not in home(client, make_staff(Role.PRACTITIONER, team=team)).text


def test_a_records_officer_sees_the_copies_they_asked_for(client):
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    AccessReason.objects.create(
        person=person,
        user=officer,
        basis="REQUEST",
        words="Request of 3 May",
        given_at=clock.add_hours(clock.now(), -1),
        expires_at=clock.add_hours(clock.now(), 1),
    )
    export = make_export(person, officer)
    make_export(person, make_staff(Role.RECORDS_OFFICER))

    response = home(client, officer)

    assert [row.key for row in response.context["exports"]] == [export.key]
    assert Event.objects.get().subjects == [person.key]


@pytest.mark.parametrize("close", [restrict, declare_conflict])
def test_nothing_names_a_person_whose_record_closed_to_the_viewer(client, close):
    person = make_person(preferred_name="Quilliam")
    worker = make_worker_of(person, Role.PRACTITIONER, Role.MANAGER, Role.RECORDS_OFFICER)
    entry = make_entries(person, author=worker)[0]
    make_draft(person, worker)
    make_action(entry, owner=worker)
    if close is restrict:  # a copy that one asked for oneself is named in spite of a conflict
        make_export(person, worker)
    Review.objects.create(
        entry=entry,
        version_number=1,
        state="RETURNED",
        reviewed_by=make_staff(Role.MANAGER),
        reviewed_at=clock.now(),
        comment="Say more",
    )
    assert home(client, worker).text.count("Quilliam") >= 4

    _ = close(person) if close is restrict else close(person, worker)

    assert "Quilliam" not in home(client, worker).text


def test_a_worker_is_to_give_the_privacy_notice_until_it_is_recorded(client):
    worker = make_staff(team=make_team())
    new, told, gone = (make_person(given_names=name) for name in ("New", "Told", "Gone"))
    for person in (new, told, gone):
        allocate(person, worker)
    make_entries(told, type_key="privacy_notice_given", values={"given": "Yes"})
    make_entries(new, type_key="privacy_notice_given", values={"given": "No"})
    gone.died_on = gone.death_recorded_on = clock.today()
    gone.save()
    seen = home(client, worker)
    write = reverse("records:write", args=[new.key, "privacy_notice_given"])

    assert [row.person for row in seen.context["notices"]] == [new]
    assert write in seen.text
    everybody = client.get(reverse("records:notices"))
    assert [row.person for row in everybody.context["rows"]] == [new]
    assert write in everybody.text

    make_entries(new, type_key="privacy_notice_given", values={"given": "Yes"})

    assert not home(client, worker).context["notices"]
    assert "Everybody has been told" in client.get(reverse("records:notices")).text


def test_who_was_not_told_for_a_month_is_marked(client):
    worker, today = make_staff(team=make_team()), clock.today()
    for name, began in (
        ("Long", clock.add_months(today, -1)),
        ("New", clock.add_days(clock.add_months(today, -1), 1)),
    ):
        allocate(make_person(given_names=name), worker, starts_on=began)

    for page in (home(client, worker), client.get(reverse("records:notices"))):
        rows = page.text.split('class="panel__list"')[1:]
        (told,) = [each for each in rows if "privacy_notice_given" in each]
        late, in_time = told.split("</li>")[:2]
        assert ("Long" in late, "More than a month" in late) == (True, True)
        assert ("New" in in_time, "More than a month" in in_time) == (True, False)


def test_of_long_panels_the_home_page_shows_few_and_leads_to_all(client):
    worker = make_staff(team=make_team())
    people = [make_person() for _ in range(5)]
    for person in people:
        allocate(person, worker)
        make_alert(person)

    seen = home(client, worker)

    for panel, page in (("notices", "records:notices"), ("unread_alerts", "records:unread")):
        assert (len(seen.context[panel]), seen.context[f"{panel}_count"]) == (3, 5)
        assert f'href="{reverse(page)}' in seen.text
    event = Event.objects.get(verb="caserecords.home_opened")
    assert set(event.subjects) == {person.key for person in people}


def test_eight_of_each_are_shown_and_the_rest_counted(client):
    worker = make_staff(team=make_team())
    for _ in range(9):
        person = make_person()
        allocate(person, worker)
        make_draft(person, worker)
        make_action(make_entries(person)[0], owner=worker)

    seen = home(client, worker).context

    assert [len(seen[name]) for name in ("people", "drafts", "actions")] == [8, 8, 8]
    assert (seen["people_count"], seen["drafts_count"], seen["actions_count"]) == (9, 9, 9)


def test_a_hold_whose_day_has_come_stands_on_the_home_page_of_records_officers(client):
    officer, today = make_staff(Role.RECORDS_OFFICER), clock.today()
    people = [make_person(family_name=name) for name in ("Due", "Later", "Ended", "Hidden")]
    for person, days in zip(people, (0, 1, -3, -2), strict=True):
        make_hold(person, officer, review_on=clock.add_days(today, days))
    Hold.objects.filter(person=people[2]).update(
        ended_by=make_staff(), ended_at=clock.now(), ended_because="Settled"
    )
    restrict(people[3])
    many = make_hold(None, officer, review_on=today, kept_class="asc_general")

    page = home(client, officer)

    assert [row.person for row in page.context["holds"]] == [people[0], None]
    assert reverse("retention:hold", args=[people[0].key]) in page.text
    assert reverse("retention:hold-of-many", args=[many.key]) in page.text
    listed = Event.objects.filter(actor=officer.staff_number, verb="caserecords.home_opened")
    assert people[0].key in listed.get().subjects
    assert "Look at a hold" not in home(client, make_staff(Role.PRACTITIONER)).text


def make_hold(person, officer, **fields):
    return Hold.objects.create(
        person=person,
        kind="LITIGATION",
        reason="A claim",
        authority="Letter of 3 May",
        placed_by=officer,
        placed_at=clock.now(),
        **fields,
    )


def test_it_asks_as_often_for_four_of_everything_as_for_one(client, django_assert_num_queries):
    manager = make_staff(Role.MANAGER, Role.RECORDS_OFFICER, team=make_team())
    writer = make_staff(line_manager=manager)

    def more():
        person = make_person(team=make_team())
        allocate(person, manager)
        entry = make_entries(person, author=writer, status="AWAITING_SIGN_OFF")[0]
        make_draft(person, manager)
        make_action(entry, owner=manager)
        make_export(person, manager)
        Review.objects.create(
            entry=make_entries(person, author=manager)[0],
            version_number=1,
            state="RETURNED",
            reviewed_by=manager,
            reviewed_at=clock.now(),
            comment="Say who was there",
        )
        make_entries(person, author=writer, type_key="letter_received", event_at=clock.now())
        Misfiling.objects.create(
            entry=entry, kind="NOT_TO_HOLD", reason="x", reported_by=writer, reported_at=clock.now()
        )
        make_hold(person, writer, review_on=clock.today())

    more()
    home(client, manager)

    with CaptureQueriesContext(connection) as few:
        client.get("/")
    for _ in range(3):
        more()
    with django_assert_num_queries(len(few)):
        client.get("/")
