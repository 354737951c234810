"""Which earlier records a form names already, in what was sent or in what it begins with."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from records.catalogue import RecordType, questions_about_entries
from records.queries.links import keys_named

_CHOSEN = re.compile(r"entry:([A-Za-z0-9-]{1,16})")
_ADDRESS = re.compile(r"/entries/([A-Za-z0-9-]{1,16})/")


def named_in(record_type: RecordType, data: QueryDict | None, given: Mapping[str, Any]) -> set[str]:
    """Return the keys of the entries that are chosen, or whose address was pasted."""
    if data is None:
        return keys_named(record_type, given)
    found: set[str] = set()
    for asked in questions_about_entries(record_type):
        chosen = map(_CHOSEN.fullmatch, data.getlist(asked.name))
        found |= {match[1] for match in chosen if match}
        found |= set(_ADDRESS.findall(data.get(f"{asked.name}_other", "")))
    return found
