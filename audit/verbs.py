"""The verbs of the event log: each app lists its own in ``verbs.toml``, with a sentence."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps


@dataclass(frozen=True)
class Verb:
    """One thing that can be done: its name, the words that tell it, and its kind."""

    name: str
    sentence: str
    kind: str


@cache
def verbs() -> dict[str, Verb]:
    """Return every verb of every installed app. Raises ``ValueError`` if an app names another's."""
    found: dict[str, Verb] = {}
    for config in apps.get_app_configs():
        path = Path(config.path) / "verbs.toml"
        if not path.exists():
            continue
        for name, fields in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if not name.startswith(f"{config.label}."):
                raise ValueError(
                    f"{path.name} of {config.label} names {name}, which is not its own"
                )
            found[name] = Verb(name=name, **fields)
    return found
