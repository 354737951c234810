"""What is asked about a person: the questions of ``questions.toml``, by block."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Question:
    """One question, how it is asked and what may be answered."""

    key: str
    label: str
    ask: str
    kind: str
    help: str = ""
    own_words: str = ""
    secrecy: str = "OPEN"
    guidance: str = ""
    link: str = ""
    # Title of the group, and its choices; one group without a title where they are in none.
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    source: str = ""

    @property
    def choices(self) -> list[str]:
        """Return every choice, in order."""
        return [choice for _, choices in self.groups for choice in choices]


@dataclass(frozen=True)
class Block:
    """Questions that are asked together, on one page."""

    key: str
    title: str
    help: str
    questions: tuple[Question, ...]
    source: str = ""


@cache
def blocks() -> dict[str, Block]:
    """Return the blocks by key, in order."""
    data = tomllib.loads((_HERE / "questions.toml").read_text(encoding="utf-8"))
    return {
        row["key"]: Block(
            key=row["key"],
            title=row["title"],
            help=row["help"],
            source=row.get("source", ""),
            questions=tuple(_question(each) for each in row["question"]),
        )
        for row in data["block"]
    }


@cache
def questions() -> dict[str, Question]:
    """Return every question by key."""
    return {each.key: each for block in blocks().values() for each in block.questions}


def _question(row: dict[str, Any]) -> Question:
    listed, name = row.pop("choices", None), row.pop("choices_file", None)
    if name is not None:
        found = tomllib.loads((_HERE / name).read_text(encoding="utf-8"))
        groups = tuple((each["title"], tuple(each["choices"])) for each in found["group"])
        return Question(groups=groups, source=f"{found['source']}, {found['as_at']}", **row)
    return Question(groups=(("", tuple(listed)),) if listed else (), **row)
