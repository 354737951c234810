"""Finding a person, and saying why their record is needed."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_all_staff
from accounts.roles import ADDS_PEOPLE
from audit import log
from people import access, actions, kept_searches, queries, referrals
from people.access import Outcome, Permission
from people.forms import AccessReasonForm, SearchForm
from people.guards import refused
from people.live_tasks import live_tasks
from people.models import Person
from people.pages_of_results import MOST_PAGES, page_number
from people.survivors import survivor_of
from ui.onward import address_asked_for

_PLACE = "people"
_FIND = "Staff find people as index cards, so that nobody is recorded twice."


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_FIND)
def search(request):
    """Ask whom to find; what was typed is kept, and answered at an address that does not say it."""
    form = SearchForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        return redirect("people:found", kept_searches.keep(request.session, words, place=_PLACE))
    return render(request, "people/search.html", {"form": form})


@require_GET
@open_to_all_staff(because=_FIND)
def found(request, search_key):
    """Show index cards for what was typed. Which people were shown is logged with the words."""
    words = kept_searches.words_of(request.session, search_key, place=_PLACE)
    if words is None:
        return render(request, "people/search.html", {"form": SearchForm(), "ended": True})
    page = page_number(request)
    cards, more = queries.find_people(request.user, words, page=page)
    # Words that found nobody go with nobody's record, and would stay: they are not kept.
    detail = {"words": words} if cards else None
    log.record("people.people_searched", by=request.user, subjects=cards, detail=detail)
    context = {
        "form": SearchForm(initial={"words": words}),
        "words": words,
        "cards": cards,
        "page": page,
        "more": more and page < MOST_PAGES,
        "may_add": request.user.has_role(*ADDS_PEOPLE),
        "may_break_glass": access.may_break_glass(request.user),
    }
    return render(request, "people/search.html", context)


@require_GET
@open_to_all_staff(because="Staff see the people they, their team and their staff work with.")
def mine(request):
    """List the people ``request.user`` works with, then the others, under why each is there."""
    page = page_number(request)
    groups, more = queries.people_by_why(request.user, page=page)
    shown = [card for _, cards in groups for card in cards]
    if shown:
        log.record("people.people_listed", by=request.user, subjects=shown)
    context = {
        "groups": groups,
        "has_own": any(card.is_own for card in shown),
        "page": page,
        "more": more and page < MOST_PAGES,
        "left_out": more and page == MOST_PAGES,
    }
    return render(request, "people/mine.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(
    because="A stated reason opens a record for the roles and teams that may give one."
)
def give_reason(request, person_key):
    """Ask why the record is needed today, and open it."""
    person = Person.objects.select_related("team").filter(key=person_key).first()
    if person is None:
        raise Http404
    person = survivor_of(person)
    decision = access.decide(request.user, Permission.VIEW, person)
    if decision.outcome is Outcome.NEEDS_EMERGENCY:
        return redirect("people:break-glass", person.key)
    if decision.outcome in (Outcome.HIDDEN, Outcome.DENIED):
        return refused(request, person, decision)
    onward = page_asked_for(request, person)
    if decision.allowed and not access.may_say_why_for_more(request.user, person):
        return redirect(onward)
    form = AccessReasonForm(
        request.POST if request.method == "POST" else None,
        reasons=referrals.reasons_open_to(request.user, person),
        tasks=live_tasks(request.user, person),
    )
    if form.is_valid():
        actions.give_reason(person=person, by=request.user, **form.given)
        return redirect(onward)
    log.record("people.reason_asked", by=request.user, about=person)
    context = {
        "form": form,
        "person": person,
        "because": decision.because,
        "next": onward,
        "registers": referrals.LIVE in access.reasons_open_to(request.user),
    }
    return render(request, "people/give_reason.html", context)


def page_asked_for(request, person):
    """Return the page of ours that was asked for, or the record."""
    return address_asked_for(request) or reverse("records:timeline", args=[person.key])
