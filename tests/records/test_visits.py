"""Planned visits: planned, moved, chased, and put together with their record."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people.models import AlertRead
from records import actions, queries
from records.models import PlannedVisit
from records.signed.moving import made_on
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_alert, make_person, make_worker_of, restrict
from tests.records.factories import (
    make_action,
    make_entries,
    make_entry,
    make_visit,
    note_values,
)

pytestmark = pytest.mark.django_db
Status = PlannedVisit.Status


@pytest.fixture
def worker(client, person):
    worker = make_worker_of(person, name="Fola Adeyemi", team=make_team())
    client.force_login(worker)
    return worker


def sign(person, worker, type_key):
    someone = [{"kind": "other", "key": "", "name": "Ama Okafor", "role": ""}]
    more = {
        "visit_face_to_face": {"place": "Home"},
        "missed_visit": {"direction": "Outgoing", "contact_made_by": someone},
        "phone_call": {"direction": "Outgoing", "caller": someone},
    }[type_key]
    return make_entry(
        person=person,
        by=worker,
        type_key=type_key,
        finish_later=True,
        values=note_values(**more),
    )


def page(visit):
    return reverse("records:visit", args=[visit.person.key, visit.key])


def typed(day, **fields):
    return {
        "starts_at_day": day.day,
        "starts_at_month": day.month,
        "starts_at_year": day.year,
        "starts_at_time": "14:00",
    } | fields


def test_a_visit_is_planned_from_an_action_and_stands_on_the_record(client, person, worker):
    action = make_action(make_entries(person, author=worker)[0], owner=worker, text="Fit the rail")
    url = reverse("records:plan-visit", args=[person.key])
    assert "Fit the rail" in client.get(f"{url}?action={action.key}").text
    day = clock.add_days(clock.today(), 2)
    given = typed(day, minutes=60, how="VISIT", worker=worker.staff_number, purpose="Fit the rail")

    refused = client.post(f"{url}?action={action.key}", given | {"purpose": ""})
    assert "Enter what it is for" in refused.text
    client.post(f"{url}?action={action.key}", given)

    visit = PlannedVisit.objects.get()
    assert (visit.action, visit.worker, visit.starts_at) == (action, worker, clock.at_time(day, 14))
    timeline = client.get(reverse("records:timeline", args=[person.key]))
    assert timeline.context["next_visits"] == [visit]


def test_alerts_are_read_before_a_visit_is_planned_and_what_was_typed_stays(client, person, worker):
    dog = make_alert(person, title="Dog", detail="It bites")
    url = reverse("records:plan-visit", args=[person.key])
    given = typed(clock.add_days(clock.today(), 2), minutes=60, worker=worker.staff_number)
    given |= {"how": "VISIT", "purpose": "Fit the rail", "alert": [dog.key]}

    asked = client.get(url).text
    refused = client.post(url, given)
    by_phone = client.post(url, given | {"how": "PHONE"})
    stairs = make_alert(person, title="Steep stairs")
    behind = client.post(url, given | {"read": "on"})
    done = client.post(url, given | {"read": "on", "alert": [dog.key, stairs.key]})

    assert "It bites" in asked
    for page_again in (refused.text, behind.text):
        assert "Read what stands above before you plan a visit, and say so" in page_again
        assert "Fit the rail" in page_again
    assert "Steep stairs" in behind.text
    assert (by_phone.status_code, done.status_code) == (302, 302)
    assert {read.alert for read in AlertRead.objects.filter(user=worker)} == {dog, stairs}
    assert Event.objects.filter(
        verb="people.alert_read", target=dog.key, actor=worker.staff_number
    ).exists()


def test_a_colleague_who_goes_instead_reads_the_alerts_on_the_visit(client, person, worker):
    visit = make_visit(person, worker)
    by_phone = make_visit(person, worker, days=2, how=PlannedVisit.How.PHONE)
    colleague = make_worker_of(person)
    alert = make_alert(person, title="Dog", detail="It bites")
    client.force_login(colleague)

    before = client.get(page(visit)).text
    client.post(page(visit), {"do": "alerts", "alert": [alert.key]})
    after = client.get(page(visit)).text

    assert "It bites" in before
    assert "I have read this alert" in before
    assert "I have read this alert" not in after
    assert "You read it" in after
    assert AlertRead.objects.get().user == colleague
    assert "I have read" not in client.get(page(by_phone)).text


def test_nobody_is_sent_who_could_not_record_it_nor_into_the_past(person, worker):
    stranger = make_staff()
    plan = {"person": person, "purpose": "Look", "by": worker}
    tomorrow = clock.at_time(clock.add_days(clock.today(), 1), 9)

    with pytest.raises(ValidationError, match="cannot write on this record"):
        actions.plan_visit(worker=stranger, starts_at=tomorrow, **plan)
    with pytest.raises(ValidationError, match="today or a later day"):
        actions.plan_visit(worker=worker, starts_at=tomorrow - timedelta(days=2), **plan)
    with pytest.raises(PermissionDenied):
        actions.plan_visit(
            person=person, worker=worker, starts_at=tomorrow, purpose="Look", by=stranger
        )


def test_signing_about_that_day_is_the_record_of_the_visit(person, worker):
    visit = make_visit(person, worker, days=0, hour=0)
    other = make_visit(person, worker, days=-1)

    entry = sign(person, worker, "visit_face_to_face")

    visit.refresh_from_db()
    other.refresh_from_db()
    assert (visit.status, visit.entry) == (Status.HAPPENED, entry)
    assert other.status == Status.PLANNED


@pytest.mark.parametrize(
    ("type_key", "status"),
    [("missed_visit", Status.MISSED), ("phone_call", Status.PLANNED)],
)
def test_what_was_missed_says_so_and_a_call_is_no_visit(person, worker, type_key, status):
    visit = make_visit(person, worker, days=0, hour=0)

    sign(person, worker, type_key)

    visit.refresh_from_db()
    assert visit.status == status


def test_a_visit_without_a_record_is_chased_the_next_day(client, person, worker):
    late = make_visit(person, worker, days=-1)
    make_visit(person, worker, days=0, hour=0)
    make_visit(person, make_worker_of(person), days=-1)

    home = client.get("/")

    assert [each["row"] for each in home.context["visits"]] == [late]
    assert reverse("records:write", args=[person.key, "missed_visit"]) in home.text


def test_an_entry_of_another_day_can_be_said_to_be_the_record(client, person, worker):
    visit = make_visit(person, worker, days=-1)
    entry = make_entries(person, author=worker, type_key="visit_face_to_face")[0]
    call = make_entries(person, author=worker, type_key="phone_call")[0]

    refused = client.post(page(visit), {"do": "record", "record-entry": call.key})
    assert "does not say what came of a visit" in refused.text
    client.post(page(visit), {"do": "record", "record-entry": entry.key})

    visit.refresh_from_db()
    assert (visit.status, visit.entry) == (Status.HAPPENED, entry)
    assert reverse("records:entry", args=[person.key, entry.key]) in client.get(page(visit)).text


def test_a_visit_is_moved_and_cancelled_with_the_reason(client, person, worker):
    visit = make_visit(person, worker)
    day = clock.add_days(clock.today(), 5)
    given = typed(day, worker=worker.staff_number, said="She asked for Friday")
    client.post(page(visit), {"do": "move", **{f"move-{k}": v for k, v in given.items()}})
    visit.refresh_from_db()
    assert (clock.day_of(visit.starts_at), visit.said) == (day, "She asked for Friday")

    empty = client.post(page(visit), {"do": "cancel", "cancel-said": ""})
    assert "Enter why it is cancelled" in empty.text
    client.post(page(visit), {"do": "cancel", "cancel-said": "She is in hospital"})

    visit.refresh_from_db()
    assert (visit.status, visit.said) == (Status.CANCELLED, "She is in hospital")
    assert list(queries.next_visits(person)) == []


def test_a_visit_that_is_planned_moved_or_cancelled_twice_is_so_once(client, person, worker):
    plan = reverse("records:plan-visit", args=[person.key])
    given = typed(clock.add_days(clock.today(), 2), worker=worker.staff_number)
    first, second = (
        client.post(plan, given | {"minutes": 60, "how": "VISIT", "purpose": "Tea"})
        for _ in range(2)
    )
    visit = PlannedVisit.objects.get()
    assert first["Location"] == second["Location"] == page(visit)

    later = typed(clock.add_days(clock.today(), 5), worker=worker.staff_number, said="Friday")
    moved = {"do": "move", **{f"move-{k}": v for k, v in later.items()}}
    cancelled = {"do": "cancel", "cancel-said": "She is in hospital"}
    for sent in (moved, cancelled):
        answers = [client.post(page(visit), sent, follow=True) for _ in range(2)]
        assert [each.status_code for each in answers] == [200, 200]
        assert "error-summary" not in answers[1].text

    verbs = list(Event.objects.values_list("verb", flat=True))
    for verb in ("records.visit_planned", "records.visit_moved", "records.visit_cancelled"):
        assert verbs.count(verb) == 1
    visit.refresh_from_db()
    assert (visit.status, visit.said) == (Status.CANCELLED, "She is in hospital")


def test_an_entry_moved_to_another_record_leaves_its_visit_without_one(person, worker):
    visit = make_visit(person, worker, days=0, hour=0)
    entry = sign(person, worker, "visit_face_to_face")

    made_on(entry, make_person(given_names="Other"), meant="RIGHT")

    visit.refresh_from_db()
    assert (visit.status, visit.entry) == (Status.PLANNED, None)


def test_a_week_lists_mine_or_my_teams_and_nobody_closed_to_me(client, person, worker):
    colleague = make_staff(team=worker.team)
    allocate(person, colleague)
    hidden = make_person(team=worker.team)
    restrict(hidden, colleague)
    mine = make_visit(person, worker, days=0)
    theirs = make_visit(person, colleague, days=0, hour=9)
    make_visit(hidden, colleague, days=0)
    url = reverse("records:visits")

    def shown(query):
        days = client.get(url, query).context["days"]
        return [row["visit"] for _, rows in days for row in rows]

    assert shown({}) == [mine]
    assert shown({"whose": "team"}) == [theirs, mine]
    assert shown({"week": "2020-01-06"}) == []
    assert client.get(url, {"week": "9999-99-99"}).status_code == 200

    client.get(reverse("records:print-visits"))
    event = Event.objects.latest("pk")
    assert (event.verb, event.subjects) == ("records.visits_printed", [person.key])


def test_who_may_only_read_sees_a_visit_and_changes_nothing(client, person, worker):
    visit = make_visit(person, worker)
    auditor = make_staff(Role.AUDITOR)
    person.access_reasons.create(
        user=auditor,
        basis="AUDIT",
        words="Sampled for audit",
        given_at=clock.add_hours(clock.now(), -1),
        expires_at=clock.add_hours(clock.now(), 2),
    )
    client.force_login(auditor)

    response = client.get(page(visit))
    assert "Cancel it" not in response.text
    client.post(page(visit), {"do": "cancel", "cancel-said": "Not mine"})

    visit.refresh_from_db()
    assert visit.status == Status.PLANNED


def test_a_visit_without_a_record_is_chased_the_next_day_and_a_manager_is_told_later(client):
    person, manager = make_person(), make_staff(Role.MANAGER, name="Ros Hale")
    worker = make_worker_of(person, line_manager=manager, name="Fola Adeyemi")
    other = make_person(given_names="Win")
    allocate(other, worker)
    make_visit(person, worker, days=0)
    yesterday = make_visit(person, worker, days=-1)
    longer = make_visit(other, worker, days=-2)

    assert list(queries.visits_to_record(worker)) == [longer, yesterday]
    assert list(queries.visits_to_record(manager)) == [longer]
    client.force_login(manager)
    home = client.get(reverse("home")).text
    assert "Visits without a record" in home
    assert "For Fola Adeyemi to record" in home
    (entry,) = make_entries(other, author=worker, type_key="visit_face_to_face")
    actions.record_visit(visit=longer, entry=entry, by=worker)
    assert list(queries.visits_to_record(manager)) == []


def test_the_visits_of_a_person_are_listed_whoever_goes(client, person, worker):
    colleague = make_staff(name="Marcus Webb")
    allocate(person, colleague, role="CO_WORKER")
    make_visit(person, worker, days=2)
    make_visit(person, colleague, days=-2)
    client.force_login(worker)

    page = client.get(reverse("records:person-visits", args=[person.key])).text

    assert "Marcus Webb" in page
    assert "No record yet" in page
    assert page.index(worker.name) < page.index("Before") < page.index("Marcus Webb")
