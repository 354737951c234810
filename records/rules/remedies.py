"""What one press puts right of what the coach pointed out, and nothing without that press."""

import re
from collections.abc import Mapping

from accounts.models import User
from records.quality import Finding
from records.quality.text import Text
from records.rules.second_look import with_action

_ACRONYM, _ACTION, _KIND = "acronym_unexplained", "action_in_text", "wrong_template"
# An action is one line.
_LONGEST = 250


def remedy_of(finding: Finding, *, adds_actions: bool) -> str:
    """Return what one press would put right, in words; empty for none.

    ``adds_actions``: the form asks for actions, so that one may be added.
    """
    if finding.check == _ACRONYM and finding.values.get("full") and _is_an_answer(finding.place):
        return f"Write it in full: {finding.values['full']}"
    if finding.check == _ACTION and adds_actions:
        return "Add it to the actions, mine, in five working days"
    return ""


def kind_of(finding: Finding) -> str:
    """Return the kind of record that words belong in, by key; empty where nothing says so."""
    return finding.entry.removeprefix("templates.") if finding.check == _KIND else ""


def put_right(
    typed: Mapping[str, list[str]], finding: Finding, *, writer: User
) -> dict[str, list[str]]:
    """Return what was typed with one finding put right as ``remedy_of`` offers it."""
    if finding.check == _ACTION:
        return with_action(typed, " ".join(finding.words.split())[:_LONGEST], writer)
    text = (typed.get(finding.place) or [""])[0]
    places = _places(finding.words, text)
    if not places:
        return dict(typed)
    start = min(places, key=lambda each: abs(each - finding.start))
    after = text[start + len(finding.words) :]
    return {**typed, finding.place: [f"{text[:start]}{finding.values['full']}{after}"]}


def _places(words: str, text: str) -> list[int]:
    """Return where words begin in a text, but for what stands in quotation marks."""
    quoted = Text(text).quotations
    return [
        found.start()
        for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)
        if not any(each.start < found.start() < each.end for each in quoted)
    ]


def _is_an_answer(place: str) -> bool:
    """Say whether a place is a question of the form, and no row of one."""
    return "." not in place
