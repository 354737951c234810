"""The schema of a copy as JSON, written from the values and tables that it is made of."""

import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any, Union, get_args, get_origin, get_type_hints

from django.contrib.auth.models import Permission
from django.db import models

from accounts.models import Team, User
from disclosure.exchange import KIND, VERSION
from disclosure.exchange.tables import LIST_NAMES, ORDER, PERSON, fields_of
from disclosure.pdf.document import Copy
from people.models import Imported, Person

_TEXT = {"type": "string"}
_CONTENT = {
    "type": ["string", "null"],
    "contentEncoding": "base64",
    "description": "Of the file of that digest; null if it is not in the copy: why_not says why.",
}
_PLAIN: Mapping[type, dict[str, Any]] = {
    str: _TEXT,
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    datetime: {"type": "string", "format": "date-time"},
}


def schema() -> dict[str, Any]:
    """Return the schema (JSON Schema 2020-12)."""
    named: dict[str, Any] = {}
    copy = _of_type(Copy, named)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Copy of a care record",
        "description": "copy: what the record says, in words. record: its rows, which can be taken "
        "in again; null unless the copy is complete.",
        **_object(
            {
                "kind": {"const": KIND},
                "version": {"const": VERSION},
                "copy": copy,
                "record": {"anyOf": [{"type": "null"}, _record()]},
            }
        ),
        "$defs": named,
    }


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _of_type(kind: Any, named: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a type of ``document``; what it is made of goes to ``named``."""
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in named:
            named[kind.__name__] = {}
            hints = get_type_hints(kind)
            named[kind.__name__] = _object(
                {each.name: _of_type(hints[each.name], named) for each in fields(kind)}
            )
        return {"$ref": f"#/$defs/{kind.__name__}"}
    inside = get_args(kind)
    if get_origin(kind) in (Union, types.UnionType):
        return {
            "anyOf": [
                {"type": "null"} if each is type(None) else _of_type(each, named) for each in inside
            ]
        }
    if get_origin(kind) is tuple and inside[-1] is not Ellipsis:
        return {"type": "array", "prefixItems": [_of_type(each, named) for each in inside]}
    if get_origin(kind) in (tuple, list):
        return {"type": "array", "items": _of_type(inside[0], named)}
    return _PLAIN[kind]


def _record() -> dict[str, Any]:
    names = ("key", "title", "given_names", "family_name", "preferred_name")
    return _object(
        {
            "person": _row("people.Person"),
            "others": _list_of(_object(dict.fromkeys(names, _TEXT))),
            "teams": _list_of(_object({"key": _TEXT, "name": _TEXT})),
            "staff": _list_of(
                _object(
                    {
                        "number": _TEXT,
                        "name": _TEXT,
                        "job_title": _TEXT,
                        "team": {"type": ["string", "null"]},
                    }
                )
            ),
            "rows": _object({label: _list_of(_row(label, "id")) for label in ORDER}),
            "files": _list_of(_object({"sha256": _TEXT, "content": _CONTENT, "why_not": _TEXT})),
        }
    )


def _list_of(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _row(label: str, *more: str) -> dict[str, Any]:
    columns = {field.name: _column(field) for field in fields_of(label)}
    return _object(dict.fromkeys(more, _TEXT) | columns)


def _column(field: models.Field) -> dict[str, Any]:
    said = _kind_of(field)
    if field.null and "type" in said:
        said = {**said, "type": [said["type"], "null"]}
    if help_text := str(field.help_text):
        said = {**said, "description": help_text}
    return said


def _kind_of(field: models.Field) -> dict[str, Any]:
    if field.model is Imported and field.name == "row":
        return {"type": "string", "description": f"id of the row that it became, or {PERSON!r}"}
    if isinstance(field, models.ForeignKey):
        called = {
            Person: "Key of a person",
            User: "Number of a member of staff",
            Team: "Key",
            Permission: f"Name of a list: {', '.join(LIST_NAMES)}",
        }
        what = called.get(field.related_model, f"id of a row of {field.related_model._meta.label}")
        return {"type": "string", "description": what}
    if isinstance(field, models.JSONField):
        return {}
    if isinstance(field, models.BooleanField):
        return {"type": "boolean"}
    if isinstance(field, models.IntegerField):
        return {"type": "integer"}
    if isinstance(field, models.DateTimeField):
        return {"type": "string", "format": "date-time"}
    if isinstance(field, models.DateField):
        return {"type": "string", "format": "date"}
    if isinstance(field, models.UUIDField):
        return {"type": "string", "format": "uuid"}
    if field.get_internal_type() == "ArrayField":
        return {"type": "array"}
    choices = [str(value) for value, _ in field.flatchoices]
    return {"type": "string", "enum": ([""] if field.blank else []) + choices} if choices else _TEXT
