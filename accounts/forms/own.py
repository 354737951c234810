"""The form to sign in with, and the form of one's own settings."""

from allauth.account.forms import LoginForm
from django import forms

from accounts.models import User


class SignInForm(LoginForm):
    """E-mail address and password; the labels say which, so no text stands in the boxes."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SettingsForm(forms.ModelForm):
    """How the product behaves for one member of staff."""

    class Meta:
        model = User
        fields = ("wants_shortcuts",)
        labels = {"wants_shortcuts": "Keyboard shortcuts"}
        help_texts = {
            "wants_shortcuts": "Single keys that lead to a place on the page while you are not "
            "typing. Turn them off if you speak to your computer, or if they get in your way."
        }
