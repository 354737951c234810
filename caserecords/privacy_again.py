"""The data protection officer says that a change of the privacy notice is told again."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import Role
from caserecords.privacy import keep_version, standing_version
from governance.actions import tell_again as say_again
from governance.notices import said_of
from ui import refusals
from ui.fields import LongTextField


class TellAgainForm(forms.Form):
    """Why those who were told of an earlier notice are told again."""

    reason = LongTextField(
        label="What is other now, and why does it matter to people?",
        help_text="Workers read these words beside whom they are to tell.",
        rows=4,
        limit=2000,
        error_messages={"required": "Enter what is other now, and why it matters"},
    )


@require_http_methods(["GET", "POST"])
@open_to_roles(
    Role.DATA_PROTECTION_OFFICER,
    because="The data protection officer decides whether a change of the notice is told again.",
)
def tell_again(request):
    """Say that people who were told of an earlier notice are told of this one, with the reason."""
    version = standing_version()
    form = TellAgainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        keep_version(by=request.user)
        try:
            say_again(version=version, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, "Workers have their people to tell again on their lists.")
            return redirect("privacy-tell-again")
    context: dict[str, Any] = {"version": version, "said": said_of(version), "form": form}
    status = 400 if form.errors else 200
    return render(request, "caserecords/privacy_again.html", context, status=status)
