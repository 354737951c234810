"""What an action refused, put beside the question that it is about."""

from django import forms
from django.core.exceptions import ValidationError


def blame(form: forms.Form, wrong: ValidationError) -> None:
    """Show on ``form`` why an action refused what was typed."""
    if not hasattr(wrong, "error_dict"):
        form.add_error(None, wrong)
        return
    for name, errors in wrong.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
