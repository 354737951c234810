"""Which share of what is signed managers review: as it stands, how it came so, and changes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts import local
from accounts.guards import open_to_roles
from accounts.roles import Role
from oversight import actions
from oversight.forms.samples import SampleForm
from oversight.queries import samples as queries
from ui import refusals

_BECAUSE = "Managers see what is drawn for their review; administrators set it."


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, because=_BECAUSE)
def samples(request):
    """Show each share with its history; to an administrator, the form that changes one."""
    form = None
    if request.user.has_role(Role.SYSTEM_ADMINISTRATOR):
        form = SampleForm(request.POST if request.method == "POST" else None)
    elif request.method == "POST":
        raise PermissionDenied("Only a system administrator can change this.")
    if (
        form is not None
        and form.is_valid()
        and refusals.is_done(form, actions.change_sample, by=request.user)
    ):
        messages.success(request, "It holds for what is signed from now on.")
        return redirect("oversight:samples")
    context = {
        "form": form,
        "shares": queries.shares(),
        "for_all": local.settings_value(queries.FOR_ALL),
        "setting": queries.FOR_ALL,
        "history": queries.history(),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "oversight/samples.html", context, status=status)
