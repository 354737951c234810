"""What stands on a page of writing: its sections, and the questions in them."""

from dataclasses import dataclass, field
from typing import Any

from records.catalogue import StatementKind
from records.forms.attached import KeptFile
from records.forms.folds import Fold
from records.forms.mistakes import in_row
from records.forms.scored import Score
from ui.templatetags.ui import field_target


@dataclass
class Item:
    """One question on the page: a field, rows, or files."""

    name: str
    title: str
    help: str = ""
    bound: Any = None
    rows: Any = None
    row_title: str = ""
    add_label: str = ""
    kinds: list[StatementKind] = field(default_factory=list)
    file: Any = None
    kept: list[KeptFile] = field(default_factory=list)
    can_fill: bool = False
    optional: bool = False
    show_if: dict[str, Any] | None = None
    is_fixed: bool = False
    is_heard: bool = False
    score: Score | None = None

    def in_row(self, number: int, text: str) -> str:
        """Return a mistake with the question and the row that it is made in."""
        row = self.rows.forms[number]
        about = getattr(row, "about", "")
        return in_row(self.title, self.row_title, number, text, about=about, said=row.said)

    @property
    def is_removable(self) -> bool:
        """Say whether rows are added and removed."""
        return not self.is_fixed

    @property
    def is_wide(self) -> bool:
        """Say whether the question needs the whole width."""
        wide = ("GovDateWidget", "DateTimeWidget", "DurationWidget")
        wide += ("ReferenceWidget", "Textarea")
        return self.bound is None or type(self.bound.field.widget).__name__ in wide

    @property
    def anchor(self) -> str:
        """The id that a link to this question leads to."""
        return field_target(self.bound) if self.bound is not None else f"question-{self.name}"


@dataclass
class FormSection:
    """Questions under one heading; ``is_facts`` marks the compact block of when, who and how."""

    title: str
    items: list[Item]
    is_facts: bool = False
    fold: Fold | None = None

    def say_once(self) -> None:
        """Let its only question be called by the heading alone, where both say the same."""
        if [each.title for each in self.all_items] == [self.title]:
            self.items[0].is_heard = True
            if self.items[0].bound is not None:
                self.items[0].bound.field.label_size = "heard"

    @property
    def all_items(self) -> list[Item]:
        """The questions that stand open, then those behind the fold."""
        return self.items + (self.fold.items if self.fold else [])
