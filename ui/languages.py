"""Languages by their names and tags: the tag goes into ``lang``, where it is known."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

# What stands after the name says more of it: "Punjabi (Gurmukhi)", "Welsh, from Gwynedd".
_NAME = re.compile(r"[^(,;]*")


@cache
def _listed() -> Mapping[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("languages.toml").read_text("utf-8"))


@cache
def _tags() -> Mapping[str, str]:
    return {name.casefold(): tag for tag, names in _listed().items() for name in names}


def choices() -> list[tuple[str, str]]:
    """Return each language that is known, its tag and its name, by name."""
    return sorted(((tag, names[0]) for tag, names in _listed().items()), key=lambda each: each[1])


def name_of(tag: str) -> str:
    """Return the English name of a language. Raises ``KeyError`` for a tag that is not known."""
    return _listed()[tag][0]


def tag_of(language: str) -> str:
    """Return the tag of a language by its name; empty where it is none that is known."""
    name = _NAME.match(language)
    return _tags().get(" ".join(name[0].split()).casefold(), "") if name else ""
