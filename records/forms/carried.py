"""What a draft begins with, in the shape in which it is typed."""

from collections.abc import Mapping
from typing import Any

from accounts.models import User
from people.models import Person
from records.catalogue import RecordType
from records.forms.entry import EntryForm, entry_form
from records.forms.typed import Typed
from ui.widgets import ChoiceWithReasonWidget, PartsWidget, ReferenceWidget


def begun_typed(
    record_type: RecordType, person: Person, user: User, values: Mapping[str, Any]
) -> Typed:
    """Return what a form about ``person`` holds whose first answers are ``values``."""
    form = entry_form(record_type, person, user)
    given = {**form.usual, **values}
    typed: Typed = {}
    for name, field in form.fields.items():
        if name in given:
            typed |= _typed(name, field, field.decode(name, given))
    return {name: texts for name, texts in typed.items() if any(texts)}


def readable_answers(form: EntryForm) -> dict[str, Any]:
    """Return the answers of a bound form that can be read, whatever is wrong with the others."""
    form.is_valid()
    values: dict[str, Any] = {}
    for name, field in form.fields.items():
        if name in form.cleaned_data:
            values |= field.encode(name, form.cleaned_data[name])
    return values


def _typed(name: str, field: Any, value: Any) -> Typed:
    value = field.prepare_value(value)
    widget = field.widget
    if isinstance(widget, PartsWidget):
        return {f"{name}_{part}": [str(text)] for part, text in widget.raw(value).items()}
    if isinstance(widget, ChoiceWithReasonWidget):
        return {name: [str(each) for each in widget.raw(value)["chosen"]]}
    if isinstance(widget, ReferenceWidget):
        raw = widget.raw(value)
        return {name: list(raw["chosen"]), f"{name}_other": [raw["other"]]}
    return {name: [str(value or "")]}
