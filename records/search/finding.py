"""Who finds what: the entries with certain words that a viewer may open, and nothing of others.

Everything here reads ``permitted``, so an entry that the viewer may not open changes no result, no
count and no suggestion (rulings 4 and 5).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from psycopg.errors import QueryCanceled

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import catalogue
from records.models import Entry, SearchText
from records.queries.across import in_closed_part
from records.queries.lists import listed_entries
from records.search import literally
from records.search.index import CONFIG
from records.search.passages import with_words
from records.search.words import folded

PER_PAGE = 20
TAKES_AT_MOST = "2s"


class TooMuch(Exception):
    """The search would have taken too long."""


@dataclass(frozen=True)
class Narrowed:
    """What part of the entries is searched, and what comes first. Empty means all."""

    group: str = ""
    author: str = ""
    since: date | None = None
    until: date | None = None
    best_first: bool = False


@dataclass(frozen=True)
class Found:
    """One page of entries, whether there are more, and how many in all where that is counted."""

    entries: list[Entry]
    more: bool
    count: int | None = None


def permitted(viewer: User, person: Person | None = None) -> QuerySet[SearchText]:
    """Return the words of every entry that ``viewer`` may open: of all people, or of one.

    Of one person whom the guard of the page has let ``viewer`` open.
    """
    rows = SearchText.objects.filter(entry__taken_off_at=None)
    own = Q(entry__author=viewer)
    is_open = Q(entry__sensitivity=Entry.Sensitivity.NORMAL) | own
    is_open |= Q(entry__in=listed_entries(viewer))
    if access.is_in_safeguarding(viewer):
        is_open |= Q(entry__type_key__in=_types_in("safeguarding"))
    if person is None:
        is_open |= Q(person__in=access.people_open_whole(viewer))
        is_open = own | (is_open & ~Q(in_closed_part(viewer)))
        return rows.filter(is_open, person__in=access.visible_people(viewer))
    readable = access.EntryAccess(viewer, person)
    if readable.closed_parts:
        rows = rows.filter(own | ~Q(entry__record_as__in=readable.closed_parts))
    if readable.is_named:
        return rows.filter(person=person)
    return rows.filter(is_open, person=person)


def find(
    viewer: User,
    words: str,
    *,
    person: Person | None = None,
    narrowed: Narrowed | None = None,
    page: int = 1,
) -> Found:
    """Return a page of the entries with these words. Counts them only inside one person.

    Quotation marks find words side by side, a minus rules a word out, "or" finds either.
    Raises ``TooMuch`` when the database would take more than two seconds.
    """
    narrowed = narrowed or Narrowed()
    query = query_of(words)
    rows = _narrow(permitted(viewer, person).filter(words=query), narrowed)
    order = ["-entry__event_at", "-pk"]
    if narrowed.best_first:
        rows = rows.annotate(rank=SearchRank(F("words"), query))
        order.insert(0, "-rank")
    begin = PER_PAGE * (page - 1)
    with in_time():
        keys = list(
            rows.order_by(*order).values_list("pk", flat=True)[begin : begin + PER_PAGE + 1]
        )
        count = rows.count() if person is not None else None
    return Found(_entries(keys[:PER_PAGE]), more=len(keys) > PER_PAGE, count=count)


def find_literally(
    viewer: User,
    words: str,
    *,
    person: Person | None = None,
    narrowed: Narrowed | None = None,
    page: int = 1,
) -> Found:
    """Return a page of the entries in which this stands letter for letter, the newest first.

    Of those that the viewer may open the newest that may hold it are read, and no more. Counts
    them where that is all of them. Raises ``TooMuch`` as ``find`` does.
    """
    pattern = literally.pattern_of(words)
    if pattern is None:
        return Found([], more=False, count=0)
    rows = _narrow(permitted(viewer, person), narrowed or Narrowed())
    if person is None:
        rows = literally.with_each(rows, words)
    else:
        rows = literally.that_may_hold(rows, pattern)
    most = literally.LOOKED_AT
    with in_time():
        keys = list(
            rows.order_by("-entry__event_at", "-pk").values_list("pk", flat=True)[: most + 1]
        )
    entries = literally.that_hold(keys[:most], pattern)
    begin = PER_PAGE * (page - 1)
    return Found(
        entries[begin : begin + PER_PAGE],
        more=len(entries) > begin + PER_PAGE,
        count=len(entries) if len(keys) <= most else None,
    )


def query_of(words: str) -> SearchQuery:
    """Return the words as the database asks them: inline, as a join would be ten times slower."""
    return SearchQuery(folded(words), config=CONFIG, search_type="websearch")


def telling(words: list[str]) -> list[str]:
    """Return those of the words that can be looked for: not "the", not a sign."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) WITH ORDINALITY AS given(word, place)"
            " WHERE numnode(websearch_to_tsquery(%s::regconfig, word)) > 0 ORDER BY place",
            [[folded(word) for word in words], CONFIG],
        )
        return [row[0] for row in cursor.fetchall()]


def otherwise(pairs: list[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those pairs of which the first word does not find the second already."""
    if not pairs:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT asked, written FROM unnest(%s::text[], %s::text[]) AS given(asked, written)"
            " WHERE NOT to_tsvector(%s::regconfig, written)"
            " @@ plainto_tsquery(%s::regconfig, asked)",
            [*map(list, zip(*pairs, strict=True)), CONFIG, CONFIG],
        )
        return set(cursor.fetchall())


def authors_in(viewer: User, person: Person) -> list[User]:
    """Return who wrote the entries of a person that ``viewer`` may open, by name."""
    writers = permitted(viewer, person).values("entry__author")
    return list(User.objects.filter(pk__in=writers).order_by("name", "pk"))


@contextmanager
def in_time() -> Iterator[None]:
    """Let the database spend no more than two seconds on each question asked inside the block.

    For reading alone: the block is always rolled back, which takes its time limit away with it.
    Raises ``TooMuch``.
    """
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [TAKES_AT_MOST])
            yield
            transaction.set_rollback(True)
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooMuch from error
        raise


def _entries(keys: list[int]) -> list[Entry]:
    found = with_words(Entry.objects.filter(pk__in=keys)).in_bulk()
    return [found[key] for key in keys]


def _narrow(rows: QuerySet[SearchText], narrowed: Narrowed) -> QuerySet[SearchText]:
    if narrowed.group:
        rows = rows.filter(entry__type_key__in=_types_in(narrowed.group))
    if narrowed.author:
        rows = rows.filter(entry__author__staff_number=narrowed.author)
    if narrowed.since:
        rows = rows.filter(entry__event_at__gte=clock.at_time(narrowed.since, 0))
    if narrowed.until:
        rows = rows.filter(entry__event_at__lte=clock.end_of_day(narrowed.until))
    return rows


def _types_in(group: str) -> list[str]:
    return catalogue().keys_of(group)
