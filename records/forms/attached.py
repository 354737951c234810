"""Files on a record: one more of them, and what each is and where it came from."""

from dataclasses import dataclass
from typing import Any

from records.forms.quiet import QuietForm
from records.models import Attachment
from records.rules.described import asks_of_hand, still_to_say
from ui.fields import (
    ChoiceWithReasonField,
    DateField3,
    LongTextField,
    SeveralFilesField,
    ShortTextField,
    ShowIf,
    YesNoField,
)

NO_HAND, LEGIBLE, ILLEGIBLE = "none", "legible", "illegible"
_HANDWRITING = [
    (NO_HAND, "No"),
    (LEGIBLE, "Yes, and every word can be read"),
    (ILLEGIBLE, "Yes, but not all of it can be read"),
]


class FileForm(QuietForm):
    """More files, with what they are and where they came from."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["file"] = SeveralFilesField(
            label="Files",
            required=False,
            help_text="PDF, picture, Word document, plain text or saved email, each up to 20 MB.",
        )
        _ask_what_it_is(self)


class DescriptionForm(QuietForm):
    """What one file is, from whom and of when; of handwriting also what its reader can rely on."""

    def __init__(self, *args: Any, attachment: Attachment, asks_hand: bool, **options: Any) -> None:
        self.attachment = attachment
        super().__init__(*args, **options)
        _ask_what_it_is(self)
        if asks_hand:
            hand = self.add_prefix("handwriting")
            self.fields["handwriting"] = ChoiceWithReasonField(
                label="Is there handwriting on it?", choices=_HANDWRITING, required=False
            )
            self.fields["signed"] = YesNoField(
                label="Is it signed and dated by the writer?", required=False
            )
            self.fields["signed"].show_if = ShowIf(hand, (LEGIBLE, ILLEGIBLE))
            self.fields["typed"] = LongTextField(
                label="Typed version",
                required=False,
                help_text="Ask the writer what it says, while they can remember. "
                "Type it as it is: do not improve the wording.",
            )
            self.fields["typed"].show_if = ShowIf(hand, (ILLEGIBLE,))
            for name in ("handwriting", "signed", "typed"):
                self.fields[name].label_size = "plain"
                self.fields[name].mark = ""

    def clean(self) -> dict[str, Any]:
        """Ask what a reader of handwriting has to know."""
        hand = self._hand()
        if hand in (LEGIBLE, ILLEGIBLE) and self.cleaned_data.get("signed") is None:
            self.add_error("signed", "Select whether it is signed and dated by the writer")
        if hand == ILLEGIBLE and not self.cleaned_data.get("typed"):
            self.add_error("typed", "Enter a typed version of what cannot be read")
        return self.cleaned_data

    def described(self) -> dict[str, Any]:
        """Return the description in the columns of the file, as far as it can be read."""
        given = self.cleaned_data
        found = {name: given[name] for name in ("title", "source", "dated_on") if name in given}
        if found.get("title") == "":
            found["title"] = self.attachment.filename
        if "handwriting" in given:
            hand = self._hand()
            has_any = hand in (LEGIBLE, ILLEGIBLE)
            found["has_handwriting"] = has_any if hand else None
            found["is_legible"] = hand == LEGIBLE if has_any else None
            found["is_signed_and_dated"] = given.get("signed") if has_any else None
            if hand == ILLEGIBLE and given.get("typed"):
                found["text"] = given["typed"]
        return found

    def _hand(self) -> str:
        chosen = self.cleaned_data.get("handwriting")
        return chosen.value if chosen else ""


@dataclass
class KeptFile:
    """One file that is with a draft, and the form that describes it until it is signed."""

    file: Attachment
    form: DescriptionForm | None
    still_to_say: list[str]


def kept_files(form: Any, attachments: list[Attachment]) -> list[KeptFile]:
    """Return files with their forms: as typed in ``form``, else as they are described now."""
    return [_kept(form, each) for each in attachments]


def _kept(form: Any, each: Attachment) -> KeptFile:
    if each.entry_id is not None:
        return KeptFile(each, None, [])
    return KeptFile(each, _description(form, each), still_to_say(form.record_type, each))


def _description(form: Any, each: Attachment) -> DescriptionForm:
    prefix = f"file-{each.key}"
    given = f"{prefix}-title" in form.data
    return DescriptionForm(
        form.data if given else None,
        prefix=prefix,
        quiet=form.quiet,
        attachment=each,
        asks_hand=asks_of_hand(form.record_type, each),
        initial={
            # What stands there for want of anything better is no description.
            "title": "" if each.title == each.filename else each.title,
            "source": each.source,
            "dated_on": each.dated_on,
            "handwriting": _hand_said(each),
            "signed": each.is_signed_and_dated,
            "typed": each.text if each.is_legible is False else "",
        },
    )


def _hand_said(each: Attachment) -> str:
    if not each.has_handwriting:
        return "" if each.has_handwriting is None else NO_HAND
    return LEGIBLE if each.is_legible else ILLEGIBLE


def _ask_what_it_is(form: QuietForm) -> None:
    form.fields["title"] = ShortTextField(label="What is it?", limit=150, required=False)
    form.fields["source"] = ShortTextField(
        label="Who or where did it come from?", limit=150, required=False
    )
    form.fields["dated_on"] = DateField3(label="Date on it", required=False)
    for each in form.fields.values():
        each.label_size = "plain"
        each.mark = ""
