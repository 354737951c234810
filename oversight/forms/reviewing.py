"""What a manager may answer to an entry."""

from django import forms


class ReviewForm(forms.Form):
    """Approve, or return with a comment."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    comment = forms.CharField(
        label="Comment for the writer",
        help_text="What is needed, and why. They answer with a correction or an addition.",
        widget=forms.Textarea({"rows": 4, "data-key": "r"}),
        required=False,
        max_length=4000,
    )
    praise = forms.CharField(
        label="What was done well",
        help_text="Shown to the writer. Leave empty if you have nothing to add.",
        widget=forms.Textarea({"rows": 2}),
        required=False,
        max_length=2000,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["comment"].mark = "(needed to return it)"

    def clean(self):
        cleaned = super().clean()
        answer = self.data.get("answer")
        if answer not in ("approve", "return"):
            self.add_error(None, "Choose whether to approve the entry or to return it")
        if answer == "return" and not (cleaned.get("comment") or self.has_error("comment")):
            self.add_error("comment", "Enter a comment that says what is needed")
        return cleaned
