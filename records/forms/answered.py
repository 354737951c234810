"""What a valid form says, in the shapes in which it is signed."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Answered:
    """Answers, statements and actions of one form."""

    values: dict[str, Any]
    statements: list[dict[str, Any]] = field(default_factory=list)
    actions: list[dict[str, Any]] = field(default_factory=list)
