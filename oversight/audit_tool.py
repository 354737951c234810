"""The questions of a case file audit, as data, and the overall grade that its rule suggests."""

import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from oversight.models import Grade, OwnTool

FOLDER = Path(__file__).with_name("audit_tools")
NEWEST = "case_file.v1"
OWN = "own."


@dataclass(frozen=True)
class Question:
    """One question. Starred ones are about safety or rights."""

    number: int
    text: str
    look_for: str
    starred: bool = False


@dataclass(frozen=True)
class Section:
    """Questions that belong together, answered on one page."""

    key: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Tool:
    """A version of a tool."""

    title: str
    source: str
    outstanding_needs: frozenset[int]
    themes: tuple[str, ...]
    sections: tuple[Section, ...]

    @property
    def questions(self) -> dict[int, Question]:
        """Every question by its number, in the order in which they are asked."""
        return {each.number: each for section in self.sections for each in section.questions}

    def section(self, key: str) -> Section | None:
        """Return a section; None if there is none of that key."""
        return next((each for each in self.sections if each.key == key), None)

    def suggested(self, grades: Mapping[int, str]) -> Grade:
        """Return the overall grade that the rule suggests for all questions graded."""
        count, asked = Counter(grades.values()), self.questions
        starred = {grades.get(each.number) for each in asked.values() if each.starred}
        if Grade.INADEQUATE in starred or count[Grade.INADEQUATE] >= 3:
            return Grade.INADEQUATE
        below = count[Grade.INADEQUATE] + count[Grade.REQUIRES_IMPROVEMENT]
        if Grade.REQUIRES_IMPROVEMENT in starred or below * 4 > len(asked):
            return Grade.REQUIRES_IMPROVEMENT
        enough = count[Grade.OUTSTANDING] * 3 >= len(asked)
        needed = {grades.get(number) for number in self.outstanding_needs}
        if not below and enough and needed <= {Grade.OUTSTANDING}:
            return Grade.OUTSTANDING
        return Grade.GOOD


def tool(name: str = NEWEST) -> Tool:
    """Return a tool as a round asked it: ``case_file.v1``, or the council's ``own.dols.v2``."""
    if not name.startswith(OWN):
        return _ready(name)
    key, _, version = name.removeprefix(OWN).rpartition(".v")
    return made_of(OwnTool.objects.get(key=key, version=version).content)


@cache
def _ready(name: str) -> Tool:
    return made_of(tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


def made_of(data: Mapping[str, Any]) -> Tool:
    """Return a tool from what its file, or its row, says."""
    sections = tuple(
        Section(
            key=each["key"],
            title=each["title"],
            questions=tuple(Question(**row) for row in each["question"]),
        )
        for each in data["section"]
    )
    return Tool(
        title=data["title"],
        source=data["source"],
        outstanding_needs=frozenset(data["outstanding_needs"]),
        themes=tuple(data["themes"]),
        sections=sections,
    )
