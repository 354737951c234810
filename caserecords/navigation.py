"""What every page's header needs: the council, and the links that the viewer's roles can use."""

from django.conf import settings
from django.urls import reverse

import clock
from accounts import training
from accounts.roles import WORKS_WITH_PEOPLE, Role, permissions_of
from people import queries as people_queries
from records import queries as record_queries

_STARTS_AT_HOME = tuple(role for role in Role if role != Role.SYSTEM_ADMINISTRATOR)
_ITEMS = [
    # label, URL name, permission needed, roles needed
    ("Home", "home", "", _STARTS_AT_HOME),
    ("This week", "managing", "", (Role.MANAGER,)),
    ("My people", "people:mine", "", WORKS_WITH_PEOPLE),
    ("Contacts", "people:contacts", "", WORKS_WITH_PEOPLE),
    ("My actions", "records:my-actions", "", WORKS_WITH_PEOPLE),
    ("Drafts", "records:drafts", "WRITE", ()),
    ("Review", "oversight:queue", "", (Role.MANAGER,)),
    ("Quality", "oversight:figures", "", (Role.MANAGER,)),
    ("Supervision", "oversight:supervision", "", WORKS_WITH_PEOPLE),
    ("Audits", "oversight:audits", "", (Role.RECORDS_OFFICER, Role.AUDITOR)),
    (
        "Decisions",
        "records:decisions",
        "",
        (Role.MANAGER, Role.AUDITOR, Role.RECORDS_OFFICER),
    ),
    (
        "Requests",
        "disclosure:requests",
        "",
        (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER),
    ),
    (
        "Access questions",
        "governance:signals",
        "",
        (
            Role.MANAGER,
            Role.RECORDS_OFFICER,
            Role.DATA_PROTECTION_OFFICER,
            Role.CALDICOTT_GUARDIAN,
        ),
    ),
    (
        "Event log",
        "governance:event-log",
        "",
        (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN),
    ),
    (
        "Breaches",
        "governance:breaches",
        "",
        (Role.RECORDS_OFFICER, Role.DATA_PROTECTION_OFFICER, Role.CALDICOTT_GUARDIAN),
    ),
    ("Administration", "administration:home", "", (Role.SYSTEM_ADMINISTRATOR,)),
    ("Staff", "staff:directory", "", ()),
]
# Links that not everyone with the role is offered.
_ONLY_FOR = {"people:contacts": people_queries.sees_front_door}
# What waits behind a link: one count each, asked only of those who are offered it, and not by a
# page that has counted already and says so in ``request.counted``.
_COUNTS = {"records:my-actions": record_queries.count_open_actions}


def council(request):
    """Return the council's name, for the header of every page."""
    return {"council_name": settings.COUNCIL_NAME}


def navigation(request):
    """Return ``nav_items`` for the page's header, what its search may find, and a warning.

    Nothing before sign-in.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav_items": []}
    held = permissions_of(user.roles)
    here = request.path
    counted = getattr(request, "counted", {})
    items = []
    for label, name, permission, roles in _ITEMS:
        if (permission and permission not in held) or (roles and not user.has_role(*roles)):
            continue
        if name in _ONLY_FOR and not _ONLY_FOR[name](user):
            continue
        url = reverse(name)
        current = here == url if url == "/" else here.startswith(url)
        count = counted.get(name)
        if count is None:
            count = _COUNTS[name](user) if name in _COUNTS else 0
        items.append({"label": label, "url": url, "current": current, "count": count})
    return {
        "nav_items": items,
        "training_note": training.note_for(user, clock.today()) if held else "",
        "may_find_people": bool(held),
        "may_search_notes": "VIEW" in held,
    }
