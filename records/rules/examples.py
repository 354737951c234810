"""The worked examples from which people learn, each with what the coach says of it now."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from records import quality
from records.catalogue import catalogue, fields_by_name
from records.drafting.references import Known
from records.quality import Context, Finding, Local
from records.rules import coached

FILE = Path(quality.__file__).parent / "examples.toml"
_DAY = date(2026, 3, 3)


@cache
def examples() -> list[dict[str, Any]]:
    """Return the examples: those that are good first."""
    found: list[dict[str, Any]] = tomllib.loads(FILE.read_text(encoding="utf-8"))["example"]
    return found


def looked_at(example: Mapping[str, Any], local: Local | None = None) -> list[Finding]:
    """Return what the coach says of an example on the page before signing."""
    record_type = catalogue().get(example["type"])
    assert record_type is not None
    place = "body_sent" if "body_sent" in fields_by_name(record_type) else "discussion"
    known = Known(
        person=_named("person", [example["person"]])[0],
        contacts=[
            {"kind": "contact", "key": "", "name": each["name"], "role": each["relationship"]}
            for each in example.get("contacts", ())
        ],
        staff=_named("staff", example.get("staff", ())),
        reference=example.get("reference", ""),
    )
    happened = example.get("happened_on", _DAY)
    return coached.coached(
        record_type,
        known=known,
        values={
            "event_at": f"{happened.isoformat()}T09:00",
            "people_present": _named("other", example.get("present", ())),
            place: example["text"],
        }
        | example.get("answers", {}),
        statements=[],
        actions=[],
        context=Context(state=example.get("state", {})),
        today=happened,
        local=local,
    )


def _named(kind: str, names: Sequence[str]) -> list[dict[str, str]]:
    return [{"kind": kind, "key": each, "name": each, "role": ""} for each in names]
