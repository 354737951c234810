"""Information governance: who looked at what, and what the product holds."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_all_staff, open_to_roles
from accounts.roles import Role, permissions_of
from audit import expiring, log, sealing
from audit.queries import Filters, events, events_by_number, seals_before
from governance import actions, moved, queries, register, seals_told, sentences
from governance.forms import AccountForm, LogForm, LookForm, QuestionsForm, SealsForm
from governance.models import SignalLook
from people import queries as people_queries
from people import restrictions
from people.access import Permission, findable_people
from people.guards import person_view
from people.page import person_page
from people.survivors import keys_of
from records import ending

_LOOKS_BECAUSE = (
    "The manager of a member of staff, and information governance, look at what is a question"
    " about how they opened records."
)


@require_GET
@person_view(
    Permission.SEE_ACCESS,
    verb="governance.access_list_opened",
    shown=("access list",),
    because="Managers and information governance see who has opened a record, and why.",
)
def who_has_looked(request, person):
    """Tell who opened, wrote, changed or copied this record, and on what basis."""
    form = LogForm(request.GET)
    chosen = form.chosen()
    filters = Filters(subjects=tuple(keys_of(person)), **form.filters)
    page = events(filters, before=chosen.get("before"))
    context = {
        **person_page(request, person, tab="access"),
        "form": form,
        "days": sentences.tell(request.user, page),
        "older": page.older,
        "by_who": chosen.get("by_who"),
        "makes_copies": Permission.EXPORT in permissions_of(request.user.roles),
        "restricted_parts": people_queries.parts_as_open_to(request.user, person),
        "restricts": request.user.has_role(*restrictions.KEEPS),
    }
    return render(request, "governance/who_has_looked.html", context)


@require_GET
@open_to_roles(
    Role.RECORDS_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    Role.CALDICOTT_GUARDIAN,
    because="Information governance reads the whole log; nobody else does.",
)
def event_log(request):
    """Tell what anybody did, newest first, by person, by member of staff and by kind."""
    form = LogForm(request.GET)
    chosen = form.chosen()
    person = None
    if chosen.get("person"):
        person = (
            findable_people(request.user).filter(council_reference__iexact=chosen["person"]).first()
        )
    nothing = bool(chosen.get("person")) and person is None
    filters = Filters(subjects=tuple(keys_of(person)) if person else (), **form.filters)
    page = events(filters, before=chosen.get("before"))
    days = [] if nothing else sentences.tell(request.user, page)
    named = {each.key: each for each in [*filter(None, [person]), *sentences.named_in(days)]}
    log.record(
        "governance.log_opened",
        by=request.user,
        subjects=named.values(),
        detail={"chosen": form.in_a_word},
    )
    context = {
        "form": form,
        "days": days,
        "older": None if nothing else page.older,
        "person": person,
        "nothing": nothing,
        "by_who": chosen.get("by_who"),
    }
    return render(request, "governance/event_log.html", context)


@require_GET
@open_to_roles(
    Role.RECORDS_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    Role.CALDICOTT_GUARDIAN,
    Role.SYSTEM_ADMINISTRATOR,
    because="Says whether the event log is being sealed; shows nobody's data.",
)
def seals(request):
    """Say how the sealing of the event log stands, and list the newest seals."""
    form = SealsForm(request.GET)
    page = seals_before(form.chosen().get("before"))
    log.record("governance.seals_opened", by=request.user)
    told = seals_told.told(sealing.health(), page.seals, expiring.lately())
    context = {**told, "older": page.older, "accounts": request.user.has_role(Role.RECORDS_OFFICER)}
    return render(request, "governance/seals.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(
    Role.RECORDS_OFFICER,
    because="Information governance says why an old backup was put back; shows nobody's data.",
)
def account_for_restore(request, number):
    """Take why an old backup was put back before a seal: until then the log counts as wrong."""
    _, unaccounted = sealing.restores()
    if number not in {row.number for row in unaccounted}:
        raise Http404
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.account_for_restore(seal=number, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, "What you said is kept, and the next seal holds it.")
            return redirect("governance:seals")
    return render(request, "governance/account_for_restore.html", {"form": form, "number": number})


@require_GET
@open_to_roles(*queries.LOOKS, because=_LOOKS_BECAUSE)
def signals(request):
    """List the questions about how records were opened that wait, or that were answered."""
    form = QuestionsForm(request.GET)
    answered, after = bool(form.chosen().get("answered")), form.chosen().get("after")
    page = queries.page_of_signals(request.user, answered=answered, after=after, **form.filters)
    people = {row.person.key: row.person for row in page.asked if row.person}
    log.record("governance.signals_listed", by=request.user, subjects=people.values())
    context = {
        "asked": page.asked,
        "more": page.more,
        "answered": answered,
        "form": form,
        "filtered": any(form.filters.values()),
    }
    return render(request, "governance/signals.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(*queries.LOOKS, because=_LOOKS_BECAUSE)
def signal(request, signal_key):
    """Show what was opened and why it is a question, and take what was found."""
    asked = queries.signal_for(request.user, signal_key)
    if asked is None:
        raise Http404
    form = LookForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.look_at_signal(asked.signal, by=request.user, **form.cleaned_data)
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            messages.success(request, "What you found is kept.")
            if form.cleaned_data["finding"] == SignalLook.Finding.BREACH:
                report = reverse("governance:report-breach")
                return redirect(f"{report}?question={asked.signal.key}")
            return redirect("governance:signals")
    before = SealsForm(request.GET).chosen().get("before")
    page = events_by_number([] if asked.kept_by else asked.signal.events, before=before)
    days = sentences.tell(request.user, page)
    reasons = queries.reasons_said(request.user, asked.signal, page.events)
    named = [*filter(None, [asked.person]), *sentences.named_in(days)]
    named += [each.person for each in reasons]
    log.record(
        "governance.signal_opened",
        by=request.user,
        subjects={each.key: each for each in named}.values(),
        target=asked.signal,
    )
    context = {
        "asked": asked,
        "form": form,
        "answered": queries.is_answered(asked.signal),
        "days": days,
        "older": page.older,
        "reasons": reasons,
    }
    status = 400 if form.errors else 200
    return render(request, "governance/signal.html", context, status=status)


@require_GET
@open_to_all_staff(because="Everybody may see what is recorded about their own use.")
def my_access(request):
    """Tell somebody what they themselves opened, wrote and were refused, newest first."""
    before = SealsForm(request.GET).chosen().get("before")
    page = events(Filters(actor=request.user.staff_number), before=before)
    days = sentences.tell(request.user, page)
    log.record("governance.own_access_opened", by=request.user, subjects=sentences.named_in(days))
    context = {"days": days, "older": page.older}
    return render(request, "governance/my_access.html", context)


@require_GET
@open_to_all_staff(because="Says what kinds of data the product holds; shows nobody's data.")
def what_we_hold(request):
    """Show the register: for each field, what it holds and what happens to it."""
    classes = ending.classes()
    context = {
        "tables": [(table, classes.get(table.ends)) for table in register.tables()],
        "beside": register.BESIDE,
    }
    return render(request, "governance/what_we_hold.html", context)


@require_GET
@open_to_roles(
    Role.RECORDS_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
    Role.CALDICOTT_GUARDIAN,
    because="Information governance looks at each entry that stood on the wrong record.",
)
def moved_entries(request):
    """List the entries that were moved off a record, for a review of who had read them there."""
    rows = moved.moved_entries(request.user)
    if rows:
        people = {row.entry.person.key: row.entry.person for row in rows}
        log.record("governance.moved_listed", by=request.user, subjects=people.values())
    return render(request, "governance/moved_entries.html", {"rows": rows})


@require_GET
@person_view(
    Permission.SEE_ACCESS,
    verb="governance.moved_opened",
    shown=("readers",),
    because="Who read an entry on the wrong record is looked at as a possible breach.",
)
def moved_entry(request, person, removal_key):
    """List everybody who opened or copied one entry while it stood on the wrong record."""
    move = moved.move_for(person, removal_key)
    if move is None:
        raise Http404
    request.target = move
    looks = moved.looks_at(move)
    context = {
        **person_page(request, person, tab="access"),
        "move": move,
        "looks": looks,
        "people_count": len({look.who for look in looks}),
    }
    return render(request, "governance/moved_entry.html", context)
