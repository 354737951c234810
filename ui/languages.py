"""The tag of a language that somebody wrote in words: for ``lang``, where it is known."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

# What stands after the name says more of it: "Punjabi (Gurmukhi)", "Welsh, from Gwynedd".
_NAME = re.compile(r"[^(,;]*")


@cache
def _tags() -> Mapping[str, str]:
    listed = tomllib.loads(Path(__file__).with_name("languages.toml").read_text("utf-8"))
    return {name.casefold(): tag for tag, names in listed.items() for name in names}


def tag_of(language: str) -> str:
    """Return the tag of a language by its name; empty where it is none that is known."""
    name = _NAME.match(language)
    return _tags().get(" ".join(name[0].split()).casefold(), "") if name else ""
