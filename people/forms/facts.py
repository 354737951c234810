"""What someone may type about one fact of a person, and how they know it."""

from typing import Any

from django import forms

import clock
from accounts.models import User
from people.actions.names import KEEP, MISTAKE, PROTECT
from people.keeping import Told
from people.models import (
    Address,
    CommunicationNeed,
    ContactPoint,
    Fact,
    KeptBack,
    Name,
    Person,
    Safety,
)
from ui.fields import DateField3, LongTextField, ShortTextField, ShowIf

CHANGED, WRONG = "CHANGED", "WRONG"


def line(label: str, *, longest: int = 150, required: str = "", **options: Any) -> ShortTextField:
    """Return a question answered on one line; ``required`` is the error when it is not."""
    if required:
        options["error_messages"] = {"required": required}
    return ShortTextField(label=label, limit=longest, required=bool(required), **options)


class HowKnownForm(forms.Form):
    """Who told us, how it was checked, and which signed entry says so."""

    told_by = line("Who told us?", required="Enter who told us")
    checked_how = line(
        "How was it checked?",
        help_text="For example: said by the person, seen on a letter, NHS record.",
        longest=250,
        required="Enter how it was checked",
    )
    entry = forms.SlugField(widget=forms.HiddenInput, required=False, max_length=16)

    @property
    def told(self) -> Told:
        """How it is known."""
        cleaned = self.cleaned_data
        return Told(by=cleaned["told_by"], checked=cleaned["checked_how"], entry=cleaned["entry"])


