"""Small forms beside a record: why it is corrected, what is added, why an answer is missing."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

import clock
from records.forms.quiet import QuietForm
from records.models import Addition, Entry
from records.rules.beside import require_possible_day
from records.rules.own_words import ASKED_BY_PERSON, TYPING_ERROR
from records.shown.comments import PersonComment
from ui import formats
from ui.fields import DateField3, LongTextField, ShortTextField, ShowIf

LONGEST_REASON = 2000
LONGEST_ADDITION = 100_000
_SENTENCE_SHOWN = 90
_NONE_OF_THEM = "none"
_IN_RECORD = "record-"  # before the key of a comment that is a record of its own
CORRECTION_KINDS = (
    "Something I wrote was wrong",
    "Something was missing",
    "My manager asked for it",
    TYPING_ERROR,
    ASKED_BY_PERSON,
)


class CorrectionForm(QuietForm):
    """Why a signed entry is corrected."""

    prefix = "correction"
    kind = forms.ChoiceField(
        label="What kind of correction is it?",
        help_text="Somebody’s own words may change only for one of the last two.",
        choices=[(kind, kind) for kind in CORRECTION_KINDS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what kind of correction it is"},
    )
    detail = LongTextField(
        label="What was wrong, and how do you know?",
        limit=LONGEST_REASON,
        rows=2,
        error_messages={"required": "Enter what was wrong, and how you know"},
    )

    @property
    def reason(self) -> str:
        """The reason as it is signed: the kind, then the words."""
        return f"{self.cleaned_data['kind']}. {self.cleaned_data['detail']}"


class AdditionForm(QuietForm):
    """Something put beside ``entry``. ``sentences`` are those of it that it may speak of.

    A reply says which of the person's comments beside the entry it answers, if there are any.
    """

    kind = forms.ChoiceField(
        label="What are you adding?",
        choices=Addition.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you are adding"},
    )
    answers = forms.ChoiceField(
        label="Which comment does this answer?",
        help_text="It then stands beneath that comment.",
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose a comment from the list"},
    )
    about = forms.ChoiceField(
        label="Is it about one sentence?",
        help_text="It then stands at that sentence. If something was shown: which part.",
        required=False,
        error_messages={"invalid_choice": "Choose a sentence from the list"},
    )
    said_by = ShortTextField(
        label="Who commented, or was shown it?",
        help_text="The person, or who speaks for them and how.",
        limit=150,
        required=False,
    )
    received_on = DateField3(label="When did it come, or was it shown?", required=False)
    shown_how = forms.ChoiceField(
        label="How was it shown or read to them?",
        choices=Addition.ShownHow,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose from the list how it was shown"},
    )
    text = LongTextField(
        label="What should stand beside the entry?",
        help_text=(
            "It is signed in your name, with today’s date. The entry itself does not change. "
            "A person’s comment, and what they say when something is read back to them, is kept to "
            "the letter: write their words, not yours. If they said nothing, leave it empty."
        ),
        required=False,
        limit=LONGEST_ADDITION,
        rows=6,
    )

    def __init__(
        self,
        *args: Any,
        entry: Entry,
        sentences: Sequence[str] = (),
        records: Sequence[PersonComment] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.entry = entry
        self.sentences = list(sentences)
        self.fields["about"].choices = [
            ("", "The entry as a whole"),
            *((str(number), _cut(text)) for number, text in enumerate(self.sentences)),
        ]
        self.comments = {
            each.key: each
            for each in entry.additions.all()
            if each.kind == Addition.Kind.PERSON_COMMENT
        }
        self.records = {f"{_IN_RECORD}{each.entry.key}": each for each in records}
        if self.comments or self.records:
            self.fields["answers"].choices = [
                *((key, _comment(each)) for key, each in self.comments.items()),
                *((key, _recorded(each)) for key, each in self.records.items()),
                (_NONE_OF_THEM, "None of these, for example what my manager asked"),
            ]
            self.fields["answers"].show_if = ShowIf("kind", (Addition.Kind.REPLY.value,))
            self.fields["answers"].mark = ""
        else:
            del self.fields["answers"]
        spoken = tuple(kind.value for kind in Addition.IN_THEIR_WORDS)
        for name in ("said_by", "received_on"):
            self.fields[name].show_if = ShowIf("kind", spoken)
        self.fields["shown_how"].show_if = ShowIf("kind", (Addition.Kind.READ_BACK.value,))
        for name in ("said_by", "received_on", "shown_how", "text"):
            self.fields[name].mark = ""

    def clean(self) -> dict[str, Any]:
        """Ask whose comment it is and when it came; what cannot be is refused."""
        given = self.cleaned_data
        is_reply = given.get("kind") == Addition.Kind.REPLY
        if (
            is_reply
            and "answers" in self.fields
            and "answers" not in self.errors
            and not given["answers"]
        ):
            self.add_error("answers", "Choose which comment this answers")
        shown = given.get("kind") == Addition.Kind.READ_BACK
        if not shown and not self.has_error("text") and not given.get("text"):
            self.add_error("text", "Enter what should stand beside the entry")
        if given.get("kind") not in Addition.IN_THEIR_WORDS:
            return given
        if shown and not self.has_error("shown_how") and not given.get("shown_how"):
            self.add_error("shown_how", "Choose how it was shown or read to them")
        if "said_by" not in self.errors and not given.get("said_by"):
            who = "Enter to whom it was shown" if shown else "Enter who commented"
            self.add_error("said_by", who)
        if "received_on" not in self.errors:
            try:
                self._require_day(given.get("received_on"), was_shown=shown)
            except ValidationError as wrong:
                self.add_error("received_on", wrong)
        return given

    def _require_day(self, received_on: date | None, *, was_shown: bool) -> None:
        if received_on is None:
            what = "it was shown to them" if was_shown else "the comment came"
            raise ValidationError(f"Enter the date on which {what}")
        require_possible_day(self.entry, received_on, today=clock.today(), was_shown=was_shown)

    @property
    def added(self) -> dict[str, Any]:
        """What is added, as the action wants it."""
        given = self.cleaned_data
        about = given["about"]
        added = {
            "kind": given["kind"],
            "text": given["text"],
            "about_text": self.sentences[int(about)] if about else "",
        }
        if given["kind"] == Addition.Kind.READ_BACK:
            added["shown_how"] = given["shown_how"]
        if given["kind"] in Addition.IN_THEIR_WORDS:
            added |= {"said_by": given["said_by"], "received_on": given["received_on"]}
        if given["kind"] == Addition.Kind.REPLY:
            answered = given.get("answers", "")
            added["answers"] = self.comments.get(answered)
            if answered in self.records:
                added["answers_record"] = self.records[answered].entry
        return added


def _comment(comment: Addition) -> str:
    came = f", {formats.short_date(comment.received_on)}" if comment.received_on else ""
    return f"{comment.said_by}{came}: {_cut(comment.text.strip())}"


def _recorded(comment: PersonComment) -> str:
    return f"The person, {comment.day}: {_cut(' '.join(comment.words).strip())}"


def _cut(text: str) -> str:
    return text if len(text) <= _SENTENCE_SHOWN else f"{text[:_SENTENCE_SHOWN]}…"


class GapForm(QuietForm):
    """Why one required answer is missing. Empty means that it is still to be answered.

    ``says_it_all``: the reason alone tells a reader enough.
    """

    reason = forms.ChoiceField(label="Why can it not be answered?", required=False)
    detail = LongTextField(label="Say more", limit=LONGEST_REASON, rows=2, required=False)

    def __init__(
        self, *args: Any, reasons: tuple[str, ...], says_it_all: bool = False, **options: Any
    ) -> None:
        self.says_it_all = says_it_all
        super().__init__(*args, **options)
        if says_it_all:
            self.fields["detail"].label = "Say more (optional)"
        self.fields["reason"].choices = [("", "Choose a reason"), *((r, r) for r in reasons)]
        for field in self.fields.values():
            field.mark = ""
            field.label_size = "plain"

    def clean(self) -> dict[str, Any]:
        """Ask for the other half once one stands there."""
        given = self.cleaned_data
        if given.get("reason") and not given.get("detail") and not self.says_it_all:
            self.add_error("detail", "Say more: a reader will want to know why")
        if given.get("detail") and not given.get("reason"):
            self.add_error("reason", "Choose the reason that fits")
        return given


class SignForm(QuietForm):
    """The last page: sign now with answers missing, for somebody's safety."""

    finish_later = forms.BooleanField(
        label="This is urgent for someone’s safety: sign now, finish later",
        help_text=(
            "Only when it happened, what kind of record it is and who was in touch are needed. "
            "You get an action to finish it by the end of the next working day."
        ),
        required=False,
    )
