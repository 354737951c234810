"""What is said of a chronology and of its lines."""

from django import forms

from records.models import Chronology, ChronologyLine

LONGEST_TEXT = 2000


class ChronologyForm(forms.ModelForm):
    """What it is called and what it is for: both stand on its first page."""

    purpose = forms.CharField(
        label="What is it for?",
        help_text="Who will read it, and what they want to understand.",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what the chronology is for"},
    )

    class Meta:
        model = Chronology
        fields = ("title", "purpose")
        labels = {"title": "What is it called?"}
        help_texts = {"title": "For example: Falls at home, 2024 to 2026."}
        error_messages = {"title": {"required": "Enter what the chronology is called"}}


class LineForm(forms.ModelForm):
    """What happened, in a sentence or two, and what it meant for the person."""

    event = forms.CharField(
        label="What happened",
        help_text="One or two sentences, as the entry has it.",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Enter what happened"},
    )
    impact = forms.CharField(
        label="What it meant for the person",
        help_text="Your judgement, in your words: what changed for them because of it.",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = ChronologyLine
        fields = ("event", "impact")
