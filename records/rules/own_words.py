"""A person's own words: whose they are, and when a correction may change what is locked."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError

from records.models import Entry, EntryVersion, Statement

TYPING_ERROR = "Typing error: corrected to what was really said"
ASKED_BY_PERSON = "The person asked for the change"
WORDS_MAY_CHANGE = (TYPING_ERROR, ASKED_BY_PERSON)
# Answers that are what came in or went out, to the letter.
WORD_FOR_WORD = ("body_as_received", "body_sent", "message_text")


def are_the_persons(said: Mapping[str, Any]) -> bool:
    """Say whether a statement is what the person the record is about said themselves.

    Also what they said of somebody else: that a son takes her money is her disclosure. Words of
    anybody else, or of several at once, are not theirs. Nor are words without a speaker: the form
    names the person beforehand, so whoever signs without one, to finish later, does not know yet
    who spoke.
    """
    speakers = (said.get("details") or {}).get("speaker") or []
    return said["kind"] == Statement.Kind.PERSON_WORDS and [
        each.get("kind") for each in speakers
    ] == ["person"]


def spoken_together(entry: Entry) -> list[list[dict[str, str]]]:
    """Return who spoke where several are named at once, as entries signed before now may say."""
    said = Statement.objects.filter(
        version__entry=entry, kind=Statement.Kind.PERSON_WORDS, details__speaker__1__isnull=False
    )
    return [row.details["speaker"] for row in said]


def require_words_kept(
    before: EntryVersion,
    values: Mapping[str, Any],
    statements: list[dict[str, Any]],
    reason: str,
) -> None:
    """Raise ``ValidationError`` for locked words that differ without a reason that allows it.

    Who said the person's own words, in which language and through whom is locked as they are.
    """
    if reason.startswith(WORDS_MAY_CHANGE):
        return
    signed = (
        {"kind": row.kind, "text": row.text, "details": row.details}
        for row in before.statements.all()
    )
    if _own_words(signed) - _own_words(statements):
        raise ValidationError(
            "The person’s own words are different, or who said them and how. They may change only "
            "because of a typing error, or because the person asked"
        )
    if any(before.values.get(name, "") != values.get(name, "") for name in WORD_FOR_WORD):
        raise ValidationError(
            "What was received or sent is different. It is kept word for word, and may change "
            "only because of a typing error"
        )


def _own_words(statements: Iterable[Mapping[str, Any]]) -> Counter[str]:
    return Counter(
        json.dumps([row["text"], _given(row.get("details") or {})], sort_keys=True)
        for row in statements
        if row["kind"] == Statement.Kind.PERSON_WORDS
    )


def _given(details: Mapping[str, Any]) -> dict[str, Any]:
    return {name: answer for name, answer in details.items() if answer}
