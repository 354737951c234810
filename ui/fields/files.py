"""Files sent with a form."""

from typing import Any

from django import forms

from ui import widgets
from ui.fields.answer import Answer


class SeveralFilesField(Answer, forms.FileField):
    """Any number of files. Cleans to a list of uploaded files."""

    widget = widgets.SeveralFilesInput
    ask = "Choose a file for “{label}”"

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, (list, tuple)) else [data] if data else []
        cleaned = [super(SeveralFilesField, self).clean(each, initial) for each in given]
        if not cleaned and self.required and not initial:
            raise self.missing()
        return cleaned
