"""What someone says when they write a letter or an e-mail: to whom, and the words."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from disclosure.formats import Needed, print_choices
from disclosure.letters.checking import FORMAT_REASONS, ROUTES, Written
from disclosure.letters.models import Letter
from disclosure.letters.recipients import BY_HAND, OTHER, Recipient
from disclosure.letters.templates import OTHER as TO_OTHERS
from disclosure.letters.templates import PERSON, Template, templates
from disclosure.sharing.queries import Decided
from records.catalogue import RecordType, fields_by_name
from records.files.pages import kind_in_words
from records.models import Attachment
from records.queries import name_of
from ui.fields import ChoiceWithReasonField, LongTextField, ShortTextField, ShowIf

NONE = "NONE"
LONGEST_REASON = 500
LONGEST_ADDRESS = 250
# What the entry asks for whoever makes a copy of the record.
ABOUT_OTHERS, NOT_FOR_PERSON = "third_party_flag", "not_to_share_with_person"


class BeginForm(forms.Form):
    """To whom, how, and with what it begins. Kept in the address."""

    to = forms.ChoiceField(
        label="Who is it for?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who it is for"},
    )
    goes = forms.ChoiceField(
        label="How does it go?",
        choices=Letter.Goes,
        widget=forms.RadioSelect,
        error_messages={"required": "Select how it goes"},
    )
    template = forms.ChoiceField(
        label="With what does it begin?",
        help_text="You change every word of it.",
        widget=forms.RadioSelect,
        error_messages={"required": "Select with what it begins"},
    )

    def __init__(self, *args: Any, recipients: dict[str, str], own: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = own
        self.fields["to"].choices = list(recipients.items())
        self.fields["template"].choices = [(key, each.title) for key, each in templates().items()]
        self.fields["template"].initial = "blank"

    def clean(self) -> dict[str, Any]:
        """Say which beginnings are for whom."""
        given = super().clean() or {}
        template = templates().get(given.get("template", ""))
        if template is None or not given.get("to"):
            return given
        meant = PERSON if given["to"] == self.own else TO_OTHERS
        if template.to and template.to != meant:
            for_whom = "the person" if template.to == PERSON else "somebody else"
            self.add_error("template", f"Select another one: “{template.title}” is for {for_whom}")
        return given


class LetterForm(forms.Form):
    """The letter itself, and what has to be known to send it."""

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "This form has lost its number. Open the page again"
        ),
    )
    looked = forms.CharField(widget=forms.HiddenInput, required=False)
    to_name = ShortTextField(
        label="What are they called?",
        limit=150,
        error_messages={"required": "Enter what they are called"},
    )
    to_role = ShortTextField(
        label="Who are they, and for which organisation?",
        limit=150,
        error_messages={"required": "Enter who they are"},
    )
    where = ChoiceWithReasonField(
        label="Where does it go?",
        reason_limit=LONGEST_ADDRESS,
        error_messages={"required": "Select where it goes"},
    )
    subject = ShortTextField(
        label="What is it about?",
        help_text="The heading of the letter, or the subject of the email. Give the reference, and "
        "no name: a subject can be read on its way.",
        limit=150,
        error_messages={"required": "Enter what it is about"},
    )
    body = LongTextField(
        label="What do you write?",
        help_text="Your name, your role, the council and how to reach you are put under it.",
        rows=18,
        limit=20_000,
        error_messages={"required": "Enter what you write"},
    )
    enclosed = forms.MultipleChoiceField(
        label="Which files of the record go with it?",
        help_text="The newest first, and none of a restricted entry. Look at each before it goes.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Select files from the list"},
    )
    made_as = forms.ChoiceField(
        label="How is it put into the email?",
        choices=Letter.MadeAs,
        widget=forms.RadioSelect,
        initial=Letter.MadeAs.TEXT,
        error_messages={"required": "Select how it is put into the email"},
    )
    print_size = forms.TypedChoiceField(
        label="In which print?",
        coerce=int,
        empty_value=0,
        required=False,
        widget=forms.RadioSelect,
    )
    route = forms.ChoiceField(
        label="How is it kept safe on its way?",
        choices=[(each, each) for each in ROUTES],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how it is kept safe on its way"},
    )
    basis = forms.ChoiceField(
        label="Why can this be shared with them?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select why this can be shared"},
    )
    decision = forms.ChoiceField(
        label="Which decision lets it be shared?",
        help_text="Choose it if one was recorded. An unusual or doubtful case needs one.",
        required=False,
        widget=forms.RadioSelect,
    )
    third_party_flag = forms.ChoiceField(widget=forms.RadioSelect)
    not_to_share_with_person = ChoiceWithReasonField(reason_limit=LONGEST_REASON)
    format_because = forms.ChoiceField(
        label="Why is it in another format than they need?",
        choices=[("", "Select"), *((each, each) for each in FORMAT_REASONS)],
        required=False,
    )
    despite_because = LongTextField(
        label="Why does it go all the same?",
        help_text="It answers what the check says above, and is kept with the letter.",
        rows=3,
        limit=LONGEST_REASON,
        required=False,
    )

    def __init__(
        self,
        *args: Any,
        goes: str,
        recipient: Recipient,
        record_type: RecordType,
        needed: Needed,
        decisions: dict[str, Decided],
        files: Iterable[Attachment] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.goes, self.recipient, self.decisions = goes, recipient, decisions
        self.files = {each.key: each for each in files}
        self.fields["enclosed"].choices = [(k, _called(each)) for k, each in self.files.items()]
        self.fields["enclosed"].mark = ""
        # Shown only where they are to be answered, so they are not called optional.
        for name in ("format_because", "despite_because"):
            self.fields[name].mark = ""
        if not self.files:
            del self.fields["enclosed"]
        self.is_email = goes == Letter.Goes.EMAIL
        if recipient.name:
            del self.fields["to_name"], self.fields["to_role"]
        self._ask_where()
        size = self.fields["print_size"]
        size.choices = print_choices(needed)
        size.initial, size.mark = needed.print_size, ""
        if self.is_email:
            size.show_if = ShowIf("made_as", (Letter.MadeAs.PDF,))
            if needed.print_size:
                self.fields["made_as"].initial = Letter.MadeAs.PDF
        else:
            del self.fields["made_as"], self.fields["route"]
        if recipient.is_own:
            del self.fields["basis"], self.fields["decision"]
        else:
            asked = fields_by_name(record_type)["sharing_basis"]
            own = "Sent to the person"
            self.fields["basis"].choices = [
                (each.value, each.value) for each in asked.choices if each.value != own
            ]
            self._offer_decisions()
        self._ask_marks(record_type)

    def _ask_marks(self, record_type: RecordType) -> None:
        """Ask them in the words of the entry. What the person is sent is not kept from them."""
        asked = fields_by_name(record_type)
        if self.recipient.is_own:
            del self.fields[NOT_FOR_PERSON]
        for name in {ABOUT_OTHERS, NOT_FOR_PERSON} & set(self.fields):
            field, question = self.fields[name], asked[name]
            field.label, field.help_text = question.label, question.help
            field.error_messages["required"] = question.required
            choices = [(each.value, each.value) for each in question.choices]
            field.choices = field.widget.choices = choices
            if question.choices_with_reason:
                field.widget.reasons = dict(question.choices_with_reason)

    def _ask_where(self) -> None:
        field, ways = self.fields["where"], self.recipient.ways
        choices = [(each.key, f"{each.title}: {each.value}") for each in ways]
        other = "Another email address" if self.is_email else "Another address"
        choices += [] if self.is_email else [(BY_HAND, "Without an address, handed over")]
        field.choices = field.widget.choices = [*choices, (OTHER, other)]
        field.widget.hints = {each.key: each.note for each in ways if each.note}
        asks = "Enter the email address" if self.is_email else "Enter it, with commas between lines"
        field.widget.reasons = {OTHER: asks}
        if not choices:
            field.initial = OTHER

    def _offer_decisions(self) -> None:
        field = self.fields["decision"]
        if not self.decisions:
            del self.fields["decision"]
            return
        field.choices = [
            *((key, each.described) for key, each in self.decisions.items()),
            (NONE, "None is recorded"),
        ]
        field.initial, field.mark = NONE, ""

    def clean_where(self):
        """Make sure that an e-mail address is one."""
        chosen = self.cleaned_data["where"]
        if self.is_email and chosen.value == OTHER:
            try:
                validate_email(chosen.reason)
            except ValidationError:
                raise ValidationError(
                    "Enter an email address in the right form, like name@example.org"
                ) from None
        return chosen

    def written(self, person, by) -> Written:
        """Return what is to be checked. For a form that is valid."""
        given = self.cleaned_data
        chosen = given["where"]
        typed = chosen.reason if chosen.value == OTHER else ""
        ways = {each.key: each for each in self.recipient.ways}
        way = self.recipient.way_typed(typed) if typed else ways.get(chosen.value)
        to = self.recipient.reference
        if "to_name" in given:
            to = to | {"name": given["to_name"], "role": given["to_role"]}
        return Written(
            person=person,
            by=by,
            recipient=replace(self.recipient, reference=to),
            goes=self.goes,
            address=way.value if way else typed,
            way=way,
            subject=given["subject"],
            body=given["body"],
            route=given.get("route", ""),
            decision=self.decisions.get(given.get("decision", "")),
            print_size=self.size_of_print,
            enclosed=tuple(self.files[key] for key in given.get("enclosed", ())),
            basis=given.get("basis", ""),
            marks=self.marks,
        )

    @property
    def marks(self) -> dict[str, str]:
        """What is private to others in it, or not for the person, as the entry keeps it."""
        answers = {ABOUT_OTHERS: self.cleaned_data[ABOUT_OTHERS], NOT_FOR_PERSON: "No"}
        if NOT_FOR_PERSON in self.fields:
            field = self.fields[NOT_FOR_PERSON]
            answers |= field.encode(NOT_FOR_PERSON, self.cleaned_data[NOT_FOR_PERSON])
        return answers

    @property
    def size_of_print(self) -> int:
        """The size of print; none in an e-mail of plain text."""
        if self.cleaned_data.get("made_as") == Letter.MadeAs.TEXT:
            return 0
        return self.cleaned_data.get("print_size") or 0


class PostedForm(forms.Form):
    """How a letter on paper was sent."""

    posted_how = forms.ChoiceField(
        label="How was it sent?",
        choices=[(each, each) for each in ("Post", "Tracked post", "By hand")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how it was sent"},
    )
    went_before = forms.BooleanField(label="It went before the record said this", required=False)


def _called(file: Attachment) -> str:
    """Return which file it is: what it is called, its kind, and the entry that it came with."""
    assert file.entry is not None
    kind = kind_in_words(file.media_type)
    return f"{file.title} ({kind}), came with {name_of(file.entry)}"


def begun(template: Template, *, person, recipient: Recipient, by) -> dict[str, str]:
    """Return with what the form begins."""
    return template.filled(person=person, dear=recipient.name, by=by)
