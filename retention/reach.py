"""What goes with a record when it is destroyed, and in what numbers: see ``destruction.toml``."""

import json
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from people.models import Person
from people.survivors import keys_of
from records.models import Removal

_FILE = Path(__file__).with_name("destruction.toml")
# What grows because somebody looks at a record, and says nothing of a new contact.
_GROWS_BY_LOOKING = {
    "people_accessreason",
    "people_alertread",
    "people_emergencyaccess",
    "people_groupobjectpermission",
    "people_personuserobjectpermission",
    "people_referral",
    "records_reportread",
    "records_unsealing",
    "retention_due",
    "retention_hold",
    "retention_keptlonger",
    "retention_scheduleeffect",
}


@cache
def _file() -> dict[str, dict[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def rules(*, of_part: bool = False) -> dict[str, Any]:
    """Return the rules as the database's functions want them, for a whole record or a part."""
    said = {name: said if name == "left_by" else sorted(said) for name, said in _file().items()}
    if of_part:
        said["stays"] += said["stays_of_part"]
        said["empties"] = said["empties_of_part"]
    return said


def rows_of(person: Person, removal: Removal | None = None) -> dict[str, list[int]]:
    """Return which rows of each table would go with a record, and with those merged into it.

    With ``removal``, those that would go with the entry alone that it took off the record.
    """
    if removal is not None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT retention_reach_of_part(%s, %s::jsonb)::text",
                [removal.entry_id, json.dumps(rules(of_part=True))],
            )
            return json.loads(cursor.fetchone()[0])
    keys = keys_of(person)
    numbers = list(Person.objects.filter(key__in=keys).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_reach(%s, %s, %s::jsonb)::text",
            [numbers, keys, json.dumps(rules())],
        )
        return json.loads(cursor.fetchone()[0])


def reached(person: Person, removal: Removal | None = None) -> dict[str, int]:
    """Return how many rows of each table would go."""
    return {table: len(rows) for table, rows in rows_of(person, removal).items()}


def stored_files(rows: dict[str, list[int]]) -> list[str]:
    """Return the names of all stored files of these rows, of whatever table has such a column."""
    found: set[str] = set()
    for model in apps.get_models():
        here = rows.get(model._meta.db_table)
        if here and any(field.name == "stored_as" for field in model._meta.get_fields()):
            kept = model._base_manager.filter(pk__in=here).exclude(stored_as="")
            found.update(kept.values_list("stored_as", flat=True))
    return sorted(found)


def changed_since(then: dict[str, int], now: dict[str, int]) -> list[str]:
    """Return the kinds of which there are more, or fewer, than there were: looking changes none."""
    return sorted(
        title(table)
        for table in {*then, *now} - _GROWS_BY_LOOKING
        if then.get(table, 0) != now.get(table, 0)
    )


def in_words(counts: dict[str, int]) -> list[tuple[str, int]]:
    """Return the counts by what staff call the rows, the most first."""
    by_title = Counter[str]()
    for table, count in counts.items():
        by_title[title(table)] += count
    return sorted(by_title.items(), key=lambda each: (-each[1], each[0]))


def title(table: str) -> str:
    """Return what staff call the rows of a table."""
    called = _file()["called"]
    return called.get(table) or called.get(table.split("_", 1)[0], table)
