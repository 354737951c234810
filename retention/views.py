"""How long records are kept: the schedule, and what it means for one person."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from accounts.guards import open_to_all_staff
from accounts.roles import Role, permissions_of
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records.catalogue import catalogue
from retention import also, over, queries
from retention.policy import in_force, stands, verified, with_change
from retention.schedule import AUTHORITIES, DISPOSALS, LONGER_BY, schedule


@require_GET
@open_to_all_staff(because="Staff tell people how long their record is kept; shows nobody's data.")
def show_schedule(request):
    """Show how long each class is kept, from when, on what authority, and which types are in it."""
    types_of = {}
    for each in catalogue().types:
        types_of.setdefault(each.retention, []).append(each.title)
    shipped, changes = schedule().classes, queries.changes_of_schedule()
    here, found = in_force(), queries.verifications()
    last = {each: rows[0] for each, rows in found.items()}
    checked = verified(here, last)
    kept = checked.classes
    disposed_by = over.disposed_by()
    classes = [
        {
            "class": each,
            "longer_by": LONGER_BY.get(each.longer_by),
            "checks": found.get(("CLASS", each.key), []),
            "is_verified": stands(last.get(("CLASS", each.key)), each),
            "types": types_of.get(each.key, []),
            "authority": AUTHORITIES[each.authority],
            "disposal": DISPOSALS[each.disposal],
            "disposed_by": disposed_by[each.key],
            "shipped": shipped[each.key] if here.classes[each.key] != shipped[each.key] else None,
            "changes": [
                {"row": row, "kept": with_change(shipped[each.key], row)}
                for row in changes.get(each.key, [])
            ],
        }
        for each in kept.values()
    ]
    is_officer = request.user.has_role(Role.RECORDS_OFFICER)
    context = {
        "classes": classes,
        "rules": [
            (each, found.get(rule := ("RULE", each.key), []), stands(last.get(rule), each))
            for each in checked.rules
        ],
        "elsewhere": schedule().elsewhere.values(),
        "also": [
            (each, kept[each.class_key], AUTHORITIES[kept[each.class_key].authority])
            for each in also.rows()
        ],
        "may_change": is_officer,
        "to_decide": queries.changes_to_decide() if is_officer else [],
        "today": clock.today(),
    }
    return render(request, "retention/schedule.html", context)


@require_GET
@person_view(
    Permission.VIEW,
    verb="retention.kept_opened",
    shown=("how long it is kept",),
    because="Staff tell people how long their record is kept, and why.",
)
def show_kept(request, person):
    """Say until when this record is kept, and how that was reached."""
    is_officer = Permission.EXPORT in permissions_of(request.user.roles)
    kept = queries.kept_of(request.user, person)
    decided = queries.decided_before(person) if is_officer and kept.until else []
    context = {
        **person_page(request, person),
        "kept": kept,
        "decided": [each for each in decided if each.review_on == kept.until][:1],
        "holds": is_officer,
        "longer": queries.lengthenings_of(person)[0] if is_officer else [],
    }
    return render(request, "retention/kept.html", context)
