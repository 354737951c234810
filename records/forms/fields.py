"""From a question of the catalogue to the field that asks it. No kind falls back to another."""

from collections.abc import Callable

from django import forms

from records.catalogue import Field, catalogue, takes
from records.catalogue import definitions as kinds
from records.drafting.references import Known, Reference
from records.forms.needed import OPTIONAL
from records.queries.links import Offered
from ui.fields import (
    ChoiceSelectField,
    ChoiceWithReasonField,
    DateTimeWithUnknown,
    DurationField,
    EntriesField,
    IsoDateField,
    LongTextField,
    MoneyField,
    MultiChoiceWithReasonField,
    ReferenceField,
    ShortTextField,
    ShowIf,
    StaffSelectField,
    YesNoField,
)

LONGEST_TEXT = 1_000_000
_SEEN_IN_ROW = 5  # choices that stand side by side in a row of a question


def build(field: Field, known: Known, *, in_row: bool = False) -> forms.Field:
    """Return the form field for a question.

    Nothing is required here: a draft may lack anything, and what signing needs is asked of the
    catalogue. ``in_row``: there is little room, as in a row of a question. Raises ``KeyError`` for
    a kind that has rows of its own (statements, actions, attachments, rows) or is not known.
    """
    is_long = in_row and field.kind == kinds.CHOICE and len(field.choices) > _SEEN_IN_ROW
    is_list = is_long and not field.choices_with_reason
    made = (_list if is_list else _BUILDERS[field.kind])(field, known)
    if in_row and made.widget.attrs.get("rows"):
        made.widget.attrs["rows"] = 2
    made.label = field.label
    made.help_text = field.help
    made.required = False
    made.mark = "" if field.required else OPTIONAL
    if field.needs_fact == "late":
        made.mark = "(only if it is late)"
    if field.show_if is not None:
        made.show_if = ShowIf(field.show_if.field, field.show_if.values)
    if field.name == DOCUMENT:
        made.widget.attrs["list"] = _FILES_OFFERED
    return made


# The document that something is known from. The files that stand on the form are offered for it.
DOCUMENT = "source_document"
_FILES_OFFERED = "attached-files"

# A longer list opens: as radios it would fill the page before anything can be written.
RADIOS_AT_MOST = 12


def people_offered(field: Field, known: Known) -> list[Reference]:
    """Return whom a question about people offers to tick."""
    offered = known.around
    if field.people:
        order = {kind: place for place, kind in enumerate(field.people)}
        offered = sorted(
            (each for each in offered if each["kind"] in order),
            key=lambda each: order[each["kind"]],
        )
    return offered


def _choice(field: Field, known: Known) -> forms.Field:
    if len(field.choices) > RADIOS_AT_MOST and not field.choices_with_reason:
        return _list(field, known)
    return ChoiceWithReasonField(
        choices=field.choice_values, reasons=field.choices_with_reason, label=field.label
    )


def _list(field: Field, known: Known) -> forms.Field:
    return ChoiceSelectField(choices=field.choice_values, label=field.label)


def _multi_choice(field: Field, known: Known) -> forms.Field:
    return MultiChoiceWithReasonField(
        choices=field.choice_values, reasons=field.choices_with_reason, label=field.label
    )


def _people(field: Field, known: Known) -> forms.Field:
    other = not field.people or "other" in field.people
    return ReferenceField(known=people_offered(field, known), other=other, label=field.label)


def _staff(field: Field, known: Known) -> forms.Field:
    # Where the question allows it, an attorney or a deputy who decides is named as who they are.
    around = known.contacts if "contact" in field.people else []
    return StaffSelectField(staff=known.staff, around=around, label=field.label)


def _entries(field: Field, known: Known) -> forms.Field:
    offered = [
        {"kind": "entry", "key": each.key, "name": each.name, "role": each.by}
        for each in known.entries
        if not each.is_open or _is_asked(field, each)
    ]
    return EntriesField(known=offered, multiple=not field.one, label=field.label)


def _is_asked(field: Field, offered: Offered) -> bool:
    record_type = catalogue().get(offered.type_key)
    return record_type is not None and takes(field, record_type)


def _datetime(field: Field, known: Known) -> forms.Field:
    return DateTimeWithUnknown(allow_unknown=True, label=field.label)


def _long_text(field: Field, known: Known) -> forms.Field:
    return LongTextField(limit=LONGEST_TEXT, rows=4, label=field.label)


_BUILDERS: dict[str, Callable[[Field, Known], forms.Field]] = {
    kinds.SHORT_TEXT: lambda field, known: ShortTextField(label=field.label),
    kinds.LONG_TEXT: _long_text,
    kinds.DATE: lambda field, known: IsoDateField(label=field.label),
    kinds.DATETIME: _datetime,
    kinds.CHOICE: _choice,
    kinds.MULTI_CHOICE: _multi_choice,
    kinds.BOOLEAN: lambda field, known: YesNoField(label=field.label),
    kinds.PERSON_REF: _people,
    kinds.CONTACT_REF: _people,
    kinds.STAFF_REF: _staff,
    kinds.ENTRY_REF: _entries,
    kinds.MONEY: lambda field, known: MoneyField(label=field.label),
    kinds.DURATION: lambda field, known: DurationField(label=field.label),
}
