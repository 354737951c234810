"""Paper: what there is about a person, who has it, and notebooks."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.queries import staff_found
from accounts.roles import Role
from audit import log
from governance import actions, paper
from governance.paper_forms import ListForm, NotebookForm, PaperForm, PaperStepForm
from governance.paper_lists import LISTS, figures
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from ui import refusals

_BECAUSE = "Whoever may open the record knows which paper there is, and says what they do with it."
_NOTEBOOK = "Whoever has a notebook, their managers and records officers; nobody else is told."


@require_GET
@person_view(Permission.VIEW, verb="governance.paper_opened", because=_BECAUSE)
def paper_of(request, person):
    """List the paper about a person, and who has it."""
    context = {
        **person_page(request, person),
        "items": paper.of_person(person),
        "today": clock.today(),
    }
    return render(request, "governance/paper/of_person.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="governance.paper_opened", because=_BECAUSE)
def register_paper(request, person):
    """Put a file or bundle on the register."""
    form = PaperForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        item = actions.register_paper(person=person, by=request.user, **form.cleaned_data)
        messages.success(request, "It is on the register.")
        return redirect("governance:paper-item", person.key, item.key)
    context = {**person_page(request, person), "form": form}
    status = 400 if form.errors else 200
    return render(request, "governance/paper/register.html", context, status=status)


@require_GET
@person_view(Permission.VIEW, verb="governance.paper_opened", because=_BECAUSE)
def paper_item(request, person, item_key):
    """Show one file or bundle: where it is, what was done with it, and what can be done."""
    request.target = item = _item(person, item_key)
    context = {**person_page(request, person), **_shown(request.user, item)}
    return render(request, "governance/paper/item.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.VIEW, verb="governance.paper_opened", because=_BECAUSE)
def paper_step(request, person, item_key, kind):
    """Say what was done with a file or bundle."""
    request.target = item = _item(person, item_key)
    done, context, status = _step(request, item, kind)
    if done:
        return redirect("governance:paper-item", person.key, item.key)
    context |= person_page(request, person)
    return render(request, "governance/paper/step.html", context, status=status)


@require_GET
@open_to_all_staff(because="Everybody sees the paper that they have; managers also their staff's.")
def paper_out(request):
    """List the paper that somebody has, the first due on top, or one of the other lists."""
    show, after = ListForm(request.GET).chosen()
    every = LISTS[show].rows(request.user)
    found = list(every[after : after + paper.PER_PAGE + 1])
    rows = found[: paper.PER_PAGE]
    people = {row.person.key: row.person for row in rows if row.person}
    log.record("governance.paper_listed", by=request.user, subjects=people.values())
    here = reverse("governance:paper-out")
    gives_out = request.user.has_role(Role.MANAGER, Role.RECORDS_OFFICER)
    context = {
        "rows": rows,
        "count": every.count(),
        "listed": LISTS[show],
        "tabs": [
            {
                "label": each.short,
                "url": f"{here}?show={key}" if key else here,
                "current": key == show,
            }
            for key, each in LISTS.items()
        ],
        "more": after + paper.PER_PAGE if len(found) > paper.PER_PAGE else None,
        "gives_out": gives_out,
        "figures": figures(request.user) if gives_out and not show else (),
        "today": clock.today(),
    }
    return render(request, "governance/paper/out.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(
    Role.MANAGER, Role.RECORDS_OFFICER, because="Managers and records officers give out notebooks."
)
def issue_notebook(request):
    """Give a notebook to a member of staff."""
    form = NotebookForm(
        request.POST if request.method == "POST" else None, colleagues=staff_found()
    )
    if form.is_valid():
        given = actions.issue_notebook(by=request.user, **form.cleaned_data)
        messages.success(request, f"{given.held_by.name} has the notebook.")
        return redirect("governance:paper-out")
    status = 400 if form.errors else 200
    return render(request, "governance/paper/issue.html", {"form": form}, status=status)


@require_GET
@open_to_all_staff(because=_NOTEBOOK)
def notebook(request, item_key):
    """Show what was said about a notebook, and what can be said."""
    item = _notebook(request.user, item_key)
    log.record("governance.notebook_opened", by=request.user, target=item)
    return render(request, "governance/paper/notebook.html", _shown(request.user, item))


@require_http_methods(["GET", "POST"])
@open_to_all_staff(because=_NOTEBOOK)
def notebook_step(request, item_key, kind):
    """Say what was done with a notebook."""
    item = _notebook(request.user, item_key)
    done, context, status = _step(request, item, kind)
    if done:
        return redirect("governance:notebook", item.key)
    log.record("governance.notebook_opened", by=request.user, target=item)
    return render(request, "governance/paper/notebook_step.html", context, status=status)


def _shown(viewer, item):
    kinds = paper.step_kinds().values()
    return {
        "item": item,
        "steps": paper.told(item),
        "can": [kind for kind in kinds if paper.may_take(viewer, item, kind)],
        "today": clock.today(),
    }


def _step(request, item, name):
    """Take a step, if it was sent whole. Return whether it was taken, the context, the status."""
    kind = paper.step_kinds().get(name.upper())
    if kind is None or not paper.may_take(request.user, item, kind):
        raise Http404
    form = PaperStepForm(
        request.POST if request.method == "POST" else None,
        kind=kind,
        of_notebook=item.is_notebook,
        colleagues=staff_found() if "second" in kind.needs else (),
    )
    if form.is_valid():
        try:
            actions.take_paper_step(item, kind=kind.key, by=request.user, **form.answer())
        except (ValidationError, PermissionDenied) as wrong:
            refusals.show(form, wrong)
        else:
            messages.success(request, f"{kind.title}: kept.")
            return True, {}, 302
    context = {"item": item, "kind": kind, "form": form}
    if kind.becomes == "OUT":
        context["already_out"] = paper.count_files_with(request.user)
    return False, context, 400 if form.errors else 200


def _item(person, key):
    item = paper.item_of(person, key)
    if item is None:
        raise Http404
    return item


def _notebook(viewer, key):
    item = paper.notebook_of(viewer, key)
    if item is None:
        raise Http404
    return item
