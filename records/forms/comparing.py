"""Choosing two versions of an entry to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms

import clock
from records.models import EntryVersion
from ui import formats


class CompareForm(forms.Form):
    """From which version to which. What cannot be read counts as not given."""

    def __init__(self, data: Any, *, versions: Sequence[EntryVersion]) -> None:
        self.versions = {str(each.number): each for each in versions}
        first, last = (str(each.number) for each in (versions[0], versions[-1]))
        given = {"from": first, "to": last} | {
            name: data[name] for name in ("from", "to") if data.get(name) in self.versions
        }
        super().__init__(given)
        choices = [(number, _named(each)) for number, each in self.versions.items()]
        for name, label in (("from", "From"), ("to", "To")):
            self.fields[name] = forms.ChoiceField(label=label, choices=choices)
            self.fields[name].mark = ""

    def chosen(self) -> tuple[EntryVersion, EntryVersion]:
        """Return the two versions, in the order in which they were chosen."""
        return self.versions[self.data["from"]], self.versions[self.data["to"]]


def _named(version: EntryVersion) -> str:
    signed = formats.short_datetime(clock.local(version.signed_at))
    return f"Version {version.number}, {version.signed_by.name}, {signed}"
