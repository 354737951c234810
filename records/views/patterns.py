"""What happens again and again to a person, counted and dated."""

from django.shortcuts import render
from django.views.decorators.http import require_GET

import clock
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import queries

# The months that the page looks back over; nothing is the whole record.
_PERIODS = {"3": "3 months", "12": "12 months", "36": "3 years", "all": "Whole record"}


@require_GET
@person_view(
    Permission.VIEW,
    verb="records.patterns_opened",
    because="Those who work with a person see what happens to them again and again.",
)
def show_patterns(request, person):
    """Count and date what records tell of, over the period chosen."""
    chosen = request.GET.get("months", "")
    chosen = chosen if chosen in _PERIODS else "12"
    since = None if chosen == "all" else clock.add_months(clock.today(), -int(chosen))
    seen = queries.patterns_of(request.user, person, since=since)
    listed = dict.fromkeys(entry.key for each in seen for entry, _ in each.listed)
    request.shown = ("patterns", *listed)
    context = {
        **person_page(request, person, tab="record"),
        "found": [each for each in seen if each.entries],
        "none": [each.pattern.title for each in seen if not each.entries],
        "since": since,
        "periods": [(key, label, key == chosen) for key, label in _PERIODS.items()],
    }
    return render(request, "records/patterns.html", context)
