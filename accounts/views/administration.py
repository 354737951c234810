"""Running the system: where an administrator starts, how jobs stand, and the technical log."""

from django.conf import settings
from django.shortcuts import render
from django.views.decorators.http import require_GET

import box
from accounts import jobs as job_state
from accounts import local, queries
from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import queries as audit_queries
from audit.verbs import verbs

_RUNS = "System administrators run the system, and see nothing of a record."


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_RUNS)
def home(request):
    """Say what there is to run, and what needs somebody's attention."""
    figures = queries.figures()
    kinds = job_state.kinds()
    context = {
        "staff_count": queries.staff_found().count(),
        "not_signed_in": queries.staff_found(state=queries.NOT_SIGNED_IN).count(),
        "waiting": queries.waiting_for_second(),
        "planned": queries.planned_moves()[:10],
        "teams_count": queries.open_teams().count(),
        "figures_count": len(figures),
        "changed_count": sum(each.is_changed for each in figures),
        "jobs_waiting": sum(each.waiting for each in kinds),
        "jobs_failed": sum(each.failed for each in kinds),
        "box_closed": box.is_closed(),
        "box_on_network": settings.BOX_ON_NETWORK,
    }
    return render(request, "accounts/administration/home.html", context)


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_RUNS)
def jobs(request):
    """Show how many background jobs wait, run and failed, without what they are about."""
    context = {
        "kinds": job_state.kinds(),
        "failures": job_state.failures(),
        "kept_days": local.settings_value(job_state.KEPT_DAYS),
    }
    return render(request, "accounts/administration/jobs.html", context)


@require_GET
@open_to_roles(Role.SYSTEM_ADMINISTRATOR, because=_RUNS)
def technical_log(request):
    """Tell who signed in, failed to, was refused a page, or changed staff, teams and settings."""
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else None
    page = audit_queries.events(audit_queries.Filters(about_nobody_by="accounts"), before=before)
    names = queries.names_of({event.actor for event in page.events})
    lines = [
        {
            "at": event.happened_at,
            "who": names.get(event.actor, ""),
            "number": event.actor,
            "did": verbs()[event.verb].sentence if event.verb in verbs() else event.verb,
            "kind": event.get_kind_display(),
            "what": event.target,
        }
        for event in page.events
    ]
    context = {"lines": lines, "older": page.older}
    return render(request, "accounts/administration/log.html", context)
