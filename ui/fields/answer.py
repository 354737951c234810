"""What every field can do with an answer, and when its question is shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError


class Answer:
    """What every field here can do: name itself in its error, and turn answers to and from JSON."""

    ask = "Answer “{label}”"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        given = options.get("error_messages") or {}
        if "required" not in given:
            self.error_messages["required"] = self.ask.format(label=self.label or "this question")

    def missing(self) -> ValidationError:
        return ValidationError(self.error_messages["required"], code="required")

    def encode(self, key: str, value: Any) -> dict[str, Any]:
        """Return the entry's values for a cleaned answer; nothing for no answer."""
        return {} if value in (None, "", [], {}) else {key: value}

    def decode(self, key: str, values: Mapping[str, Any]) -> Any:
        """Return the initial value for this field from an entry's or a draft's values."""
        return values.get(key)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Say whether what was posted differs from what was shown."""
        raw = getattr(self.widget, "raw", None)
        if raw is None:
            return super().has_changed(initial, data)  # type: ignore[misc]
        return raw(initial) != raw(data)


@dataclass(frozen=True)
class ShowIf:
    """A question is shown only while ``field`` has one of ``values`` (as they are stored).

    Set it as ``form.fields[name].show_if``. It saves reading and holds no rule: whether a hidden
    answer is needed or kept is for the form to decide.
    """

    field: str
    values: tuple[Any, ...]
