"""The page and form that kept words of a small form belong to, as a draft says it.

``view`` is the URL's name and ``names`` what else it names; ``query`` stands in the address;
``part`` parts the forms of one page; ``title`` and ``labels`` say what was typed, in words.
"""

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from people.models import Person
from records.models import Draft, Entry

_PLACE = ("view", "names", "query", "part")
Page = dict[str, Any]


def is_same_place(one: Page, other: Page) -> bool:
    """Say whether two pages are one and the same form."""
    return all(one[each] == other[each] for each in _PLACE)


def address_of(page: Page, person: Person, **also: str) -> str:
    """Return where the form is; nothing where there is no such page any more."""
    try:
        where = reverse(page["view"], kwargs={"person_key": person.key, **page["names"]})
    except NoReverseMatch:
        return ""
    query = urlencode(page["query"] | also)
    return f"{where}?{query}" if query else where


def page_at(page: Page, old: Entry, new: Entry) -> Page:
    """Return the same page of an entry that was made anew on the record that it belongs to."""

    def led(part: dict[str, str]) -> dict[str, str]:
        return {name: new.key if value == old.key else value for name, value in part.items()}

    return {**page, "names": led(page["names"]), "query": led(page["query"])}


def words_of(draft: Draft) -> list[tuple[str, str]]:
    """Return what was typed in each box that is for words, with its question."""
    labels = draft.page["labels"] if draft.page else {}
    said = ((label, "\n".join(draft.typed.get(name, []))) for name, label in labels.items())
    return [(label, text) for label, text in said if text.strip()]
