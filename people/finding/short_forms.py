"""Which names are used for one another: Bill for William, Mohammad for Mohammed."""

import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("short_forms.toml")


@cache
def _groups() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for lines in tomllib.loads(_FILE.read_text(encoding="utf-8")).values():
        for line in lines:
            names = line.split()
            for name in names:
                found[name].add(names[0])
    return {name: frozenset(groups) for name, groups in found.items()}


def groups_of(name: str) -> frozenset[str]:
    """Return the groups that a name stands in, each called after its first name."""
    return _groups().get(name, frozenset())


def one_for_another(first: str, second: str) -> bool:
    """Say whether the two names are used for one another."""
    return bool(groups_of(first) & groups_of(second))
