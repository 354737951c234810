"""What becomes of an action: closed, handed over, moved to another day."""

from datetime import date, datetime

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


@transaction.atomic
def close_action(
    *, action: Action, by: User, status: str, outcome: str, at: datetime | None = None
) -> Action:
    """Say that an action was done, or is not needed, and what happened.

    Its owner may, even where the entry that it came from is closed to them. Raises
    ``ValidationError`` if it was closed already, or no outcome is given.
    """
    at = at or clock.now()
    action, decision = _open_to_change(action, by, at)
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
    at: datetime | None = None,
) -> Action:
    """Give an action to a colleague, or to somebody outside who is named, and say why.

    Raises ``ValidationError`` if it is closed or theirs already, or if the colleague could not
    open the record and so would never see it.
    """
    at = at or clock.now()
    action, decision = _open_to_change(action, by, at)
    if owner is not None:
        owner_name = ""
        if not access.decide(owner, Permission.WRITE, action.person, at=at).allowed:
            raise ValidationError(
                f"{owner.name} cannot write on this record, so the action would be lost. "
                "Choose somebody who works with the person"
            )
    elif not owner_name.strip():
        raise ValidationError("Choose or name who will do it now")
    if (action.owner_id, action.owner_name) == (owner.pk if owner else None, owner_name):
        raise ValidationError("This action is theirs already")
    action.owner, action.owner_name = owner, owner_name.strip()
    return _changed(action, "records.action_handed_over", by, reason, decision, at)


@transaction.atomic
def move_action(
    *, action: Action, by: User, due_on: date, reason: str, at: datetime | None = None
) -> Action:
    """Move an action to another day, today or later, and say why.

    Raises ``ValidationError`` if it is closed, or the day is past or the same.
    """
    at = at or clock.now()
    action, decision = _open_to_change(action, by, at)
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


def _open_to_change(action: Action, by: User, at: datetime) -> tuple[Action, Decision]:
    """Return the action as it stands now, locked, and why ``by`` may change it."""
    locked = Action.objects.select_for_update(of=("self",)).select_related(
        "entry__person", "person"
    )
    action = locked.get(pk=action.pk)
    decision = _may_change(action, by, at)
    if action.status != Action.Status.OPEN:
        raise ValidationError("This action was closed already")
    return action, decision
