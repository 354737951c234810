"""Which entries a version names: written as links, so that they are read from both sides.

Part of an action: whoever calls it asks for permission before and writes the event after.
"""

from records.catalogue import is_followed_by, questions_about_entries
from records.models import Entry, EntryLink, EntryVersion
from records.queries.links import keys_in

_COMMENTED = "about_record"


def write_links(version: EntryVersion) -> None:
    """Link the entry of a version that was just written to those that its answers name.

    One that several answers name is linked once, as the first of them has it.
    """
    entry = version.entry
    record_type = entry.record_type
    named: dict[str, str] = {}
    for asked in sorted(
        questions_about_entries(record_type), key=lambda each: each.name != _COMMENTED
    ):
        for key in keys_in(version.values.get(asked.name)):
            named.setdefault(key, asked.name)
    named.pop(entry.key, None)
    if not named:
        return
    found = Entry.objects.filter(person=entry.person, key__in=named).order_by("pk")
    EntryLink.objects.bulk_create(
        EntryLink(
            source=entry,
            target=target,
            kind=_kind_between(entry, target, named[target.key]),
            version=version,
        )
        for target in found
    )


def _kind_between(later: Entry, earlier: Entry, question: str) -> EntryLink.Kind:
    """Return what an entry has to do with an earlier one that it names in answer to a question."""
    if question == _COMMENTED:
        return EntryLink.Kind.COMMENTS_ON
    if is_followed_by(earlier.type_key, later.type_key):
        return EntryLink.Kind.FOLLOWS
    return EntryLink.Kind.BELONGS_WITH
