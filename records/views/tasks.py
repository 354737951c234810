"""Actions: one's own, the team's, and what becomes of each."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

import clock
from accounts.guards import open_to_all_staff, open_to_roles
from accounts.roles import WORKS_WITH_PEOPLE, Role
from audit import log
from people.access import Permission
from people.guards import person_view
from people.page import person_page
from records import actions, queries
from records.drafting.references import known_to
from records.forms.tasks import CloseActionForm, HandOverForm, MoveForm, TeamActionsForm
from records.shown import timeline

PER_PAGE = 40
_STATES = (
    ("open", "All open"),
    ("overdue", "Overdue"),
    ("week", "This week"),
    ("others", "With others"),
    ("missed", "Missed by my staff"),
    ("closed", "Closed"),
)
# Only one's own list has what others are to do, and only a manager's what was missed.
_OWN_STATES = ("others", "missed")
_EMPTY = {
    "open": "Nothing to do",
    "overdue": "Nothing is overdue",
    "week": "Nothing is due this week",
    "others": "Nothing waits for anybody outside",
    "missed": "Your staff missed nothing",
    "closed": "Nothing was closed yet",
}
_WRITERS = "Those who work with a person say what became of an action."


@require_GET
@open_to_all_staff(because="Staff see what they have to do themselves.")
def my_actions(request):
    """List what the viewer has to do, most urgent first, or what they have done."""
    state = _state(request)
    left_out = () if request.user.has_role(Role.MANAGER) else ("missed",)
    if state in left_out:
        state = "open"
    page = _page(request, queries.actions_of(request.user, state))
    interpreters = _interpreters(page, state, queries.interpreters_to_arrange(request.user))
    _log_shown(request, page, "records.actions_listed", also=interpreters)
    return render(
        request,
        "records/tasks/mine.html",
        {
            **_listed(page, state),
            "interpreters": interpreters,
            "today": clock.today(),
            "tabs": _tabs("records:my-actions", state, leaving=left_out),
            "with_owner": state in _OWN_STATES,
            "works_with_people": request.user.has_role(*WORKS_WITH_PEOPLE),
        },
    )


@require_GET
@open_to_roles(*WORKS_WITH_PEOPLE, because="A team sees what it has to do together.")
def team_actions(request):
    """List what the viewer's team and those below them have to do."""
    state = _state(request)
    if state in _OWN_STATES:
        state = "open"
    colleagues = [(user.staff_number, user.name) for user in queries.colleagues_of(request.user)]
    form = TeamActionsForm(request.GET or None, colleagues=colleagues)
    owner = form.chosen_owner
    page = _page(request, queries.team_actions(request.user, state, owner=owner))
    to_arrange = queries.interpreters_of_team(request.user, owner=owner)
    interpreters = _interpreters(page, state, to_arrange)
    _log_shown(request, page, "records.team_actions_listed", also=interpreters)
    context = {
        **_listed(page, state),
        "interpreters": interpreters,
        "today": clock.today(),
        "form": form,
        "tabs": _tabs("records:team-actions", state, owner, leaving=_OWN_STATES),
        "clear_url": f"?state={state}" if owner else "",
    }
    return render(request, "records/tasks/team.html", context)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.action_opened", shown=("action",), because=_WRITERS)
def close_action(request, person, action_key):
    """Show an action with everything that became of it; say that it is done or not needed."""
    action, is_open = _action(request, person, action_key)
    form = CloseActionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.close_action(
                action=action, by=request.user, seen=_seen(request), **form.cleaned_data
            )
        except ValidationError as refused:
            form.add_error(None, refused)
        else:
            _say_once(request, "Action closed.")
            return _back(person, action, is_open)
    return _action_page(request, person, action, is_open, "records/tasks/close.html", form)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.action_opened", shown=("action",), because=_WRITERS)
def hand_over(request, person, action_key):
    """Give an action to somebody else."""
    if _was_sent_before(request, person, action_key):
        return redirect("records:my-actions")
    action, is_open = _action(request, person, action_key)
    form = HandOverForm(
        request.POST if request.method == "POST" else None, known=known_to(person, request.user)
    )
    if form.is_valid():
        try:
            changed = actions.hand_over_action(
                action=action, by=request.user, seen=_seen(request), **form.answer()
            )
        except ValidationError as refused:
            form.add_error(_place(refused, "owner"), refused)
        else:
            to = changed.owner.name if changed.owner else changed.owner_name
            _say_once(request, f"Handed over to {to}.")
            return _back(person, action, is_open)
    return _action_page(request, person, action, is_open, "records/tasks/hand_over.html", form)


