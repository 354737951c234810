"""Reading the event log by key."""

import pytest

import clock
from audit import log
from audit.models import Event
from audit.queries import PER_PAGE, Filters, events
from tests.accounts.factories import make_staff
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db


def numbers(**filters):
    return [event.pk for event in events(Filters(**filters)).events]


def test_pages_follow_one_another_without_a_gap_or_a_double():
    user = make_staff()
    written = [log.record("people.people_listed", by=user) for _ in range(PER_PAGE * 2 + 1)]

    page, read = events(Filters()), []
    read += page.events
    while page.older:
        log.record("people.people_listed", by=user)
        page = events(Filters(), before=page.older)
        read += page.events

    assert [event.pk for event in read] == written[::-1]


def test_exactly_one_page_has_no_older_one():
    for _ in range(PER_PAGE):
        log.record("people.people_listed", by=None)

    assert events(Filters()).older is None


def test_each_filter_leaves_what_fits():
    person, other, user = make_person(), make_person(), make_staff()
    at = clock.add_hours(clock.now(), -48)
    listed = log.record("people.people_listed", by=None, subjects=[other, person])
    opened = log.record("people.about_opened", by=user, about=person, at=at)

    assert numbers(subjects=(person.key,)) == [opened, listed]
    assert numbers(subjects=(other.key,)) == [listed]
    assert numbers(actor=user.staff_number) == [opened]
    assert numbers(actor="nobody") == [listed]
    assert numbers(kinds=("LIST", "WRITE")) == [listed]
    assert numbers(until=at) == [opened]
    assert numbers(since=clock.add_hours(at, 1)) == [listed]


def test_details_come_with_their_page_in_two_questions(django_assert_num_queries):
    for words in ("One", "Two"):
        log.record("people.people_searched", by=None, detail={"words": words})

    with django_assert_num_queries(2):
        page = events(Filters())

    assert [page.details[event.pk]["words"] for event in page.events] == ["Two", "One"]


def test_an_empty_page_after_the_last_event():
    log.record("people.people_listed", by=None)

    page = events(Filters(), before=Event.objects.get().pk)

    assert (page.events, page.older, page.details) == ([], None, {})
