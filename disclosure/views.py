"""Copies of a record: which were made, asking for one, how it stands, taking it away."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from disclosure import actions, codes, formats, queries, shown
from disclosure.about import named_among
from disclosure.files import KINDS
from disclosure.forms import AgreeForm, ArrangedForm, CodeForm, CopyForm, DeliveredForm
from disclosure.models import Export
from disclosure.requests import actions as request_actions
from disclosure.requests import queries as request_queries
from disclosure.requests.views import answers_request, begun_with
from disclosure.sharing.queries import decisions_to_share, shared_as
from people import queries as people_queries
from people.access import Permission
from people.guards import person_view
from people.models import Person
from people.page import person_page
from records import held
from records import queries as record_queries
from records.signed.digests import code_of

_BECAUSE = "Records officers make copies for the person, courts and others with a right to one."


@require_GET
@person_view(
    Permission.EXPORT, verb="disclosure.copies_listed", shown=("copies",), because=_BECAUSE
)
def copies(request, person):
    """List every copy made of this record: who, when, why, for whom, and who downloaded it."""
    context = {
        **person_page(request, person, tab="copies"),
        "columns": shown.LIST_COLUMNS,
        "rows": [shown.copy_row(row, person) for row in queries.copies_of(request.user, person)],
        "requests": request_queries.requests_about(request.user, person),
    }
    return render(request, "disclosure/copies.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="disclosure.copy_page_opened", because=_BECAUSE)
def ask(request, person):
    """Show what a copy would hold, counted, and take the reasons for making it."""
    asked = answers_request(request, person)
    one = one_entry(request, person)
    contents = queries.contents_of(request.user, person, one)
    around = people_queries.everybody_around(request.user, person)
    request.beside = [each.end for each in around.values() if isinstance(each.end, Person)]
    form = CopyForm(
        request.POST if request.method == "POST" else None,
        restricted=contents.left_out_unless_asked or queries.is_kept(person),
        about_others=contents.about_others,
        chronologies=queries.frozen_chronologies(person),
        needed=formats.needed_by(person),
        has_died=person.has_died,
        by_part=contents.by_part,
        around=around,
        openers=held.openers_lists(person),
        decisions=decisions_to_share(request.user, person),
        requests=None
        if asked or person.has_died
        else request_queries.requests_about(request.user, person),
        by_type=contents.by_type,
        by_statement=contents.by_statement,
        one=one,
        has_any=partial(queries.anything_in, request.user, person),
        initial=begun_with(asked),
    )
    if form.is_valid():
        export = request_actions.ask_for_copy(
            person=person, by=request.user, **({"request": asked} | form.cleaned_data)
        )
        if form.cleaned_data.get("asks_now"):
            messages.success(request, f"{export.request.reference} is on the register.")
        return redirect("disclosure:copy", person.key, export.key)
    context = {
        **person_page(request, person, tab="copies"),
        "asked": asked,
        "one": one and record_queries.name_of(one),
        "one_key": one and one.key,
        "contents": contents,
        "contents_rows": shown.contents_rows(contents),
        "form": form,
    }
    return render(request, "disclosure/ask.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.EXPORT, verb="disclosure.export_opened", because=_BECAUSE)
def copy(request, person, export_key):
    """Show how far a copy is; once it is made, what it is and who may have it.

    A second officer agrees here that restricted entries leave in it.
    """
    row = _row_or_404(request, person, export_key)
    request.looks_again = _looks_again(request, row.export)
    export = row.export
    agreeing = AgreeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _agreed(request, export, agreeing):
        messages.success(request, "Agreed: it may leave now.")
        return redirect("disclosure:copy", person.key, export_key)
    return _copy_page(request, person, row, agreeing=agreeing)


def _copy_page(request, person, row, *, agreeing=None, arranged=None, delivered=None):
    """Show one copy, with the form on it that was refused."""
    export = row.export
    shared = None
    if export.state == Export.State.READY:
        shared = shared_as(request.user, person, export)
    facts = shown.copy_facts(row, shared)
    request.beside = named_among(person, (each["value"] for each in facts))
    if export.arrange_by is not None and export.arranged_at is None:
        arranged = arranged or ArrangedForm()
    if export.may_be_delivered:
        delivered = delivered or DeliveredForm()
    agreeing = agreeing or AgreeForm()
    context = {
        **person_page(request, person, tab="copies"),
        "export": row.export,
        "arranged": arranged,
        "delivered": delivered,
        "is_apart": export.may_be_delivered and request_queries.may_be_delivered_apart(export),
        "facts": facts,
        "format": shown.FORMATS[export.made_as],
        "progress": shown.progress_of(row.export),
        "download_columns": ["Who", "When"],
        "downloads": shown.download_rows(row),
        "waiting": queries.is_waited_for(row.export),
        "stuck": queries.is_stuck(row.export),
        "why_not": queries.why_not_take_away(request.user, row.export),
        "agreeing": agreeing,
        "may_agree": not queries.why_not_agree(request.user, export),
        "restricted": [
            (each.key, record_queries.name_of(each))
            for each in queries.restricted_in(request.user, export)
        ],
    }
    is_refused = any(each and each.errors for each in (agreeing, arranged, delivered))
    return render(request, "disclosure/copy.html", context, status=400 if is_refused else 200)


@require_POST
@person_view(Permission.EXPORT, verb="disclosure.export_opened", because=_BECAUSE)
def arranged(request, person, export_key):
    """Say how a format was arranged that the product cannot make."""
    row = _row_or_404(request, person, export_key)
    form = ArrangedForm(request.POST)
    if form.is_valid():
        try:
            actions.say_arranged(export=row.export, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
    if form.errors:
        return _copy_page(request, person, row, arranged=form)
    return redirect("disclosure:copy", person.key, export_key)


@require_POST
@person_view(Permission.EXPORT, verb="disclosure.export_opened", because=_BECAUSE)
def delivered(request, person, export_key):
    """Say that somebody outside the council has the copy, and how it reached them."""
    row = _row_or_404(request, person, export_key)
    form = DeliveredForm(request.POST)
    if not request_queries.may_be_delivered_apart(row.export):
        form.add_error(None, "Say it on the request that it answers")
    if form.is_valid():
        try:
            actions.say_delivered(export=row.export, by=request.user, **form.cleaned_data)
        except ValidationError as refused:
            form.add_error(None, refused)
    if form.errors:
        return _copy_page(request, person, row, delivered=form)
    return redirect("disclosure:copy", person.key, export_key)


@require_POST
@person_view(Permission.EXPORT, verb=None, because=_BECAUSE)
def password(request, person, export_key):
    """Show the password of a locked copy, once."""
    row = _row_or_404(request, person, export_key)
    try:
        shown_once = actions.show_password(export=row.export, by=request.user)
    except actions.NotReady as why:
        messages.error(request, str(why))
        return redirect("disclosure:copy", person.key, export_key)
    context = {
        **person_page(request, person, tab="copies"),
        "export": row.export,
        "password": shown_once,
    }
    return render(request, "disclosure/password.html", context)


@require_POST
@person_view(Permission.EXPORT, verb=None, because=_BECAUSE)
def again(request, person, export_key):
    """Try a copy again that could not be made."""
    row = _row_or_404(request, person, export_key)
    actions.try_again(export=row.export, by=request.user)
    return redirect("disclosure:copy", person.key, export_key)


@require_GET
@person_view(Permission.EXPORT, verb=None, because=_BECAUSE)
def download(request, person, export_key):
    """Send a finished copy. Its event is committed with this request, before a byte is sent."""
    row = _row_or_404(request, person, export_key)
    request.target = row.export
    try:
        content = actions.take_away(export=row.export, by=request.user)
    except actions.NotReady as why:
        messages.error(request, str(why))
        return redirect("disclosure:copy", person.key, export_key)
    kind = KINDS[row.export.made_as]
    name = f"record-{person.council_reference}-copy-{row.export.key}.{kind.ending}"
    return HttpResponse(
        content,
        content_type=kind.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["GET", "POST"])
@person_view(
    Permission.VIEW,
    verb="disclosure.code_checked",
    because="Whoever may open a record can say whether a copy of it says what was signed.",
)
def check_code(request, person):
    """Say what of the record has a check code, and whether it is as it was signed."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    code, found = "", []
    if form.is_valid():
        code = form.cleaned_data["code"]
        found = codes.with_code(request.user, person, code)
        request.shown = (f"code:{code}", f"found:{len(found)}")
        request.beside = named_among(person, (each.says for each in found))
    context = {
        **person_page(request, person),
        "form": form,
        "code": code_of(code),
        "found": found,
    }
    status = 400 if form.errors else 200
    return render(request, "disclosure/check_code.html", context, status=status)


def _agreed(request, export, form) -> bool:
    """Have a second officer agree; say to the form why not."""
    if not form.is_valid():
        return False
    try:
        actions.agree_to_restricted(export=export, by=request.user, **form.cleaned_data)
    except ValidationError as refused:
        form.add_error(None, refused)
    return form.is_valid()


def _looks_again(request, export) -> bool:
    """Say whether this is the same look: a page that waits for a copy asks for itself anew."""
    look = [export.key, export.attempt]
    again = queries.is_waited_for(export) and request.session.get("waits_for_copy") == look
    request.session["waits_for_copy"] = look
    return again


def one_entry(request, person):
    """Return the entry that is copied alone, if the address names one."""
    if not (key := request.GET.get("entry")):
        return None
    entry = record_queries.entry_for(request.user, person, key)
    if entry is None:
        raise Http404
    request.target = entry
    return entry


def _row_or_404(request, person, export_key):
    row = queries.copy_for(request.user, person, export_key)
    if row is None:
        raise Http404
    request.target = row.export
    return row
