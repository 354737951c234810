"""Phoned in: who phoned and what kind of record it is, in as few clicks as may be."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records.drafting import phoned_in
from records.drafting.references import known_to
from records.rules import authorship


@require_GET
@person_view(
    Permission.ADD,
    verb="records.writing_opened",
    shown=("types",),
    because="Those who work with a person write on their record.",
)
def choose(request, person):
    """Offer the kinds of record beside each colleague near to the person; and any other."""
    kinds = [each for each in phoned_in.kinds() if authorship.may_author(request.user, each)]
    by = phoned_in.colleague(request.user, request.GET.get("from", "")[:20])
    kind = request.GET.get("kind", "")
    if by is not None and kind in [each.key for each in kinds]:
        request.looks_again = True
        return redirect(_form_url(person, kind, by.staff_number))
    known = known_to(person, request.user)
    near = [each for each in known.near if each["key"] != request.user.staff_number]
    context = {
        **person_page(request, person, tab="record"),
        "near": [
            {
                **each,
                "kinds": [
                    {"title": kind.title, "url": _form_url(person, kind.key, each["key"])}
                    for kind in kinds
                ],
            }
            for each in near
        ],
        "others": [
            each
            for each in known.staff
            if each not in near and each["key"] != request.user.staff_number
        ],
        "kinds": kinds,
        "chosen": request.GET.get("from", ""),
        "mistakes": [{"text": "Choose who phoned in, and what to write", "target": "from"}]
        if "from" in request.GET
        else [],
    }
    return render(request, "records/write/phoned_in.html", context)


def _form_url(person, kind, staff_number):
    where = reverse("records:write", args=[person.key, kind])
    return f"{where}?{urlencode({'from': staff_number})}"
