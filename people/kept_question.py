"""A question that every request puts, put together once: then only what it is asked about changes.

Putting together a question of many parts takes longer than answering it. Its SQL is kept with the
places of what is given; these are found by putting it together twice, each time given marks that
stand nowhere else. Whatever differs and is no mark would be kept as it happened to be, and is
refused.
"""

import json
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from django.db import connection
from django.db.models import QuerySet

Given = Mapping[str, Any]


class KeptQuestion:
    """A question for rows of one JSON column.

    ``build`` makes it, of a shape: everything that decides how it is put together, and is not just
    a value in it. ``marks`` are two sets of values that no question has of itself.
    """

    def __init__(
        self, build: Callable[[Hashable, Given], QuerySet[Any, Any]], marks: tuple[Given, Given]
    ) -> None:
        self._build, self._marks = build, marks
        self._kept: dict[Hashable, tuple[str, list[tuple[str, Any]]]] = {}

    def ask(self, shape: Hashable, given: Given) -> list[Any]:
        """Return what the question answers for these values, row by row."""
        if shape not in self._kept:
            self._kept[shape] = self._put_together(shape)
        sql, places = self._kept[shape]
        with connection.cursor() as cursor:
            cursor.execute(sql, [given[name] if name else constant for name, constant in places])
            return [json.loads(row[0]) for row in cursor.fetchall()]

    def _put_together(self, shape: Hashable) -> tuple[str, list[tuple[str, Any]]]:
        (sql, one), (other_sql, other) = (
            self._build(shape, marks).query.sql_with_params() for marks in self._marks
        )
        if sql != other_sql:
            raise ValueError("How the question is put together depends on a value in it.")
        return sql, [self._place(*pair) for pair in zip(one, other, strict=True)]

    def _place(self, one: Any, other: Any) -> tuple[str, Any]:
        """Return the name of what is given at a place, or the constant that stands there."""
        for name, mark in self._marks[0].items():
            if (one, other) == (mark, self._marks[1][name]):
                return name, None
        if one != other:
            raise ValueError(f"{one!r} depends on a value, and is not one.")
        return "", one
