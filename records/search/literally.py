"""What stands letter for letter: for what the index of words cannot find.

It keeps whole words alone: no emoji, no part of a word, and of a very long text not which words
stand side by side. So where nothing is found by words, the same entries are read instead: those
of one person, or over all people those that have every one of the words.
"""

import json
import re
import unicodedata
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import (
    BooleanField,
    Exists,
    Func,
    OuterRef,
    Q,
    QuerySet,
    Value,
)

from records.models import (
    Action,
    Addition,
    Attachment,
    Entry,
    EntryVersion,
    SearchText,
    Statement,
)
from records.search.index import CONFIG
from records.search.passages import passages_of, with_words
from records.search.words import in_text, leaves_out, wanted

# The newest of those that may hold it, which bounds the work.
LOOKED_AT = 100
_SIDE_BY_SIDE = re.compile(r'["“”]|\w[^\w\s]\w')
_IN_QUOTES = re.compile(r'\s*["“](.*)["”]\s*')


def pattern_of(words: str) -> re.Pattern[str] | None:
    """Return what finds these words as they stand, however blanks stand between them.

    Nothing for what rules a word out, and for punctuation alone.
    """
    quoted = _IN_QUOTES.fullmatch(words)
    if not says_something(words) or (not quoted and leaves_out(words)):
        return None
    asked = (quoted[1] if quoted else words).split()
    return re.compile(r"\s+".join(re.escape(each) for each in asked), re.IGNORECASE)


def says_something(words: str) -> bool:
    """Say whether there is a letter, a figure or a picture in the words: not "?!" or "->"."""
    return any(each.isalnum() for each in words) or bool(pictures_in(words))


def pictures_in(words: str) -> str:
    """Return those of the words that are pictures, such as emoji, with single spaces."""
    return " ".join(
        each
        for each in words.split()
        if any(unicodedata.category(sign) == "So" for sign in each)
        and not any(sign.isalnum() for sign in each)
    )


def with_each(rows: QuerySet[SearchText], words: str) -> QuerySet[SearchText]:
    """Return the rows that have somewhere each of the words that are to stand side by side.

    None where it was not asked that they do: then the words were looked for in this way already.
    """
    several = " ".join(in_text(wanted(words)))
    if not _SIDE_BY_SIDE.search(words):
        return rows.none()
    return rows.filter(words=SearchQuery(several, config=CONFIG, search_type="plain"))


def that_may_hold(rows: QuerySet[SearchText], pattern: re.Pattern[str]) -> QuerySet[SearchText]:
    """Return the rows whose entry has it in a text of any of its versions or beside it.

    It reads every entry of the rows: for those of one person alone.
    """
    written = pattern.pattern

    def in_texts(*names: str) -> Q:
        found = Q()
        for name in names:
            found |= Q(**{f"{name}__iregex": written})
        return found

    def one_of(model: Any, has: Q, entry: str = "entry", column: str = "") -> Exists:
        found = model.objects.filter(**{entry: OuterRef("entry")})
        if column:
            found = found.alias(has=_in_json(column, written))
        return Exists(found.filter(has))

    has = Q(has=True)
    return rows.filter(
        Q(entry__summary__iregex=written)
        | one_of(EntryVersion, has, column="values")
        | one_of(Statement, has | in_texts("text"), "version__entry", column="details")
        | one_of(Addition, in_texts("text", "said_by"))
        | one_of(Action, in_texts("text", "outcome"))
        | one_of(Attachment, has | in_texts("title", "source", "filename", "text"), column="email")
    )


def _in_json(column: str, written: str) -> Func:
    """Say whether a text in the column has it; the names of its parts are none."""
    said = json.dumps(written, ensure_ascii=False)
    path = f'$.** ? (@.type() == "string" && @ like_regex {said} flag "i")'
    return Func(
        column,
        Value(path),
        function="jsonb_path_exists",
        template="%(function)s(%(expressions)s::jsonpath)",
        output_field=BooleanField(),
    )


def that_hold(keys: list[int], pattern: re.Pattern[str]) -> list[Entry]:
    """Return those of the entries, in their order, that say it where search looks."""
    found = with_words(Entry.objects.filter(pk__in=keys)).in_bulk()
    return [
        found[key]
        for key in keys
        if any(pattern.search(each.text) for each in passages_of(found[key]))
    ]
