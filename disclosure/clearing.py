"""Deleting the files of finished copies once their days are over; what each was stays."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

import clock
from audit import log, turns
from audit.turns import Turn
from disclosure.models import Export
from people.models import Person
from records import ending, files


def delete_old_files(*, days: int, by: log.Actor, at: datetime | None = None) -> int:
    """Delete the file of each copy that was finished more than ``days`` ago; return how many.

    One that answers a request is evidence of what was disclosed: it is kept with the request. So
    is one from which somebody has still to make the format that is needed. While a record is held
    its copies stay.
    """
    at, count = at or clock.now(), 0
    for number in _old(days, at).values_list("pk", flat=True):
        count += _delete(number, days, by, at)
    return count


def _old(days: int, at: datetime) -> QuerySet[Export]:
    return _finished_before(clock.add_days(clock.day_of(at), -days))


def count_finished(before: date) -> int:
    """Return how many copies have a file still that were finished before a day, and may lose it."""
    return _finished_before(before).count()


def _finished_before(day: date) -> QuerySet[Export]:
    return Export.objects.filter(
        Q(arrange_by=None) | Q(arranged_at__isnull=False),
        state=Export.State.READY,
        file_deleted_at=None,
        request=None,
        finished_at__lt=clock.at_time(day, 0),
    )


@transaction.atomic
def _delete(number: int, days: int, by: log.Actor, at: datetime) -> bool:
    # A hold that is being placed comes first, of one record or of many.
    person = Person.objects.select_for_update().get(exports=number)
    turns.wait_for(Turn.HOLD_MANY)
    found = _old(days, at).select_for_update(of=("self",)).filter(pk=number, person=person)
    export = found.first()
    if export is None or ending.is_held(person):
        return False
    export.file_deleted_at, export.password = at, ""
    export.save(update_fields=["file_deleted_at", "password"])
    log.record(
        "disclosure.file_deleted",
        by=by,
        about=person,
        target=export,
        shown=(f"sha256:{export.sha256}", f"days:{days}"),
        at=at,
    )
    # Last: if the rest is not kept, it is deleted again the next night.
    files.remove(export.stored_as)
    return True
