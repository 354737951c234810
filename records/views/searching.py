"""Searching what was written: on one record, and over the people whom the viewer may open.

Words are kept on the server and never stand in an address (``people.kept_searches``).
"""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_all_staff
from audit import log
from people import kept_searches
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from people.pages_of_results import MOST_PAGES, page_number
from records.forms.searching import NarrowForm, WordsForm
from records.search.shown import Results, results

_NOTES = "notes"
_RECORD = "Those who work with a person find what was recorded."
_ALL = "Staff find what was recorded about the people whom they may open."


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="records.search_opened", because=_RECORD)
def search_record(request, person):
    """Ask what to find on one record."""
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        key = kept_searches.keep(request.session, words, place=person.key)
        return redirect("records:found-in-record", person.key, key)
    context = {**person_page(request, person, tab="record"), "form": form}
    return render(request, "records/search_record.html", context)


@require_GET
@person_view(Permission.VIEW, verb="records.record_searched", because=_RECORD)
def found_in_record(request, person, search_key):
    """Show where on one record the words stand."""
    words = kept_searches.words_of(request.session, search_key, place=person.key)
    context = {**person_page(request, person, tab="record"), **_answer(request, words, person)}
    if words is not None:
        request.shown = ("search", *context["results"].keys)
        request.detail = {"words": words}
    return render(request, "records/search_record.html", context)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_ALL)
def search_notes(request):
    """Ask what to find in the records of everybody whom the viewer may open."""
    form = WordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        key = kept_searches.keep(request.session, words, place=_NOTES)
        return redirect("records:found-in-notes", key)
    return render(request, "records/search_notes.html", {"form": form})


@require_GET
@open_to_all_staff(because=_ALL)
def found_in_notes(request, search_key):
    """Show in whose records the words stand. Who was shown is logged, with the words apart."""
    words = kept_searches.words_of(request.session, search_key, place=_NOTES)
    context = _answer(request, words)
    if words is not None:
        found = context["results"]
        log.record(
            "records.notes_searched",
            by=request.user,
            subjects=found.people,
            shown=("search", *found.keys),
            detail={"words": words},
        )
    return render(request, "records/search_notes.html", context)


def _answer(request, words, person=None):
    if words is None:
        return {"form": WordsForm(), "ended": True}
    narrow = NarrowForm(request.GET, viewer=request.user, person=person)
    narrowed, page = narrow.chosen(), page_number(request)
    found = Results()
    if not narrow.errors:
        found = results(request.user, words, person=person, narrowed=narrowed, page=page)
    return {
        "form": WordsForm(initial={"words": words}),
        "words": words,
        "narrow": narrow,
        "results": found,
        "narrowed": any(request.GET.get(name) for name in narrow.fields if name != "order"),
        "page": page,
        "more": found.more and page < MOST_PAGES,
    }
