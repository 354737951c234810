"""The form to sign in with."""

from allauth.account.forms import LoginForm


class SignInForm(LoginForm):
    """E-mail address and password; the labels say which, so no text stands in the boxes."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