@require_http_methods(["GET", "POST"])
@person_view(Permission.WRITE, verb="records.action_opened", shown=("action",), because=_WRITERS)
def move(request, person, action_key):
    """Move an action to another day."""
    action, is_open = _action(request, person, action_key)
    form = MoveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            actions.move_action(
                action=action, by=request.user, seen=_seen(request), **form.cleaned_data
            )
        except ValidationError as refused:
            form.add_error(_place(refused, "due_on"), refused)
        else:
            _say_once(request, "The date is changed.")
            return _back(person, action, is_open)
    return _action_page(request, person, action, is_open, "records/tasks/move.html", form)


def _action(request: Any, person: Any, key: str) -> tuple[Any, bool]:
    found = queries.action_for(request.user, person, key)
    if found is None:
        raise Http404
    return found


def _was_sent_before(request: Any, person: Any, key: str) -> bool:
    """Say whether the viewer has handed the action over already, and it is closed to them since."""
    if request.method != "POST" or queries.action_for(request.user, person, key) is not None:
        return False
    return queries.handed_over_by(request.user, person, key)


def _place(refused: ValidationError, field: str) -> str | None:
    """Return the field that a refusal is about; none if it is about what others did meanwhile."""
    return None if getattr(refused, "code", "") == actions.STALE else field


def _seen(request: Any) -> int | None:
    """Return how many changes the action had on the page that was sent, if it says so."""
    said = request.POST.get("seen", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else None


def _say_once(request: Any, words: str) -> None:
    """Say what was done, unless a form that was sent twice has said so already."""
    waiting = messages.get_messages(request)
    if words not in [str(each) for each in waiting]:
        messages.success(request, words)
    waiting.used = False  # to be shown yet


def _action_page(
    request: Any, person: Any, action: Any, is_open: bool, template: str, form: Any
) -> Any:
    request.target, request.shown = action, ("action", action.entry.key)
    version = action.entry.versions.order_by("number").last()
    context = {
        **person_page(request, person, tab="record"),
        "form": form,
        "action": action,
        "shown": timeline.action_shown(action, clock.today(), version.actions if version else ()),
        "changes": queries.changes_of(action),
        "is_open": is_open,
        "typed": _typed(form) if form.is_bound else [],
    }
    return render(request, template, context)


def _typed(form: Any) -> list[tuple[str, str]]:
    """Return the words that were typed, for a page on which they have no place any more."""
    given = [
        (form[name].label, form.data.get(name, ""))
        for name in ("outcome", "reason")
        if name in form.fields
    ]
    return [(label, text) for label, text in given if text]


def _back(person: Any, action: Any, is_open: bool) -> Any:
    if is_open:
        return redirect("records:entry", person.key, action.entry.key)
    return redirect("records:my-actions")


def _state(request: Any) -> str:
    state = request.GET.get("state", "open")
    return state if state in queries.STATES else "open"


def _page(request: Any, rows: Any) -> Any:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _interpreters(page: Any, state: str, visits: Any) -> list[Any]:
    """Return the interpreters to arrange, which stand above the first page."""
    return queries.interpreters_due(visits, state) if page.number == 1 else []


def _listed(page: Any, state: str) -> dict[str, Any]:
    today = clock.today()
    return {
        "page": page,
        "actions": [{**timeline.action_shown(row, today), "row": row} for row in page],
        "state": state,
        "empty": _EMPTY[state],
    }


def _log_shown(request: Any, page: Any, verb: str, also: Any = ()) -> None:
    people = {row.person.key: row.person for row in (*page, *also)}
    if people:
        shown = ("actions", *{row.entry.key for row in page}, *(row.key for row in also))
        log.record(verb, by=request.user, subjects=people.values(), shown=shown)


def _tabs(
    name: str, state: str, owner: str = "", *, leaving: tuple[str, ...] = ()
) -> list[dict[str, Any]]:
    more = f"&owner={owner}" if owner else ""
    return [
        {"label": label, "url": f"{reverse(name)}?state={key}{more}", "current": key == state}
        for key, label in _STATES
        if key not in leaving
    ]
