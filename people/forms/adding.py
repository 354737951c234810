"""What somebody types to add a person, and to say that nobody like them is the same."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

import clock
from people.finding import keys
from people.finding.comparing import Described
from people.models import IncomingContact, Person
from ui.fields import DateField3, LongTextField, ShortTextField

_ROLES = {
    "NEEDS": ("Has or may have needs for care and support", {"has_care_needs": True}),
    "CARER": ("Cares for somebody", {"has_care_needs": False, "is_carer": True}),
    "BOTH": ("Both", {"has_care_needs": True, "is_carer": True}),
}
OLDEST = 125


def from_contact(contact: IncomingContact, words: str) -> dict[str, Any]:
    """Return what a contact says of somebody who is not recorded yet, to begin the form with.

    ``words`` are what was looked for: a name, mostly. Only what is certain is filled in.
    """
    names = [each for each in words.split() if each.replace("-", "").replace("’", "").isalpha()]
    by_themselves = contact.came_from == IncomingContact.From.SELF
    if by_themselves and not names:
        names = contact.from_name.split()
    who = "" if by_themselves else contact.from_name or "somebody who did not say who they are"
    reach = contact.from_reach if by_themselves and len(contact.from_reach) <= 40 else ""
    reason = f"{contact.get_how_display()}{f', from {who}' if who else ''}: {contact.asked}"
    return {
        "contact": contact.key,
        "given_names": " ".join(names[:-1]) if len(names) > 1 else "",
        "family_name": names[-1] if names else "",
        "phone": reach if sum(each.isdigit() for each in reach) >= 10 else "",
        "reason": reason[:500],
    }


class AddPersonForm(forms.Form):
    """The least that tells one person from another. Everything else is added on the record."""

    given_names = ShortTextField(
        label="First and middle names",
        limit=150,
        error_messages={"required": "Enter their first name"},
    )
    family_name = ShortTextField(
        label="Family name",
        limit=150,
        error_messages={"required": "Enter their family name"},
    )
    preferred_name = ShortTextField(label="What they like to be called", limit=150, required=False)
    birth_precision = forms.ChoiceField(
        label="Is the date of birth known?",
        choices=[
            ("KNOWN", "Yes"),
            ("ESTIMATED", "About: a year, or a rough date"),
            ("UNKNOWN", "No"),
        ],
        initial="KNOWN",
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether the date of birth is known"},
    )
    born_on = DateField3(
        label="Date of birth",
        help_text="For example, 14 3 1942. If you know only the year, enter 1 1 and the year.",
        noun="Date of birth",
        required=False,
    )
    address = LongTextField(
        label="Address", help_text="Without the postcode.", limit=500, rows=3, required=False
    )
    postcode = ShortTextField(label="Postcode", limit=10, width=10, required=False)
    phone = ShortTextField(label="Telephone number", limit=40, width=20, required=False)
    nhs_number = ShortTextField(
        label="NHS number",
        help_text="10 figures, as 999 123 4567",
        limit=20,
        width=20,
        required=False,
    )
    known_as = forms.ChoiceField(
        label="How are they in touch with us?",
        choices=[(key, label) for key, (label, _) in _ROLES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how they are in touch with us"},
    )
    reason = ShortTextField(
        label="Why are they added today?",
        help_text="For example, first contact by telephone from their daughter.",
        limit=500,
        error_messages={"required": "Enter why they are added today"},
    )
    submission = forms.UUIDField(widget=forms.HiddenInput)
    # The contact that named them, which is matched to them once they are added.
    contact = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        # Whether it may be left is what the question before it says.
        self.fields["born_on"].mark = ""  # type: ignore[attr-defined]

    def clean_nhs_number(self) -> str:
        number = self.cleaned_data["nhs_number"]
        if number and not keys.is_nhs_number(number):
            raise ValidationError("Enter an NHS number of 10 figures, with its check figure")
        return "".join(each for each in number if each.isdigit())

    def clean_born_on(self) -> date | None:
        born: date | None = self.cleaned_data["born_on"]
        today = clock.today()
        if born and born > today:
            raise ValidationError("Date of birth must be in the past")
        if born and born.year < today.year - OLDEST:
            raise ValidationError(f"Date of birth must be less than {OLDEST} years ago")
        return born

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        known = data.get("birth_precision") in ("KNOWN", "ESTIMATED")
        if known and not data.get("born_on") and "born_on" not in self.errors:
            self.add_error("born_on", "Enter their date of birth, or say that it is not known")
        if data.get("birth_precision") == "UNKNOWN":
            data["born_on"] = None
        if data.get("postcode") and not data.get("address") and "address" not in self.errors:
            self.add_error("address", "Enter the address that this postcode belongs to")
        return data

    @property
    def role(self) -> str:
        """The part in which they are in touch, as an involvement begins in it."""
        return "CARER" if self.cleaned_data["known_as"] == "CARER" else "NEEDS"

    def described(self) -> Described:
        """Return what may be compared of what was typed so far, right or not."""
        typed = getattr(self, "cleaned_data", {})
        lines, code = typed.get("address") or "", typed.get("postcode") or ""
        return Described(
            given_names=typed.get("given_names") or "",
            family_name=typed.get("family_name") or "",
            other_names=(typed.get("preferred_name") or "",),
            born_on=typed.get("born_on"),
            is_estimated=typed.get("birth_precision") == Person.BirthPrecision.ESTIMATED,
            addresses=((lines, code),) if lines or code else (),
            phones=(typed.get("phone") or "",),
            nhs_number=typed.get("nhs_number") or "",
        )

    def fields_of_person(self) -> dict[str, Any]:
        """Return what ``add_person`` takes."""
        typed = self.cleaned_data
        same = ("given_names", "family_name", "preferred_name", "birth_precision", "born_on")
        fields = {name: typed[name] for name in (*same, "nhs_number")}
        if typed["nhs_number"]:
            fields["nhs_status"] = Person.NhsStatus.NOT_VERIFIED
        fields |= _ROLES[typed["known_as"]][1]
        if typed["phone"]:
            fields["contact_points"] = ({"kind": "PHONE", "value": typed["phone"]},)
        if typed["address"]:
            code = typed["postcode"].upper().replace(" ", "")
            spaced = f"{code[:-3]} {code[-3:]}" if len(code) > 4 else code
            fields["addresses"] = ({"lines": typed["address"], "postcode": spaced},)
        return fields
