"""What someone may type about a legal authority to decide for a person."""

from typing import Any

from django import forms

import clock
from people import queries
from people.forms.facts import FactForm, line
from people.models import Authority, Contact, Fact, Relationship
from people.relationships import kinds
from ui.fields import DateField3, ShowIf

# As what somebody holds an authority, the usual word first.
HELD_AS = {
    "LPA_HEALTH": ("attorney",),
    "LPA_MONEY": ("attorney",),
    "EPA": ("attorney",),
    "DEPUTY_HEALTH": ("deputy",),
    "DEPUTY_MONEY": ("deputy",),
    "APPOINTEE": ("appointee",),
    "GUARDIAN": ("guardian",),
}
_SEEN = ("ORIGINAL", "COPY", "REGISTER")


class AuthorityForm(FactForm):
    """Who holds it, which it is, and what was seen of it."""

    model = Authority
    relationship = forms.ChoiceField(
        label="Who holds it?",
        help_text="Somebody who does not stand as attorney, deputy, appointee or guardian yet is "
        "recorded as that too. Whoever is not listed is added under People around them first.",
        error_messages={
            "required": "Select who holds it",
            "invalid_choice": "Select one of those listed",
        },
    )
    kind = forms.ChoiceField(
        label="Which authority is it?",
        choices=Authority.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": "Select which authority it is"},
    )
    scope = line(
        "Limits, and how they must act",
        longest=500,
        help_text="For example: jointly with his sister; not to sell the home.",
    )
    made_on = DateField3(
        label="When was it made or signed?", required=False, noun="The day it was made"
    )
    registered_on = DateField3(
        label="When was it registered, or the order made by the court?",
        help_text="A lasting power cannot be used until it is registered.",
        required=False,
        noun="The day it was registered",
    )
    evidence = forms.ChoiceField(
        label="What have we seen of it?",
        choices=Authority.Evidence,
        widget=forms.RadioSelect,
        help_text="Being told is no evidence: it will say “not evidenced”.",
        error_messages={"required": "Select what we have seen of it"},
    )
    seen_by = line("Who saw it?")
    seen_on = DateField3(label="When?", required=False, noun="The day it was seen")
    expires_on = DateField3(
        label="When does it end, if it says so?", required=False, noun="The day it ends"
    )
    review_on = DateField3(
        label="When do we check it again?", required=False, noun="The day we check it again"
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        holds = [key for key, kind in kinds().items() if kind.authority]
        standing = queries.relationships_of(self.by, self.person).standing()
        self.held_by = {row.key: row for row in queries.seen_as(standing, self.person, holds)}
        known = {row.end.key for row in self.held_by.values()}
        around = queries.everybody_around(self.by, self.person)
        self.others = {key: each for key, each in around.items() if key not in known}
        choices: list[tuple[str, Any]] = [("", "Select")]
        choices += [
            (key, f"{row.end.name}, {row.meant.words}") for key, row in self.held_by.items()
        ]
        if self.others:
            rest = [(key, each.described) for key, each in self.others.items()]
            choices.append(("Recorded as that with this authority", rest))
        self.fields["relationship"].choices = choices
        for name in ("seen_by", "seen_on"):
            self.fields[name].show_if = ShowIf("evidence", _SEEN)

    @classmethod
    def known(cls, replaces: Fact) -> dict[str, Any]:
        """Return what is known of it, who holds it by key."""
        return super().known(replaces) | {"relationship": replaces.relationship.key}

    def clean(self):
        cleaned = super().clean()
        today = clock.today()
        if cleaned.get("evidence") == Authority.Evidence.TOLD:
            cleaned["seen_by"], cleaned["seen_on"] = "", None
        elif cleaned.get("evidence"):
            if not cleaned.get("seen_by"):
                self.add_error("seen_by", "Enter who saw it")
            if not cleaned.get("seen_on") and "seen_on" not in self.errors:
                self.add_error("seen_on", "Enter the day it was seen")
        for name in ("made_on", "registered_on", "seen_on"):
            if cleaned.get(name) and cleaned[name] > today:
                self.add_error(name, "Enter a day that is today or in the past")
        if cleaned.get("kind") and cleaned.get("relationship") in self.held_by:
            stands = self.held_by[cleaned["relationship"]].kind_seen
            if stands not in HELD_AS[cleaned["kind"]]:
                words = kinds()[HELD_AS[cleaned["kind"]][0]].words
                self.add_error("relationship", f"Select somebody who stands as {words}")
        begins, ends = (cleaned.get(name) for name in ("registered_on", "expires_on"))
        if begins and ends and ends <= begins:
            self.add_error("expires_on", "Enter a day after the one on which it was registered")
        if cleaned.get("review_on") and cleaned["review_on"] <= today:
            self.add_error("review_on", "Enter a day in the future")
        return cleaned

    def new_relationship(self) -> Relationship | None:
        """Return what makes its holder attorney, deputy or the like, if they are not that yet."""
        each = self.others.get(self.cleaned_data["relationship"])
        if each is None:
            return None
        kind = HELD_AS[self.cleaned_data["kind"]][0]
        end = {"contact" if isinstance(each.end, Contact) else "other": each.end}
        return Relationship(person=self.person, kind=kind, back=kinds()[kind].back[0], **end)

    def fact(self) -> Authority:
        """Return the authority that was typed, with who holds it, not saved."""
        values = {name: self.cleaned_data[name] for name in self.own_fields()}
        values["relationship"] = self.held_by.get(values["relationship"])
        return Authority(person=self.person, since=self.cleaned_data["since"], **values)
