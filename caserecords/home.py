"""The page that staff start from: what is theirs, and what waits for them."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

import clock
from accounts import training
from accounts.guards import open_to_all_staff
from accounts.roles import WORKS_WITH_PEOPLE, Role, permissions_of
from audit import log
from caserecords import home_panels


@require_GET
@open_to_all_staff(because="Every member of staff starts from what is theirs.")
def home(request):
    """Show my people, drafts and actions, what came back to me, and what waits for my role."""
    user = request.user
    if user.has_role(Role.SYSTEM_ADMINISTRATOR) and not permissions_of(user.roles):
        return redirect("administration:home")
    context = {
        "today": clock.today(),
        "training_reminder": training.reminder_for(user, clock.today()),
        "works_with_people": user.has_role(*WORKS_WITH_PEOPLE),
        "reviews": user.has_role(Role.MANAGER),
        "copies": user.has_role(Role.RECORDS_OFFICER),
    }
    people = {}
    for panel in home_panels.read(user):
        context |= panel.context
        people |= {person.key: person for person in panel.people}
    if people:
        log.record("caserecords.home_opened", by=user, subjects=people.values())
    request.counted = {
        "records:my-actions": context["actions_count"] + context["booked_by_me_count"]
    }
    return render(request, "caserecords/home.html", context)
