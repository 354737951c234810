"""What an action refused, beside the question that it is about."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError


def words_of(refused: Exception) -> list[str]:
    """Return what an action said when it refused, a sentence each."""
    return refused.messages if isinstance(refused, ValidationError) else [str(refused)]


def show(form: forms.Form, refused: ValidationError | PermissionDenied) -> None:
    """Put each mistake that an action found beside its question, or above the form."""
    if not hasattr(refused, "error_dict"):
        form.add_error(None, words_of(refused))
        return
    for name, mistakes in refused.error_dict.items():
        form.add_error(name if name in form.fields else None, mistakes)


def is_done(form: forms.Form, act: Callable[..., Any], **given: Any) -> bool:
    """Do what a valid form asks; say whether it was done, or was refused beside its questions.

    A ``ValidationError`` about no question is raised on, for the page as a whole.
    """
    try:
        act(**given, **form.cleaned_data)
    except ValidationError as refused:
        if not hasattr(refused, "error_dict"):
            raise
        show(form, refused)
        return False
    return True
