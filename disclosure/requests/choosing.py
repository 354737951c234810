"""Which request a copy for the person answers; one that answers none says why."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from disclosure.models import Export, SubjectRequest
from disclosure.requests.standing import Stands
from ui.fields import ChoiceWithReasonField
from ui.formats import day_and_month

NOW, NONE = "NOW", "NONE"
_LONGEST = 500


def answers_field() -> ChoiceWithReasonField:
    """Return the question; ``offer_requests`` fills it."""
    return ChoiceWithReasonField(
        label="Which request does it answer?",
        help_text="A copy for the person, or somebody who acts for them, answers a request on the "
        "register: it is checked there by another officer before it leaves.",
        required=False,
        reason_limit=_LONGEST,
    )


def offer_requests(
    field: ChoiceWithReasonField, requests: Iterable[Stands]
) -> dict[str, SubjectRequest]:
    """Offer each open request that such a copy may answer, and return them by key."""
    able = {
        each.request.key: each.request
        for each in requests
        if each.is_open and Export.Purpose.PERSON in each.kind.purposes
    }
    field.choices = field.widget.choices = [
        *((key, _described(each)) for key, each in able.items()),
        (NOW, "They ask for it now, face to face: put that on the register with it"),
        (NONE, "None"),
    ]
    field.mark = ""  # where it is asked, it is asked for
    field.widget.reasons = {
        NOW: "Enter what they ask for, and how you know who they are",
        NONE: "Enter why a copy is made for them that nobody asked for",
    }
    return able


def choose_request(
    form: forms.Form, given: dict[str, Any], able: Mapping[str, SubjectRequest]
) -> dict[str, Any]:
    """Return the request that was chosen, what they ask now, or why it answers none.

    Takes the answer out of ``given``. Says to the form that it is missing, where it asks.
    """
    said = given.pop("answers", None)
    if given.get("purpose") != Export.Purpose.PERSON:
        return {}
    if not said:
        if not form.has_error("answers"):
            form.add_error("answers", "Select which request it answers")
        return {}
    asks_now, because = (said.reason if said.value == each else "" for each in (NOW, NONE))
    return {"request": able.get(said.value), "asks_now": asks_now, "shared_because": because}


def _described(asked: SubjectRequest) -> str:
    who = asked.asker or asked.person.name
    return f"{asked.reference}, received {day_and_month(asked.received_on)} from {who}"
