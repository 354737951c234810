"""Attached files: looked at page by page, or sent to be saved; never run by the browser."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, files, queries
from records.drafting import writing
from records.files import examining, pictures_kept
from records.files import pages as file_pages

_READERS = "Those who read an entry read what is attached to it."
_WIDTHS = {"small": 240, "large": 1100}


@require_GET
@person_view(Permission.VIEW, verb="records.file_opened", shown=("file",), because=_READERS)
def file(request, person, file_key):
    """Send one attached file, to be saved and never to be run by the browser."""
    attachment = _found(request, person, file_key)
    if attachment.is_held_back:
        raise Http404
    request.target = attachment
    try:
        content = files.read(attachment.stored_as)
    except (FileNotFoundError, files.FileDamaged):
        return _cannot_be_read(request)
    kind = attachment.media_type
    harmless = kind == "application/pdf" or kind.startswith("image/")
    response = HttpResponse(content, content_type=kind if harmless else "application/octet-stream")
    response.headers["Content-Disposition"] = writing.disposition(attachment.filename)
    return _boxed_in(response)


@require_GET
@person_view(Permission.VIEW, verb="records.file_opened", shown=("file",), because=_READERS)
def look(request, person, file_key):
    """Show one attached file: what it is, a page of it as a picture, and its words."""
    attachment = _found(request, person, file_key)
    request.target = attachment
    shown = file_pages.shown(attachment, request.GET.get("page", ""))
    request.shown = ("file", f"page {shown.number}")
    here = reverse("records:look-at-file", args=[person.key, attachment.key])
    context = {
        **person_page(request, person, tab="record"),
        "file": attachment,
        "shown": shown,
        "words": file_pages.own_message(attachment.email) if attachment.is_email else shown.words,
        "facts": file_pages.facts_of(attachment),
        "heading": file_pages.heading_of(attachment.email) if attachment.is_email else [],
        "previous": f"{here}?page={shown.number - 1}" if shown.number > 1 else "",
        "next": f"{here}?page={shown.number + 1}" if shown.number < shown.count else "",
    }
    return render(request, "records/file.html", context)


@require_GET
@person_view(Permission.VIEW, verb="records.file_page_shown", because=_READERS)
def page(request, person, file_key, number, size):
    """Send a picture of one page."""
    attachment = _found(request, person, file_key)
    if attachment.is_held_back or not attachment.has_pages or size not in _WIDTHS:
        raise Http404
    request.target = attachment
    request.shown = (f"page {number}",)
    try:
        picture = pictures_kept.page(attachment, number=number, width=_WIDTHS[size])
    except (FileNotFoundError, files.FileDamaged, examining.NotExamined):
        raise Http404 from None
    return _boxed_in(HttpResponse(picture, content_type="image/png"))


@require_POST
@person_view(Permission.VIEW, verb=None, because=_READERS)
def scan(request, person, file_key):
    """Have a file scanned again that the scanner gave no answer for."""
    attachment = _found(request, person, file_key)
    try:
        actions.scan_again(attachment=attachment, by=request.user)
    except (FileNotFoundError, files.FileDamaged):
        return _cannot_be_read(request)
    return redirect("records:look-at-file", person.key, attachment.key)


def _found(request, person, key):
    attachment = queries.file_for(request.user, person, key)
    if attachment is None:
        raise Http404
    return attachment


def _boxed_in(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _cannot_be_read(request):
    because = "This file cannot be read. Tell the records team."
    return render(request, "500.html", {"because": because}, status=500)
