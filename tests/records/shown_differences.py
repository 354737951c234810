"""Reading what a page shows as changed back into the two texts that it was made of."""

from copy import deepcopy
from typing import Any

import lxml.html


def to_sign(page: Any) -> list[tuple[str, str]]:
    """Return what was and what will be, as the last look before signing shows them whole."""
    found = _whole(page)
    was, now = (found.find_class(f"change__{side}") for side in ("was", "now"))
    return [(one.text_content(), two.text_content()) for one, two in zip(was, now, strict=True)]


def of(page: Any) -> list[tuple[str, str]]:
    """Return both sides of every difference on a page, each to the letter.

    What is said only to who hears the page, and what opens a fold, is no part of either.
    """
    shown = _whole(page).find_class("diff")
    return [(_without(each, "ins"), _without(each, "del")) for each in shown]


def _whole(page: Any) -> Any:
    # Without huge_tree the parser may drop a very long text.
    parser = lxml.html.HTMLParser(huge_tree=True)
    return lxml.html.fromstring(page.content.decode(), parser=parser)


def _without(shown: Any, tag: str) -> str:
    side = deepcopy(shown)
    side.tail = None
    said = [*side.find_class("govuk-visually-hidden"), *side.iter("summary"), *side.iter(tag)]
    for each in said:
        if each.getparent() is not None:
            each.drop_tree()
    return side.text_content()
