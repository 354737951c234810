"""What is said of a chronology and of its lines."""

from django import forms

from records.models import Chronology, ChronologyLine
from ui.fields import LongTextField, ShortTextField

LONGEST_TEXT = 2000


class ChronologyForm(forms.ModelForm):
    """What it is called and what it is for: both stand on its first page."""

    title = ShortTextField(
        label="What is it called?",
        help_text="For example: Falls at home, 2024 to 2026.",
        limit=150,
        error_messages={"required": "Enter what the chronology is called"},
    )
    purpose = LongTextField(
        label="What is it for?",
        help_text="Who will read it, and what they want to understand.",
        limit=LONGEST_TEXT,
        rows=3,
        error_messages={"required": "Enter what the chronology is for"},
    )

    class Meta:
        model = Chronology
        fields = ("title", "purpose")


class LineForm(forms.ModelForm):
    """What happened, in a sentence or two, and what it meant for the person."""

    event = LongTextField(
        label="What happened",
        help_text="One or two sentences, as the entry has it.",
        limit=LONGEST_TEXT,
        rows=3,
        error_messages={"required": "Enter what happened"},
    )
    impact = LongTextField(
        label="What it meant for the person",
        help_text="Your judgement, in your words: what changed for them because of it.",
        limit=LONGEST_TEXT,
        required=False,
        rows=3,
    )

    class Meta:
        model = ChronologyLine
        fields = ("event", "impact")
