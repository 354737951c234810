"""Keeping the index: one row an entry, made again in the transaction that changes the entry."""

import json
from collections import defaultdict

from django.contrib.postgres.search import SearchVector
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet, Value

from records.models import Attachment, Entry, EntryVersion, SearchText
from records.search.passages import Passage, passages_moved_in, passages_of, with_words
from records.search.words import folded, spellings

CONFIG = "english"
# The database keeps at most a megabyte of different words for one row. Ordinary files fit; where
# one does not, the beginning of each weight is indexed rather than nothing.
_LENGTHS = (2_000_000, 200_000, 40_000)
_SPELLINGS = 2_000
_NO_TAGS = str.maketrans("<>", "  ")
_MANY = """
INSERT INTO records_searchtext (entry_id, person_id, words, spellings)
SELECT entry, person,
    setweight(to_tsvector('english', coalesce(a, '')), 'A')
    || setweight(to_tsvector('english', coalesce(b, '')), 'B')
    || setweight(to_tsvector('english', coalesce(c, '')), 'C')
    || setweight(to_tsvector('english', coalesce(d, '')), 'D'),
    spellings
FROM jsonb_to_recordset(%s::jsonb)
    AS each (entry bigint, person bigint, a text, b text, c text, d text, spellings text[])
"""


def index_moved_in(versions: list[tuple[EntryVersion, Attachment | None]]) -> None:
    """Make the rows of entries that were just moved in, each with its file if it has one.

    Part of an action. The rows are those that ``index_entry`` makes of each.
    """
    rows = []
    for version, file in versions:
        by_weight, known = _texts(passages_moved_in(version, file))
        texts = {weight.lower(): text for weight, text in by_weight.items()}
        entry = version.entry
        rows.append({"entry": entry.pk, "person": entry.person_id, "spellings": known, **texts})
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_MANY, [json.dumps(rows, ensure_ascii=False)])
    except DatabaseError:
        # One of them has more different words than a row can hold.
        for version, _ in versions:
            index_entry(version.entry)


def index_entry(entry: Entry) -> None:
    """Make the row of an entry anew from what stands there now. Part of an action.

    An entry that was moved or removed has no row.
    """
    fresh = with_words(Entry.objects.filter(pk=entry.pk)).get()
    if fresh.taken_off_at is not None:
        SearchText.objects.filter(entry=fresh).delete()
        return
    by_weight, known = _texts(passages_of(fresh))
    for length in _LENGTHS:
        row = SearchText(
            entry=fresh, person=fresh.person, words=_vector(by_weight, length), spellings=known
        )
        try:
            with transaction.atomic():
                SearchText.objects.bulk_create(
                    [row],
                    update_conflicts=True,
                    unique_fields=["entry"],
                    update_fields=["person", "words", "spellings"],
                )
        except DatabaseError:
            if length == _LENGTHS[-1]:
                raise
        else:
            return


def _texts(passages: list[Passage]) -> tuple[dict[str, str], list[str]]:
    """Return the words of an entry by how much they count, and how they are spelt."""
    texts: dict[str, list[str]] = defaultdict(list)
    for each in passages:
        # Between "<" and ">" the database would see a tag, and no word that anybody wrote.
        texts[each.weight].append(folded(each.text).translate(_NO_TAGS))
    known = spellings((each.text for each in passages), at_most=_SPELLINGS)
    return {weight: "\n".join(found) for weight, found in texts.items()}, known


def entries_without_words() -> QuerySet[Entry]:
    """Return the entries that search does not know and should, in the order of their signing."""
    known = SearchText.objects.filter(entry=OuterRef("pk"))
    return Entry.objects.standing().filter(~Exists(known)).order_by("pk")


def _vector(by_weight: dict[str, str], length: int) -> SearchVector:
    vectors = [
        SearchVector(Value(text[:length]), config=CONFIG, weight=weight)
        for weight, text in sorted(by_weight.items())
    ]
    whole = vectors[0]
    for each in vectors[1:]:
        whole = whole + each
    return whole
