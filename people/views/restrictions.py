"""Records that are kept to named staff: restricting one, its list, its review and its end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff
from accounts.queries import staff_found
from audit import log
from people import actions, queries
from people import restrictions as rules
from people.access import Permission
from people.forms.restrictions import (
    AddToListForm,
    LiftForm,
    OwnerForm,
    RestrictForm,
    RestrictionsForm,
    ReviewRestrictionForm,
    TakeOffListForm,
)
from people.guards import person_view
from people.page import person_page
from ui import refusals

_LIST = (
    "Who is on the list of a restricted record reads about it; those who oversee restrictions read"
    " who keeps it and why, and not whose record it is."
)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.SEE_ACCESS,
    verb="people.restriction_offered",
    because="Managers and records officers keep a record to named staff where it must be.",
)
def restrict(request, person):
    """Keep a record, or a part of it, to named staff, or lead to what restricts it already."""
    parts = rules.may_be_restricted(person)
    if (standing := queries.restriction_of(person)) is not None or not parts:
        standing = standing or queries.restricted_parts_of(person)[0]
        return redirect("people:restriction", standing.key)
    rules.may_restrict(request.user, person).require()
    others = [each for each in queries.to_be_listed(person) if each.pk != request.user.pk]
    given = request.POST if request.method == "POST" else None
    form = RestrictForm(given, staff=others, parts=parts)
    if form.is_valid():
        try:
            restriction = actions.restrict(person=person, by=request.user, **form.given)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            whole = "Restricted. Nobody else finds the record from now on."
            one_part = "Restricted. Nobody else opens what is written there from now on."
            messages.success(request, whole if restriction.is_whole else one_part)
            return redirect("people:restriction", restriction.key)
    context = {
        **person_page(request, person, tab="access"),
        "form": form,
        "only": parts[0] if len(parts) == 1 else "",
        "review_on": rules.review_day(clock.now()),
    }
    status = 400 if form.errors else 200
    return render(request, "people/restrictions/restrict.html", context, status=status)


@require_GET
@open_to_all_staff(because=_LIST)
def restrictions(request):
    """List the restricted records that the viewer is on the list of, or oversees."""
    chosen = RestrictionsForm(request.GET).chosen()
    over = bool(chosen.get("over"))
    rows, older = queries.page_of_restrictions(request.user, over=over, before=chosen.get("before"))
    named = [row.person for row in rows if row.may_name]
    log.record("people.restrictions_listed", by=request.user, subjects=named)
    context = {
        "rows": rows,
        "older": older,
        "over": over,
        "oversees": request.user.has_role(*rules.OVERSEES),
        "today": clock.today(),
    }
    return render(request, "people/restrictions/list.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_LIST)
def restriction(request, restriction_key):
    """Show one restriction with its list, and take what is done about it."""
    row = queries.restriction_for(request.user, restriction_key)
    if row is None:
        raise Http404
    user, runs = request.user, rules.holds(row)
    may_keep = runs and rules.may_keep(user, row).allowed
    listed = queries.list_of(row)
    forms = _forms(request, row, listed) if runs else {}
    problems: list[str] = []
    if request.method == "POST" and runs:
        try:
            words = _done(request, row, forms)
        except (ValidationError, PermissionDenied) as wrong:
            problems = refusals.words_of(wrong)
        else:
            if words:
                messages.success(request, words)
                return redirect(_onward(user, row))
    # Why it is restricted is about the person, though whoever oversees it reads no name.
    log.record("people.restriction_shown", by=user, about=row.person, target=row)
    lifts = list(row.lifts.select_related("asked_by", "answered_by"))
    waiting = next((each for each in lifts if not each.answer), None)
    context = {
        "row": row,
        "person": row.person if row.may_name else None,
        "runs": runs,
        "listed": listed,
        "may_keep": may_keep,
        "may_name_owner": runs and rules.may_name_owner(user, row).allowed,
        "may_answer": runs
        and waiting is not None
        and waiting.asked_by_id != user.pk
        and rules.may_answer_lift(user, row).allowed,
        "lifts": lifts,
        "waiting": waiting,
        "reviews": list(row.reviews.select_related("reviewed_by")),
        "today": clock.today(),
        "problems": problems,
        **forms,
    }
    wrong = problems or any(form.errors for form in forms.values())
    return render(request, "people/restrictions/show.html", context, status=400 if wrong else 200)


@require_GET
@open_to_all_staff(because="Says whom to ask about a restricted record; shows nobody's data.")
def whom_to_ask(request):
    """Say what a restricted record is and whom to ask, the same to everybody."""
    context = {"officers": list(rules.whom_to_ask()[:20])}
    return render(request, "people/restrictions/whom_to_ask.html", context)


def _forms(request, row, listed):
    data = request.POST if request.method == "POST" else None
    act = request.POST.get("act", "") if data else ""
    staff = list(staff_found())
    on_list = {each.user_id for each in listed if not each.has_ended}
    takes_off = [each.user for each in listed if each.user_id != row.owner_id]

    def form(kind, name, **options):
        return kind(data if act == name else None, prefix=name, **options)

    return {
        "add": form(AddToListForm, "add", staff=[u for u in staff if u.pk not in on_list]),
        "take_off": form(TakeOffListForm, "take_off", staff=takes_off),
        "owner": form(
            OwnerForm,
            "owner",
            staff=[u for u in staff if u.has_role(*rules.KEEPS) and u.pk != row.owner_id],
        ),
        "review": form(ReviewRestrictionForm, "review", ends_at=row.ends_at),
        "lift": form(LiftForm, "lift"),
    }


def _done(request, row, forms) -> str:
    act, user = request.POST.get("act", ""), request.user
    if act in ("agree", "refuse"):
        actions.answer_lift(restriction=row, agrees=act == "agree", by=user)
        return "It has ended." if act == "agree" else "Refused. It stays restricted."
    if act not in forms or not forms[act].is_valid():
        return ""
    does, words = {
        "add": (actions.add_to_list, "Added to the list."),
        "take_off": (actions.take_off_list, "Taken off the list."),
        "owner": (actions.name_owner, "It has a new owner."),
        "review": (actions.review_restriction, "Kept. It is looked at again later."),
        "lift": (actions.ask_to_lift, "A second person is asked."),
    }[act]
    return words if refusals.is_done(forms[act], does, restriction=row, by=user) else ""


def _onward(user, row) -> str:
    """Return where to go on: the list, for whoever may not read about it any more."""
    still = queries.restriction_for(user, row.key)
    return reverse("people:restriction", args=[row.key]) if still else "people:restrictions"
