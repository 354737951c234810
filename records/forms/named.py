"""Which earlier records a form names already, in what was sent or in what it begins with."""

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from records.catalogue import RecordType, all_fields, questions_about_entries
from records.queries.links import keys_in, keys_named

_CHOSEN = re.compile(r"entry:([A-Za-z0-9-]{1,16})")
_ADDRESS = re.compile(r"/entries/([A-Za-z0-9-]{1,16})/")


def named_in(record_type: RecordType, data: QueryDict | None, given: Mapping[str, Any]) -> set[str]:
    """Return the keys of the entries that are chosen, or whose address was pasted."""
    if data is None:
        return keys_named(record_type, given)
    asked = questions_about_entries(record_type)
    return {key for each in asked for key in _named_in_answer(each.name, data)}


def copied_from(
    record_type: RecordType, data: QueryDict | None, given: Mapping[str, Any]
) -> dict[str, tuple[str, str]]:
    """Return for each question that is copied the one record chosen, and which answer of it."""
    found = {}
    for asked in all_fields(record_type):
        if not asked.copies:
            continue
        question, answer = asked.copies
        keys = keys_in(given.get(question)) if data is None else _named_in_answer(question, data)
        if len(keys) == 1:
            found[asked.name] = (keys[0], answer)
    return found


def _named_in_answer(question: str, data: QueryDict) -> list[str]:
    chosen = map(_CHOSEN.fullmatch, data.getlist(question))
    typed = _ADDRESS.findall(data.get(f"{question}_other", ""))
    return [*(match[1] for match in chosen if match), *typed]
