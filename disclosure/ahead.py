"""Laying out at night what the next copy of a record needs, so that it is ready in moments.

Nobody is shown a part: it lies encrypted in the folder of its record, is asked for by a digest of
all that stands in it, and goes with the record. Who may have a copy is decided when one is made.
"""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

import clock
from audit import log
from disclosure import contents, pdf
from disclosure.formats import needed_by
from disclosure.models import Export
from disclosure.requests.queries import still_open
from records.files.parts_kept import Shelf

# A record of which a copy was made in so many days is likely to be copied again.
DAYS = 90

logger = logging.getLogger(__name__)


def lay_out_ahead(*, by: log.Actor, at: datetime | None = None) -> int:
    """Lay out what came to records that are likely to be copied; return of how many.

    For the job: it asks nothing of access. One record that cannot be laid out stops no other.
    """
    at = at or clock.now()
    done = 0
    for copy in _likely(at):
        try:
            done += _lay_out(copy, by, at)
        except Exception:  # whatever is wrong with one, the others are laid out
            logger.exception("record %s could not be laid out ahead", copy.person.key)
    return done


def _likely(at: datetime) -> Iterable[Export]:
    """Return the copy that is likely to be asked for next, of each record: the whole of it."""
    found: dict[int, Export] = {}
    made = Export.objects.filter(
        state=Export.State.READY,
        made_as__in=Export.PAGED,
        chronology=None,
        redaction=None,
        finished_at__gte=clock.add_hours(at, -24 * DAYS),
    )
    for each in made.select_related("person__team", "asked_by__team").order_by("finished_at"):
        found[each.person_id] = Export(
            person=each.person,
            asked_by=each.asked_by,
            purpose=Export.Purpose.PERSON,
            includes_about_others=True,
            made_as=each.made_as,
            print_size=each.print_size,
        )
    running = still_open().filter(kind="ACCESS").exclude(person__in=found)
    for each in running.select_related("person__team", "received_by__team"):
        found[each.person_id] = Export(
            person=each.person,
            asked_by=each.received_by,
            purpose=Export.Purpose.PERSON,
            includes_about_others=True,
            print_size=needed_by(each.person).print_size,
        )
    return found.values()


def _lay_out(asked: Export, by: log.Actor, at: datetime) -> bool:
    """Lay out the entries of one copy that are not laid out yet; say whether there were any."""
    copy = contents.collect(asked, at=at, only=contents.ENTRIES)
    is_archival = asked.made_as == Export.MadeAs.ARCHIVE
    entries = pdf.lay_out_ahead(copy, is_archival=is_archival, shelf=Shelf(asked.person.key))
    if entries:
        with transaction.atomic():
            log.record(
                "disclosure.laid_out_ahead",
                by=by,
                about=asked.person,
                shown=(f"entries:{entries}",),
                at=at,
            )
    return entries > 0
