"""Entries held against the event log: is each version the one that the log was told of?"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from audit import expiring
from audit.signatures import Signature, signatures_about
from people.models import Person
from people.survivors import keys_of
from records.models import EntryVersion


@dataclass(frozen=True)
class Held:
    """Entries, by key: which are not what the log says, of which it tells nothing, and which it
    has not sealed yet. All others are what is sealed.
    """

    differing: frozenset[str]
    untold: frozenset[str]
    unsealed: frozenset[str]


def held_against_log(person: Person, entries: Collection[str]) -> Held:
    """Hold the digests of entries of one record, by key, against the event log.

    Of what was signed in a month that expired since, the log tells the later versions alone.
    """
    told = signatures_about(keys_of(person))
    stored: dict[str, list[str]] = defaultdict(list)
    rows = EntryVersion.objects.filter(entry__key__in=entries).order_by("number")
    for key, digest in rows.values_list("entry__key", "digest"):
        stored[key].append(digest)
    is_short = any(len(told[key]) < len(stored[key]) for key in entries)
    has_expired = is_short and bool(expiring.lately())
    return Held(
        differing=frozenset(
            key for key in entries if told[key] and not _agree(stored[key], told[key], has_expired)
        ),
        untold=frozenset(key for key in entries if not told[key]),
        unsealed=frozenset(
            key for key in entries if told[key] and not all(each.is_sealed for each in told[key])
        ),
    )


def _agree(stored: list[str], told: list[Signature], has_expired: bool) -> bool:
    digests = [each.digest for each in told]
    return stored == digests or (has_expired and stored[-len(digests) :] == digests)
