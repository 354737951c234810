"""In which format a copy is made: ordinary or large print here, every other one arranged."""

import re
from dataclasses import dataclass
from typing import Any

from django import forms

from disclosure.models import Export
from people import queries as people_queries
from people.models import CommunicationNeed, Person
from ui.fields import ShowIf

LARGE = 18
OFFERED = (16, LARGE, 24)
SIZES = range(14, 37)
_NO_LOCK = "Take this out, or select PDF, to read or print: no other format can be locked"
_POINTS = re.compile(r"\b(\d{2})[\s-]*(?:pt|point)", re.IGNORECASE)


@dataclass(frozen=True)
class Needed:
    """The format that a person needs: its words, and the size of print where that meets it."""

    words: str = ""
    print_size: int = 0

    @property
    def is_arranged(self) -> bool:
        """Say whether this product cannot make it, so that somebody must."""
        return bool(self.words) and not self.print_size


def needed_by(person: Person) -> Needed:
    """Return the format that a person needs for what is written; none of somebody who has died."""
    need = None if person.has_died else people_queries.format_needed(person)
    if need is None:
        return Needed()
    size = _size(need) if need.kind == CommunicationNeed.Kind.LARGE_PRINT else 0
    return Needed(need.need, size)


def _size(need: CommunicationNeed) -> int:
    """Return the size that is recorded with the need, or that of large print."""
    found = _POINTS.search(f"{need.need} {need.detail}")
    size = int(found.group(1)) if found else LARGE
    return size if size in SIZES else LARGE


def print_choices(needed: Needed) -> list[tuple[int, str]]:
    """Return ordinary print, and each size of large print that somebody may choose."""
    sizes = sorted({*OFFERED, needed.print_size} - {0})
    return [(0, "Ordinary print"), *((size, f"Large print, {size} point") for size in sizes)]


def format_field() -> forms.ChoiceField:
    """Return the field that asks for the format of a copy."""
    return forms.ChoiceField(
        label="In which format is it made?",
        help_text="All of them hold the same words. Large print is a PDF of either kind.",
        choices=Export.MadeAs,
        initial=Export.MadeAs.PDF,
        required=False,
        widget=forms.RadioSelect,
    )


def lock_field() -> forms.BooleanField:
    """Return the field that asks whether a copy is locked."""
    return forms.BooleanField(
        label="Lock it with a password, because it is sent",
        help_text="The password is shown once, when the copy is ready. Tell them by another way: "
        "by telephone if the copy goes by email. Only a PDF to read or print can be locked: the "
        "standard for PDF/A forbids it, so that whoever keeps one can always open it.",
        required=False,
    )


def print_field() -> forms.TypedChoiceField:
    """Return the field that asks for the print of a copy."""
    return forms.TypedChoiceField(
        label="In which print is it made?",
        coerce=int,
        empty_value=0,
        required=False,
        widget=forms.RadioSelect,
    )


def offer_formats(form: forms.Form, needed: Needed) -> None:
    """Offer the prints that there are, and ask for print and lock only where there is a PDF."""
    lock: Any = form.fields["is_locked"]
    size: Any = form.fields["print_size"]
    lock.show_if = ShowIf("made_as", (Export.MadeAs.PDF,))
    size.show_if = ShowIf("made_as", tuple(Export.PAGED))
    size.choices = print_choices(needed)
    size.initial, size.mark = needed.print_size, ""


def fit_format(form: forms.Form, given: dict[str, Any]) -> None:
    """Settle what was asked of the format; say what another format than a PDF cannot have."""
    given["made_as"] = given.get("made_as") or Export.MadeAs.PDF
    if given["made_as"] not in Export.PAGED:
        given["print_size"] = 0
    if given["made_as"] != Export.MadeAs.PDF and given.get("is_locked"):
        form.add_error("is_locked", _NO_LOCK)
