"""Taking what an officer decides on a page: about a record, a part of one, or a class."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest

from retention import actions
from retention.forms import AgreeForm, RefuseForm, WithdrawForm
from retention.models import Batch, Destruction
from ui import refusals

# What answers a plan, by the names that the buttons send.
ANSWERS: dict[str, type[forms.Form]] = {
    "agree": AgreeForm,
    "refuse": RefuseForm,
    "withdraw": WithdrawForm,
}
_ACTS = {
    "agree": actions.agree_destruction,
    "refuse": actions.refuse_destruction,
    "withdraw": actions.withdraw_destruction,
}


def take(
    request: HttpRequest,
    plan: Destruction | Batch | None,
    *,
    begins: Mapping[str, Callable[..., forms.Form]],
    acts: Mapping[str, Callable[..., object]],
) -> tuple[dict[str, forms.Form], str, bool]:
    """Return the forms of the page by name, which was sent, and whether what it asks was done.

    ``begins`` are the forms that need no plan. ``acts`` is what they do, and what the answers do
    where the plan is not of a record. Why something was refused stands on the form. Raises
    ``Http404`` if none of them was sent.
    """
    do = request.POST.get("do", "")
    given = {
        name: form(request.POST if do == name else None, prefix=name)
        for name, form in {**begins, **ANSWERS}.items()
    }
    if request.method != "POST":
        return given, "", False
    if do not in given:
        raise Http404
    act = acts.get(do) or partial(_answer, do, plan)
    return given, do, given[do].is_valid() and _done(given[do], partial(act, by=request.user))


def _answer(do: str, plan: Destruction | Batch | None, **said: Any) -> None:
    if plan is None:
        raise ValidationError("Somebody has decided this already")
    _ACTS[do](plan, **said)


def _done(form: forms.Form, act: Callable[..., object]) -> bool:
    """Do what was asked; say on the form why it was refused."""
    try:
        act(**form.cleaned_data)
    except (ValidationError, PermissionDenied) as wrong:
        refusals.show(form, wrong)
        return False
    return True
