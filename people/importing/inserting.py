"""Writing many new rows in one statement, in a part of the time of ``bulk_create``."""

import json
import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, models


def insert_many(rows: Iterable[models.Model]) -> None:
    """Write new rows of one model and give each its number. Raises a database's own error.

    Like ``bulk_create`` it calls no ``save`` and no signal. What a row belongs to is saved before.
    """
    rows = list(rows)
    if not rows:
        return
    meta = rows[0]._meta
    own_key = meta.pk.remote_field is None
    fields = [each for each in meta.local_concrete_fields if not (each is meta.pk and own_key)]
    names = ", ".join(connection.ops.quote_name(str(each.column)) for each in fields)
    table = connection.ops.quote_name(meta.db_table)
    told = [{each.column: each.pre_save(row, True) for each in fields} for row in rows]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {names} "  # noqa: S608 - names of our own tables
            f"FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) "
            f"RETURNING {connection.ops.quote_name(str(meta.pk.column))}",
            [json.dumps(told, ensure_ascii=False, default=_as_text)],
        )
        for row, (number,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = number
            row._state.adding, row._state.db = False, connection.alias


def _as_text(value: Any) -> str:
    """Return a value as the database reads it, to the microsecond: digests rest on it."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no text for the database")
