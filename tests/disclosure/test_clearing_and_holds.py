"""While a record is held its copies stay, whatever their days; once the hold has ended they go."""

import threading
import time

import pytest
from django.db import connection, transaction

import clock
from caserecords.jobs import delete_old_copies
from disclosure.models import Export
from retention.actions import end_hold, hold_many, place_hold
from retention.models import Hold
from tests.disclosure.factories import make_officer, make_signed
from tests.disclosure.test_clearing import finished, is_there


def copy_of_a_record_with_a_call() -> Export:
    """A copy whose days are over."""
    export = finished(8)
    make_signed(export.person)
    return export


def hold(export: Export, *, many: bool) -> Hold:
    """Hold the record of a copy, or every one that is kept as its own is."""
    said = {
        "kind": "LITIGATION",
        "reason": "A fall",
        "authority": "Letter of 3 May",
        "review_on": clock.add_days(clock.today(), 90),
        "by": export.asked_by,
    }
    if many:
        return hold_many(kept_class="asc_general", **said)
    return place_hold(person=export.person, **said)


@pytest.mark.parametrize("many", [False, True])
def test_while_a_hold_stands_the_copy_stays_and_goes_once_it_has_ended(db, many):
    held, other = copy_of_a_record_with_a_call(), finished(8)
    placed = hold(held, many=many)

    delete_old_copies(0)

    assert (is_there(held), is_there(other)) == (True, False)
    end_hold(placed, reason="It was settled", by=make_officer(held.person))
    delete_old_copies(0)
    assert not is_there(held)


@pytest.mark.parametrize("many", [False, True])
def test_a_hold_that_is_being_placed_is_waited_for(database_of_its_own, many):
    held = copy_of_a_record_with_a_call()
    begun = threading.Event()

    def clear():
        begun.wait()
        try:
            delete_old_copies(0)
        finally:
            connection.close()

    clearing_up = threading.Thread(target=clear)
    clearing_up.start()
    with transaction.atomic():
        hold(held, many=many)
        begun.set()
        time.sleep(1)
    clearing_up.join()

    assert is_there(held)
