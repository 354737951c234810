"""Which kind of record some text looks like, by words that stand beside the types as data."""

import re
import tomllib
from functools import cache
from pathlib import Path

from accounts.models import User
from records.catalogue import RecordType, catalogue
from records.rules import authorship

_FILE = Path(__file__).parent.parent / "catalogue" / "suggestions.toml"
_MOST = 3
_READS = 20_000  # characters: a suggestion needs the beginning of a text, not all of it


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the words that suggest each type, as the data file has them."""
    return {key: tuple(words) for key, words in tomllib.loads(_FILE.read_text("utf-8")).items()}


def suggested(text: str, user: User, *, but: str = "") -> list[RecordType]:
    """Return up to three types that ``user`` may write and ``text`` looks like, likeliest first.

    ``but`` names a type that is not suggested: the one that is being written.
    """
    known = catalogue()
    text = " ".join(text[:_READS].lower().split())
    scores = {
        key: sum(1 for pattern in patterns if pattern.search(text))
        for key, patterns in _patterns().items()
        if key != but
    }
    likely = sorted((key for key in scores if scores[key]), key=lambda key: -scores[key])
    found = [known.get(key) for key in likely]
    return [each for each in found if each and authorship.may_author(user, each)][:_MOST]


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], ...]]:
    return {
        key: tuple(re.compile(rf"\b{re.escape(words)}\b") for words in each)
        for key, each in phrases().items()
    }
