"""Who opened the record, as a part of its copy: a list that was checked and released before."""

import clock
from disclosure.models import Export
from disclosure.pdf import NotWhole
from disclosure.pdf.document import Openers, Opening
from records import held
from ui import formats


def openers_of(export: Export) -> Openers | None:
    """Return the list asked for, as it was given out. Raises ``NotWhole`` if it is gone."""
    if not export.openers_list:
        return None
    found = held.openers_lists(export.person, export.openers_list)
    if not found:
        raise NotWhole("The list of who opened the record is gone.")
    released = found[0]
    when = formats.long_datetime(clock.local(released.released_at))
    return Openers(
        between=between(released),
        released=f"Released by {released.released_by}, on {when}.",
        openings=tuple(
            Opening(formats.day_and_month(each.day), each.who, each.did, each.why)
            for each in released.openings
        ),
    )


def between(released: held.OpenersList) -> str:
    """Return between which days a list says who opened a record."""
    since, until = released.since, released.until
    return f"from {formats.day_and_month(since)} to {formats.day_and_month(until)}"


def counted(number: int) -> str:
    """Return how much a list says."""
    return f"{formats.counted(number, 'line')} on who opened the record"


def counted_openings(openers: Openers | None) -> tuple[str, ...]:
    """Return what the cover counts of a list; nothing if none goes in."""
    return (counted(len(openers.openings)),) if openers else ()


def in_words(export: Export) -> str:
    """Return which list goes into a copy; blank if none does."""
    found = held.openers_lists(export.person, export.openers_list) if export.openers_list else []
    return f"Included, {between(found[0])}" if found else ""
