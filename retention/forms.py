"""What a records officer says of a hold."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.forms.staff import ColleagueField, TeamField
from accounts.queries import staff_found
from retention import also, holding
from retention.models import Destruction, Hold, Lengthening, Verification
from retention.schedule import AUTHORITIES, DISPOSALS, RetentionClass, schedule
from ui import formats
from ui.fields import DateField3, ShortTextField


def _review_on() -> DateField3:
    return DateField3(
        label="When is it looked at again?",
        help_text="In the next 12 months.",
        noun="The day",
        error_messages={"required": "Enter when it is looked at again"},
    )


class HoldForm(forms.Form):
    """Why a record is kept whatever its day."""

    kind = forms.ChoiceField(
        label="Why is the record held?",
        choices=Hold.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select why the record is held"},
    )
    reason = ShortTextField(
        label="What is it about?",
        limit=500,
        error_messages={"required": "Enter what it is about"},
    )
    authority = ShortTextField(
        label="Who asked for it, or what requires it?",
        help_text="A letter with its date, an order, a notice of an inquiry.",
        limit=250,
        error_messages={"required": "Enter who asked for it, or what requires it"},
    )
    review_on = _review_on()


class HoldManyForm(HoldForm):
    """Which records are held, and why. What is left empty asks nothing."""

    field_order = ("kept_class", "writer", "team", "organisation", "since", "until")

    kept_class = forms.ChoiceField(label="Which class of record?", required=False)
    team = TeamField(label="Which team worked with the person?", empty="Any team")
    writer = ColleagueField(label="Who wrote in the record?", required=False)
    organisation = ShortTextField(
        label="Which provider or other organisation is it about?",
        help_text="Its name, or a part of it, as it stands under the people around a person or in"
        " an address. A safe address is not looked at.",
        limit=150,
        required=False,
    )
    since = DateField3(
        label="From which day?",
        help_text="Of the entries; where only a team is chosen, of its time with the person.",
        noun="The first day",
        required=False,
    )
    until = DateField3(label="Until which day?", noun="The last day", required=False)
    inquiry = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["inquiry"].choices = [(key, key) for key in ("", *schedule().inquiries)]
        classes = [(each.key, each.title) for each in schedule().classes.values()]
        self.fields["kept_class"].choices = [("", "Any class"), *classes]
        TeamField.choose_from(self)
        asked = self.base_fields["writer"]
        self.fields["writer"] = ColleagueField(
            colleagues=staff_found(), label=asked.label, required=False
        )
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day must not be before the first")
        if why := holding.why_not_by(cleaned.get("kept_class", "")):
            self.add_error("kept_class", why)
        if not any(cleaned.get(name) for name in holding.SAYS_WHOM) and not (since and until):
            raise forms.ValidationError(
                "Choose a class, a team or a colleague, or enter an organisation, or both days"
            )
        return cleaned

    def as_hold(self) -> Hold:
        """Return the hold that it would be, to be counted."""
        given = {name: self.cleaned_data[name] for name in holding.CONDITIONS}
        return Hold(**given, type_keys=holding.types_of(given["kept_class"]))


class NotHeldForm(forms.Form):
    """Why the council holds nothing for a public inquiry."""

    read = ShortTextField(
        label="Why is nothing held for it?",
        help_text="Who decided it, and when. All records officers read it, with your name.",
        limit=500,
        error_messages={"required": "Enter why nothing is held for it"},
    )


class LookAgainForm(forms.Form):
    """Why a hold stands still."""

    reason = ShortTextField(
        label="Why is it still needed?",
        limit=500,
        error_messages={"required": "Enter why it is still needed"},
    )
    review_on = _review_on()


class EndForm(forms.Form):
    """Why a hold is over."""

    reason = ShortTextField(
        label="Why is it over?",
        limit=500,
        error_messages={"required": "Enter why it is over"},
    )


class KeepLongerForm(forms.Form):
    """Why a record that is due is kept."""

    reason = ShortTextField(
        label="Why is it kept for longer?",
        help_text="Say what it is needed for, and what allows it.",
        limit=500,
        error_messages={"required": "Enter why it is kept for longer"},
    )
    review_on = DateField3(
        label="When is it looked at again?",
        help_text="In the next 10 years.",
        noun="The day",
        error_messages={"required": "Enter when it is looked at again"},
    )


class LengthenForm(forms.Form):
    """Which circumstance of the schedule keeps a record longer, and until when."""

    class_key = forms.ChoiceField(
        label="What makes it longer?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select what makes it longer"},
    )
    until = DateField3(
        label="Until which day is it kept?",
        help_text="Its last day. The record is due for review on the next.",
        noun="The day",
        error_messages={"required": "Enter until which day it is kept"},
    )
    reason = ShortTextField(
        label="How do you know, and how was that day worked out?",
        help_text="Records officers read this. It is destroyed with the record.",
        limit=500,
        error_messages={"required": "Enter how you know, and how the day was worked out"},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["class_key"].choices = [  # type: ignore[attr-defined]
            (each.key, f"{each.title}: {each.longer_if}")
            for each in schedule().lengthened_by_officers
        ]


class TakeLengtheningBackForm(forms.Form):
    """Which circumstance holds no longer, and why. ``rows``: those that stand."""

    lengthening = forms.ChoiceField(
        label="Which holds no longer?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select which holds no longer"},
    )
    reason = ShortTextField(
        label="Why does it hold no longer?",
        limit=500,
        error_messages={"required": "Enter why it holds no longer"},
    )

    def __init__(self, *args: Any, rows: Iterable[Lengthening], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lengthening"].choices = [  # type: ignore[attr-defined]
            (each.key, f"{each.title}, until {formats.day_and_month(each.until)}") for each in rows
        ]


class OfferForm(forms.Form):
    """To which archive a record is offered, and why."""

    archive = ShortTextField(
        label="To which archive is it offered?",
        help_text="Its name. It stands in the certificate if the record is destroyed.",
        limit=150,
        error_messages={"required": "Enter to which archive it is offered"},
    )
    reason = ShortTextField(
        label="Why may the archive want it?",
        limit=500,
        error_messages={"required": "Enter why the archive may want it"},
    )
    offered_on = DateField3(
        label="When was it offered?",
        noun="The day",
        error_messages={"required": "Enter when it was offered"},
    )


class AnswerOfArchiveForm(forms.Form):
    """What the archive said."""

    says = forms.ChoiceField(
        label="What did the archive say?",
        choices=[("ACCEPTED", "It takes the record"), ("DECLINED", "It declines")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what the archive said"},
    )
    answer = ShortTextField(
        label="Who answered, and what did they say?",
        help_text="With their conditions: from when it may be read there, and by whom.",
        limit=500,
        error_messages={"required": "Enter who answered, and what they said"},
    )
    answered_on = DateField3(
        label="When did they answer?",
        noun="The day",
        error_messages={"required": "Enter when they answered"},
    )


class HandOverForm(forms.Form):
    """What an archive was given, and its receipt."""

    handed_over = ShortTextField(
        label="What was handed over, and how?",
        help_text="Which copy of the record, in which form, how it got there and to whom.",
        limit=500,
        error_messages={"required": "Enter what was handed over, and how"},
    )
    receipt = ShortTextField(
        label="Which number does it have in the archive?",
        help_text="From the receipt. It stands in the certificate if the record is destroyed.",
        limit=100,
        error_messages={"required": "Enter the number that the archive gave it"},
    )
    handed_over_on = DateField3(
        label="When did the archive have it?",
        noun="The day",
        error_messages={"required": "Enter when the archive had it"},
    )


class TakeOfferBackForm(forms.Form):
    """Why an offer is taken back."""

    reason = ShortTextField(
        label="Why is the offer taken back?",
        limit=500,
        error_messages={"required": "Enter why the offer is taken back"},
    )


class ProposeForm(forms.Form):
    """Why a record may be destroyed, and that somebody has looked."""

    reason = ShortTextField(
        label="Why may it be destroyed?",
        help_text="Whoever agrees reads this. It is destroyed with the record.",
        limit=500,
        error_messages={"required": "Enter why it may be destroyed"},
    )
    looked = forms.MultipleChoiceField(
        label="What have you looked at?",
        help_text="Select each when you have looked and found nothing that needs the record.",
        choices=[
            ("claims", "Claims, complaints, inquests and inquiries"),
            ("safeguarding", "Safeguarding, of them and of others"),
            ("people", "People around them whom we still support"),
            ("paper", "Paper files and notebooks"),
            ("archive", "Whether the archive wants it"),
            *also.to_look_at(),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select what you have looked at"},
    )

    elsewhere = forms.MultipleChoiceField(
        label="What have you seen to outside this service?",
        help_text="Nothing here reaches these. Select each when nothing of the record is left there"
        " that has to go. The certificate names them.",
        choices=list(schedule().elsewhere.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select what you have seen to"},
    )

    def clean_looked(self) -> list[str]:
        """Ask for all of them. Raises ``ValidationError`` where one was not looked at."""
        return _every(self, "looked", "Look at each of these first, and select them all")

    def clean_elsewhere(self) -> list[str]:
        """Ask for all of them. Raises ``ValidationError`` where one was not seen to."""
        return _every(self, "elsewhere", "See to each of these first, and select them all")


def _every(form: forms.Form, name: str, otherwise: str) -> list[str]:
    chosen = form.cleaned_data[name]
    if len(chosen) < len(form.fields[name].choices):  # type: ignore[attr-defined]
        raise forms.ValidationError(otherwise)
    return chosen


class ProposePartForm(forms.Form):
    """On what ground what was taken off a record may be destroyed before the rest of it."""

    ground = forms.ChoiceField(
        label="What allows it?",
        choices=Destruction.Ground,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what allows it"},
    )
    reason = ShortTextField(
        label="What have you seen that says so?",
        help_text="Whoever agrees reads this. It is destroyed with the entry.",
        limit=500,
        error_messages={"required": "Enter what you have seen"},
    )


class AgreeForm(forms.Form):
    """What the second person says, agreeing."""

    answer = ShortTextField(
        label="What did you look at?",
        limit=500,
        error_messages={"required": "Enter what you looked at"},
    )


class _TogetherForm(forms.Form):
    """Which of some records are meant, each by its name. ``rows``: the choices."""

    records = forms.MultipleChoiceField(
        label="Which records?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Select the records",
            "invalid_choice": "One of these is not on this list any more. Look at the list anew",
        },
    )

    def __init__(self, *args, rows: list[tuple[str, str]], **options):
        super().__init__(*args, **options)
        self.fields["records"].choices = rows


class ProposeTogetherForm(_TogetherForm, ProposeForm):
    """Why some records may be destroyed, and that somebody has looked at each."""

    field_order = ("records",)


class AgreeTogetherForm(_TogetherForm, AgreeForm):
    """To which proposals the second person agrees."""

    field_order = ("records",)


class ProposeBatchForm(_TogetherForm):
    """What of a kind may be destroyed, and why.

    ``asks_archive``: an archive has its say first. ``look``: what else an officer looks at.
    """

    reason = ShortTextField(
        label="Why may these be destroyed?",
        help_text="Whoever agrees reads this. Name nobody.",
        limit=500,
        error_messages={"required": "Enter why these may be destroyed"},
    )
    archive = ShortTextField(
        label="What did the archive say?",
        help_text="Which archive was asked, when, what it took or declined. It stands in the"
        " certificate.",
        limit=500,
        error_messages={"required": "Enter what the archive said"},
    )
    looked = forms.MultipleChoiceField(
        label="What have you looked at?",
        help_text="Select each when you have looked and found nothing that needs these.",
        choices=[
            ("claims", "Claims, complaints, inquests and inquiries"),
            ("regulators", "Questions of a regulator or the Ombudsman"),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select what you have looked at"},
    )

    def __init__(self, *args, asks_archive: bool, look: str = "", **options):
        super().__init__(*args, **options)
        if look:
            self.fields["looked"].choices = [*self.fields["looked"].choices, ("longer", look)]
        self.fields["records"].label = "Which of these?"
        self.fields["records"].error_messages["required"] = "Select which of these"
        if not asks_archive:
            del self.fields["archive"]

    def clean_looked(self) -> list[str]:
        """Ask for all of them. Raises ``ValidationError`` where one was not looked at."""
        return _every(self, "looked", "Look at each of these first, and select them all")


class RefuseForm(forms.Form):
    """Why the second person refuses."""

    answer = ShortTextField(
        label="Why is it kept?",
        limit=500,
        error_messages={"required": "Enter why it is kept"},
    )


class WithdrawForm(forms.Form):
    """Why a destruction is taken back."""

    reason = ShortTextField(
        label="Why is it taken back?",
        limit=500,
        error_messages={"required": "Enter why it is taken back"},
    )


class FindCertificateForm(forms.Form):
    """Which certificates to list. What cannot be read counts as not given."""

    words = forms.CharField(
        label="Council reference, or check code", required=False, max_length=100
    )

    def chosen(self) -> str:
        """Return what could be read."""
        self.is_valid()
        return self.cleaned_data.get("words", "")


class WhoseCertificateForm(forms.Form):
    """Of whom somebody asks whether their record was destroyed."""

    name = ShortTextField(
        label="What are they called?",
        help_text="The whole name, as it may have stood on the record.",
        limit=150,
        error_messages={"required": "Enter what they are called"},
    )
    born_on = DateField3(
        label="When were they born?",
        noun="The date of birth",
        error_messages={"required": "Enter when they were born"},
    )


_HOW_LONG = {
    "years": "For how many years is it kept?",
    "months": "For how many months is it kept?",
    "days": "For how many days is it kept?",
    "until_age": "Until which age is it kept?",
    "minimum_years": "For how many years is it kept at least?",
}


def _number(label: str, *, initial: int) -> forms.IntegerField:
    say = "Enter a whole number from 1 to 150"
    return forms.IntegerField(
        label=label,
        initial=initial,
        min_value=1,
        max_value=150,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "data-width": 3}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), say),
    )


class ScheduleChangeForm(forms.Form):
    """Another period, or another rule, of one class; it begins with those that it has."""

    disposal = forms.ChoiceField(
        label="What becomes of it then?",
        choices=[(key, words) for key, words in DISPOSALS.items() if key != "keep"],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what becomes of it then"},
    )
    basis = ShortTextField(
        label="What does that rest on?",
        help_text="The law, the code or the council’s own decision. Everybody reads it.",
        limit=500,
        error_messages={"required": "Enter what it rests on"},
    )
    authority = forms.ChoiceField(
        label="How far was that checked?",
        choices=list(AUTHORITIES.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Select how far it was checked"},
    )
    reason = ShortTextField(
        label="Why is it changed?",
        help_text="It stands in the history, with your name, for all staff.",
        limit=500,
        error_messages={"required": "Enter why it is changed"},
    )
    starts_on = DateField3(
        label="From which day does it hold?",
        help_text="A day after today.",
        noun="The day",
        error_messages={"required": "Enter the day from which it holds"},
    )

    def __init__(self, *args: Any, kept: RetentionClass, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["length"] = _number(_HOW_LONG[kept.unit], initial=kept.length)
        if kept.length_if_died:
            self.fields["length_if_died"] = _number(
                "For how many years after a death?", initial=kept.length_if_died
            )
        for name in ("disposal", "basis", "authority"):
            self.fields[name].initial = getattr(kept, name)
        self.order_fields(["length", "length_if_died"])


# Of a public inquiry it is another form that says why nothing is held.
_FOUND = (Verification.Found.VERIFIED, Verification.Found.NOT_VERIFIED)


class VerifyForm(forms.Form):
    """What an officer read of what a class or a rule rests on, and what they found."""

    found = forms.ChoiceField(
        label="What did you find?",
        choices=[(each.value, each.label) for each in _FOUND],
        widget=forms.RadioSelect,
        error_messages={"required": "Select what you found"},
    )
    read = ShortTextField(
        label="What did you read?",
        help_text="The law, the code or the decision, with its version or date, and where in it."
        " Everybody reads it, with your name.",
        limit=500,
        error_messages={"required": "Enter what you read"},
    )
