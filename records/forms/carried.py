"""What a draft begins with, in the shape in which it is typed."""

from collections.abc import Mapping
from typing import Any

from django.forms import CheckboxInput

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


def typed_in(form: EntryForm) -> Typed:
    """Return what a form shows, as a browser would send it; rows in which nothing stands left out.

    Two forms of one type can then be compared, whatever each was made from.
    """
    typed: Typed = {}
    for name in form.fields:
        typed |= _shown(form[name])
    for name, rows in form.rows.items():
        shown = [{k: v for each in row for k, v in _shown(each).items()} for row in rows.forms]
        while shown and _is_bare(rows.forms[len(shown) - 1]):
            shown.pop()
        for row in shown:
            typed |= row
        typed |= {f"{name}-TOTAL_FORMS": [str(len(shown))], f"{name}-INITIAL_FORMS": ["0"]}
    return {name: texts for name, texts in typed.items() if any(texts)}


def _is_bare(row: Any) -> bool:
    """Say whether nothing stands in a row but what the form itself puts there."""
    beforehand = {"kind", "key", "about_someone_else", *getattr(row, "usual", ())}
    return not any(any(_shown(each).values()) for each in row if each.name not in beforehand)


def _shown(bound: Any) -> Typed:
    if isinstance(bound.field.widget, CheckboxInput):
        return {bound.html_name: ["on"]} if bound.value() else {}
    given = _typed(bound.html_name, bound.field, bound.value())
    return {name: texts for name, texts in given.items() if any(texts)}


def _typed(name: str, field: Any, value: Any) -> Typed:
    value = field.prepare_value(value)
    widget = field.widget
    if isinstance(widget, PartsWidget):
        return {f"{name}_{part}": [str(text)] for part, text in widget.raw(value).items()}
    if isinstance(widget, ChoiceWithReasonWidget):
        raw = widget.raw(value)
        return {
            name: [str(each) for each in raw["chosen"]],
            f"{name}__reason": [raw["reason"]] if raw["reason"] else [],
        }
    if isinstance(widget, ReferenceWidget):
        raw = widget.raw(value)
        return {name: list(raw["chosen"]), f"{name}_other": [raw["other"]]}
    return {name: [str(value or "")]}
