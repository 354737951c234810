"""What colleagues file about a worker's people is unread until the worker has read it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse, reverse_lazy

import clock
from accounts.roles import Role
from audit.models import Event, EventDetail
from people import actions as people_actions
from people import queries as people_queries
from people.models import AlertRead, Allocation
from records import actions, queries
from records.models import Addition, Entry, ReportRead
from tests.accounts.factories import make_staff
from tests.people.factories import allocate, declare_conflict, make_alert, make_person
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
POINTS = "Her hip is healing, says the surgeon (page 2)."


@pytest.fixture
def worker(person):
    worker = make_staff()
    allocate(person, worker)
    return worker


@pytest.fixture
def clerk():
    return make_staff(Role.BUSINESS_SUPPORT)


def came(person, by, type_key="letter_received", **fields):
    fields = {"event_at": clock.now()} | fields
    (entry,) = make_entries(person, author=by, type_key=type_key, **fields)
    return entry


def page(name, person, entry):
    return reverse(f"records:{name}", args=[person.key, entry.key])


@pytest.mark.parametrize("type_key", ["report_received", "letter_received", "email_received"])
def test_what_came_is_unread_to_the_worker_until_it_is_marked(
    client, person, worker, clerk, type_key
):
    entry = came(person, clerk, type_key)
    client.force_login(worker)
    assert page("entry", person, entry) in client.get("/").text
    assert page("entry", person, entry) in client.get(reverse("records:unread")).text
    assert "You have not marked this as read" in client.get(page("entry", person, entry)).text

    shown = client.post(page("mark-read", person, entry), {"key_points": POINTS}, follow=True)

    assert "Marked as read." in shown.text
    assert "You have not marked this as read" not in shown.text
    assert list(queries.unread_by(worker)) == []
    assert page("entry", person, entry) not in client.get("/").text
    assert Event.objects.filter(verb="records.report_read", actor=worker.staff_number).count() == 1


def test_a_report_without_key_points_is_read_only_with_them(client, person, worker, clerk):
    entry = came(person, clerk, "report_received")
    client.force_login(worker)

    refused = client.post(page("mark-read", person, entry), {"key_points": " "})
    assert "Enter the key points, with page numbers" in refused.text
    assert not ReportRead.objects.exists()
    with pytest.raises(ValidationError):
        actions.mark_read(entry=entry, by=worker)
    client.post(page("mark-read", person, entry), {"key_points": POINTS})

    added = Addition.objects.get()
    assert (added.author, POINTS in added.text) == (worker, True)
    other = make_staff()
    allocate(person, other)
    actions.mark_read(entry=entry, by=other)
    assert Addition.objects.count() == 1


def test_a_report_with_key_points_is_read_with_a_press(person, worker, clerk):
    entry = came(person, clerk, "report_received")
    version = entry.versions.get()
    entry.versions.model.objects.bulk_create(
        [
            entry.versions.model(
                entry=entry,
                number=2,
                values=version.values | {"key_points": POINTS},
                signed_by=clerk,
                signed_at=clock.now(),
                digest="0" * 64,
                reason="The points were missing.",
            )
        ]
    )

    first = actions.mark_read(entry=entry, by=worker)

    assert actions.mark_read(entry=entry, by=worker) == first
    assert not Addition.objects.exists()


def test_what_is_not_for_the_worker_is_not_unread_to_them(person, worker, clerk):
    own = came(person, worker)
    note = came(person, clerk, "case_note")
    before = came(person, clerk, signed_at=clock.add_days(clock.now(), -900))
    gone = came(person, clerk, taken_off_at=clock.now())
    other = came(make_person(), clerk)

    waits = came(person, clerk)
    Allocation.objects.update(starts_on=clock.add_days(clock.today(), -60))

    assert list(queries.unread_by(worker)) == [waits]
    for entry in (own, note, before, gone, other):
        with pytest.raises((PermissionDenied, Entry.DoesNotExist)):
            actions.mark_read(entry=entry, by=worker)


def test_it_is_unread_no_more_to_whom_the_record_is_closed(person, worker, clerk):
    came(person, clerk)
    declare_conflict(person, worker)
    assert list(queries.unread_by(worker)) == []

    Allocation.objects.update(ends_on=clock.add_days(clock.today(), -1))
    assert list(queries.unread_by(worker)) == []


def test_that_it_was_read_is_never_rewritten(person, worker, clerk):
    actions.mark_read(entry=came(person, clerk), by=worker)

    with pytest.raises(DatabaseError), transaction.atomic():
        ReportRead.objects.update(read_at=clock.add_days(clock.now(), -1))


def test_the_list_says_when_everything_is_read(client, worker):
    client.force_login(worker)

    assert "Everything is read" in client.get(reverse("records:unread")).text


SEVERAL = reverse_lazy("records:unread")
HOW = "I read them on paper in the morning meeting"


def test_several_are_marked_together_with_one_reason_kept_shown_and_logged(
    client, person, worker, clerk
):
    letter, email = came(person, clerk), came(person, clerk, "email_received")
    dog = make_alert(person)
    client.force_login(worker)
    assert dog.title in client.get(SEVERAL).text

    shown = client.post(
        SEVERAL, {"which": [letter.key, email.key, dog.key], "reason": HOW}, follow=True
    )

    assert "Everything is read" in shown.text
    assert {row.entry: row.reason for row in ReportRead.objects.all()} == {letter: HOW, email: HOW}
    assert AlertRead.objects.get().reason == HOW
    for url in (page("entry", person, letter), reverse("people:alerts", args=[person.key])):
        assert f"How: {HOW}" in client.get(url).text
    for verb, times in (("records.report_read", 2), ("people.alert_read", 1)):
        events = Event.objects.filter(verb=verb, actor=worker.staff_number)
        kept = EventDetail.objects.filter(event__in=events.values("pk"))
        assert [detail.fields for detail in kept] == [{"reason": HOW}] * times


def test_without_a_reason_nothing_is_marked_and_the_ticks_stay(client, person, worker, clerk):
    letter = came(person, clerk)
    client.force_login(worker)

    shown = client.post(SEVERAL, {"which": [letter.key], "reason": " "})

    assert "Enter how you have read them" in shown.text
    assert f'value="{letter.key}" id="tick-{letter.key}" checked' in shown.text
    assert not ReportRead.objects.exists()


def test_a_report_without_key_points_and_what_does_not_wait_are_never_among_several(
    client, person, worker, clerk
):
    report, other = came(person, clerk, "report_received"), came(make_person(), clerk)
    letter, elsewhere = came(person, clerk), make_alert(make_person())
    client.force_login(worker)
    assert "without its key points" in client.get(SEVERAL).text

    for key in (report.key, other.key, elsewhere.key):
        refused = client.post(SEVERAL, {"which": [letter.key, key], "reason": HOW})
        assert "something you ticked waits no longer" in refused.text
    with pytest.raises(ValidationError):
        actions.mark_several_read(entries=[letter, report], alerts=[], reason=HOW, by=worker)

    assert not ReportRead.objects.exists()
    assert not AlertRead.objects.exists()


def test_an_alert_is_unread_until_read_as_it_stands_and_never_to_whom_wrote_it(person, worker):
    make_alert(person, raised_by=worker)
    ended = make_alert(person, ended_on=clock.add_days(clock.today(), -1))
    make_alert(make_person())
    dog = make_alert(person)
    assert list(people_queries.alerts_unread_by(worker)) == [dog]

    people_actions.read_alerts(person=person, alerts=[dog, ended], by=worker)
    assert list(people_queries.alerts_unread_by(worker)) == []

    dog.changed_at = clock.now()
    dog.save()
    assert list(people_queries.alerts_unread_by(worker)) == [dog]
    declare_conflict(person, worker)
    assert list(people_queries.alerts_unread_by(worker)) == []
