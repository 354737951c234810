"""What an action refused, beside the question that it is about."""

from django import forms
from django.core.exceptions import ValidationError


def show(form: forms.Form, refused: ValidationError) -> None:
    """Put each mistake that an action found beside its question, or above the form."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, mistakes in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, mistakes)
