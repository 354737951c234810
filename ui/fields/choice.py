"""Choices, with the reason that some of them ask for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ui import parsing, widgets
from ui.fields.answer import Answer


@dataclass(frozen=True)
class ChoiceAnswer:
    """What was chosen, and the reason given with it. False when nothing was chosen."""

    chosen: list[str] = field(default_factory=list)
    reason: str = ""

    @property
    def value(self) -> str:
        """The one choice made; empty when none."""
        return self.chosen[0] if self.chosen else ""

    def __bool__(self) -> bool:
        return bool(self.chosen)


class ChoiceWithReasonField(Answer, forms.Field):
    """One of several choices, as radio buttons. Cleans to a ``ChoiceAnswer``.

    ``choices`` are strings, or (value, label) pairs. ``reasons`` maps a choice to the words of the
    text box that it asks for; left out, they are read from the choices' own brackets, "(say why)".
    Encodes to ``{key: choice, key__reason: words}``.
    """

    ask = "Choose an answer to “{label}”"
    multiple = False

    def __init__(
        self,
        *,
        choices: Iterable[Any] = (),
        reasons: Mapping[str, str] | None = None,
        hints: Mapping[str, str] | None = None,
        reason_limit: int = 4000,
        **options: Any,
    ) -> None:
        pairs = [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]
        options.setdefault(
            "widget",
            widgets.ChoiceWithReasonWidget(
                choices=pairs, reasons=reasons, hints=hints, multiple=self.multiple
            ),
        )
        self.choices = pairs
        self.reason_limit = reason_limit
        super().__init__(**options)

    @property
    def reasons(self) -> dict[str, str]:
        """Each choice that asks for words, with the words it asks."""
        return self.widget.reasons

    def clean(self, value: Any) -> ChoiceAnswer:
        raw = self.widget.raw(value)
        self.widget.reason_is_wrong = False
        allowed = [str(choice) for choice, _ in self.choices]
        given = [str(choice) for choice in raw["chosen"] if str(choice)]
        if any(choice not in allowed for choice in given) or (len(given) > 1 and not self.multiple):
            raise ValidationError(f"{self._choose()} from the list", code="invalid_choice")
        chosen = [choice for choice in allowed if choice in given]
        if not chosen:
            if self.required:
                raise self.missing()
            return ChoiceAnswer()
        reason = parsing.with_plain_line_breaks(raw["reason"]).strip()
        asked = [choice for choice in chosen if choice in self.reasons]
        if not asked:
            return ChoiceAnswer(chosen)
        self.widget.reason_is_wrong = True
        labels = {str(choice): label for choice, label in self.choices}
        if not reason:
            raise ValidationError(
                f"You chose “{labels[asked[0]]}”. {self.reasons[asked[0]].rstrip('.')}",
                code="reason_required",
            )
        if wrong := parsing.hidden_character_message(reason):
            raise ValidationError(wrong, code="hidden_character")
        if len(reason) > self.reason_limit:
            raise ValidationError(
                f"The reason must be {self.reason_limit:,} characters or fewer",
                code="too_long",
            )
        self.widget.reason_is_wrong = False
        return ChoiceAnswer(chosen, reason)

    def _choose(self) -> str:
        return "Choose one answer" if not self.multiple else "Choose answers"

    def encode(self, key: str, value: ChoiceAnswer) -> dict[str, Any]:
        if not value:
            return {}
        kept: dict[str, Any] = {key: value.chosen if self.multiple else value.value}
        return kept | ({f"{key}__reason": value.reason} if value.reason else {})

    def decode(self, key: str, values: Mapping[str, Any]) -> ChoiceAnswer:
        chosen = values.get(key) or []
        chosen = [chosen] if isinstance(chosen, str) else list(chosen)
        return ChoiceAnswer(chosen, str(values.get(f"{key}__reason") or ""))


class MultiChoiceWithReasonField(ChoiceWithReasonField):
    """Any of several choices, as checkboxes. Cleans to a ``ChoiceAnswer``, in the list's order.

    Encodes to ``{key: [choices], key__reason: words}``.
    """

    multiple = True


class ChoiceSelectField(ChoiceWithReasonField):
    """One of many choices, in a list that opens. Cleans and encodes like its parent."""

    def __init__(self, *, choices: Iterable[Any] = (), **options: Any) -> None:
        pairs = [choice if isinstance(choice, tuple) else (choice, choice) for choice in choices]
        super().__init__(choices=pairs, widget=widgets.ChoiceSelectWidget(choices=pairs), **options)

    def clean(self, value: Any) -> ChoiceAnswer:
        raw = self.widget.raw(value)
        return super().clean(raw | {"chosen": [each for each in raw["chosen"] if each]})


class YesNoField(Answer, forms.Field):
    """Yes or no, with neither chosen for you. Cleans to ``True``, ``False`` or ``None``."""

    ask = "Choose yes or no for “{label}”"

    def __init__(self, *, yes: str = "Yes", no: str = "No", **options: Any) -> None:
        options.setdefault(
            "widget",
            widgets.ChoiceWithReasonWidget(choices=[("true", yes), ("false", no)], reasons={}),
        )
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return str(value).lower() if isinstance(value, bool) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> bool | None:
        chosen = [str(choice) for choice in self.widget.raw(self.prepare_value(value))["chosen"]]
        if not chosen:
            if self.required:
                raise self.missing()
            return None
        if len(chosen) > 1 or chosen[0] not in ("true", "false"):
            raise ValidationError("Choose yes or no", code="invalid_choice")
        return chosen[0] == "true"
