"""Rows that hang on others, read with them in one query as JSON, and made models again.

A page about one entry shows a little of many tables: one question brings what a question for each
would bring.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Model, OuterRef, QuerySet
from django.db.models.functions import JSONObject

# Of the models that pages show: secret, or far too long to bring along unasked.
_LEFT_OUT = ("accounts.User.password", "records.Attachment.text")
_INLINED = "inlined_"
# A function of PostgreSQL takes a hundred arguments: fifty names with their values.
_MOST_AT_ONCE, _REST = 50, "the_rest"

With = Mapping[str, "With"]


def inline(
    owners: QuerySet[Any], relation: str, rows: QuerySet[Any], **beside: With
) -> QuerySet[Any]:
    """Bring with each owner the ``rows`` of a reverse relation, each with what stands ``beside``.

    ``settle`` lets ``owner.relation.all()`` answer with them.
    """
    field = owners.model._meta.get_field(relation).remote_field
    found = rows.filter(**{field.name: OuterRef("pk")})
    return owners.annotate(
        **{_INLINED + relation: ArraySubquery(found.values(json=_as_json(rows.model, beside)))}
    )


def settle(owner: Any, relation: str, **beside: With) -> None:
    """Make models of what ``inline`` brought, as if they had been prefetched."""
    field = owner._meta.get_field(relation).remote_field
    rows = [_made(field.model, row, beside) for row in getattr(owner, _INLINED + relation)]
    for row in rows:
        setattr(row, field.name, owner)
    keep(owner, relation, rows)


def keep(owner: Any, relation: str, rows: list[Any]) -> None:
    """Let ``owner.relation.all()`` answer with ``rows``, which were read already."""
    answer = getattr(owner, relation).all()
    # Django offers no public way to hand a manager rows that were read already.
    answer._result_cache, answer._prefetch_done = rows, True
    kept = getattr(owner, "_prefetched_objects_cache", {})
    owner._prefetched_objects_cache = kept | {relation: answer}


def together(*kinds: Any) -> None:
    """Read rows of several kinds in one question: each queryset then has its own, as if read alone.

    They come with what ``select_related`` and ``annotate`` name. What is no question is passed by.
    """
    asked, parts, values = [], [], []
    for rows in (each for each in kinds if isinstance(each, QuerySet)):
        try:
            # Each is put into words by itself: within one another, Django names their tables anew.
            sql, params = rows.values(json=_row(rows)).query.sql_with_params()
        except EmptyResultSet:
            rows._result_cache = []
            continue
        asked.append(rows)
        parts.append(f"ARRAY({sql})")
        values.extend(params)
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        for rows, found in zip(asked, cursor.fetchone(), strict=True):
            rows._result_cache = [_with_annotations(rows, json.loads(each)) for each in found]


def _row(rows: QuerySet[Any]) -> JSONObject:
    named = {name: F(name) for name in rows.query.annotation_select}
    return JSONObject(row=_as_json(rows.model, _related(rows)), **named)


def _with_annotations(rows: QuerySet[Any], found: Mapping[str, Any]) -> Any:
    made = _made(rows.model, found["row"], _related(rows))
    # The rows of ``person.addresses`` know that person.
    for field, owners in rows._known_related_objects.items():  # type: ignore[attr-defined]
        setattr(made, field.name, owners[getattr(made, field.attname)])
    for name, annotation in rows.query.annotation_select.items():
        setattr(made, name, annotation.output_field.to_python(found[name]))
    return made


def _related(rows: QuerySet[Any]) -> With:
    return rows.query.select_related or {}  # type: ignore[return-value]


def _as_json(model: type[Model], beside: With, at: str = "") -> JSONObject:
    parts: dict[str, Any] = {
        field.attname: f"{at}{field.attname}"
        for field in model._meta.concrete_fields
        if str(field) not in _LEFT_OUT
    }
    for name, deeper in beside.items():
        parts[name] = _as_json(_model_of(model, name), deeper, f"{at}{name}__")
    return _object(parts)


def _object(parts: Mapping[str, Any]) -> JSONObject:
    """Return one object: what is more than a function of the database takes stands within it."""
    names = list(parts)
    if len(names) <= _MOST_AT_ONCE:
        return JSONObject(**parts)
    some, rest = names[: _MOST_AT_ONCE - 1], names[_MOST_AT_ONCE - 1 :]
    return JSONObject(
        **{name: parts[name] for name in some},
        **{_REST: _object({name: parts[name] for name in rest})},
    )


def _made(model: type[Model], row: Mapping[str, Any], beside: With) -> Any:
    while _REST in row:
        row = {name: row[name] for name in row if name != _REST} | row[_REST]
    fields = [field for field in model._meta.concrete_fields if field.attname in row]
    made: Any = model.from_db(
        "default",
        [field.attname for field in fields],
        [field.to_python(row[field.attname]) for field in fields],
    )
    for name, deeper in beside.items():
        there = row[name]["id"] is not None
        setattr(made, name, _made(_model_of(model, name), row[name], deeper) if there else None)
    return made


def _model_of(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name).related_model
