"""What someone says when they ask for a copy of a record."""

import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms

from disclosure.choosing import ScopeForm
from disclosure.codes import SHORTEST
from disclosure.formats import (
    Needed,
    fit_format,
    format_field,
    lock_field,
    offer_formats,
    print_field,
)
from disclosure.models import Export
from disclosure.queries import asked_for
from disclosure.requests.choosing import answers_field, choose_request, offer_requests
from disclosure.requests.standing import Stands
from disclosure.scope import Scope
from disclosure.sharing.choosing import choose, decision_field, offer
from disclosure.sharing.queries import Decided
from people.queries import Around
from records.held import OpenersList
from records.models import Entry
from ui import formats
from ui.fields import (
    ChoiceWithReasonField,
    DateField3,
    LongTextField,
    ShortTextField,
    ShowIf,
)

LONGEST_RECIPIENT = 250
NOBODY = "NOBODY"
LONGEST_REASON = 500
LONGEST_AGREED = 900


class CopyForm(ScopeForm):
    """Why a copy is made, who may have it, and whether restricted entries go into it."""

    field_order = ("submission", "chronology", "part")

    submission = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "This form has lost its number. Open the page again"
        ),
    )
    part = forms.ChoiceField(
        label="Which part of the record?",
        help_text="Who they are, how to communicate with them and who is around them goes into "
        "each. What stays out is accounted for, and the cover says so.",
        required=False,
        widget=forms.RadioSelect,
    )
    purpose = forms.ChoiceField(
        label="Why is this copy made?",
        choices=Export.Purpose,
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
    answers = answers_field()
    for_whom = ChoiceWithReasonField(
        label="Is it for somebody around the person?",
        help_text="What may be shared with each stands under their name.",
        required=False,
    )
    despite_because = LongTextField(
        label="Why do they have this copy all the same?",
        help_text="Answer this if it was not agreed that everything may be shared with them: the "
        "duty or order that asks for it, how this copy keeps to the named matters, or that they "
        "were asked now. It is kept with the copy and shown to those who check access.",
        limit=LONGEST_REASON,
        rows=3,
        required=False,
    )
    decision = decision_field()
    includes_restricted = forms.BooleanField(
        label="Include what is restricted or held back and I may open",
        help_text="They are left out unless you include them and say why. Another officer who may "
        "open what is restricted agrees before it leaves the council. A whole record made as "
        "JSON for use in the council then has as well what is shown on request only, such as a "
        "safe address or a key-safe code, to whom it is kept and what holds it, so that nothing "
        "is lost when it moves.",
        required=False,
    )
    restricted_because = LongTextField(
        label="Why does this go into the copy?",
        help_text="Answer this only if you include them. It is kept with the copy and shown to "
        "those who check access.",
        limit=LONGEST_REASON,
        rows=3,
        required=False,
    )

    includes_about_others = forms.BooleanField(
        label="Include entries that hold what is private to somebody else",
        help_text="They are left out of a copy that leaves the council. A redacted copy can give "
        "the rest of each.",
        required=False,
    )
    about_others_because = LongTextField(
        label="Why may what is private to others leave?",
        help_text="Answer this only if you include them: whether they agreed, when, or which duty "
        "or order asks for it. It is kept with the copy.",
        limit=LONGEST_REASON,
        rows=3,
        required=False,
    )

    made_as = format_field()
    is_locked = lock_field()
    with_files = forms.BooleanField(
        label="Put in the files that came with entries, as pages",
        help_text="Pictures and PDFs stand at the end, page by page; other files are listed with "
        "the reason. Look at them before you give the copy to anyone.",
        required=False,
    )
    print_size = print_field()
    format_met_by = LongTextField(
        label="How will this copy reach them in the format they need?",
        limit=LONGEST_REASON,
        rows=3,
        required=False,
    )

    after_death = forms.ChoiceField(
        label="On what basis is it made?",
        help_text="Data protection law covers the living alone, and confidentiality goes on after "
        "death: there is no right to the social care record of somebody who has died.",
        choices=Export.AfterDeath,
        widget=forms.RadioSelect,
        error_messages={"required": "Select on what basis the copy is made"},
    )
    after_death_seen = LongTextField(
        label="What have you seen that shows it?",
        help_text="For example: the grant of probate and a signed letter, the order and its date. "
        "If the person had asked for something to be kept from somebody, that still holds.",
        limit=LONGEST_REASON,
        rows=3,
        error_messages={"required": "Enter what you have seen that shows it"},
    )

    def __init__(
        self,
        *args,
        restricted: int,
        about_others: int = 0,
        chronologies=(),
        needed: Needed | None = None,
        has_died=False,
        by_part: Mapping[str, int] | None = None,
        around: Mapping[str, Around] | None = None,
        openers: Iterable[OpenersList] = (),
        decisions: Iterable[Decided] = (),
        requests: Iterable[Stands] | None = None,
        by_type: Mapping[str, int] | None = None,
        by_statement: Mapping[str, int] | None = None,
        one: Entry | None = None,
        has_any: Callable[..., bool] = lambda *args, **kwargs: True,
        **kwargs,
    ):
        super().__init__(*args, **kwargs)
        self.has_any = has_any
        self.offer_entries(by_type or {}, by_statement or {}, one)
        self.has_died = has_died
        self.around = dict(around or {})
        if by_part is None or one is not None:
            del self.fields["part"]
        else:
            self.fields["part"].choices = [
                ("", "Both, as one"),
                *(
                    (part, f"{label} ({formats.counted(by_part[part], 'entry', 'entries')})")
                    for part, label in Export.Part.choices
                ),
            ]
            self.fields["part"].initial, self.fields["part"].mark = "", ""
        self.offer_openers([] if has_died else openers)
        if self.around:
            field = self.fields["for_whom"]
            field.choices = field.widget.choices = [
                (NOBODY, "No: for somebody else, or for them"),
                *((key, each.described) for key, each in self.around.items()),
            ]
            field.widget.hints = {key: each.shared for key, each in self.around.items()}
            field.initial = NOBODY
        else:
            del self.fields["for_whom"]
            del self.fields["despite_because"]
        self._offer_decisions(decisions)
        self._offer_requests(requests)
        not_for = Export.Purpose.PERSON if has_died else Export.Purpose.ESTATE
        self.fields["purpose"].choices = [
            choice for choice in Export.Purpose.choices if choice[0] != not_for
        ]
        if not has_died:
            del self.fields["after_death"]
            del self.fields["after_death_seen"]
        self.needed = needed = needed or Needed()
        offer_formats(self, needed)
        self.fields["with_files"].show_if = ShowIf("made_as", tuple(Export.PAGED))
        if needed.words:
            more = "Say what is arranged, or why not this time."
            if needed.is_arranged:
                more = "This product cannot make it: a task to arrange it is raised. " + more
            self.fields["format_met_by"].help_text = (
                f"They need: {needed.words}. {more} Answer this if the copy is for them and is "
                "not made so."
            )
        else:
            del self.fields["format_met_by"]
        self.offer_chronologies(chronologies)
        if not restricted:
            del self.fields["includes_restricted"]
            del self.fields["restricted_because"]
        leaving = tuple(each for each in Export.Purpose if each is not Export.Purpose.INTERNAL)
        for name in ("includes_about_others", "about_others_because"):
            if about_others:
                self.fields[name].show_if = ShowIf("purpose", leaving)
            else:
                del self.fields[name]

    def _offer_decisions(self, decisions: Iterable[Decided]) -> None:
        """Offer each decision that lets something be shared; of the living alone."""
        self.decisions = offer(self.fields["decision"], decisions)
        if self.has_died:
            del self.fields["decision"]
            return
        self.fields["decision"].show_if = ShowIf("purpose", tuple(Export.SHARED))

    def _offer_requests(self, requests: Iterable[Stands] | None) -> None:
        """Ask which request a copy for the person answers, unless that is known."""
        if requests is None:
            del self.fields["answers"]
            return
        self.requests = offer_requests(self.fields["answers"], requests)
        self.fields["answers"].show_if = ShowIf("purpose", (Export.Purpose.PERSON,))

    def clean(self):
        """Ask for reasons: of restricted entries, and of a format that the copy does not have."""
        given = super().clean() or {}
        if given.get("part") and given.get("chronology"):
            self.add_error("part", "Select both: a chronology is copied as it was frozen")
        self.check_openers(given)
        given |= choose(
            self,
            given,
            self.decisions,
            recipient=given.get("recipient", ""),
            asked=given.get("purpose") in Export.SHARED,
        )
        if "answers" in self.fields:
            given |= choose_request(self, given, self.requests)
        given["known_at"] = self.known_then(given)
        if not self.has_died:
            given |= {"after_death": "", "after_death_seen": ""}
        elif given.get("purpose") and given.get("after_death"):
            stays_here = given["purpose"] == Export.Purpose.INTERNAL
            if stays_here != (given["after_death"] == Export.AfterDeath.WORK):
                self.add_error("after_death", "Select a basis that fits why the copy is made")
        given |= self._agreed(given)
        fit_format(self, given)
        if given.get("with_files") and given["made_as"] not in Export.PAGED:
            self.add_error("with_files", "Take this out, or select a PDF")
        needed, met_by = self.needed, given.get("format_met_by", "")
        for_them = given.get("purpose") == Export.Purpose.PERSON
        is_met = bool(needed.print_size) and (given.get("print_size") or 0) >= needed.print_size
        asks = for_them and bool(needed.words) and not is_met
        if asks and not met_by and not self.has_error("format_met_by"):
            self.add_error("format_met_by", f"Enter how the need for “{needed.words}” is met")
        given |= {
            "format_needed": needed.words if asks else "",
            "format_met_by": met_by,
            "is_arranged": asks and needed.is_arranged,
        }
        self._check_included(given, "includes_restricted", "restricted_because")
        if given.get("purpose") == Export.Purpose.INTERNAL:
            given |= {"includes_about_others": False, "about_others_because": ""}
        else:
            self._check_included(given, "includes_about_others", "about_others_because")
        given["scope"] = self.chosen(given, self._has_any)
        return given

    def _has_any(self, scope: Scope) -> bool:
        given = self.cleaned_data
        return self.has_any(
            scope,
            asked_for=asked_for(
                given.get("purpose", ""),
                with_restricted=bool(given.get("includes_restricted")),
                with_about_others=bool(given.get("includes_about_others")),
            ),
            part=given.get("part", ""),
            known_at=given["known_at"],
        )

    def _check_included(self, given: dict[str, Any], included: str, because: str) -> None:
        """Ask why some entries go in that stay out otherwise, where they do."""
        if included not in self.fields:
            given |= {included: False, because: ""}
        elif not given.get(included):
            if given.get(because):
                self.add_error(because, "Take this out, or include what is left out")
        elif not given.get(because) and not self.has_error(because):
            self.add_error(because, "Enter why this goes into the copy")

    def _agreed(self, given: Mapping[str, Any]) -> dict[str, str]:
        """Return what may be shared with whoever has it, and why they have it all the same."""
        chosen = given.pop("for_whom", None)
        why = given.get("despite_because", "")
        each = self.around.get(chosen.value if chosen else "")
        agreed = f"{each.described}: {each.shared}"[:LONGEST_AGREED] if each else ""
        if each is None or each.may_have_all:
            if why:
                self.add_error("despite_because", "Take this out, or select who it is for")
            return {"agreed": agreed, "despite_because": ""}
        if not why and not self.has_error("despite_because"):
            self.add_error("despite_because", f"{each.name}: {each.shared}. Enter why they have it")
        return {"agreed": agreed, "despite_because": why}


class CodeForm(forms.Form):
    """A check code, as it stands in a copy."""

    code = ShortTextField(
        label="Which code?",
        help_text="16 figures and letters from A to F, such as 9F3A 12C4 77AB 01DE. Spaces and "
        "capitals do not matter.",
        limit=100,
        error_messages={"required": "Enter the code"},
    )

    def clean_code(self) -> str:
        """Return it as digests are stored."""
        code = "".join(self.cleaned_data["code"].split()).casefold()
        if not re.fullmatch(rf"[0-9a-f]{{{SHORTEST},64}}", code):
            raise forms.ValidationError("Enter all 16 figures and letters of the code")
        return code


class ArrangedForm(forms.Form):
    """How a format came about that the product cannot make."""

    how = ShortTextField(
        label="How was it arranged, and when did they have it?",
        limit=LONGEST_REASON,
        error_messages={"required": "Enter how it was arranged"},
    )


class AgreeForm(forms.Form):
    """Why restricted entries may leave in a copy, as a second officer sees it."""

    because = ShortTextField(
        label="Why may they leave in this copy?",
        help_text="It is kept with your name, and shown to those who check access.",
        limit=LONGEST_REASON,
        error_messages={"required": "Enter why they may leave in this copy"},
    )


class DeliveredForm(forms.Form):
    """On which day somebody outside the council had a copy, and how it reached them."""

    on = DateField3(
        label="On which day did they have it?",
        noun="The day",
        error_messages={"required": "Enter the day on which they had it"},
    )
    how = ShortTextField(
        label="How did it reach them, and how was that checked?",
        limit=LONGEST_REASON,
        error_messages={"required": "Enter how it reached them"},
    )
