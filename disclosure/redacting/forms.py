"""What an officer says about words that may not leave."""

import uuid
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.db.models import QuerySet

from disclosure.choosing import ScopeForm
from disclosure.formats import (
    Needed,
    fit_format,
    format_field,
    lock_field,
    offer_formats,
    print_field,
)
from disclosure.forms import LONGEST_REASON, LONGEST_RECIPIENT
from disclosure.models import Export, RedactedEntry, RedactedFile, RedactionMark
from disclosure.redacting.page_numbers import page_numbers
from disclosure.redacting.pieces import Piece
from disclosure.redacting.reasons import choices
from disclosure.requests.data import GENERAL, REASONS
from disclosure.sharing.choosing import choose, decision_field, offer
from disclosure.sharing.queries import Decided
from records.held import OpenersList
from records.models import Chronology, Entry
from ui.fields import ChoiceAnswer, ChoiceWithReasonField, LongTextField, ShortTextField

_LABEL_SHOWN = 90
_SOME_PAGES = RedactedFile.Decision.SOME
_LOST = "This form has lost its number. Open the page again"
_SOME = (
    "Of some, those alone are looked at and decided about, and not the pages about the person. The "
    "cover of the copy says what was chosen, and its last pages account for what stays out."
)


class BeginForm(ScopeForm):
    """Of which entries or chronology a redacted copy is made, why, and who may have it."""

    field_order = ("submission", "chronology")

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages={"required": _LOST, "invalid": _LOST},
    )
    purpose = forms.ChoiceField(
        label="Why is this copy made?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select why this copy is made"},
    )
    recipient = ShortTextField(
        label="Who may have it?",
        help_text="Name the person or organisation, and how it reaches them. It stands on the "
        "cover of the copy.",
        limit=LONGEST_RECIPIENT,
        error_messages={"required": "Enter who may have this copy"},
    )

    def __init__(
        self,
        *args: Any,
        by_type: Mapping[str, int],
        by_statement: Mapping[str, int],
        one: Entry | None,
        has_any: Callable[..., bool],
        chronologies: QuerySet[Chronology],
        openers: Iterable[OpenersList],
        purposes: Iterable[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.has_any = has_any
        self.offer_entries(by_type, by_statement, one)
        self.offer_chronologies(chronologies)
        self.offer_openers(openers)
        self.fields["purpose"].choices = [(each, Export.Purpose(each).label) for each in purposes]
        if one is None:
            self.fields["entries"].help_text = _SOME

    def clean(self) -> dict[str, Any]:
        """Ask for entries that the record has."""
        given = super().clean() or {}
        self.check_openers(given)
        given["known_at"] = known_at = self.known_then(given)
        given["scope"] = self.chosen(given, partial(self.has_any, known_at=known_at))
        return given


class MakeForm(forms.Form):
    """In which format the copy is made, and what lets it be shared. Sent twice, it asks for one."""

    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    made_as = format_field()
    is_locked = lock_field()
    print_size = print_field()
    decision = decision_field()

    def __init__(
        self,
        *args: Any,
        needed: Needed,
        asks_decision: bool,
        decisions: Iterable[Decided],
        recipient: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.needed, self.recipient = needed, recipient
        offer_formats(self, needed)
        self.decisions = offer(self.fields["decision"], decisions)
        if not asks_decision:
            del self.fields["decision"]

    def clean(self) -> dict[str, Any]:
        """Ask what lets it be shared, where that is asked, and for a format that there is."""
        given = super().clean() or {}
        if not self.data.get("print_size"):
            given["print_size"] = self.needed.print_size
        fit_format(self, given)
        least = self.needed.print_size if given["made_as"] in Export.PAGED else 0
        if (given.get("print_size") or 0) < least:
            self.add_error("print_size", f"Select {least} point or more: it is what they need")
        return given | choose(self, given, self.decisions, recipient=self.recipient)


class MarkForm(forms.Form):
    """What becomes of some marked words."""

    decision = forms.ChoiceField(
        label="What happens to these words?",
        choices=[("REMOVE", "Remove them"), ("KEEP", "Keep them")],
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.ChoiceField(label="Reason, if they are removed", choices=choices)
    because = ShortTextField(
        label="Why they are kept, or a note on why they go", limit=LONGEST_REASON, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Ask why words are kept that were proposed to go."""
        given = super().clean() or {}
        keeps = given.get("decision") == RedactionMark.Decision.KEEP
        if keeps and not given.get("because") and not self.has_error("because"):
            self.add_error("because", "Enter why these words are kept")
        return given


class AlikeForm(MarkForm):
    """What becomes of the same words wherever they stand in the copy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"].label = "What happens to these words in all of these places?"
        self.fields["decision"].required = True
        self.fields["decision"].error_messages["required"] = "Select what happens to these words"


class FileForm(forms.Form):
    """Whether one file may go into the copy, or which pages of it."""

    decision = forms.ChoiceField(
        label="May this file go into the copy?",
        choices=[
            ("LEAVE_OUT", "No, leave it out"),
            ("SOME", "Some of its pages"),
            ("GIVE", "Yes, all of it"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    pages = ShortTextField(
        label="Which pages, if some of them?", help_text="Such as 1-3, 5", limit=100, required=False
    )
    reason = forms.ChoiceField(label="Reason, if it or some of it is left out", required=False)
    because = ShortTextField(
        label="A note on why it goes or stays out", limit=LONGEST_REASON, required=False
    )

    def __init__(self, *args: Any, number_of_pages: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", "Select a reason"), *choices()]
        self.number_of_pages = number_of_pages
        if number_of_pages < 2:
            del self.fields["pages"]
            offered = self.fields["decision"]
            offered.choices = [each for each in offered.choices if each[0] != _SOME_PAGES]

    def clean(self) -> dict[str, Any]:
        """Ask why a file or some of it is left out, as the reader is told, and which pages go."""
        given = super().clean() or {}
        decision = given.get("decision")
        if decision in (RedactedFile.Decision.LEAVE_OUT, _SOME_PAGES) and not given.get("reason"):
            self.add_error("reason", "Select why the file, or some of it, is left out")
        if decision == _SOME_PAGES and not self.has_error("pages"):
            try:
                page_numbers(given.get("pages", ""), of=self.number_of_pages)
            except ValueError:
                has = f"It has {self.number_of_pages}"
                self.add_error("pages", f"Enter its pages, such as 1-3, 5. {has}")
        return given


class AddMarkForm(forms.Form):
    """Words that no rule found."""

    path = forms.ChoiceField(label="In which text?", error_messages={"required": "Select the text"})
    words = LongTextField(
        label="Which words?",
        help_text="Exactly as they stand there. Leave this empty to remove the whole text.",
        required=False,
        rows=2,
    )
    which = forms.IntegerField(
        label="If they stand there more than once, which time?",
        min_value=1,
        initial=1,
        error_messages={
            "required": "Enter 1 if they stand there once",
            "invalid": "Enter a number, such as 2",
            "min_value": "Enter 1 or more",
        },
    )
    whole = forms.BooleanField(
        label="Remove the whole text or statement, with all that stands under it", required=False
    )
    reason = forms.ChoiceField(
        label="Why are they removed?",
        choices=choices,
        error_messages={"required": "Select why they are removed"},
    )

    def __init__(self, *args: Any, pieces: list[tuple[int, Piece]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["path"].choices = [
            (piece.path, f"{number}. {_begins(piece)}") for number, piece in pieces
        ]

    def clean(self) -> dict[str, Any]:
        """Ask for the words, unless the whole text goes."""
        given = super().clean() or {}
        if not given.get("whole") and not given.get("words") and not self.has_error("words"):
            self.add_error("words", "Enter the words, or select that the whole text goes")
        if given.get("whole") and given.get("words"):
            self.add_error("words", "Take the words out, or do not select that the whole text goes")
        return given


class WholeForm(forms.Form):
    """Whether an entry goes into the copy at all."""

    whole = forms.ChoiceField(
        label="Does this entry go into the copy?",
        choices=[
            ("GIVE", "Yes, with what is removed from it"),
            ("WITHHOLD", "No, withhold all of it"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Select whether it goes into the copy"},
    )
    reason = forms.ChoiceField(label="Reason, if it is withheld", required=False)
    because = LongTextField(
        label="Why, in your words",
        help_text="Who gave an opinion, and what was weighed. It is kept for whoever looks at this "
        "decision again, and does not stand in the copy.",
        limit=LONGEST_REASON,
        required=False,
        rows=3,
    )

    def __init__(self, *args: Any, row: RedactedEntry, **kwargs: Any) -> None:
        initial = {
            "whole": row.whole,
            "reason": row.whole_reason or row.proposed,
            "because": row.whole_because,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.row = row
        self.fields["reason"].choices = choices(whole=True)

    def clean(self) -> dict[str, Any]:
        """Ask why, wherever that has to be known later."""
        given = super().clean() or {}
        asks = given.get("whole") == RedactedEntry.Whole.WITHHOLD or self.row.proposed
        if (
            given.get("whole")
            and asks
            and not given.get("because")
            and not self.has_error("because")
        ):
            self.add_error("because", "Enter why, in your words")
        return given


class SendForm(forms.Form):
    """What the copy says of what is left out of it."""

    says = ChoiceWithReasonField(
        label="What does the copy say of what is left out?",
        choices=[
            (REASONS, "Each reason, with what it means"),
            (GENERAL, "Only that something was: to say why would itself do harm"),
        ],
        reasons={GENERAL: "Enter what harm that would do, and to whom"},
        hints={
            GENERAL: "One wording stands in every place, on the cover and at its end. The reasons "
            "are kept for whoever looks at this again, and so is what you enter."
        },
        reason_limit=LONGEST_REASON,
        error_messages={"required": "Select what the copy says of what is left out"},
    )

    def __init__(self, *args: Any, because: str, **kwargs: Any) -> None:
        chosen = ChoiceAnswer([GENERAL if because else REASONS], because)
        super().__init__(*args, initial={"says": chosen}, **kwargs)


class CheckForm(forms.Form):
    """What the second officer says."""

    comment = LongTextField(
        label="What should be looked at again, or why is it right?",
        help_text="Answer this if you send it back, or if you agree where something was decided "
        "otherwise than was weighed.",
        limit=900,
        required=False,
        rows=3,
    )


def _begins(piece: Piece) -> str:
    words = " ".join(piece.text.split())
    more = "…" if len(words) > _LABEL_SHOWN else ""
    return f"{piece.label}: {words[:_LABEL_SHOWN]}{more}"
