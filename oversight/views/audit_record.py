"""The record of a file as its auditor reads it, and the way to the record itself."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from oversight.forms.auditing import SeeMoreForm
from oversight.queries.pseudonymised import file_under_pseudonym, may_read
from oversight.views.auditing import asked_of
from people import access
from people import actions as people_actions
from people.access import Permission
from people.models import AccessReason

_BECAUSE = "An auditor reads what was sampled under a pseudonym, and more only with a reason."


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.AUDITOR, because=_BECAUSE)
def record(request, rating_key):
    """Show a file under a pseudonym; open the record itself to whoever says why they need it."""
    mine = asked_of(request, rating_key)
    person = mine.file.person
    if not may_read(request.user, mine):
        raise PermissionDenied("The record is closed to you: the audit is over, or you sent it.")
    is_open = access.decide(request.user, Permission.VIEW, person).allowed
    form = SeeMoreForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if not is_open:
            people_actions.give_reason(
                person=person,
                by=request.user,
                basis=AccessReason.Basis.AUDIT,
                words=form.cleaned_data["words"],
            )
        return redirect("records:timeline", person.key)
    page, shown = file_under_pseudonym(request.user, mine, request.GET.get("page", ""))
    log.record(
        "oversight.audit_record_read",
        by=request.user,
        about=person,
        target=mine.file,
        shown=[each.key for each in shown if each.entry],
    )
    context = {"rating": mine, "page": page, "shown": shown, "form": form, "is_open": is_open}
    status = 400 if form.errors else 200
    return render(request, "oversight/audits/record.html", context, status=status)
