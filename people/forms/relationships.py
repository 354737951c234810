"""What someone may type about who somebody is to a person."""

from typing import Any

from django import forms

import clock
from accounts.models import User
from people import access
from people.access import Permission
from people.actions.person import CONTACT_COLUMNS
from people.forms.facts import FactForm, HowKnownForm, line
from people.models import Contact, Fact, Person, Relationship
from people.relationships import choices, kinds
from ui.fields import DateField3, LongTextField, ShowIf

REGISTER, NEW = "REGISTER", "NEW"
_ABOUT_NEW = ("name", "organisation", "phone", "email")


class ContactChangeForm(HowKnownForm):
    """How somebody around a person is reached and described, and whether they are around still."""

    name = line("Their name", required="Enter their name")
    role = line("Their role", help_text="For example: key worker, GP, landlord.")
    organisation = line("Organisation they work for")
    phone = line("Telephone", longest=40)
    email = forms.EmailField(label="Email", required=False, max_length=254)
    note = LongTextField(label="Note", required=False, rows=3)
    ended_on = DateField3(
        label="Not around any more: since when?",
        help_text="Leave it empty while they are. From that day they stand under Before.",
        required=False,
        noun="The day since when they are not around",
    )

    def __init__(self, *args: Any, contact: Contact, **options: Any):
        known = {name: getattr(contact, name) for name in CONTACT_COLUMNS}
        super().__init__(*args, initial=known, **options)
        self.order_fields([*CONTACT_COLUMNS, "told_by", "checked_how", "entry"])

    def clean_ended_on(self):
        ended_on = self.cleaned_data["ended_on"]
        if ended_on is not None and ended_on > clock.today():
            raise forms.ValidationError("Enter a day that is today or in the past")
        return ended_on

    def answer(self) -> dict[str, Any]:
        """Return what each column becomes."""
        return {name: self.cleaned_data[name] for name in CONTACT_COLUMNS}


class RelationshipForm(FactForm):
    """Who it is, what they are to the person and the person to them."""

    model = Relationship
    who = forms.ChoiceField(
        label="Who is it?",
        widget=forms.RadioSelect,
        error_messages={"required": "Select who it is"},
    )
    reference = line(
        "Their council reference", longest=20, help_text="It stands on top of their record."
    )
    name = line("Their name", help_text="A person or an organisation.")
    organisation = line("Organisation they work for")
    phone = line("Telephone", longest=40)
    email = forms.EmailField(label="Email", required=False, max_length=254)
    kind = forms.ChoiceField(
        label="What are they to the person?",
        choices=[("", "Select"), *choices()],
        error_messages={"required": "Select what they are to the person"},
    )
    back = forms.ChoiceField(
        label="And the person is their…",
        help_text="Leave it empty for the usual word: child for a mother, friend for a friend.",
        choices=[("", "The usual word"), *choices()],
        required=False,
    )
    note = line("Note", longest=250, help_text="For example: only by text; works nights.")

    def __init__(
        self,
        *args: Any,
        person: Person,
        by: User | None = None,
        replaces: Fact | None = None,
        **options: Any,
    ):
        self.other: Person | None = None
        self.contact: Contact | None = None
        if isinstance(replaces, Relationship):
            self.other = replaces.end_record
            self.contact = None if replaces.is_turned else replaces.contact
            known = {"kind": replaces.kind_seen, "back": replaces.back_seen, "note": replaces.note}
            options["initial"] = known | (options.get("initial") or {})
        super().__init__(*args, person=person, by=by, replaces=replaces, **options)
        if replaces is not None:
            for name in ("who", "reference", *_ABOUT_NEW):
                del self.fields[name]
            return
        told = Relationship.objects.filter(is_mistake=False, contact__isnull=False)
        self._contacts = {
            each.key: each
            for each in person.contacts.exclude(pk__in=told.values("contact"))
            if each.record_id is None
        }
        self.fields["who"].choices = [
            *((key, _described(each)) for key, each in self._contacts.items()),
            (REGISTER, "Somebody who has a record here"),
            (NEW, "Somebody else, or an organisation"),
        ]
        self.fields["reference"].show_if = ShowIf("who", (REGISTER,))
        for name in _ABOUT_NEW:
            self.fields[name].show_if = ShowIf("who", (NEW,))

    @classmethod
    def own_fields(cls) -> list[str]:
        """Return the questions in their order; what is known of who it is has no column here."""
        return ["who", "reference", *_ABOUT_NEW, "kind", "back", "note"]

    @classmethod
    def known(cls, replaces: Fact) -> dict[str, Any]:
        """Return nothing: it depends on the side from which it is seen."""
        return {}

    def clean(self):
        cleaned = super().clean()
        who = cleaned.get("who", "")
        if who == REGISTER:
            self._find(cleaned.get("reference", ""))
        elif who == NEW and not cleaned.get("name"):
            self.add_error("name", "Enter their name")
        elif who:
            self.contact = self._contacts.get(who)
        kind = kinds().get(cleaned.get("kind", ""))
        if kind is not None:
            back = cleaned.get("back") or kind.back[0]
            cleaned["back"] = back
            if back not in kind.back:
                usual = ", ".join(kinds()[each].words for each in kind.back)
                self.add_error("back", f"To their {kind.words} the person can be: {usual}")
        return cleaned

    def _find(self, reference: str) -> None:
        """Find the other record; one that is closed to this user is as if it were not there."""
        if not reference:
            self.add_error("reference", "Enter their council reference")
            return
        other = Person.objects.filter(council_reference__iexact=reference.strip()).first()
        may = other is not None and self.by is not None
        if not may or not access.decide(self.by, Permission.VIEW, other).allowed:
            self.add_error(
                "reference", "No record that you may open has this reference. Ask the records team"
            )
        elif other == self.person:
            self.add_error("reference", "This is the reference of the person themselves")
        else:
            self.other = other

    def fact(self) -> Relationship:
        """Return the relationship as seen from the person whose page this is, not saved."""
        cleaned = self.cleaned_data
        return Relationship(
            person=self.person,
            other=self.other,
            contact=self.contact,
            kind=cleaned["kind"],
            back=cleaned["back"],
            note=cleaned["note"],
            since=cleaned["since"],
        )

    def new_contact(self) -> dict[str, str] | None:
        """Return what is known of somebody who is new here; nothing of anybody else."""
        if self.cleaned_data.get("who") != NEW:
            return None
        return {name: self.cleaned_data[name] for name in _ABOUT_NEW}


def _described(contact: Contact) -> str:
    return f"{contact.name}, {contact.described}" if contact.described else contact.name
