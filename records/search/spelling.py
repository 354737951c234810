"""Did you mean …: words that stand in entries which the viewer may open, near those mistyped."""

import difflib
from collections.abc import Iterator

from django.contrib.postgres.search import SearchQuery
from django.db.models import F, Func, TextField

from accounts.models import User
from people.models import Person
from records.models import SearchText
from records.search.finding import TooMuch, in_time, permitted, telling
from records.search.index import CONFIG
from records.search.words import WORD, folded, in_text, wanted

# Suggestions come from the newest entries, which bounds the work however many there are.
_NEWEST = 3_000
_LIKENESS = 0.74
_OFFERED = 3


def suggestions(viewer: User, words: str, *, person: Person | None = None) -> list[str]:
    """Return what may have been meant: the same search with its unknown words put right.

    Empty when every word is known, or nothing is near.
    """
    try:
        with in_time():
            unknown = list(_unknown(viewer, words, person))
            known = _spellings(viewer, person) if unknown else []
    except TooMuch:
        return []
    plain: dict[str, str] = {}
    for each in known:
        plain.setdefault(folded(each), each)
    near = {word: [plain[each] for each in _near(word, list(plain))] for word in unknown}
    if not any(near.values()):
        return []
    return list(dict.fromkeys(_put_right(words, near, choice) for choice in range(_OFFERED)))


def _unknown(viewer: User, words: str, person: Person | None) -> Iterator[str]:
    """Return the words that are in no entry which the viewer may open."""
    rows = permitted(viewer, person)
    asked = dict.fromkeys(in_text(wanted(words)))
    for word in telling([each for each in asked if len(each) > 2])[:6]:
        query = SearchQuery(word, config=CONFIG, search_type="plain")
        if not rows.filter(words=query).exists():
            yield word


def _spellings(viewer: User, person: Person | None) -> list[str]:
    newest = permitted(viewer, person).order_by("-pk").values("pk")[:_NEWEST]
    each = Func(F("spellings"), function="unnest", output_field=TextField())
    rows = SearchText.objects.filter(pk__in=newest).annotate(spelling=each)
    return sorted(rows.values_list("spelling", flat=True).distinct())


def _near(word: str, known: list[str]) -> list[str]:
    likely = [each for each in known if abs(len(each) - len(word)) <= 2]
    return difflib.get_close_matches(word, likely, n=_OFFERED, cutoff=_LIKENESS)


def _put_right(words: str, near: dict[str, list[str]], choice: int) -> str:
    def better(match) -> str:
        found = near.get(folded(match[0]), [])
        return found[min(choice, len(found) - 1)] if found else match[0]

    return WORD.sub(better, words)
