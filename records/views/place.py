"""Where in a timeline someone was reading, so that they come back to the same place."""

from django.urls import reverse

_KEPT = "timeline_place"


def remember(request, person) -> None:
    """Keep the filters and the page that are being read, until this session ends."""
    request.session[_KEPT] = {"person": person.key, "query": request.GET.urlencode()}


def way_back(request, person) -> str:
    """Return the address of the timeline as it was last read; empty if it was read unfiltered."""
    kept = request.session.get(_KEPT, {})
    if kept.get("person") != person.key or not kept.get("query"):
        return ""
    return f"{reverse('records:timeline', args=[person.key])}?{kept['query']}"
