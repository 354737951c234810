"""Caseloads: how the work is shared, and the people behind each number."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts import local
from accounts.guards import open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE
from audit import log
from oversight.queries import caseload as queries
from people import queries as people_queries
from records.rules import unsigned

PER_PAGE = 50
_TITLES = {"mine": "My caseload", "team": "My team’s caseload", "service": "All that I manage"}
_LABELS = {"mine": "Mine", "team": "My team’s", "service": "All that I manage"}
_SHOWS = {
    "all": "Everybody",
    "reviews": "Reviews overdue",
    "quiet": "Nothing recorded lately",
    "introduce": "Not yet told who their worker is",
}
_BECAUSE = "Staff see how the work is shared in their team, and managers in all that they manage."


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_BECAUSE)
def caseload(request):
    """Show what each worker carries, in numbers that open to the people behind them."""
    scope = _scope(request)
    loads = queries.loads_in(request.user, scope)
    # A draft is private to its author: only managers see that it is there, and how old.
    drafts = ("Drafts left unsigned",) if scope == "service" else ()
    context = {
        **_frame(request, scope, "oversight:caseload"),
        "draft_days": unsigned.managers_told_after() if drafts else 0,
        "loads": loads,
        "totals": {
            "people": sum(load.count("all") for load in loads),
            "reviews": sum(load.count("reviews") for load in loads),
            "quiet": sum(load.count("quiet") for load in loads),
            "introduce": sum(load.count("introduce") for load in loads),
            "waiting": len(people_queries.waiting(request.user)) if scope != "mine" else 0,
        },
        "rows": [_shown(load, scope, drafts=drafts) for load in loads],
        "columns": [
            "Worker",
            *(
                {"label": label, "numeric": True}
                for label in (
                    "People",
                    "Open actions",
                    "Late actions",
                    "Reviews overdue",
                    f"Nothing recorded for {_weeks()} weeks",
                    "Not yet introduced",
                    *drafts,
                )
            ),
        ],
    }
    return render(request, "oversight/caseload.html", context)


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_BECAUSE)
def people(request):
    """List the people whom a number of the caseload counts."""
    scope = _scope(request)
    show = request.GET.get("show", "all")
    show = show if show in queries.SHOWS else "all"
    number = request.GET.get("worker", "")
    workers = {
        user.pk: user
        for user in queries.workers_in(request.user, scope)
        if not number or user.staff_number == number
    }
    key = request.GET.get("team", "")
    teams = [
        team
        for team in queries.teams_in(request.user, scope)
        if (not number and not key) or team.key == key
    ]
    if key:
        workers = {}
    found = queries.rows_of(request.user, workers, teams)
    rows = [row for row in found if row.belongs_to(show)]
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    if page.object_list:
        log.record(
            "oversight.caseload_opened",
            by=request.user,
            subjects={row.person.key: row.person for row in page}.values(),
            shown=[show],
        )
    context = {
        **_frame(request, scope, "oversight:caseload-people"),
        "page": page,
        "show": show,
        "shown": _SHOWS[show],
        "worker": next(iter(workers.values()), None) if number else None,
        "team": next(iter(teams), None) if key else None,
    }
    return render(request, "oversight/caseload_people.html", context)


def _scope(request):
    scope = request.GET.get("scope", "")
    offered = queries.scopes_of(request.user)
    return scope if scope in offered else "mine"


def _frame(request, scope, name):
    return {
        "scope": scope,
        "title": _TITLES[scope],
        "weeks": _weeks(),
        "tabs": [
            {
                "label": _LABELS[each],
                "url": f"{reverse(name)}?scope={each}",
                "current": each == scope,
            }
            for each in queries.scopes_of(request.user)
        ],
    }


def _shown(load, scope, *, drafts):
    people_url = reverse("oversight:caseload-people")
    if load.worker is None:
        name, note = f"Nobody by name, {load.team.name}", "The team has charge of them"
        own, actions_url = f"scope={scope}&team={load.team.key}", ""
    else:
        name, note = load.worker.name, load.worker.job_title
        own = f"scope={scope}&worker={load.worker.staff_number}"
        actions_url = f"{reverse('records:team-actions')}?owner={load.worker.staff_number}"

    def opens(number, url, *, tone=""):
        if not number:
            return "0"
        return {"text": str(number), "url": url, "tone": tone}

    return [
        {"text": name, "note": note},
        opens(load.count("all"), f"{people_url}?{own}"),
        opens(load.open_actions, actions_url),
        opens(load.overdue_actions, f"{actions_url}&state=overdue"),
        opens(load.count("reviews"), f"{people_url}?{own}&show=reviews"),
        opens(load.count("quiet"), f"{people_url}?{own}&show=quiet"),
        opens(load.count("introduce"), f"{people_url}?{own}&show=introduce"),
        *((opens(load.long_unsigned, reverse("records:staff-drafts")),) if drafts else ()),
    ]


def _weeks():
    return local.settings_value("caseload.quiet_weeks")
