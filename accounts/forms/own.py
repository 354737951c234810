"""The form to sign in with, and the form of one's own settings."""

from typing import ClassVar

from allauth.account.forms import LoginForm
from django import forms

from accounts.models import Digest, Often, User


class SignInForm(LoginForm):
    """E-mail address and password; the labels say which, so no text stands in the boxes."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SettingsForm(forms.ModelForm):
    """How the product behaves for one member of staff."""

    digest_kinds = forms.MultipleChoiceField(
        label="What does it count?",
        help_text="Only numbers are sent, never a name or a word of a record.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = User
        fields = ("wants_shortcuts", "wants_privacy", "digest_every", "digest_kinds")
        labels = {
            "wants_shortcuts": "Keyboard shortcuts",
            "wants_privacy": "Cover names and words in lists",
            "digest_every": "How often do you want an email that counts what waits for you?",
        }
        widgets: ClassVar = {"digest_every": forms.RadioSelect}
        help_texts = {
            "wants_shortcuts": "Single keys that lead to a place on the page while you are not "
            "typing. Turn them off if you speak to your computer, or if they get in your way.",
            "wants_privacy": "For a screen that others can see. A line is covered until you point "
            "at it, tap it or reach it with the Tab key. What you open or print is not covered.",
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["digest_kinds"].choices = Digest.open_to(self.instance)
        self.fields["digest_kinds"].mark = ""

    def clean(self):
        given = super().clean()
        if given.get("digest_every") not in (None, Often.NEVER) and not given.get("digest_kinds"):
            self.add_error("digest_kinds", "Tick what it counts, or choose never to get it")
        return given
