"""Words near those searched for that stand in entries which the viewer may open, and no others.

For a search with a slip in it, and for one that is right where the slip stands in the note.
"""

import difflib
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, F, Func, TextField

from accounts.models import User
from people.models import Person
from records.models import SearchText
from records.search.finding import TooMuch, in_time, otherwise, permitted, telling
from records.search.index import CONFIG
from records.search.words import WORD, folded, in_text, wanted

# Spellings come from the newest entries, which bounds the work however many there are.
_NEWEST = 3_000
_LIKENESS = 0.74
# A word that is known is only thought to be written in another way where nearly all letters agree.
_NEARLY_THE_SAME = 0.88
_LONG_ENOUGH = 6
_MOST_WORDS = 6
_OFFERED = 3


@dataclass(frozen=True)
class Meant:
    """What somebody may have meant. Each is a search of its own.

    ``instead``: with the words that nobody wrote put right. ``too``: every word is known, and one
    of them stands in other entries written in nearly the same way.
    """

    instead: tuple[str, ...] = ()
    too: tuple[str, ...] = ()


def meant(viewer: User, words: str, *, person: Person | None = None) -> Meant:
    """Return what may have been meant, from the entries that ``viewer`` may open and no others."""
    try:
        with in_time():
            asked = _asked(viewer, words, person)
            unknown = [word for word, is_known in asked.items() if not is_known]
            longer = [word for word in asked if len(word) >= _LONG_ENOUGH]
            known = _spellings(viewer, person) if unknown or longer else []
    except TooMuch:
        return Meant()
    plain: dict[str, str] = {}
    for each in known:
        plain.setdefault(folded(each), each)
    if unknown:
        near = {
            word: [plain[each] for each in _near(word, list(plain), _LIKENESS)] for word in unknown
        }
        return Meant(instead=_searches(words, near))
    alike = {
        word: [each for each in _near(word, list(plain), _NEARLY_THE_SAME) if each != word]
        for word in longer
    }
    other = otherwise([(word, each) for word, found in alike.items() for each in found])
    near = {word: [plain[e] for e in found if (word, e) in other] for word, found in alike.items()}
    return Meant(too=_searches(words, near))


def _searches(words: str, near: dict[str, list[str]]) -> tuple[str, ...]:
    if not any(near.values()):
        return ()
    return tuple(dict.fromkeys(_put_right(words, near, choice) for choice in range(_OFFERED)))


def _asked(viewer: User, words: str, person: Person | None) -> dict[str, bool]:
    """Return the words that are looked for, and whether each is in an entry to be opened."""
    rows = permitted(viewer, person)
    asked = dict.fromkeys(in_text(wanted(words)))
    looked_for = telling([each for each in asked if len(each) > 2])[:_MOST_WORDS]
    if not looked_for:
        return {}
    is_known = {
        f"word_{number}": Exists(
            rows.filter(words=SearchQuery(word, config=CONFIG, search_type="plain"))
        )
        for number, word in enumerate(looked_for)
    }
    answer = User.objects.filter(pk=viewer.pk).values(**is_known).get()
    return {word: answer[f"word_{number}"] for number, word in enumerate(looked_for)}


def _spellings(viewer: User, person: Person | None) -> list[str]:
    newest = permitted(viewer, person).order_by("-pk").values("pk")[:_NEWEST]
    each = Func(F("spellings"), function="unnest", output_field=TextField())
    rows = SearchText.objects.filter(pk__in=newest).annotate(spelling=each)
    return sorted(rows.values_list("spelling", flat=True).distinct())


def _near(word: str, known: list[str], cutoff: float) -> list[str]:
    likely = [each for each in known if abs(len(each) - len(word)) <= 2]
    return difflib.get_close_matches(word, likely, n=_OFFERED, cutoff=cutoff)


def _put_right(words: str, near: dict[str, list[str]], choice: int) -> str:
    def better(match) -> str:
        found = near.get(folded(match[0]), [])
        return found[min(choice, len(found) - 1)] if found else match[0]

    return WORD.sub(better, words)
