"""The digest: sent to whoever asked, as often as they asked, with numbers and nobody's name."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse

import clock
from accounts.models import Digest, Often
from accounts.roles import Role
from audit import log
from audit.models import Event
from caserecords import digests
from tests.accounts.factories import make_staff
from tests.people.factories import allocate, make_alert, make_person
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db
CLOCK = log.Service(staff_number="clock")
LONDON = ZoneInfo("Europe/London")
MONDAY, TUESDAY, SATURDAY, NEXT_MONDAY = (
    datetime(2027, 3, day, 6, 30, tzinfo=LONDON) for day in (1, 2, 6, 8)
)


@pytest.fixture
def worker():
    return make_staff(digest_every=Often.DAY, digest_kinds=[Digest.UNREAD, Digest.RETURNED])


@pytest.fixture
def person(worker):
    person = make_person(given_names="Winifred", family_name="Clarke")
    allocate(person, worker)
    return person


def send(at):
    return digests.send_digests(by=CLOCK, at=at)


def test_it_counts_what_waits_and_names_nobody(person, worker):
    clerk = make_staff(Role.BUSINESS_SUPPORT)
    make_entries(person, author=clerk, type_key="letter_received", event_at=clock.now())
    make_alert(person, title="Steep stairs")

    assert send(MONDAY) == 1

    (message,) = mail.outbox
    assert message.to == [worker.email]
    assert f"{Digest.UNREAD.label}: 2" in message.body
    assert Digest.RETURNED.label not in message.body
    for word in ("Winifred", "Clarke", "stairs", person.key, person.council_reference, clerk.name):
        assert word not in message.body + message.subject
    event = Event.objects.get(verb="caserecords.digest_sent")
    assert (event.actor, event.target, event.subjects) == ("clock", str(worker.pk), [])


def test_nobody_gets_one_who_has_not_asked(person):
    allocate(person, make_staff())
    make_alert(person)

    assert send(MONDAY) == 1
    assert len(mail.outbox) == 1


def test_nobody_gets_two_on_a_day_none_at_a_weekend_and_none_when_nothing_waits(person, worker):
    assert send(MONDAY) == 0
    make_alert(person)

    assert [send(at) for at in (MONDAY, MONDAY, TUESDAY, SATURDAY)] == [1, 0, 1, 0]


def test_once_a_week_it_comes_on_the_first_working_day(person, worker):
    worker.digest_every = Often.WEEK
    worker.save()
    make_alert(person)

    assert [send(at) for at in (MONDAY, TUESDAY, NEXT_MONDAY)] == [1, 0, 1]


def test_whoever_has_left_gets_none(person, worker):
    make_alert(person)
    worker.ends_on = clock.add_days(clock.day_of(MONDAY), -1)
    worker.save()

    assert send(MONDAY) == 0


def test_what_cannot_be_sent_is_sent_the_next_time(person, worker, settings):
    make_alert(person)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    with pytest.raises(digests.NotSent):
        send(MONDAY)
    assert not Event.objects.filter(verb="caserecords.digest_sent").exists()

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send(MONDAY) == 1


def test_every_kind_can_be_counted():
    boss = make_staff(Role.MANAGER, digest_kinds=Digest.values)

    assert set(digests.COUNTS) == set(Digest)
    assert digests.counted(boss) == {}


def test_everybody_chooses_for_themselves_and_it_begins_with_never(client):
    worker = make_staff()
    client.force_login(worker)
    page = reverse("settings")
    assert worker.digest_every == Often.NEVER

    assert Digest.REVIEW.label not in client.get(page).text
    refused = client.post(page, {"digest_every": "DAY"})
    assert "Tick what it counts, or choose never to get it" in refused.text
    client.post(page, {"digest_every": "WEEK", "digest_kinds": ["ACTIONS", "VISITS"]})

    worker.refresh_from_db()
    assert (worker.digest_every, worker.digest_kinds) == ("WEEK", ["ACTIONS", "VISITS"])
