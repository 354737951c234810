"""Which kind of record some text looks like, by words that stand beside the types as data.

A phrase counts wherever its words come in its order, with up to two others between, whatever their
endings and whoever "her" or "his" is. The longer a phrase, the more it counts. Where phrases find
too few, what a type says of itself does: its rarest words count most.
"""

import math
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

from accounts.models import User
from records.catalogue import RecordType, catalogue
from records.rules import authorship

_FILE = Path(__file__).parent.parent / "catalogue" / "suggestions.toml"
_MOST = 3
_READS = 6_000  # characters: a suggestion needs the beginning of a text, not all of it
_BETWEEN = r"(?: \S+){0,2} "
_ENDINGS = re.compile(r"(?<=\w{3})(?:'s|ing|ed|es|s|e)$")
_SOMEBODY = frozenset(
    ["she", "he", "they", "her", "him", "them", "his", "their", "hers", "theirs", "i", "we"]
)
_SMALL = frozenset(
    [
        "a",
        "an",
        "and",
        "from",
        "in",
        "made",
        "of",
        "on",
        "or",
        "received",
        "sent",
        "the",
        "to",
        "we",
    ]
)


@cache
def phrases() -> dict[str, tuple[str, ...]]:
    """Return the words that suggest each type, as the data file has them."""
    return {key: tuple(words) for key, words in tomllib.loads(_FILE.read_text("utf-8")).items()}


def suggested(text: str, user: User, *, but: str = "", fill: bool = False) -> list[RecordType]:
    """Return up to three types that ``user`` may write and ``text`` looks like, likeliest first.

    ``but`` names a type that is not suggested: the one that is being written. ``fill`` makes up
    for phrases that find fewer than three, for somebody who asked.
    """
    likely = ranked(text)
    likely += [key for key in _alike(text) if fill and key not in likely]
    likely = [key for key in likely if key != but]
    found = [catalogue().get(key) for key in likely]
    return [each for each in found if each and authorship.may_author(user, each)][:_MOST]


def ranked(text: str) -> list[str]:
    """Return the types that ``text`` looks like, likeliest first."""
    said = _plain(text[:_READS])
    words = set(said.split())
    scores = {
        key: sum(weight for pattern, weight in patterns if pattern.search(said))
        for key, patterns in _patterns().items()
    }
    for key, title in _titles().items():
        if title <= words:
            scores[key] = scores.get(key, 0) + len(title)
    return sorted((key for key in scores if scores[key]), key=lambda key: -scores[key])


def _plain(text: str) -> str:
    """Return the words of a text without their endings; whoever it speaks of is somebody."""
    found = re.findall(r"[\w']+", text.lower().replace("’", "'"))
    return " ".join("somebody" if word in _SOMEBODY else _ENDINGS.sub("", word) for word in found)


@cache
def _patterns() -> dict[str, tuple[tuple[re.Pattern[str], int], ...]]:
    return {key: tuple(map(_pattern, each)) for key, each in phrases().items()}


def _pattern(phrase: str) -> tuple[re.Pattern[str], int]:
    words = [re.escape(word) for word in _plain(phrase).split()]
    return re.compile(rf"(?<!\S){_BETWEEN.join(words)}(?!\S)"), len(words)


@cache
def _titles() -> dict[str, frozenset[str]]:
    """Return the words of each type's title: a text that has them all looks like it."""
    titles = {each.key: set(_plain(each.title).split()) for each in catalogue().types}
    small = set(_plain(" ".join(_SMALL)).split()) | {"somebody"}
    return {key: frozenset(words - small) for key, words in titles.items()}


def _alike(text: str) -> list[str]:
    """Return the types whose own words are most like those of ``text``, likeliest first.

    Weighed as in Okapi BM25: a word that few types use tells more, and long types gain nothing.
    """
    own, used, usual = _own_words()
    scores: dict[str, float] = {}
    for word in set(_plain(text[:_READS]).split()) & used.keys():
        rare = math.log(1 + (len(own) - used[word] + 0.5) / (used[word] + 0.5))
        for key, words in own.items():
            if times := words[word]:
                length = 0.25 + 0.75 * words.total() / usual
                weight = rare * times * 2.2 / (times + 1.2 * length)
                scores[key] = scores.get(key, 0.0) + weight
    return sorted(scores, key=lambda key: -scores[key])


@cache
def _own_words() -> tuple[dict[str, Counter[str]], Counter[str], float]:
    """Return what each type says of itself, in how many types each word is, and a usual length."""
    own = {}
    for each in catalogue().types:
        asked = [field for section in each.sections for field in section.fields]
        said = [each.title] * 3 + [each.purpose, each.when_to_use] * 2 + list(each.guidance)
        said += [text for field in asked for text in (field.label, field.help)]
        own[each.key] = Counter(_plain(" ".join(said)).split())
    used = Counter(word for words in own.values() for word in words)
    return own, used, sum(words.total() for words in own.values()) / len(own)
