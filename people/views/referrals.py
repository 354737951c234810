"""What auditors and the Caldicott Guardian are asked to look at, and who asks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.guards import open_to_all_staff, open_to_roles
from accounts.queries import staff_found
from audit import log
from people import actions, queries
from people import referrals as rules
from people.forms.referrals import ReferForm
from people.forms.restrictions import RestrictionsForm
from ui import refusals

_BECAUSE = "A sampled record, or one that a question is about, opens to whoever is asked to look."


@require_GET
@open_to_all_staff(because=_BECAUSE)
def referrals(request):
    """List what the viewer is asked to look at, asked others, or oversees."""
    chosen = RestrictionsForm(request.GET).chosen()
    over = bool(chosen.get("over"))
    rows, older = queries.page_of_referrals(request.user, over=over, before=chosen.get("before"))
    people = {row.person.key: row.person for row in rows}
    log.record("people.referrals_listed", by=request.user, subjects=people.values())
    context = {
        "rows": rows,
        "older": older,
        "over": over,
        "asks": request.user.has_role(*rules.ASKERS),
    }
    return render(request, "people/referrals/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(*rules.ASKERS, because=_BECAUSE)
def refer(request):
    """Ask a colleague to look at records."""
    looks = Q()
    for role in rules.NEEDED.values():
        looks |= Q(roles__contains=[role])
    form = ReferForm(
        request.POST if request.method == "POST" else None,
        by=request.user,
        staff=staff_found().filter(looks).exclude(pk=request.user.pk),
    )
    if form.is_valid():
        try:
            made = actions.refer(by=request.user, **form.given)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, f"{made[0].user.name} is asked.")
            return redirect("people:referrals")
    status = 400 if form.errors else 200
    return render(request, "people/referrals/refer.html", {"form": form}, status=status)


@require_POST
@open_to_all_staff(because=_BECAUSE)
def end(request, referral_key):
    """End what was asked."""
    row = queries.referrals_open_to(request.user).filter(key=referral_key).first()
    if row is None:
        raise Http404
    try:
        actions.end_referral(referral=row, by=request.user)
    except ValidationError as wrong:
        messages.warning(request, f"{wrong.messages[0]}.")
    else:
        messages.success(request, "Ended. What was opened for it is closed.")
    return redirect("people:referrals")
