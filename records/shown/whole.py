"""What every page that shows one entry whole says of it: to readers, reviewers, its provider."""

from datetime import date, datetime
from typing import Any

import clock
from accounts.models import User
from people.models import Person
from records import queries
from records.models import Entry
from records.rules import confirming
from records.shown import anchored, changes, presentation, timeline, times
from records.shown.comments import comment_in
from records.shown.heading import heading
from records.shown.replies import beneath_records, in_threads
from records.shown.significance import stands_out
from ui import formats


def to_eighteen(entry: Entry, today: date) -> str:
    """Return how many days a young person has until they are 18, over a transition record."""
    kind = entry.record_type
    born_on = entry.person.born_on
    if kind.group != "transition" or born_on is None:
        return ""
    birthday = clock.add_months(born_on, 18 * 12)
    if birthday <= today:
        return f"18 since {formats.day_and_month(birthday)}"
    days = formats.counted((birthday - today).days, "day")
    return f"{days} to the 18th birthday, {formats.day_and_month(birthday)}"


def read_by(
    viewer: User, entry: Entry, person: Person, *, known_at: datetime | None = None
) -> dict[str, Any]:
    """Return ``context_of`` with all that was signed, corrections and additions at their place."""
    versions = list(entry.versions.all())
    grounds = queries.grounds_for(viewer, person, versions, known_at=known_at)
    today = clock.day_of(known_at) if known_at is not None else None
    shown, additions = anchored.anchored(
        changes.shown_with_corrections(versions, grounds=grounds, today=today),
        entry.additions.all(),
    )
    context = context_of(entry, person, known_at=known_at)
    beneath = {reply.pk for comment in context["comments"] for reply in comment.replies}
    return {
        **context,
        "grounds": grounds,
        "shown": shown,
        "additions": [each for each in additions if each.pk not in beneath],
    }


def context_of(entry: Entry, person: Person, *, known_at: datetime | None = None) -> dict[str, Any]:
    """Return what is said over an entry that was read whole, and what stands beside it.

    With ``known_at`` it was read as known at that instant; days are counted to then.
    """
    today = clock.day_of(known_at) if known_at is not None else clock.today()
    versions = list(entry.versions.all())
    newest = versions[-1]
    record_type = entry.record_type
    comments = [
        comment_in(version, version.statements.all())
        for version in queries.comments_on(entry, known_at=known_at)
    ]
    comments, additions = beneath_records(comments, in_threads(entry.additions.all()))
    return {
        "entry": entry,
        "type": record_type,
        "times": times.over_entry(entry, record_type, newest.values, newest.gaps),
        "adulthood": times.days_to_adulthood(record_type, person, today),
        "versions": versions,
        "corrections": changes.corrections_of(versions),
        "additions": additions,
        "comments": comments,
        "notes_in": [
            timeline.link_note(link, person=person, known_at=known_at)
            for link in entry.links_in.all()
        ],
        "to_eighteen": to_eighteen(entry, today),
        "lateness": presentation.lateness_of(entry),
        "heading": heading(entry, newest.values),
        "provided": confirming.provided(entry, newest),
        "event_at": timeline.event_time(entry),
        "stands_out": stands_out(entry, today=today),
    }
