"""Rows that hang on others, read with them in one query as JSON, and made models again.

A page about one entry shows a little of many tables: one question brings what a question for each
would bring.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import JSONField, Model, OuterRef, QuerySet
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

    Django says each question as ever, and makes its objects of the rows: only that the database
    is asked once is ours. What is no question is passed by.
    """
    asked, parts, values = [], [], []
    for rows in (each for each in kinds if isinstance(each, QuerySet)):
        compiler = rows.query.get_compiler(rows.db)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            rows._result_cache = []
            continue
        asked.append((rows, compiler))
        # Of two tables, columns may have one name: here each has its own.
        columns = ", ".join(f"c{number}" for number in range(compiler.col_count))
        parts.append(f"ARRAY(SELECT to_jsonb(found) FROM ({sql}) AS found ({columns}))")  # noqa: S608
        values.extend(params)
    if not asked:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        answers = cursor.fetchone()
    for (rows, compiler), found in zip(asked, answers, strict=True):
        readers = [_reader(column.output_field) for column, *_ in compiler.select]
        read = [
            [reader(row[f"c{number}"]) for number, reader in enumerate(readers)]
            for row in map(json.loads, found)
        ]
        # Django has no public way to have it make objects of rows that were read already.
        compiler.execute_sql = partial(_answered, [read])
        rows.query.get_compiler = partial(_answered, compiler)
        len(rows)
        del rows.query.get_compiler


def _answered(answer: Any, *_: Any, **__: Any) -> Any:
    return answer


def _reader(field: Any) -> Callable[[Any], Any]:
    """Return what makes of a value in JSON the one that the database's driver would give."""
    if isinstance(field, ArrayField):
        each = _reader(field.base_field)
        return lambda values: values if values is None else [each(value) for value in values]
    if isinstance(field, JSONField):
        read: Callable[[Any], Any] = json.dumps
    elif hasattr(field, "from_db_value"):
        return lambda value: value
    else:
        read = field.to_python
    return lambda value: value if value is None else read(value)


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
