"""Who may open a restricted entry: its list, its owner, its reviews and its end."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

import clock
from accounts.queries import staff_found
from people.access import Permission
from people.forms.restrictions import AddToListForm, TakeOffListForm
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.drafting import writing
from records.forms.restricted import EndEntryForm, EntryOwnerForm, ReviewEntryForm
from records.models import EntryRestrictionReview
from records.rules import restricted as rules
from records.views import keeping
from records.views.writing import open_entry
from ui import refusals


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="records.entry_list_opened",
    shown=("list",),
    because="Who may open a restricted entry sees who else may; its owner keeps the list.",
)
def entry_list(request, person, entry_key):
    """Show who may open one restricted entry, and take what is done about it."""
    entry, user = open_entry(request.user, person, entry_key), request.user
    if not rules.holds(entry):
        return redirect("records:entry", person.key, entry.key)
    request.target = entry
    row, listed = rules.begun(entry), queries.list_of_entry(entry)
    may_keep, may_end = rules.may_keep(user, entry).allowed, rules.may_end(user, entry).allowed
    forms = _forms(request, row, listed, may_end=may_end) if may_keep else {}
    titles = {"review": "Why an entry stays restricted", "end": "Why an entry is opened"}
    kept = {
        name: keeping.of(request, person, forms[name], title, beside=entry, part=name)
        for name, title in titles.items()
        if name in forms
    }
    if (typing := keeping.saving(kept.values())) is not None:
        return typing.save()
    problems: list[str] = []
    if request.method == "POST":
        try:
            words = _done(request, entry, forms)
        except (ValidationError, PermissionDenied) as wrong:
            problems = refusals.words_of(wrong)
        else:
            if words:
                if request.POST.get("act", "") in kept:
                    kept[request.POST["act"]].sent()
                messages.success(request, words)
                return redirect(*_onward(user, person, entry))
    context = {
        **person_page(request, person, tab="record"),
        "entry": entry,
        "name": writing.name_of(entry),
        "row": row,
        "listed": listed,
        "by_type": rules.is_by_type(entry),
        "asks_for_review": row.pk is not None or not rules.is_by_type(entry),
        "in_safeguarding": queries.is_safeguarding(entry),
        "may_keep": may_keep,
        "may_end": may_end,
        "reviews": list(
            EntryRestrictionReview.objects.filter(restriction=row.pk).select_related("reviewed_by")
        ),
        "today": clock.today(),
        "problems": problems,
        **forms,
        "kept": {name: each.shown() for name, each in kept.items()},
    }
    wrong = problems or any(form.errors for form in forms.values())
    return render(request, "records/restricted.html", context, status=400 if wrong else 200)


def _forms(request, row, listed, *, may_end):
    data = request.POST if request.method == "POST" else None
    act = request.POST.get("act", "") if data else ""
    staff = list(staff_found())
    on_list = {each.user_id for each in listed if not each.has_ended} | {request.user.pk}
    takes_off = [each.user for each in listed if each.user_id != row.owner_id]

    def form(kind, name, **options):
        return kind(data if act == name else None, prefix=name, **options)

    found = {
        "add": form(AddToListForm, "add", staff=[u for u in staff if u.pk not in on_list]),
        "owner": form(EntryOwnerForm, "owner", staff=[u for u in staff if u.pk != row.owner_id]),
        "review": form(ReviewEntryForm, "review"),
    }
    if takes_off:
        found["take_off"] = form(TakeOffListForm, "take_off", staff=takes_off)
    if may_end:
        found["end"] = form(EndEntryForm, "end")
    return found


def _done(request, entry, forms) -> str:
    act = request.POST.get("act", "")
    if act not in forms:
        raise PermissionDenied("Its owner, or a manager of the record, does this.")
    if not forms[act].is_valid():
        return ""
    does, words = {
        "add": (actions.add_to_entry_list, "Added to the list."),
        "take_off": (actions.take_off_entry_list, "Taken off the list."),
        "owner": (actions.name_entry_owner, "The list has a new owner."),
        "review": (actions.review_entry_restriction, "Kept. It is looked at again later."),
        "end": (actions.end_entry_restriction, "Kept: the end of its restriction."),
    }[act]
    return words if refusals.is_done(forms[act], does, entry=entry, by=request.user) else ""


def _onward(user, person, entry) -> tuple[str, ...]:
    """Return where to go on: the record, for whoever may not open the entry any more."""
    if queries.entry_for(user, person, entry.key) is None:
        return "records:timeline", person.key
    return "records:entry-list", person.key, entry.key
