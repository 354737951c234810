"""Two presses of one button, at the same moment."""

import threading
import uuid

from django.db import connections

from records import actions
from records.catalogue import catalogue
from records.models import Draft, EntryVersion
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry


def twice_at_once(act) -> tuple[list, list]:
    """Do something in two connections at once; return the results and what went wrong."""
    made, failed, begin = [], [], threading.Barrier(2)

    def run():
        try:
            begin.wait()
            made.append(act())
        except Exception as problem:
            failed.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return made, failed


def test_two_signatures_at_once_make_one_entry(database_of_its_own):
    person = make_person()
    worker = make_worker_of(person)
    key = uuid.uuid4()

    made, failed = twice_at_once(lambda: make_entry(person=person, by=worker, submission=key).pk)

    assert failed == []
    assert len(set(made)) == 1
    assert EntryVersion.objects.count() == 1


def test_two_first_saves_at_once_make_one_draft(database_of_its_own):
    person = make_person()
    worker, key = make_worker_of(person), uuid.uuid4()

    made, failed = twice_at_once(
        lambda: (
            actions.save_draft(
                person=person,
                by=worker,
                key=key,
                record_type=catalogue().get("case_note"),
                typed={"discussion": ["The same"]},
                version=0,
            ).pk
        )
    )

    assert failed == []
    assert len(set(made)) == 1
    assert Draft.objects.count() == 1
