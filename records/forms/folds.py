"""Questions whose answer is nearly always the same: folded away, with the answer said outside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ui.formats import counted

# What is nearly always so, chosen beforehand: one press fewer, and plain to see and change.
USUAL: dict[str, Any] = {
    "author_took_part": True,
    "source": "First-hand: I saw, heard or did it",
    "third_party_flag": "No",
    "not_to_share_with_person": "No",
}

# The header's questions that are folded, each with its short name; none for what hangs on another.
FOLDED = {
    "late_reason": "",
    "contact_channel": "Type of contact",
    "interpreter_used": "Interpreter",
    "author_took_part": "You took part",
    "information_provider": "",
    "provider_reason": "",
    "source": "Source",
    "source_person": "",
    "source_document": "",
    "attachments": "Files",
    "linked_records": "Linked records",
    "third_party_flag": "About someone else",
    "not_to_share_with_person": "Not to be shown",
    "sharing_basis": "Why it can be shared",
    "sensitivity": "Who may open it",
}
_FIRST = "Source and who took part"
_FIRST_WITH_INTERPRETER = "Source, interpreter and who took part"


@dataclass
class Fold:
    """Some questions of a section behind one line that says how they stand answered.

    It stands open where something in it is wrong, still needed, or not as usual.
    """

    title: str
    items: list[Any]
    mistakes_of: Callable[[Any], list[dict[str, str]]]
    usual: dict[str, Any] = field(default_factory=dict)

    @property
    def note(self) -> str:
        """How the questions stand: "You took part: Yes · Source: First-hand"."""
        named = [(FOLDED[each.name], each) for each in self.items if FOLDED[each.name]]
        return " · ".join(f"{name}: {_in_words(each)}" for name, each in named)

    @property
    def is_open(self) -> bool:
        """Say whether somebody has to see the questions, or has already been at them."""
        return any(self._matters(each) for each in self.items)

    def _matters(self, item: Any) -> bool:
        if self.mistakes_of(item):
            return True
        if item.file is not None:
            return item.file.is_bound or bool(item.kept)
        if getattr(item.bound.field, "show_if", None) is not None:
            return False
        answer = _answer(item)
        if not answer:
            return item.bound.field.mark == ""
        usual = self.usual.get(item.name, "")
        return answer != [str(usual).lower() if isinstance(usual, bool) else usual]


def fold_of(
    title: str,
    items: Sequence[Any],
    *,
    is_first: bool,
    mistakes_of: Callable[[Any], list[dict[str, str]]],
    usual: dict[str, Any],
) -> Fold | None:
    """Return the fold of a section; ``None`` when nothing in it is folded."""
    if not items:
        return None
    if is_first:
        asks_interpreter = any(each.name == "interpreter_used" for each in items)
        title = _FIRST_WITH_INTERPRETER if asks_interpreter else _FIRST
    return Fold(title, list(items), mistakes_of, usual)


def _answer(item: Any) -> list[str]:
    """Return what stands in a question, chosen or typed; nothing for nothing."""
    value = item.bound.value()
    raw = getattr(item.bound.field.widget, "raw", None)
    if raw is None:
        return [str(value)] if str(value or "").strip() else []
    typed = raw(value)
    parts = typed["chosen"] if "chosen" in typed else typed.values()
    return [str(part) for part in parts if str(part).strip()]


def _in_words(item: Any) -> str:
    if item.file is not None:
        return counted(len(item.kept), "file") if item.kept else "none"
    answer = _answer(item)
    if item.name == "linked_records":
        return counted(len(answer), "record") if answer else "none"
    if not answer:
        return "not answered"
    words = {"true": "Yes", "false": "No"}.get(answer[0], answer[0])
    return words.split(":")[0]
