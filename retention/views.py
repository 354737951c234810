"""The retention schedule, for staff."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.guards import open_to_all_staff
from records.catalogue import catalogue
from retention.schedule import AUTHORITIES, DISPOSALS, schedule


@require_GET
@open_to_all_staff(because="Staff tell people how long their record is kept; shows nobody's data.")
def show_schedule(request):
    """Show how long each class is kept, from when, on what authority, and which types are in it."""
    types_of = {}
    for each in catalogue().types:
        types_of.setdefault(each.retention, []).append(each.title)
    classes = [
        {
            "class": each,
            "types": types_of.get(each.key, []),
            "authority": AUTHORITIES[each.authority],
            "disposal": DISPOSALS[each.disposal],
        }
        for each in schedule().classes.values()
    ]
    context = {"classes": classes, "rules": schedule().rules}
    return render(request, "retention/schedule.html", context)
