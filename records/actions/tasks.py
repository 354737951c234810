"""What becomes of an action: closed, handed over, moved to another day.

The same change sent twice by one person is made once. ``seen`` is how many changes the action had
when ``by`` looked at it: what somebody else changed meanwhile is never overwritten unseen.
"""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Decision, Permission
from records.models import Action, ActionChange
from records.rules.beside import may_write_beside
from records.search import index_entry

# The code of a refusal because of what became of an action since it was looked at.
STALE = "stale"


@transaction.atomic
def close_action(
    *,
    action: Action,
    by: User,
    status: str,
    outcome: str,
    seen: int | None = None,
    at: datetime | None = None,
) -> Action:
    """Say that an action was done, or is not needed, and what happened.

    Its owner may, even where the entry that it came from is closed to them. Raises
    ``ValidationError`` if it was closed or changed by somebody else, or no outcome is given.
    """
    at = at or clock.now()
    action, decision = _locked(action, by, at)
    if (action.status, action.outcome, action.closed_by) == (status, outcome.strip(), by):
        return action
    _require_as_seen(action, seen)
    if status not in (Action.Status.DONE, Action.Status.NOT_NEEDED) or not outcome.strip():
        raise ValidationError("Say what became of the action")
    action.status, action.outcome = status, outcome.strip()
    action.closed_on, action.closed_by = clock.day_of(at), by
    action.full_clean()
    action.save()
    index_entry(action.entry)
    log.record(
        "records.action_closed", by=by, about=action.person, target=action, because=decision, at=at
    )
    return action


@transaction.atomic
def hand_over_action(
    *,
    action: Action,
    by: User,
    owner: User | None,
    owner_name: str = "",
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
) -> Action:
    """Give an action to a colleague, or to somebody outside who is named, and say why.

    Raises ``ValidationError`` if it is closed or theirs already, or if the colleague could not
    open the record and so would never see it.
    """
    at = at or clock.now()
    action, decision = _locked(action, by, at)
    owner_name = "" if owner is not None else owner_name.strip()
    if _is_last_change(action, by, reason, owner=owner, owner_name=owner_name):
        return action
    _require_as_seen(action, seen)
    if owner is not None:
        if not access.decide(owner, Permission.WRITE, action.person, at=at).allowed:
            raise ValidationError(
                f"{owner.name} cannot write on this record, so the action would be lost. "
                "Choose somebody who works with the person"
            )
    elif not owner_name:
        raise ValidationError("Choose or name who will do it now")
    if (action.owner_id, action.owner_name) == (owner.pk if owner else None, owner_name):
        raise ValidationError("This action is theirs already")
    action.owner, action.owner_name = owner, owner_name
    return _changed(action, "records.action_handed_over", by, reason, decision, at)


@transaction.atomic
def move_action(
    *,
    action: Action,
    by: User,
    due_on: date,
    reason: str,
    seen: int | None = None,
    at: datetime | None = None,
) -> Action:
    """Move an action to another day, today or later, and say why.

    Raises ``ValidationError`` if it is closed, or the day is past or the same.
    """
    at = at or clock.now()
    action, decision = _locked(action, by, at)
    if _is_last_change(action, by, reason, due_on=due_on):
        return action
    _require_as_seen(action, seen)
    if action.kind == Action.Kind.TIME_LIMIT:
        raise ValidationError(
            "A time limit is counted from the record and cannot be put off. When it is signed you "
            "can say why it is late"
        )
    if due_on < clock.day_of(at):
        raise ValidationError("The new date must be today or later")
    if due_on == action.due_on:
        raise ValidationError("The action is due on that day already")
    action.due_on = due_on
    return _changed(action, "records.action_moved", by, reason, decision, at)


def _changed(
    action: Action, verb: str, by: User, reason: str, decision: Decision, at: datetime
) -> Action:
    action.full_clean()
    action.save()
    change = ActionChange(
        action=action,
        owner=action.owner,
        owner_name=action.owner_name,
        due_on=action.due_on,
        reason=reason.strip(),
        changed_by=by,
        changed_at=at,
    )
    change.full_clean(exclude=["action"])
    change.save()
    log.record(verb, by=by, about=action.person, target=action, because=decision, at=at)
    return action


def _may_change(action: Action, by: User, at: datetime) -> Decision:
    if action.entry.taken_off_at is not None:
        raise PermissionDenied("The entry that this action came from was taken off the record.")
    if action.owner_id == by.pk:
        return access.decide(by, Permission.WRITE, action.person, at=at).require()
    return may_write_beside(action.entry, by, at)


def _locked(action: Action, by: User, at: datetime) -> tuple[Action, Decision]:
    """Return the action as it stands now, locked, and why ``by`` may change it."""
    locked = Action.objects.select_for_update(of=("self",)).select_related(
        "entry__person", "person", "closed_by"
    )
    action = locked.get(pk=action.pk)
    return action, _may_change(action, by, at)


def _is_last_change(action: Action, by: User, reason: str, **became: Any) -> bool:
    """Say whether the last thing that became of an open action is this change, by ``by``."""
    last = action.changes.last()
    if last is None or action.status != Action.Status.OPEN:
        return False
    wanted = {"changed_by": by, "reason": reason.strip(), **became}
    return all(getattr(last, name) == value for name, value in wanted.items())


def _require_as_seen(action: Action, seen: int | None) -> None:
    """Raise ``ValidationError`` unless an action is open, and as somebody saw it."""
    if action.status != Action.Status.OPEN:
        who = action.closed_by.name if action.closed_by else "The record"
        raise ValidationError(f"{who} closed this action already", STALE)
    changes = list(action.changes.select_related("changed_by"))
    if seen is not None and seen != len(changes):
        who = changes[-1].changed_by.name if changes else "Somebody"
        raise ValidationError(
            f"{who} changed this action after you opened the page. Look at how it stands now: what "
            "you typed is still here, to send again if it is right",
            STALE,
        )
