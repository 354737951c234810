"""How information and communication needs are met, for managers."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_roles
from accounts.roles import Role
from audit import log
from oversight.queries import needs as queries

_COLUMNS = (
    "People with a need",
    "To be asked again",
    "Records that say how it was met",
    "Letters in another format",
    "Interpreted by family or friends",
    "Visits with no interpreter arranged",
)


@require_GET
@open_to_roles(Role.MANAGER, because="Managers see that what people need to communicate is met.")
def needs(request):
    """Show by team who has a need, who should be asked again, and where it was not met."""
    report = queries.needs_report(request.user)
    people = {person.key: person for person in report.people}
    if people:
        log.record("oversight.needs_opened", by=request.user, subjects=people.values())
    context = {
        "report": report,
        "weeks": queries.WEEKS,
        "shown": queries.SHOWN,
        "columns": ["Team", *({"label": label, "numeric": True} for label in _COLUMNS)],
        "rows": [
            [
                {"text": row.team},
                *(
                    str(number)
                    for number in (
                        row.people,
                        row.to_ask_again,
                        row.said_how,
                        row.other_format,
                        row.by_family,
                        row.no_interpreter,
                    )
                ),
            ]
            for row in report.teams
        ],
    }
    return render(request, "oversight/needs.html", context)
