"""What the coach says of the words while they are written. The page works without it."""

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.views.decorators.http import require_POST

from people.access import Permission
from people.guards import person_view
from records import actions
from records.catalogue import catalogue
from records.drafting.known_beside import context_while_writing
from records.drafting.references import known_to
from records.forms.typed import typed_of
from records.rules import coached

AT, UNHELPFUL = "written_in", "does_not_help"


@require_POST
@person_view(
    Permission.ADD,
    verb=None,
    because="Says to writers what might be said better in what they have just typed.",
)
def about_words(request, person, type_key):
    """Answer with a few suggestions about the texts that were sent; keep and show nothing else.

    Sent the key of a check instead, count that what it said did not help.
    """
    record_type = catalogue().get(type_key)
    if record_type is None:
        raise Http404
    if UNHELPFUL in request.POST:
        return _counted(request.user, request.POST[UNHELPFUL])
    try:
        typed = typed_of(request.POST)
    except ValidationError:  # said when it is saved
        return JsonResponse({"said": []})
    boxes = coached.texts_being_written(record_type, typed, at=request.POST.get(AT, ""))
    if not boxes:
        return JsonResponse({"said": []})
    known = known_to(person, request.user)
    found = coached.coached_while_writing(
        record_type,
        boxes,
        known=known,
        context=context_while_writing(request.user, person, known=known),
    )
    return JsonResponse({"said": [_said(each, typed[each.place][0]) for each in found]})


def _counted(writer, check_key):
    if check_key not in coached.told_by_coach():
        raise Http404
    actions.report_check(check_key=check_key, by=writer)
    return JsonResponse({"said": []})


def _said(finding, text):
    return {
        "key": coached.key_of(finding),
        "check": finding.check,
        "says": finding.message,
        "words": "" if finding.words in finding.message else finding.words,
        "box": finding.place,
        "start": _in_browser(text, finding.start),
        "end": _in_browser(text, finding.end),
        "times": finding.also + 1,
        "found": finding.words,
        "full": finding.values.get("full", ""),
    }


def _in_browser(text, place):
    """Return a place in a text as a browser counts it, in units of UTF-16."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2
