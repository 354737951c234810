"""What a manager may answer to an entry."""

from django import forms

from ui.fields import LongTextField


class ReviewForm(forms.Form):
    """Approve, or return with a comment."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comment = LongTextField(
        label="Comment for the writer",
        help_text="What is needed, and why. They answer with a correction or an addition.",
        limit=4000,
        rows=4,
        required=False,
    )
    praise = LongTextField(
        label="What was done well",
        help_text="Shown to the writer. Leave empty if you have nothing to add.",
        limit=2000,
        rows=2,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].mark = "(needed to return it)"
        self.fields["comment"].widget.attrs["data-key"] = "r"

    def clean(self):
        cleaned = super().clean()
        answer = self.data.get("answer")
        if answer not in ("approve", "return"):
            self.add_error(None, "Choose whether to approve the entry or to return it")
        if answer == "return" and not (cleaned.get("comment") or self.has_error("comment")):
            self.add_error("comment", "Enter a comment that says what is needed")
        # Each button sends one of the two texts. The other is not thrown away in silence.
        if answer == "return" and cleaned.get("praise"):
            self.add_error("praise", "Take this out to return the entry, or put it in the comment")
        if answer == "approve" and cleaned.get("comment"):
            self.add_error("comment", "Take this out to approve the entry, or return it")
        return cleaned


class SentenceForm(forms.Form):
    """Something about one sentence."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    sentence = forms.TypedChoiceField(
        label="Which sentence?",
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Select the sentence",
            "invalid_choice": "Select the sentence again: the writer has corrected this entry",
        },
    )
    words = LongTextField(
        label="What do you say of it?",
        help_text="Shown to the writer beside it, in your name: what is good, or what would help.",
        limit=2000,
        rows=3,
        error_messages={"required": "Enter what you say of it"},
    )

    def __init__(self, *args, sentences, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sentence"].choices = [
            (number, f"{number}. {text}") for number, (_, text) in enumerate(sentences, 1)
        ]


class AnswerCommentForm(forms.Form):
    """What the writer says to it."""

    words = LongTextField(
        label="What do you answer?",
        help_text="Whoever commented reads it beside the sentence. To change the record itself, "
        "correct it.",
        limit=2000,
        rows=4,
        error_messages={"required": "Enter your answer"},
    )