class FactForm(HowKnownForm):
    """One fact: what it says first, then from when and how it is known."""

    model: type[Fact]
    since = DateField3(
        label="From when?",
        help_text="The day on which it began. Leave it empty if nobody knows.",
        required=False,
        noun="The day it began",
    )
    why = forms.ChoiceField(
        label="Why does it change?",
        choices=[(CHANGED, "It has changed"), (WRONG, "It was written wrongly before")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it changes"},
    )
    last = ("why", "since", "told_by", "checked_how", "entry")

    def __init__(
        self,
        *args: Any,
        person: Person,
        by: User | None = None,
        replaces: Fact | None = None,
        **options: Any,
    ):
        self.person, self.by, self.replaces = person, by, replaces
        if replaces is not None:
            options["initial"] = self.known(replaces) | (options.get("initial") or {})
        super().__init__(*args, **options)
        if replaces is None:
            del self.fields["why"]
        self.order_fields([*self.own_fields(), *self.last])

    @classmethod
    def own_fields(cls) -> list[str]:
        """Return the names of the questions about the fact itself."""
        return [name for name in cls.base_fields if name not in cls.last]

    @classmethod
    def known(cls, replaces: Fact) -> dict[str, Any]:
        """Return what the questions say of the fact that is to be changed."""
        return {name: getattr(replaces, name) for name in cls.own_fields()}

    def clean_since(self):
        since = self.cleaned_data["since"]
        if since is not None and since > clock.today():
            raise forms.ValidationError("Enter a day that is today or in the past")
        return since

    @property
    def was_mistake(self) -> bool:
        """Say whether what stood there was never true."""
        return self.cleaned_data.get("why") == WRONG

    def fact(self) -> Fact:
        """Return the fact that was typed, not saved."""
        values = {name: self.cleaned_data[name] for name in self.own_fields()}
        return self.model(person=self.person, since=self.cleaned_data["since"], **values)


class NameForm(FactForm):
    """A name, and what becomes of the one before."""

    model = Name
    kind = forms.ChoiceField(
        label="What kind of name is it?",
        choices=Name.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of name it is"},
    )
    honorific = line(
        "Title", longest=20, help_text="As they use it: Mrs, Mx, Dr. Leave it empty for none."
    )
    given_names = line("Given names", help_text="All of them, in order.")
    family_name = line("Family name")
    is_protected = forms.BooleanField(
        label="Protect this name: show it to named people only",
        help_text="For a former name that could out somebody or put them in danger.",
        required=False,
    )
    before = forms.ChoiceField(
        label="What becomes of the name before?",
        help_text="Ask the person. It never stands in a search, a letter or a copy again.",
        choices=[
            (KEEP, "Keep it as a former name, on the page of names"),
            (PROTECT, "Protect it: named people only, after gender recognition or for safety"),
            (MISTAKE, "It was never their name: it was written wrongly"),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    last = ("before", "since", "told_by", "checked_how", "entry", "why")

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields.pop("why", None)
        self.fields["before"].mark = ""
        self.fields["before"].show_if = ShowIf("kind", ("LEGAL", "PREFERRED"))
        self.fields["is_protected"].show_if = ShowIf("kind", ("FORMER", "ALIAS"))
        if self.replaces is not None:
            self.fields["kind"].choices = [(self.replaces.kind, self.replaces.title)]

    def clean(self):
        cleaned = super().clean()
        if not (cleaned.get("given_names") or cleaned.get("family_name")):
            self.add_error("given_names", "Enter a given name or a family name")
        in_use = cleaned.get("kind") in ("LEGAL", "PREFERRED")
        if in_use and self._has_one(cleaned["kind"]) and not cleaned.get("before"):
            self.add_error("before", "Select what becomes of the name before")
        if cleaned.get("kind") == "LEGAL" and not cleaned.get("family_name"):
            self.add_error("family_name", "Enter the family name as documents have it")
        if in_use:
            cleaned["is_protected"] = False
        return cleaned

    def _has_one(self, kind: str) -> bool:
        return kind == "LEGAL" or bool(self.person.preferred_name)


class AddressForm(FactForm):
    """Where somebody lives, or stays, or has letters sent."""

    model = Address
    kind = forms.ChoiceField(
        label="What kind of address is it?",
        choices=Address.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of address it is"},
    )
    lines = LongTextField(label="Address", rows=4, required=False, limit=400)
    postcode = line("Postcode", longest=10)
    description = line(
        "What should a visitor know?", longest=500, help_text="For example: second floor, lift."
    )
    safety = forms.ChoiceField(
        label="Is it safe to write or come here?", choices=Safety, widget=forms.RadioSelect
    )
    note = line(
        "Note about that", longest=250, help_text="For example: no council logo on letters."
    )

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("lines") and cleaned.get("kind") != Address.Kind.NO_FIXED:
            self.add_error("lines", "Enter the address, or select “No fixed address”")
        if cleaned.get("safety") == Safety.AT_TIMES and not cleaned.get("note"):
            self.add_error("note", "Enter when or how it is safe")
        return cleaned


class ContactPointForm(FactForm):
    """A number or an address to reach somebody by."""

    model = ContactPoint
    kind = forms.ChoiceField(
        label="What is it?",
        choices=ContactPoint.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is"},
    )
    value = line("Number or address", longest=254, required="Enter the number or the address")
    safety = forms.ChoiceField(label="Is it safe to use?", choices=Safety, widget=forms.RadioSelect)
    note = line(
        "How to use it",
        longest=250,
        help_text="For example: do not leave a message; only between 9 and 11.",
    )
    is_preferred = forms.BooleanField(label="They like this way best", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("safety") == Safety.AT_TIMES and not cleaned.get("note"):
            self.add_error("note", "Enter when or how it is safe")
        if cleaned.get("safety") == Safety.NOT_SAFE and cleaned.get("is_preferred"):
            self.add_error("is_preferred", "A way that is not safe cannot be the preferred one")
        if cleaned.get("kind") == ContactPoint.Kind.EMAIL and "@" not in cleaned.get("value", "@"):
            self.add_error("value", "Enter an email address, such as name@example.org")
        return cleaned


class CommunicationNeedForm(FactForm):
    """What helps somebody to get information and to be understood."""

    model = CommunicationNeed
    kind = forms.ChoiceField(
        label="What do they need?",
        choices=CommunicationNeed.Kind,
        error_messages={"required": "Select what they need"},
    )
    need = line(
        "In a few words, as it stands on top of every page",
        longest=120,
        help_text="For example: Large print, 18 point. Ring before writing.",
        required="Enter the need in a few words",
    )
    detail = LongTextField(
        label="What works, exactly?",
        help_text="In their words if you can. A colleague who has never met them acts on this.",
        rows=3,
        required=False,
        limit=1000,
    )
    language = line("Interpreter: language", longest=60)
    dialect = line("Interpreter: dialect", longest=60)
    interpreter_gender = line("Interpreter: gender, or anyone they do not want", longest=60)
    interpreter_name = line("Interpreter: name", longest=120)
    interpreter_agency = line("Interpreter: agency", longest=120)
    share_with = line(
        "Whom may we tell?",
        longest=250,
        help_text="Only with agreement. For example: care provider, GP.",
    )
    agreed_by = line("Who agreed to that?")
    review_on = DateField3(
        label="When do we ask again?",
        help_text="Within a year, or sooner if something changes.",
        noun="The day we ask again",
        error_messages={"required": "Enter the day we ask again"},
    )

    def __init__(self, *args: Any, **options: Any):
        options["initial"] = {"review_on": clock.add_months(clock.today(), 12)} | (
            options.get("initial") or {}
        )
        super().__init__(*args, **options)
        spoken = tuple(kind.value for kind in CommunicationNeed.WITH_INTERPRETER)
        for name in (
            "language",
            "dialect",
            "interpreter_gender",
            "interpreter_name",
            "interpreter_agency",
        ):
            self.fields[name].show_if = ShowIf("kind", spoken)

    def clean(self):
        cleaned = super().clean()
        today = clock.today()
        review_on = cleaned.get("review_on")
        if review_on and not today < review_on <= clock.add_months(today, 12):
            self.add_error("review_on", "Enter a day in the next 12 months")
        if cleaned.get("share_with") and not cleaned.get("agreed_by"):
            self.add_error("agreed_by", "Enter who agreed that we may tell them")
        if cleaned.get("kind") == "INTERPRETER" and not cleaned.get("language"):
            self.add_error("language", "Enter the language of the interpreter")
        return cleaned

    def fact(self) -> CommunicationNeed:
        """Return the need, as asked today, in the place of the one before."""
        need = super().fact()
        need.asked_on = clock.today()
        need.position = self.replaces.position if self.replaces else 100
        return need


class KeptBackForm(FactForm):
    """A code or account that stands on no page."""

    model = KeptBack
    kind = forms.ChoiceField(
        label="What is it?",
        choices=KeptBack.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what it is"},
    )
    value = line(
        "What is kept back",
        longest=250,
        help_text="The code or the numbers. Shown on request only, and each showing is logged.",
        required="Enter what is kept back",
    )
    where = line(
        "Where it is, or what it is for",
        longest=250,
        help_text="This stands on the page for all who may open the record: never the code itself.",
    )

    def __init__(self, *args: Any, replaces: Fact | None = None, **options: Any):
        super().__init__(*args, replaces=replaces, **options)
        # What is kept back is never put into a page, not even into the form that changes it.
        self.initial.pop("value", None)


class EndForm(HowKnownForm):
    """A fact that is true no longer, or never was."""

    why = forms.ChoiceField(
        label="Why does it end?",
        choices=[(CHANGED, "It is true no longer"), (WRONG, "It was written wrongly")],
        widget=forms.RadioSelect,
        error_messages={"required": "Select why it ends"},
    )
    until = DateField3(
        label="Since when?",
        help_text="The first day on which it was true no longer. Leave it empty for today.",
        required=False,
        noun="The day it ended",
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.order_fields(["why", "until", "told_by", "checked_how"])

    @property
    def was_mistake(self) -> bool:
        """Say whether it was never true."""
        return self.cleaned_data["why"] == WRONG

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until is not None and until > clock.today():
            raise forms.ValidationError("Enter a day that is today or in the past")
        return until


class EndNameForm(EndForm):
    """A name that is used no longer: what becomes of it."""

    why = forms.ChoiceField(
        label="What becomes of it?",
        choices=NameForm.base_fields["before"].choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what becomes of the name"},
    )


class ShowForm(forms.Form):
    """Why somebody needs what is kept back, or keeps it back."""

    reason = forms.CharField(
        label="Why?",
        help_text="One line. The person can ask to read it.",
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, needs_reason: bool, **options: Any):
        super().__init__(*args, **options)
        if needs_reason:
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Enter why"
