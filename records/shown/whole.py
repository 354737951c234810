"""What every page that shows one entry whole says of it: to readers, reviewers, its provider."""

from typing import Any

from people.models import Person
from records import queries
from records.catalogue import catalogue
from records.models import Entry
from records.rules import confirming
from records.shown import changes, presentation, timeline
from records.shown.comments import comment_in
from records.shown.heading import heading


def context_of(entry: Entry, person: Person) -> dict[str, Any]:
    """Return what is said over an entry that was read whole, and what stands beside it."""
    versions = list(entry.versions.all())
    newest = versions[-1]
    return {
        "entry": entry,
        "type": catalogue().pinned(entry.type_key, entry.type_version),
        "versions": versions,
        "corrections": changes.corrections_of(versions),
        "additions": entry.additions.all(),
        "comments": [
            comment_in(version, version.statements.all()) for version in queries.comments_on(entry)
        ],
        "notes_in": [timeline.link_note(link, person=person) for link in entry.links_in.all()],
        "lateness": presentation.lateness_of(entry),
        "heading": heading(entry, newest.values),
        "provided": confirming.provided(entry, newest),
        "event_at": timeline.event_time(entry),
    }
