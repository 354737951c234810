"""Finding a person, and saying why their record is needed."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_all_staff
from audit import log
from people import access, actions, queries
from people.access import Outcome, Permission
from people.forms import AccessReasonForm, SearchForm
from people.guards import refused
from people.models import Person


@require_GET
@open_to_all_staff(because="Staff find people as index cards, so that nobody is recorded twice.")
def search(request):
    """Show index cards for what was typed. Which people were shown is logged with the words."""
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    cards, more = queries.find_people(request.user, words)
    if words:
        log.record(
            "people.people_searched", by=request.user, subjects=cards, detail={"words": words}
        )
    context = {"form": form, "words": words, "cards": cards, "more": more}
    return render(request, "people/search.html", context)


@require_GET
@open_to_all_staff(because="Staff see the people they, their team and their staff work with.")
def mine(request):
    """List the people ``request.user`` works with, then those of their teams."""
    own = queries.my_people(request.user)
    keys = {card.key for card in own}
    others = [card for card in queries.team_people(request.user) if card.key not in keys]
    if own or others:
        log.record("people.people_listed", by=request.user, subjects=[*own, *others])
    return render(request, "people/mine.html", {"own": own, "others": others})


@require_http_methods(["GET", "POST"])
@open_to_all_staff(
    because="A stated reason opens a record for the roles and teams that may give one."
)
def give_reason(request, person_key):
    """Ask why the record is needed today, and open it."""
    person = Person.objects.select_related("team").filter(key=person_key).first()
    if person is None:
        raise Http404
    decision = access.decide(request.user, Permission.VIEW, person)
    if decision.outcome in (Outcome.HIDDEN, Outcome.DENIED):
        return refused(request, person, decision)
    onward = _onward(request, person)
    if decision.outcome is Outcome.ALLOWED:
        return redirect(onward)
    form = AccessReasonForm(
        request.POST if request.method == "POST" else None,
        reasons=access.reasons_open_to(request.user),
    )
    if form.is_valid():
        actions.give_reason(person=person, by=request.user, **form.cleaned_data)
        return redirect(onward)
    log.record("people.reason_asked", by=request.user, about=person)
    context = {"form": form, "person": person, "because": decision.because, "next": onward}
    return render(request, "people/give_reason.html", context)


def _onward(request, person):
    asked = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    if ours and asked.startswith("/"):
        return asked
    return reverse("records:timeline", args=[person.key])
