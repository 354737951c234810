"""Form controls whose one answer is typed in several inputs, and the plain ones in our look.

Each reads its inputs from ``<name>_<part>`` and hands a dict of what was typed, untouched, to its
field, so that a page shown again after a mistake still holds every letter. Given an answer as it
is stored, each splits it back into its parts.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms

from ui import formats
from ui.parsing import reason_prompt

LONG = 10  # choices; beyond that a list of ticks can be narrowed by letters


class PartsWidget(forms.Widget):
    """Several inputs that make one answer."""

    parts: tuple[str, ...] = ()
    use_fieldset = True

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs)
        self.invalid_parts: tuple[str, ...] = ()

    def value_from_datadict(self, data, files, name) -> dict[str, str]:
        return {part: str(data.get(f"{name}_{part}") or "") for part in self.parts}

    def value_omitted_from_data(self, data, files, name) -> bool:
        return not any(f"{name}_{part}" in data for part in self.parts)

    def split(self, value: Any) -> dict[str, str]:
        """Return the parts of an answer as it is stored."""
        raise NotImplementedError

    def raw(self, value: Any) -> dict[str, Any]:
        """Return the parts to show, from what was typed or from a stored answer."""
        if isinstance(value, Mapping) and set(value) == set(self.parts):
            return dict(value)
        return dict.fromkeys(self.parts, "") | (self.split(value) if value else {})

    def format_value(self, value):
        return value

    def id_for_label(self, id_: str) -> str:
        """Return the id of the first wrong part, so that the error summary leads to it."""
        return f"{id_}_{(self.invalid_parts or self.parts)[0]}" if id_ else ""

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        shown_invalid = context["widget"]["attrs"].pop("aria-invalid", None)
        wrong = (self.invalid_parts or self.parts) if shown_invalid else ()
        raw = self.raw(value)
        context["widget"]["parts"] = {
            part: {
                "name": f"{name}_{part}",
                "id": f"{id_}_{part}",
                "value": raw.get(part, ""),
                "invalid": part in wrong,
            }
            for part in self.parts
        }
        return context


def split_day(value: Any) -> dict[str, str]:
    """Return day, month and year of a date or its ISO text; parts that cannot be read are blank."""
    day = formats.as_day_or_moment(value)
    if not day:
        return {}
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)}


class GovDateWidget(PartsWidget):
    """Day, month and year in three boxes."""

    template_name = "django/forms/widgets/gov_date.html"
    parts = ("day", "month", "year")

    def split(self, value: date | str) -> dict[str, str]:
        return split_day(value)


class DateTimeWidget(PartsWidget):
    """A day, a time, and a way to say that the time is not known and why."""

    template_name = "django/forms/widgets/gov_datetime.html"
    parts = ("day", "month", "year", "time", "time_not_known", "why")

    def __init__(self, attrs: dict | None = None, *, allow_unknown: bool = True) -> None:
        super().__init__(attrs)
        self.allow_unknown = allow_unknown
        self.asks_time = True

    def id_for_label(self, id_: str) -> str:
        """Return the id of the first wrong part; the time may be asked elsewhere."""
        first = (self.invalid_parts or self.parts)[0]
        return f"{id_}_{first if first != 'time' or self.asks_time else 'time_not_known'}"

    def split(self, value: Any) -> dict[str, str]:
        if isinstance(value, Mapping):
            why = str(value.get("time_not_known", ""))
            return split_day(value.get("on")) | {"time_not_known": "yes", "why": why}
        moment = formats.as_day_or_moment(value)
        if not isinstance(moment, datetime):
            return split_day(moment)
        return split_day(moment) | {"time": f"{moment:%H:%M}"}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["allow_unknown"] = self.allow_unknown
        context["widget"]["asks_time"] = self.asks_time
        return context


class DurationWidget(PartsWidget):
    """From when to when, or how many minutes.

    ``starts`` is another question about the start, a day: whether its time is not known, and why,
    is said here, where the time is.
    """

    template_name = "django/forms/widgets/gov_duration.html"
    parts = ("start", "end", "minutes")
    starts: forms.BoundField | None = None

    def id_for_label(self, id_: str) -> str:
        """Return the id of the first wrong part, which may be that of the other question."""
        if self.starts is not None and self.invalid_parts == ("why",):
            return f"{self.starts.auto_id}_why"
        return super().id_for_label(id_)

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        if self.starts is not None:
            other, shown = self.starts.field.widget, self.starts.value()
            other = other.get_context(self.starts.html_name, shown, {"id": self.starts.auto_id})
            context["widget"]["unknown"] = other["widget"]["parts"]
            context["widget"]["unknown"]["why"]["invalid"] = "why" in self.invalid_parts
        return context

    def split(self, value: Any) -> dict[str, str]:
        return {k: str(v) for k, v in dict(value).items() if k in self.parts}


class MoneyWidget(PartsWidget):
    """Pounds and pence, and how often."""

    template_name = "django/forms/widgets/gov_money.html"
    parts = ("amount", "every")

    def __init__(self, attrs: dict | None = None, *, every: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(attrs)
        self.every = list(every)

    def split(self, value: Any) -> dict[str, str]:
        return {k: str(v) for k, v in dict(value).items() if k in self.parts}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["every"] = self.every
        return context


class ChoiceWithReasonWidget(forms.Widget):
    """Radio buttons (or checkboxes) with one text box for the reason that a choice asks for.

    Posts the choice as ``<name>`` and the words as ``<name>__reason``. The box stands under the
    choices with scripts off; with them, it shows only while a choice that asks for it is chosen.
    """

    template_name = "django/forms/widgets/gov_choices.html"
    use_fieldset = True

    def __init__(
        self,
        attrs: dict | None = None,
        *,
        choices: Iterable[tuple[Any, str]] = (),
        reasons: Mapping[str, str] | None = None,
        multiple: bool = False,
        hints: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.choices = list(choices)
        if reasons is None:
            asked = {str(value): reason_prompt(str(value)) for value, _ in self.choices}
            reasons = {value: prompt for value, prompt in asked.items() if prompt}
        self.reasons = dict(reasons)
        self.multiple = multiple
        self.hints = dict(hints or {})
        self.reason_is_wrong = False

    def value_from_datadict(self, data, files, name) -> dict[str, Any]:
        if hasattr(data, "getlist"):
            chosen = data.getlist(name)
        else:
            given = data.get(name) or []
            chosen = [given] if isinstance(given, str) else list(given)
        return {"chosen": chosen, "reason": str(data.get(f"{name}__reason") or "")}

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data and f"{name}__reason" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}__reason" if self.reason_is_wrong else f"{id_}_0"

    def raw(self, value: Any) -> dict[str, Any]:
        """Return what is chosen and the reason, from what was typed or from a stored answer."""
        if isinstance(value, Mapping):
            return {
                "chosen": value.get("chosen", []),
                "reason": value.get("reason", ""),
            }
        if not value:
            return {"chosen": [], "reason": ""}
        if isinstance(value, str):
            return {"chosen": [value], "reason": ""}
        return {
            "chosen": list(getattr(value, "chosen", value)),
            "reason": getattr(value, "reason", ""),
        }

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        raw = self.raw(value)
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        wrong = context["widget"]["attrs"].pop("aria-invalid", None)
        prompts = list(dict.fromkeys(self.reasons.values()))
        context["widget"] |= {
            "type": "checkbox" if self.multiple else "radio",
            "options": [
                {
                    "value": choice,
                    "label": label,
                    "hint": self.hints.get(str(choice), ""),
                    "id": f"{id_}_{number}",
                    "checked": str(choice) in [str(c) for c in raw["chosen"]],
                    "required": context["widget"]["required"],
                }
                for number, (choice, label) in enumerate(self.choices)
            ],
            "is_long": len(self.choices) > LONG,
            "inline": len(self.choices) <= 3
            and sum(len(str(label)) for _, label in self.choices) <= 24,
            "reason": {
                "asked": bool(self.reasons),
                "name": f"{name}__reason",
                "id": f"{id_}__reason",
                "value": raw["reason"],
                "label": prompts[0] if len(prompts) == 1 else "Say more about that",
                "choices": list(self.reasons),
                "prompts": self.reasons,
                "invalid": bool(wrong) and self.reason_is_wrong,
            },
        }
        return context


class ChoiceSelectWidget(ChoiceWithReasonWidget):
    """One choice from a list that opens: for many choices in a small place, none with a reason."""

    template_name = "django/forms/widgets/gov_choice_select.html"
    use_fieldset = False

    def __init__(self, attrs: dict | None = None, **options: Any) -> None:
        super().__init__(attrs, **({"reasons": {}} | options))

    def id_for_label(self, id_: str) -> str:
        return id_

    def get_context(self, name, value, attrs):
        wrong = (attrs or {}).get("aria-invalid")
        context = super().get_context(name, value, attrs)
        context["widget"]["is_wrong"] = bool(wrong)
        context["widget"]["is_chosen"] = any(
            option["checked"] for option in context["widget"]["options"]
        )
        return context


def ref_value(ref: Mapping[str, str]) -> str:
    """Return the form value that stands for a known person: kind and key."""
    return f"{ref['kind']}:{ref['key']}"


class ReferenceWidget(forms.Widget):
    """A list of known people to tick, and a box for anyone else: one on each line, name then role.

    Posts ``<name>`` (kind:key, several) and ``<name>_other`` (text). ``is_one_of_many``: one is
    chosen from a list that can be searched, so that the page takes the tick off whoever had it.
    """

    template_name = "django/forms/widgets/gov_references.html"
    use_fieldset = True
    is_one_of_many = False

    def __init__(
        self,
        attrs: dict | None = None,
        *,
        known: Iterable[Mapping[str, str]] = (),
        other: bool = True,
        multiple: bool = True,
        other_label: str = "Anyone else",
    ) -> None:
        super().__init__(attrs)
        self.known = list(known)
        self.other = other
        self.multiple = multiple
        self.other_label = other_label
        self.other_is_wrong = False

    def value_from_datadict(self, data, files, name) -> dict[str, Any]:
        if hasattr(data, "getlist"):
            chosen = data.getlist(name)
        else:
            given = data.get(name) or []
            chosen = [given] if isinstance(given, str) else list(given)
        return {
            "chosen": [c for c in chosen if c],
            "other": str(data.get(f"{name}_other") or ""),
        }

    def value_omitted_from_data(self, data, files, name) -> bool:
        return name not in data and f"{name}_other" not in data

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_other" if self.other_is_wrong or not self.known else f"{id_}_0"

    def raw(self, value: Any) -> dict[str, Any]:
        """Return what is ticked and typed, from what was posted or from stored references."""
        if isinstance(value, Mapping) and "chosen" in value:
            return dict(value)
        known = {ref_value(ref) for ref in self.known}
        chosen, other = [], []
        for ref in value or []:
            if ref.get("key") and ref_value(ref) in known:
                chosen.append(ref_value(ref))
            else:
                other.append(", ".join(filter(None, [ref.get("name", ""), ref.get("role", "")])))
        return {"chosen": chosen, "other": "\n".join(other)}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        raw = self.raw(value)
        id_ = context["widget"]["attrs"].get("id", f"id_{name}")
        wrong = context["widget"]["attrs"].pop("aria-invalid", None)
        context["widget"] |= {
            "type": "checkbox" if self.multiple else "radio",
            "multiple": self.multiple,
            "is_one_of_many": self.is_one_of_many,
            "options": [
                {
                    "value": ref_value(ref),
                    "id": f"{id_}_{number}",
                    "name": ref.get("name", ""),
                    "role": ref.get("role", ""),
                    "checked": ref_value(ref) in raw["chosen"],
                }
                for number, ref in enumerate(self.known)
            ],
            "other": {
                "asked": self.other,
                "name": f"{name}_other",
                "id": f"{id_}_other",
                "value": raw["other"],
                "label": self.other_label,
                "invalid": bool(wrong) and self.other_is_wrong,
            },
        }
        return context


class StaffSelectWidget(ReferenceWidget):
    """One member of staff from a long list, or someone outside the council, named."""

    template_name = "django/forms/widgets/gov_staff.html"

    def __init__(self, attrs: dict | None = None, **options: Any) -> None:
        super().__init__(attrs, **({"other_label": "Not in the list"} | options), multiple=False)

    @property
    def who(self) -> str:
        """Whom the list holds: colleagues, and those around the person where it names them too."""
        is_wider = any(ref.get("kind") != "staff" for ref in self.known)
        return "colleague, or somebody around the person" if is_wider else "colleague"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["who"] = self.who
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_other" if self.other_is_wrong else id_


class EntriesWidget(ReferenceWidget):
    """Earlier records: the nearest to tick, the others in a list, and a box for what is not here.

    Posts what is ticked and what is chosen in the list under one name.
    """

    template_name = "django/forms/widgets/gov_entries.html"
    near = 4

    def __init__(self, attrs: dict | None = None, **options: Any) -> None:
        super().__init__(attrs, **({"other_label": "Not in the list"} | options))

    def value_from_datadict(self, data, files, name) -> dict[str, Any]:
        raw = super().value_from_datadict(data, files, name)
        words = [each for each in raw["chosen"] if not each.startswith("entry:")]
        chosen = [each for each in raw["chosen"] if each not in words]
        return {"chosen": chosen, "other": "\n".join(filter(None, [*words, raw["other"]]))}

    def raw(self, value: Any) -> dict[str, Any]:
        """Return what is chosen and typed; what was once typed as one text is typed."""
        if isinstance(value, str):
            return {"chosen": [], "other": value}
        return super().raw(value)

    def id_for_label(self, id_: str) -> str:
        if self.other_is_wrong or not self.known:
            return f"{id_}_other"
        return f"{id_}_0" if self.multiple else id_

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        options = context["widget"]["options"]
        ticked = [
            each
            for number, each in enumerate(options)
            if self.multiple and (number < self.near or each["checked"])
        ]
        context["widget"] |= {
            "ticked": ticked,
            "listed": [each for each in options if each not in ticked],
        }
        return context


class SeveralFilesInput(forms.FileInput):
    """A file input that takes several files at once."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name):
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


def iso_time(value: time) -> str:
    """Return a time of day as it is stored: "14:00"."""
    return f"{value:%H:%M}"
