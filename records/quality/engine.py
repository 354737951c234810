"""One look at a record: every rule that is asked for, and what is worth saying first."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from records.quality.definitions import RANK, Check, Facts, Finding, Local
from records.quality.own_words import found_in
from records.quality.reading import Look
from records.quality.registry import RULES
from records.quality.words import with_short_forms, words

CHECKS = Path(__file__).parent / "checks.toml"
DRAFT, SIGN, SEND, REVIEW, NIGHTLY = "draft", "sign", "send", "review", "nightly"
_LISTS = ("stages", "override_reasons", "passes", "fails")
# What matters most comes first: meaning before style.
_CATEGORIES = (
    "completeness", "decisions", "voice", "source", "statements", "accuracy", "timeliness",
    "actions", "consistency", "identity", "respect", "plain_english",
)  # fmt: skip
# What may mean that somebody is not safe: it is said first, and answered or looked at.
SAFETY = frozenset({"safeguarding_not_raised", "risk_without_action", "wrong_record"})


@cache
def checks() -> dict[str, Check]:
    """Return every check by key, in the order of the file."""
    # The rules register themselves when their package is imported.
    from records.quality import rules  # noqa: F401

    with CHECKS.open("rb") as file:
        listed = tomllib.load(file)["check"]
    found: dict[str, Check] = {}
    for each in listed:
        told: dict[str, Any] = {
            name: tuple(value) if name in _LISTS else value for name, value in each.items()
        }
        found[each["key"]] = Check(**told)
    if set(found) != set(RULES):
        raise LookupError(f"checks without a rule, or the other way: {set(found) ^ set(RULES)}")
    return found


_AS_SHIPPED = Local()


def look_at(
    facts: Facts, *, stage: str = "", only: Iterable[str] = (), local: Local = _AS_SHIPPED
) -> list[Finding]:
    """Return what there is to say of a record, most useful first.

    ``stage`` asks for the checks of one moment; ``only`` for some checks by key. ``local`` is what
    the council decided about them.
    """
    known = checks()
    wanted = set(only) or {
        key for key, check in known.items() if not stage or stage in check.stages
    }
    wanted -= local.off
    look = Look(facts, with_short_forms(words(), local.glossary))
    found = [
        _said(finding, known[key], local)
        for key in known
        if key in wanted
        for finding in RULES[key](look)
        if finding.entry not in local.off
    ]
    found += [
        _said(finding, known[finding.check], local)
        for finding in found_in(look, [each for each in local.words if each.check in wanted])
        if not any(finding.check == each.check and _overlap(finding, each) for each in found)
    ]
    return sorted(_said_once(look, found), key=_usefulness)


def _overlap(one: Finding, other: Finding) -> bool:
    return one.place == other.place and one.start < other.end and other.start < one.end


def _said_once(look: Look, found: list[Finding]) -> Iterator[Finding]:
    """Yield what is left where two checks point at the same words: one remark is enough.

    Blame is a personal remark, and any other label is worse than a remark; both are graver than
    words that say little, which also go unmentioned in the rest of a sentence that is a remark.
    """
    personal = [each for each in found if each.check == "personal_judgement"]
    loaded = [each for each in found if each.check == "loaded_language"]
    blame = [each for each in loaded if _is_blame(each)]
    labels = [each for each in loaded if each not in blame]
    for each in found:
        if each.check == "personal_judgement":
            graver = [other for other in labels if other.end - other.start >= each.end - each.start]
        elif each.check == "loaded_language":
            graver = [
                other
                for other in personal
                if each in blame or other.end - other.start > each.end - each.start
            ]
        elif each.check == "vague_words":
            graver = [*personal, *loaded]
            if any(_share_a_sentence(look, each, other) for other in personal):
                continue
        else:
            graver = []
        if not any(_overlap(each, other) for other in graver):
            yield each


def _share_a_sentence(look: Look, one: Finding, other: Finding) -> bool:
    return one.place == other.place and look.sentence_at(one) == look.sentence_at(other)


def _is_blame(finding: Finding) -> bool:
    entry = words().entries.get(finding.entry)
    return entry is not None and entry.category == "blame"


def _said(finding: Finding, check: Check, local: Local) -> Finding:
    """Give a finding the severity and the words of its check, or those that it has."""
    if finding.message:
        return replace(finding, severity=finding.severity or check.severity)
    values = {"person": "the person", "text": finding.words, **finding.values}
    values.setdefault("suggest", "")
    values["why"] = finding.why
    says = local.messages.get(finding.entry) or local.messages.get(check.key, check.message)
    message = says.format_map(values).strip()
    return replace(finding, severity=finding.severity or check.severity, message=message)


def _usefulness(finding: Finding) -> tuple[bool, int, int]:
    category = checks()[finding.check].category
    return (
        finding.check not in SAFETY,
        -RANK[finding.severity],
        _CATEGORIES.index(category),
    )
