"""The guidance library: found by words, read by everybody, changed by whoever keeps a page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.queries import staff_found
from accounts.roles import Role
from oversight import actions
from oversight.forms import library as forms
from oversight.queries import library as queries
from oversight.views import kept as keeping
from records.catalogue import catalogue
from ui import refusals

_BECAUSE = "Says how records are kept here; shows nobody's data."


@require_GET
@open_to_all_staff(because=_BECAUSE)
def library(request):
    """List the topics, and the kinds of which the council says something; find by words."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    found = queries.pages_with(words) if words else queries.pages()
    context = {
        "words": words,
        "found": found if words else [],
        "topics": [page for page in found if page.record_type is None],
        "kinds": [page for page in found if page.record_type is not None and page.text],
        "guidance_due": [] if words else queries.to_look_at(request.user),
        "today": clock.today(),
        "may_add": request.user.has_role(Role.SYSTEM_ADMINISTRATOR),
    }
    return render(request, "oversight/library/list.html", context)


@require_GET
@open_to_all_staff(because=_BECAUSE)
def show(request, page_key):
    """Show one page, who keeps it, and every wording that it had."""
    page = _page(page_key)
    titles = {group.key: group.title for group in catalogue().groups}
    context = {
        "page": page,
        "may_change": queries.may_change(request.user, page),
        "history": queries.history_of(page_key),
        "beside": [titles[key] for key in page.groups if key in titles],
    }
    return render(request, "oversight/library/page.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because="Administrators add pages, and name their owner.")
def add(request):
    """Add a page of the council's own."""
    form = forms.NewGuidanceForm(
        request.POST if request.method == "POST" else None,
        staff=staff_found(),
        initial={"review_on": queries.next_review()},
    )
    kept = keeping.of(request, form)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            row = actions.add_guidance(by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
        else:
            kept.sent()
            messages.success(request, f"“{row.title}” is in the library.")
            return redirect("oversight:guidance-page", row.page)
    context = {"form": form, "kept": kept.shown(), "title": "Add a page of guidance"}
    status = 400 if form.errors else 200
    return render(request, "oversight/library/change.html", context, status=status)


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because="Its owner and administrators change a page of guidance.")
def change(request, page_key):
    """Change the council's words on a page, its owner, or when it is looked at again."""
    page = _page(page_key)
    if not queries.may_change(request.user, page):
        raise PermissionDenied("Its owner and administrators change a page of guidance.")
    history = queries.history_of(page_key)
    form = forms.GuidanceForm(
        request.POST if request.method == "POST" else None,
        staff=staff_found(),
        initial={
            "seen": len(history),
            "text": page.text,
            "owner": page.own.owner if page.own else None,
            "review_on": queries.next_review(),
        },
    )
    kept = keeping.of(request, form)
    if kept.saves:
        return kept.save()
    if form.is_valid():
        try:
            actions.change_guidance(page=page_key, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            refusals.show(form, wrong)
            form.data = request.POST.copy()
            form.data["seen"] = len(queries.history_of(page_key))
        else:
            kept.sent()
            messages.success(request, "It holds from now on, for everyone.")
            return redirect("oversight:guidance-page", page_key)
    context = {"form": form, "kept": kept.shown(), "page": page, "title": page.title}
    status = 400 if form.errors else 200
    return render(request, "oversight/library/change.html", context, status=status)


def _page(key):
    found = queries.page_of(key)
    if found is None:
        raise Http404
    return found
