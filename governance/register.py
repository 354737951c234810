"""The register of fields: what each column holds, who may see it, and what happens to it.

One file an app (``register/<app>.toml``), one row a column; a test fails when a column is missing.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps

FOLDER = Path(__file__).with_name("register")
OUR_APPS = (
    "accounts",
    "audit",
    "people",
    "records",
    "oversight",
    "disclosure",
    "governance",
    "retention",
)


@dataclass(frozen=True)
class Row:
    """One column. ``holds`` is one of KINDS; the rest are sentences or words shown to staff."""

    field: str
    holds: str
    note: str

    @property
    def meaning(self) -> str:
        """What its kind of data is, in words."""
        return KINDS[self.holds]


@dataclass(frozen=True)
class Table:
    """One table, with what is true of all of its columns unless a row says otherwise."""

    model: str
    title: str
    seen_by: str
    audited: str
    exported: str
    redacted: str
    kept: str
    destroyed: str
    rows: tuple[Row, ...]
    # What ends it: one of WITHOUT_CLASS, or the class of the schedule that it goes by.
    ends: str = "record"

    @property
    def is_personal(self) -> bool:
        """Say whether any column holds data about a person."""
        return any(row.holds in PERSONAL for row in self.rows)


KINDS = {
    "key": "A number or key that says nothing by itself",
    "reference": "A link to another row",
    "setting": "Data about how the product works",
    "time": "A date or time",
    "staff": "Data about a member of staff",
    "identity": "Who a person is",
    "special": "Health, belief, origin or other special category data",
    "personal": "Other data about a person",
    "text": "Free text about a person, which may hold anything",
    "secret": "A secret of the product: never shown, never exported",
}
# Of what goes by no class of its own: with the record, when it has been used, or never.
WITHOUT_CLASS = {"record", "used", "stays"}
# What stands in no table of the apps.
BESIDE = (
    "Beside these tables stand background jobs. What a job was asked to do names a copy, a letter"
    " or a change of the schedule by its key. Those that have ended are deleted every night, after"
    " the days that the council has set."
)
PERSONAL = {"identity", "special", "personal", "text"}


@cache
def tables() -> tuple[Table, ...]:
    """Return every table of the register. Raises ``ValueError`` for a kind that is not known."""
    found = []
    for app in OUR_APPS:
        data = tomllib.loads((FOLDER / f"{app}.toml").read_text(encoding="utf-8"))
        for name, entry in data.items():
            rows = tuple(_row(f"{app}.{name}", *item) for item in entry.pop("fields").items())
            found.append(Table(model=f"{app}.{name}", rows=rows, **entry))
    return tuple(found)


def columns_not_registered() -> list[str]:
    """Return the columns of our models that have no row, and the rows that have no column."""
    registered = {f"{table.model}.{row.field}" for table in tables() for row in table.rows}
    real = {
        f"{model._meta.app_label}.{model.__name__}.{field.name}"
        for app in OUR_APPS
        for model in apps.get_app_config(app).get_models()
        for field in [*model._meta.local_concrete_fields, *model._meta.local_many_to_many]
    }
    return sorted(registered ^ real)


def _row(model: str, field: str, value: str | list[str]) -> Row:
    holds, note = (value, "") if isinstance(value, str) else value
    if holds not in KINDS:
        raise ValueError(f"{model}.{field} holds {holds!r}, which is not a kind of the register")
    return Row(field=field, holds=holds, note=note)
