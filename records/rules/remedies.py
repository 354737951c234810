"""What one press puts right of what the coach pointed out, and nothing without that press."""

import re
from collections.abc import Mapping

from accounts.models import User
from records.quality import Finding
from records.rules.second_look import with_action

_ACRONYM, _ACTION, _KIND = "acronym_unexplained", "action_in_text", "wrong_template"
# An action is one line.
_LONGEST = 250


def remedy_of(finding: Finding) -> str:
    """Return what one press would put right, in words; empty for none."""
    if finding.check == _ACRONYM and finding.values.get("full") and _is_an_answer(finding.place):
        return f"Write it in full: {finding.values['full']}"
    if finding.check == _ACTION:
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
    alone = re.search(rf"(?<!\w){re.escape(finding.words)}(?!\w)", text)
    if alone is None:
        return dict(typed)
    full = str(finding.values["full"])
    return {**typed, finding.place: [f"{text[: alone.start()]}{full}{text[alone.end() :]}"]}


def _is_an_answer(place: str) -> bool:
    """Say whether a place is a question of the form, and no row of one."""
    return "." not in place
