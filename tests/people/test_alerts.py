"""Alerts: raised with evidence, agreed by a manager, read by name, looked at again and ended."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people import actions
from people.models import Alert, AlertRead, CommunicationNeed
from people.queries import alerts_to_look_at, alerts_to_read, banner_for
from tests.accounts.factories import make_staff
from tests.people.factories import make_alert, make_person, make_worker_of

pytestmark = pytest.mark.django_db


def dated(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def test_an_alert_is_raised_with_its_evidence_and_whether_the_person_was_told(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    given = {
        "kind": "ANIMAL",
        "title": "Dog",
        "detail": "Ask for it to be shut away",
        "evidence": "Seen on 3 May",
        "person_told": "NOT_TOLD",
        **dated("review_on", clock.add_days(clock.today(), 30)),
    }
    address = reverse("people:raise-alert", args=[person.key])

    refused = client.post(address, given)
    raised = client.post(address, given | {"not_told_because": "He was asleep"})

    assert "Enter why the person was not told" in refused.text
    assert raised.status_code == 302
    page = client.get(reverse("people:alerts", args=[person.key])).text
    for words in ("Seen on 3 May", "He was asleep", "No manager has agreed"):
        assert words in page


def test_a_manager_who_did_not_raise_it_agrees():
    person = make_person()
    worker = make_worker_of(person)
    manager = make_staff(Role.MANAGER)
    worker.line_manager = manager
    worker.save()
    alert = make_alert(person, raised_by=worker)

    asked = list(alerts_to_look_at(manager))
    actions.agree_alert(alert=alert, by=manager)

    assert asked == [alert]
    assert list(alerts_to_look_at(manager)) == []
    assert Alert.objects.get().agreed_by == manager
    with pytest.raises(PermissionDenied):
        actions.agree_alert(alert=alert, by=worker)
    with pytest.raises(IntegrityError), transaction.atomic():
        Alert.objects.update(agreed_by=worker)


def test_who_read_an_alert_is_kept_and_a_changed_one_is_read_again(client):
    person = make_person()
    worker = make_worker_of(person, name="Fola Adeyemi")
    alert = make_alert(person)
    client.force_login(worker)
    page = reverse("people:alerts", args=[person.key])

    before = client.get(page)
    client.post(reverse("people:read-alerts", args=[person.key]), {"alert": [alert.key]})
    client.post(reverse("people:read-alerts", args=[person.key]), {"alert": [alert.key]})
    after = client.get(page)

    assert "I have read this alert" in before.text
    assert "I have read this alert" not in after.text
    assert "Fola Adeyemi read “Dog”" in after.text
    assert AlertRead.objects.count() == 1
    assert Event.objects.filter(verb="people.alert_read", target=alert.key).count() == 1
    actions.review_alert(
        alert=alert,
        review_on=clock.add_days(clock.today(), 90),
        evidence="Seen again",
        detail="It bites",
        by=worker,
    )
    assert [each.read_at for each in alerts_to_read(worker, person)] == [None]


def test_an_alert_that_ends_or_expires_leaves_the_banner_and_stays_in_the_history(client):
    person = make_person()
    worker = make_worker_of(person)
    ended = make_alert(person, title="Stairs")
    make_alert(person, title="Scaffold", expires_on=clock.add_days(clock.today(), -1))
    client.force_login(worker)

    client.post(
        reverse("people:end-alert", args=[person.key, ended.key]), {"reason": "Rail fitted"}
    )

    assert banner_for(worker, person).alerts == []
    page = client.get(reverse("people:alerts", args=[person.key])).text
    for words in ("Stairs", "Rail fitted", "Scaffold", "Ended by itself"):
        assert words in page
    with pytest.raises(ValidationError, match="ended by somebody else"):
        actions.end_alert(alert=ended, reason="Again", by=worker)


def test_an_overdue_alert_is_looked_at_again(client):
    person = make_person()
    worker = make_worker_of(person)
    alert = make_alert(person, agreed_by=make_staff(), review_on=clock.add_days(clock.today(), -1))
    client.force_login(worker)
    address = reverse("people:review-alert", args=[person.key, alert.key])
    given = {"detail": "Ring first", "evidence": "Seen today"}

    asked = list(alerts_to_look_at(worker))
    too_far = client.post(address, given | dated("review_on", clock.add_days(clock.today(), 500)))
    done = client.post(address, given | dated("review_on", clock.add_days(clock.today(), 60)))

    assert asked == [alert]
    assert "Enter a day in the next 12 months" in too_far.text
    assert done.status_code == 302
    assert list(alerts_to_look_at(worker)) == []


def test_what_is_due_stands_on_the_home_page_of_whom_it_is_for(client):
    person = make_person()
    worker = make_worker_of(person)
    manager = make_staff(Role.MANAGER)
    worker.line_manager = manager
    worker.save()
    past = clock.add_days(clock.today(), -1)
    make_alert(person, title="Dog", raised_by=worker)
    make_alert(person, title="Stairs", review_on=past, agreed_by=make_staff())
    CommunicationNeed.objects.create(person=person, need="Large print", review_on=past)

    said = {}
    for user in (worker, manager, make_staff()):
        client.force_login(user)
        said[user.pk] = client.get("/").text

    words = ("Agree to an alert: Dog", "Look at an alert again: Stairs", "Ask again what they need")
    assert [[each in text for each in words] for text in said.values()] == [
        [False, True, True],
        [True, True, False],
        [False, False, False],
    ]


def test_somebody_not_told_at_first_is_told_later_and_both_stand(client):
    person = make_person()
    worker = make_worker_of(person, name="Fola Adeyemi")
    client.force_login(worker)
    because = {"person_told": "NOT_TOLD", "not_told_because": "He was asleep"}
    alert = make_alert(person, **because)
    address = reverse("people:alert-told", args=[person.key, alert.key])
    given = {"told_how": "Fola, by phone. He laughed.", **dated("told_on", clock.today())}

    before = client.get(reverse("people:alerts", args=[person.key])).text
    early = client.post(address, given | dated("told_on", clock.add_days(clock.today(), -1)))
    told = client.post(address, given)

    assert address in before
    assert "Enter a day from when the alert was raised to today" in early.text
    assert "Fola, by phone. He laughed." in early.text
    assert told.status_code == 302
    page = client.get(reverse("people:alerts", args=[person.key])).text
    assert address not in page
    for words in ("He was asleep", "Fola, by phone. He laughed.", "Fola Adeyemi recorded that"):
        assert words in page
    assert Event.objects.filter(verb="people.alert_told", target=alert.key).count() == 1
    assert list(person.alerts.all().not_told()) == []
    with pytest.raises(ValidationError, match="recorded already"):
        actions.say_told(alert=alert, told_on=clock.today(), told_how="Again", by=worker)


def test_somebody_is_told_of_an_alert_that_has_ended(client):
    person = make_person()
    client.force_login(make_worker_of(person))
    ended_on = clock.add_days(clock.today(), -1)
    alert = make_alert(person, raised_on=ended_on, ended_on=ended_on)
    address = reverse("people:alert-told", args=[person.key, alert.key])

    assert address in client.get(reverse("people:alerts", args=[person.key])).text
    client.post(address, {"told_how": "By letter", **dated("told_on", clock.today())})

    assert "By letter" in client.get(reverse("people:alerts", args=[person.key])).text
    assert client.get(address).status_code == 404
