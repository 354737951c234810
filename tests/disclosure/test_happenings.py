"""Copies on the timeline: for those who may make them, and for nobody else."""

import pytest
from django.urls import reverse

import clock
from disclosure.models import Export
from tests.disclosure.factories import make_export
from tests.people.factories import make_person, make_worker_of

pytestmark = pytest.mark.django_db


def timeline(client, viewer, person, **asked):
    client.force_login(viewer)
    name = "as-known" if asked else "timeline"
    return client.get(reverse(f"records:{name}", args=[person.key]), asked).text


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def copy(person, officer):
    made = make_export(person, asked_by=officer, recipient="Dove and Pratt, solicitors")
    made.state, made.finished_at = Export.State.READY, clock.add_hours(clock.now(), -50)
    made.stored_as, made.sha256 = "copies/one", "0" * 64
    made.save()
    return made


def test_a_copy_is_told_to_who_may_copy_the_record(client, person, officer, copy):
    text = timeline(client, officer, person)

    assert "Copy made for Dove and Pratt, solicitors" in text
    assert reverse("disclosure:copy", args=[person.key, copy.key]) in text


def test_nobody_else_reads_of_it(client, person, copy):
    worker = make_worker_of(person)

    assert "Dove and Pratt" not in timeline(client, worker, person)


def test_a_copy_that_is_not_finished_has_not_been_made(client, person, officer, copy):
    Export.objects.update(state=Export.State.RUNNING)

    assert "Dove and Pratt" not in timeline(client, officer, person)


def test_as_known_before_it_was_made_it_is_not_told(client, person, officer, copy):
    def known(hours):
        at = clock.local(clock.add_hours(clock.now(), -hours))
        asked = {"on": at.date().isoformat(), "time": f"{at:%H:%M}"}
        return "Dove and Pratt" in timeline(client, officer, person, **asked)

    assert [known(hours) for hours in (60, 40)] == [False, True]
