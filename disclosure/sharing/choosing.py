"""By which decision a copy is shared with somebody else, or on what basis without one."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from disclosure.sharing.queries import Decided
from ui.fields import ChoiceWithReasonField

NO_DECISION = "NONE"
_LONGEST = 500


def decision_field() -> ChoiceWithReasonField:
    """Return the question; ``offer`` fills it."""
    return ChoiceWithReasonField(
        label="Which decision lets it be shared?",
        help_text="The record “Information-sharing decision” says whether it must, should, may or "
        "must not be shared. Each that lets something be shared is listed.",
        required=False,
        reason_limit=_LONGEST,
    )


def offer(field: ChoiceWithReasonField, decisions: Iterable[Decided]) -> dict[str, Decided]:
    """Offer each decision that lets something be shared, and return them by key."""
    able = {each.entry.key: each for each in decisions if each.lets_share}
    field.choices = field.widget.choices = [
        *((key, each.described) for key, each in able.items()),
        (NO_DECISION, "None is recorded"),
    ]
    field.widget.hints = {key: each.basis for key, each in able.items()}
    field.mark = ""  # where it is asked, it is asked for
    field.widget.reasons = {NO_DECISION: "Enter on what basis it is shared all the same"}
    return able


def choose(
    form: forms.Form,
    given: dict[str, Any],
    able: Mapping[str, Decided],
    *,
    recipient: str,
    asked: bool = True,
) -> dict[str, Any]:
    """Return the decision that was chosen, or the basis that was typed instead.

    ``recipient``: who may have the copy, with whom the decision is to be about sharing. Takes the
    answer out of ``given``. Says to the form what is missing, where it asks.
    """
    said = given.pop("decision", None)
    if not asked or "decision" not in form.fields:
        said = None
    elif not said and not form.has_error("decision"):
        form.add_error("decision", "Select which decision lets it be shared")
    found = able.get(said.value) if said else None
    if found and recipient and (why_not := found.why_not_with(recipient)):
        form.add_error("decision", f"{why_not}. Select another, or name them as who may have it")
    return {"decision": found and found.entry, "shared_because": said.reason if said else ""}
