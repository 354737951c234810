"""The catalogue: every kind of record, and how one is filled in."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_all_staff
from accounts.roles import Role
from records.catalogue import catalogue, fields_by_name
from records.forms.needed import asked_when, mark_of
from records.rules.local_figures import written_within
from records.shown import procedures
from ui.formats import counted


@require_GET
@open_to_all_staff(because="Says what kinds of record there are; shows nobody's data.")
def show_catalogue(request):
    """Show every type of record with what it is for; search its titles and guidance."""
    words = " ".join(request.GET.get("q", "").split())[:100]
    known = catalogue()
    found = known.search(words) if words else known.types
    groups = [
        {"group": group, "types": [each for each in found if each.group == group.key]}
        for group in known.groups
    ]
    context = {
        "words": words,
        "groups": [each for each in groups if each["types"]],
        "found": found if words else [],
        "count": len(known.types),
        "answers_for_recording": request.user.has_role(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR),
    }
    return render(request, "records/catalogue.html", context)


@require_GET
@open_to_all_staff(because="Says how a kind of record is filled in; shows nobody's data.")
def show_type(request, type_key):
    """Show one type of record: purpose, law, guidance, questions, times, who may write it."""
    record_type = catalogue().get(type_key)
    if record_type is None:
        raise Http404
    days = written_within(record_type)
    groups = catalogue().header.author_groups
    context = {
        "type": record_type,
        "sections": [
            (section.title, [_question(each, record_type) for each in section.fields])
            for section in record_type.sections
        ],
        "within": counted(days, "working day") if days else "The same day" if days == 0 else "",
        "procedures": procedures.beside(record_type),
        "authors": ", ".join(groups[key].title.lower() for key in record_type.who_may_author),
    }
    return render(request, "records/type.html", context)


def _question(asked, record_type) -> tuple[str, str]:
    """Return a question, and whether and when it is asked and needed."""
    beside = fields_by_name(record_type)
    shown = asked_when(asked.show_if, beside) if asked.show_if else ""
    return asked.label, " ".join(filter(None, [shown, mark_of(asked, beside, record_type, {})]))
