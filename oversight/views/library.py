"""The guidance library: found by words, read by everybody, changed by whoever keeps a page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.queries import staff_found
from accounts.roles import Role
from oversight import actions
from oversight.forms import library as forms
from oversight.models import GuidanceAnswer
from oversight.queries import library as queries
from oversight.queries import reading
from oversight.queries.reading import READ
from oversight.views import kept as keeping
from records.catalogue import catalogue
from ui import refusals

_BECAUSE = "Says how records are kept here; shows nobody's data."


@require_GET
@open_to_all_staff(because=_BECAUSE)
def library(request):
    """List the topics, and the kinds that somebody here keeps; find by words."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    found = queries.pages_with(words) if words else queries.pages()
    context = {
        "words": words,
        "found": found if words else [],
        "topics": [page for page in found if page.record_type is None],
        "kinds": [page for page in found if page.record_type is not None and page.is_kept],
        "guidance_due": [] if words else queries.to_look_at(request.user),
        "today": clock.today(),
        "may_add": request.user.has_role(Role.SYSTEM_ADMINISTRATOR),
        "to_read": [] if words else reading.to_read(request.user),
        "guidance_changes": [] if words else reading.changes_for(request.user),
        "manages": request.user.has_role(Role.MANAGER),
    }
    if context["may_add"] and not words:
        context["dead_links"] = queries.dead_links()
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
        "dead_links": queries.dead_links(page_key) if page.links else [],
        "history": queries.history_of(page_key),
        "beside": [titles[key] for key in page.groups if key in titles],
        "asks": bool(page.text) and page.own.must_be_read,
        "read": reading.answers_of(request.user).filter(wording__page=page_key, said=READ).first(),
    }
    return render(request, "oversight/library/page.html", context)


@require_POST
@open_to_all_staff(because="Each member of staff says for themselves what they have read.")
def answer(request, page_key):
    """Keep that somebody read a page, or that its change is to be shown no more."""
    said, wording = request.POST.get("said", ""), request.POST.get("wording", "")
    if said not in GuidanceAnswer.Said.values or not wording.isdecimal() or len(wording) > 18:
        raise Http404
    page = _page(page_key)
    try:
        actions.answer_guidance(page=page_key, wording=int(wording), said=said, by=request.user)
    except ValidationError as wrong:
        messages.error(request, f"{wrong.message}.")
        return redirect("oversight:guidance-page", page_key)
    if said == READ:
        messages.success(request, f"Kept: you have read “{page.title}” as it stands.")
        return redirect("oversight:guidance-page", page_key)
    return redirect("home")


@require_GET
@open_to_roles(Role.MANAGER, because="Managers see to it that their staff know the policies.")
def read_by(request):
    """Show which of a manager's staff have read each policy, and which have not."""
    staff, answers = reading.said_by_line(request.user)
    staff = list(staff)
    context = {
        "readings": reading.readings(reading.policies(), staff, answers),
        "staff_count": len(staff),
    }
    return render(request, "oversight/library/read_by.html", context)


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
            "must_be_read": page.own is not None and page.own.must_be_read,
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
