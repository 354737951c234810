"""What the council decided about the checks of the coach, as it stands now."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from records.models import CheckChange
from records.quality import Local, OwnWords, checks
from records.quality.own_words import GLOSSARY, LISTS, as_shipped
from records.quality.words import Words, with_short_forms, words


def decided() -> list[CheckChange]:
    """Return what holds of each check and of each of the council's words, in one question."""
    rows = CheckChange.objects.order_by("check_key", "phrase", "-id")
    return [each for each in rows.distinct("check_key", "phrase") if each.check_key in checks()]


def local_checks(rows: Iterable[CheckChange] | None = None) -> Local:
    """Return it as the coach is told."""
    found = decided() if rows is None else list(rows)
    short = [each for each in found if each.phrase and each.check_key == GLOSSARY]
    whole = [each for each in found if not each.phrase or each.phrase in words().entries]
    return Local(
        off=frozenset(_id_of(each) for each in whole if not each.is_on),
        messages={_id_of(each): each.says for each in whole if _says_otherwise(each)},
        words=tuple(
            OwnWords(each.check_key, each.phrase, each.says)
            for each in found
            if each.is_on and each not in short and each not in whole
        ),
        glossary={
            each.phrase: each.says if each.is_on else ""
            for each in short
            if not (each.is_on and each.says == as_shipped(checks()[GLOSSARY], each.phrase))
        },
    )


def local_glossary() -> Words:
    """Return the lists of words with the short forms of the council."""
    return with_short_forms(words(), local_checks().glossary)


@dataclass(frozen=True)
class Listed:
    """An entry of a list, or words of the council's own, as they stand now."""

    phrase: str
    shown: str
    says: str
    is_on: bool = True
    is_own: bool = False


def listed(check_key: str, rows: Iterable[CheckChange] | None = None) -> list[Listed]:
    """Return all that the list of a check holds: what the council added stands first."""
    rows = decided() if rows is None else rows
    found = {each.phrase: each for each in rows if each.check_key == check_key and each.phrase}
    shipped = list(_shipped(check_key))
    added = set(found) - {each.phrase for each in shipped}
    own = [Listed(phrase, phrase, found[phrase].says, is_own=True) for phrase in sorted(added)]
    return [_as_it_stands(each, found.get(each.phrase)) for each in own + shipped]


def _shipped(check_key: str) -> Iterator[Listed]:
    if check_key == GLOSSARY:
        for short, meanings in words().acronyms.items():
            yield Listed(short, short, "; ".join(each.says for each in meanings))
    for each in words().entries.values():
        if each.list == LISTS.get(check_key):
            shown = each.term or each.flags[0]
            yield Listed(each.id, shown, f"{each.why} {each.says}".strip())


def _as_it_stands(each: Listed, row: CheckChange | None) -> Listed:
    if row is None:
        return each
    says = row.says if row.is_on and _says_otherwise(row) else each.says
    is_own = each.is_own or not row.is_on or says != each.says
    return replace(each, says=says, is_on=row.is_on, is_own=is_own)


def _id_of(row: CheckChange) -> str:
    return row.phrase or row.check_key


def _says_otherwise(row: CheckChange) -> bool:
    return bool(row.says) and row.says != checks()[row.check_key].message
