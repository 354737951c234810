"""Form fields that read forgivingly, keep what was typed, and answer in the form that is stored.

``cleaned_data`` holds the answer exactly as an entry keeps it (see each class), except for
``DateField3``, which gives a ``date``; ``IsoDateField`` gives its ISO text. Every field can
``encode`` a cleaned answer into the values of an entry and ``decode`` them into an initial value.
"""

from ui.fields.answer import Answer, ShowIf
from ui.fields.choice import (
    ChoiceAnswer,
    ChoiceSelectField,
    ChoiceWithReasonField,
    MultiChoiceWithReasonField,
    YesNoField,
)
from ui.fields.files import SeveralFilesField
from ui.fields.parts import (
    EVERY,
    DateField3,
    DateTimeWithUnknown,
    DurationField,
    IsoDateField,
    MoneyField,
    PartsField,
)
from ui.fields.people import EntriesField, ReferenceField, StaffSelectField
from ui.fields.text import LONGEST_LINE, LONGEST_TEXT, LongTextField, ShortTextField

__all__ = [
    "EVERY",
    "LONGEST_LINE",
    "LONGEST_TEXT",
    "Answer",
    "ChoiceAnswer",
    "ChoiceSelectField",
    "ChoiceWithReasonField",
    "DateField3",
    "DateTimeWithUnknown",
    "DurationField",
    "EntriesField",
    "IsoDateField",
    "LongTextField",
    "MoneyField",
    "MultiChoiceWithReasonField",
    "PartsField",
    "ReferenceField",
    "SeveralFilesField",
    "ShortTextField",
    "ShowIf",
    "StaffSelectField",
    "YesNoField",
]
