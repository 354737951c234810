"""What was shared about a person, and asking it back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from disclosure.about import named_among
from disclosure.requests.queries import taken_away
from disclosure.sharing import actions, queries
from disclosure.sharing.forms import OutcomeForm, RecallForm
from people import access
from people.access import Permission
from people.guards import person_view
from people.page import person_page


@require_GET
@person_view(
    Permission.VIEW,
    verb="disclosure.sharing_log_opened",
    because="Whoever works with a person needs to know what others were told.",
)
def sharing_log(request, person):
    """List what was shared or not, with whom, on what basis, and whether it was asked back."""
    rows = queries.log_of(request.user, person)
    may_copy = access.decide(request.user, Permission.EXPORT, person).allowed
    taken = taken_away(request.user, person) if may_copy else []
    _name_beside(request, person, rows, *(each.export.recipient for each in taken))
    context = {
        **person_page(request, person),
        "rows": rows,
        "taken": taken,
        "may_ask_back": may_copy,
    }
    return render(request, "disclosure/sharing/log.html", context)


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.EXPORT,
    verb="disclosure.sharing_log_opened",
    because="Records officers ask back what should not have left.",
)
def ask_back(request, person, shared_kind, shared_key):
    """Ask back one thing that was shared; once that was done, say what came of it."""
    shared = queries.one_of(queries.log_of(request.user, person), shared_kind, shared_key)
    if shared is None:
        raise Http404
    _name_beside(request, person, [shared])
    form_class = OutcomeForm if shared.is_asked_back else RecallForm
    act = actions.say_outcome if shared.is_asked_back else actions.ask_back
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            act(shared, person=person, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            messages.success(request, "Kept in the sharing log.")
            return redirect("disclosure:sharing-log", person.key)
    context = {**person_page(request, person), "row": shared, "form": form}
    status = 400 if form.errors else 200
    return render(request, "disclosure/sharing/ask_back.html", context, status=status)


def _name_beside(request, person, rows, *more) -> None:
    texts = [
        *more,
        *(
            text
            for row in rows
            for text in (
                *(row.what, row.with_whom, row.basis, row.agreement, row.decided_by),
                *(said for each in row.recalls for said in (each.because, each.asked_how)),
                *(each.outcome_words for each in row.recalls),
            )
        ),
    ]
    request.beside = named_among(person, texts)
