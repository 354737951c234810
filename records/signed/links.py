"""Which entries a version names: written as links, so that they are read from both sides.

Part of an action: whoever calls it asks for permission before and writes the event after.
"""

from records.catalogue import catalogue, is_followed_by, questions_about_entries
from records.models import Entry, EntryLink, EntryVersion
from records.queries.links import keys_named

_COMMENT = "person_comment"


def write_links(version: EntryVersion) -> None:
    """Link the entry of a version that was just written to those that its answers name."""
    entry = version.entry
    record_type = catalogue().pinned(entry.type_key, entry.type_version)
    if not questions_about_entries(record_type):
        return
    keys = keys_named(record_type, version.values) - {entry.key}
    if not keys:
        return
    EntryLink.objects.bulk_create(
        EntryLink(source=entry, target=target, kind=kind_between(entry, target), version=version)
        for target in Entry.objects.filter(person=entry.person, key__in=keys).order_by("pk")
    )


def kind_between(later: Entry, earlier: Entry) -> EntryLink.Kind:
    """Return what an entry has to do with an earlier one that it names."""
    if later.type_key == _COMMENT:
        return EntryLink.Kind.COMMENTS_ON
    if is_followed_by(earlier.type_key, later.type_key):
        return EntryLink.Kind.FOLLOWS
    return EntryLink.Kind.BELONGS_WITH
