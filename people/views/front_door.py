"""The front door: what came in, whom it is about, and who waits for a worker."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.guards import open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE
from audit import log
from people import actions, kept_searches, queries
from people.forms import ContactForm, EndContactForm, MatchForm, ReadContactForm, SearchForm
from ui import formats

_TABS = {
    "match": "Whom is it about?",
    "triage": "Waiting for triage",
    "worker": "Waiting for a worker",
    "ended": "Ended without a record",
}
_BY_TEAM = [
    "Team",
    *({"label": label, "numeric": True} for label in ("Waiting", "High risk", "Checks overdue")),
    "Oldest overdue since",
    "Longest wait since",
]
_FRONT_DOOR = "The teams that contacts come in to, and their managers, see what waits."
_READ = "Whoever may open a record may read the contacts about that person."


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because=_FRONT_DOOR)
def contacts(request):
    """List what came in and waits: for a match, for triage or for a worker."""
    show = request.GET.get("show", "match")
    show = show if show in _TABS else "match"
    rows = {
        "match": queries.to_match,
        "triage": queries.to_triage,
        "worker": queries.to_allocate,
        "ended": queries.ended_without_record,
    }[show](request.user)
    people = [] if show in ("match", "ended") else [each.row.person for each in rows]
    if rows:
        log.record("people.contacts_listed", by=request.user, subjects=people, shown=[show])
    url = reverse("people:contacts")
    context = {
        "rows": rows,
        "show": show,
        "tabs": [
            {"label": label, "url": f"{url}?show={key}", "current": key == show}
            for key, label in _TABS.items()
        ],
    }
    return render(request, "people/contacts.html", context)


@require_http_methods(["GET", "POST"])
@open_to_roles(
    *WORKS_WITH_PEOPLE, because="Anyone who works with people may be told something new."
)
def log_contact(request):
    """Log that somebody got in touch."""
    teams = list(queries.contact_teams())
    mine = [team for team in teams if team.pk == request.user.team_id]
    form = ContactForm(request.POST if request.method == "POST" else None, teams=mine or teams)
    if form.is_valid():
        contact = actions.log_contact(by=request.user, **form.answer())
        messages.success(request, "Contact logged. Now say whom it is about.")
        return redirect("people:contact", contact.key)
    return render(request, "people/log_contact.html", {"form": form, "has_teams": bool(teams)})


@require_http_methods(["GET", "POST"])
@open_to_roles(*WORKS_WITH_PEOPLE, because=f"{_FRONT_DOOR} {_READ}")
def contact(request, contact_key):
    """Show one contact, look for whom it is about, match them, end it, or say that it was read."""
    found = _contact(request, contact_key)
    asked = request.POST.get("do", "") if request.method == "POST" else ""
    search = SearchForm(request.POST if asked == "find" else None)
    if asked == "find" and search.is_valid():
        words = search.cleaned_data["words"]
        key = kept_searches.keep(request.session, words, place=found.key)
        return redirect(f"{reverse('people:contact', args=[found.key])}?found={key}")
    match = MatchForm(request.POST if asked == "match" else None)
    end = EndContactForm(request.POST if asked == "end" else None)
    read = ReadContactForm(request.POST if asked == "read" else None)
    people = list(queries.people_of_contact(request.user, found))
    try:
        if asked == "read" and read.is_valid():
            return _read(request, found, people, read.cleaned_data)
        if asked == "match" and match.is_valid():
            return _match(request, found, match.cleaned_data)
        if asked == "end" and end.is_valid():
            actions.end_contact(contact=found, by=request.user, **end.cleaned_data)
            messages.success(request, "Ended.")
            return redirect("people:contacts")
        if asked == "all" and found.people.exists():
            actions.end_contact(contact=found, by=request.user, ended="", why="")
            messages.success(request, "Everyone it is about is matched.")
            return redirect("people:contact", found.key)
    except ValidationError as refused:
        {"match": match, "read": read}.get(asked, end).add_error(None, refused)
    words = kept_searches.words_of(request.session, request.GET.get("found", ""), place=found.key)
    cards, more = queries.find_people(request.user, words) if words else ([], False)
    if cards:
        log.record(
            "people.people_searched", by=request.user, subjects=cards, detail={"words": words}
        )
    log.record(
        "people.contact_opened",
        by=request.user,
        target=found,
        subjects=[each.involvement.person for each in people],
    )
    context = {
        "contact": found,
        "at_the_door": queries.sees_front_door(request.user),
        "people": people,
        "search": SearchForm(initial={"words": words}) if words and asked != "find" else search,
        "words": words,
        "found": request.GET.get("found", ""),
        "cards": cards,
        "more": more,
        "match": match,
        "end": end,
        "read": read,
        "to_read": [
            (each, read if read.data.get("about") == str(each.pk) else _to_read(each))
            for each in people
            if each.waits_to_be_read and each.may_read
        ],
    }
    return render(request, "people/contact.html", context)


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because="Managers answer for those who wait.")
def waiting(request):
    """List who waits, by risk and then by how long; by team, how many, and whose check is late."""
    teams = queries.waiting_by_team(request.user)
    only_late = request.GET.get("show") == "overdue"
    team = next((each for each in teams if each.team_key == request.GET.get("team")), None)
    counted = [team] if team else teams
    only_own = [each.lead for each in teams] == [request.user.pk]
    rows = queries.waiting(request.user, team=team.team_key if team else "", only_late=only_late)
    if rows:
        people = [each.row.person for each in rows]
        log.record("people.waiting_listed", by=request.user, subjects=people)
    overdue = sum(each.overdue for each in counted)
    everybody = sum(each.waiting for each in counted)
    context = {
        "rows": rows,
        "team": team,
        "here": f"?team={team.team_key}&" if team else "?",
        "all": everybody,
        "overdue": overdue,
        "only_late": only_late,
        "more": len(rows) < (overdue if only_late else everybody),
        "columns": _BY_TEAM,
        # Whoever leads the one team that there is reads the same numbers above.
        "teams": [] if only_own else [_team_row(each) for each in teams],
    }
    return render(request, "people/waiting.html", context)


def _team_row(each):
    late = each.check_due_on
    return [
        each.team_name,
        {"text": each.waiting, "url": f"?team={each.team_key}"},
        str(each.high),
        {"text": each.overdue, "url": f"?team={each.team_key}&show=overdue"} if late else "0",
        formats.short_date(late) if late else "",
        formats.short_date(each.longest_since),
    ]


def _match(request, found, given):
    person = queries.findable_by_key(request.user, given["person"])
    if person is None:
        raise Http404
    try:
        matched = actions.match_contact(
            contact=found,
            person=person,
            role=given["role"],
            is_last=not given["more"],
            by=request.user,
        )
    except PermissionDenied as refused:
        raise ValidationError(str(refused)) from None
    if given["more"]:
        messages.success(request, "Matched. Find the next person.")
    else:
        messages.success(request, "Matched.")
    if matched.state != matched.State.CONTACT:
        messages.info(request, "They have a worker or a team already, who will see it.")
    return redirect("people:contact", found.key)


def _read(request, found, people, given):
    about = next((each for each in people if each.pk == given["about"]), None)
    if about is None:
        raise Http404
    actions.read_contact(about=about, follows=given["follows"], by=request.user)
    messages.success(request, "Read. What follows stands with the steps of the involvement.")
    return redirect("people:contact", found.key)


def _to_read(about):
    return ReadContactForm(initial={"about": about.pk}, auto_id=f"id_%s_{about.pk}")


def _contact(request, key):
    found = queries.contact_for(request.user, key)
    if found is None:
        raise Http404
    return found
