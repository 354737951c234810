"""What is kept by class and not by record: which kinds there are, and what of each is over.

When the time of a row begins and ends, and what holds it, is said by the database alone
(``retention_over``), to pages and to the function that destroys.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from retention.models import Batch

_FILE = Path(__file__).with_name("ends.toml")


@dataclass(frozen=True)
class Kind:
    """A kind of thing that goes by class.

    ``one`` is what a row is called, before its number; ``file`` names the column of a stored file.
    """

    key: str
    class_key: str
    table: str
    title: str
    one: str
    began: str
    file: str = ""


@dataclass(frozen=True)
class Row:
    """A row whose time is over: by which name it goes, how it is called, and whom it is about.

    ``is_held``: by a hold, or by a request of somebody whom it is about that is not answered.
    """

    name: str
    called: str
    began: date
    due: date
    is_held: bool
    staff: list[int]


@cache
def _file() -> dict[str, dict[str, Any]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def kinds() -> dict[str, Kind]:
    """Return the kinds, in the order of the schedule."""
    return {
        key: Kind(key=key, class_key=said.pop("class"), **said)
        for key, said in ((key, dict(each)) for key, each in _file()["kind"].items())
    }


def goes_by(class_key: str) -> str:
    """Return the way in which a class comes to its end: one of those under ``by``."""
    return _file()["ends"][class_key]


def disposed_by() -> dict[str, str]:
    """Return what disposes of each class, in words, by the key of the class."""
    data = _file()
    return {key: data["by"][way] for key, way in data["ends"].items()}


def rows_of(kind: Kind, *, held_after: datetime | None = None) -> list[Row]:
    """Return what of a kind is over, the oldest first, also what is held.

    With ``held_after``, holds that were placed until then hold nothing any more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, called, began, due, is_held, staff FROM retention_over(%s, %s)"
            " ORDER BY due, id",
            [kind.key, held_after],
        )
        return [Row(*row) for row in cursor.fetchall()]


def counted() -> dict[str, tuple[int, int]]:
    """Return how many rows of each kind may go, and how many are held though their time is over."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(*) FILTER (WHERE NOT is_held), count(*) FILTER (WHERE is_held)"
            " FROM unnest(%s::text[]) kind CROSS JOIN LATERAL retention_over(kind, NULL)"
            " GROUP BY kind",
            [list(kinds())],
        )
        return {kind: (free, held) for kind, free, held in cursor.fetchall()}


def would_be_over(kind: Kind, *, on: date, years: tuple[int, int]) -> tuple[int, int]:
    """Return how many rows of a kind would be over on a day, were they kept for these years."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE"
            " retention_day_after(began, greatest(term, at_least)) <= %s)"
            " FROM unnest(%s::integer[]) WITH ORDINALITY AS terms(term, place)"
            " LEFT JOIN retention_ended(%s) ON true GROUP BY place ORDER BY place",
            [on, list(years), kind.key],
        )
        (before,), (after,) = cursor.fetchall()
    return before, after


def free_of(batch: Batch, *, held_after: datetime | None = None) -> list[Row]:
    """Return what of a batch is over and that nothing holds."""
    return free(rows_of(kinds()[batch.kind], held_after=held_after), batch.rows)


def files_of(batch: Batch, rows: Iterable[Row]) -> dict[str, str]:
    """Return which stored file goes with each row of a batch that has one, by its name."""
    kind = kinds()[batch.kind]
    if not kind.file:
        return {}
    (model,) = [each for each in apps.get_models() if each._meta.db_table == kind.table]
    kept = model._base_manager.filter(key__in=[row.name for row in rows]).exclude(**{kind.file: ""})
    return dict(kept.values_list("key", kind.file))


def free(rows: Iterable[Row], names: Iterable[str]) -> list[Row]:
    """Return those of the rows so named that nothing holds."""
    asked = set(names)
    return [row for row in rows if row.name in asked and not row.is_held]
