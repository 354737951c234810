"""Joiners, movers and leavers: each change from a day on, with a reason, and never one's own."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

import clock
from accounts.actions.inviting import tell_of_new_address
from accounts.allowed import require_administrator, require_second
from accounts.models import Posting, User
from accounts.queries import reports_of
from accounts.roles import Role
from audit import log, turns
from audit.each import update_each
from audit.turns import Turn

LONGEST_AHEAD = 366
_POSTED = ("job_title", "team", "line_manager", "roles")
_DETAILS = {"name", "email", "phone", "staff_number", "newly_qualified_until"}


@transaction.atomic
def add_staff(
    *,
    by: log.Actor,
    password: str | None = None,
    reason: str = "Joined",
    at: datetime | None = None,
    **fields: Any,
) -> User:
    """Add a member of staff, from ``starts_on`` or today on.

    No role is given yet: that waits for a second person, unless the product itself gives it. One
    administrator alone could else let themselves in under another name. Raises ``ValidationError``
    if a field is wrong or taken.
    """
    adds = require_administrator(by)
    day = clock.day_of(at or clock.now())
    roles = fields.pop("roles", [])
    user = User(**fields, roles=roles if adds is None else [])
    user.set_password(password)
    user.full_clean()
    user.save()
    starts_on = user.starts_on or day
    _post(user, Posting.Kind.JOINED, starts_on, reason, adds, at, begin=True)
    log.record("accounts.staff_added", by=by, target=user, at=at)
    if adds is not None and roles:
        _post(user, Posting.Kind.MOVED, starts_on, reason, adds, at, begin=False, roles=list(roles))
        log.record("accounts.role_asked_for", by=by, target=user, at=at)
    return user


@transaction.atomic
def change_staff(user: User, *, by: log.Actor, at: datetime | None = None, **fields: Any) -> User:
    """Put right the name, number, e-mail address or telephone of ``user``, or how new they are.

    The e-mail address of somebody who has a role waits for a second person, and the old address is
    told: whoever reads the new one can choose their password. Team, job, roles and manager change
    by ``move_staff``.
    """
    changes, before = require_administrator(by), user.email
    if unknown := fields.keys() - _DETAILS:
        raise ValueError(f"change_staff does not change {sorted(unknown)}")
    for name, value in fields.items():
        setattr(user, name, value)
    user.full_clean()
    asked_for = user.email
    if changes and asked_for.casefold() != before.casefold() and _is_given_a_role(user):
        user.email = before
        _ask_for_address(user, asked_for, by=changes, at=at)
    user.save()
    log.record("accounts.staff_changed", by=by, target=user, shown=sorted(fields), at=at)
    return user


def _ask_for_address(user: User, email: str, *, by: User, at: datetime | None) -> None:
    if by.pk == user.pk:
        raise ValidationError({"email": "A colleague changes your e-mail address"})
    waiting = _asked_for(user).filter(kind=Posting.Kind.ADDRESS)
    update_each(waiting, withdrawn_at=at or clock.now(), withdrawn_by=by)
    day = clock.day_of(at or clock.now())
    reason = "A new e-mail address"
    _post(user, Posting.Kind.ADDRESS, day, reason, by, at, begin=False, email=email)
    tell_of_new_address(user, by=by, at=at)


@transaction.atomic
def move_staff(
    user: User,
    *,
    by: log.Actor,
    starts_on: date,
    reason: str,
    at: datetime | None = None,
    **changes: Any,
) -> Posting:
    """Change team, job, roles or manager from a day on; bring back somebody who had left.

    From today or earlier it holds at once; later, from that day. A role that is given waits for a
    second person, and replaces what waited before. Raises ``PermissionDenied`` for
    anyone but another administrator, and ``ValidationError`` if nothing changes, the day cannot
    be, or the line of management would go round in a circle.
    """
    moves = require_administrator(by, of=user)
    user = _locked(user)
    today = clock.day_of(at or clock.now())
    has_left = user.ends_on is not None and user.ends_on < starts_on
    posted = {name: changes.get(name, getattr(user, name)) for name in _POSTED}
    posted["roles"] = _in_order(posted["roles"])
    now = {name: getattr(user, name) for name in _POSTED} | {"roles": _in_order(user.roles)}
    changed = sorted(name for name in _POSTED if posted[name] != now[name])
    if not has_left and not changed:
        raise ValidationError("Nothing is changed. Change the team, job, roles or manager")
    _check_day(user, starts_on, today)
    _check_circle(user, posted["line_manager"])
    gives = set(posted["roles"]) - set(() if has_left else user.roles)
    needs_second = moves is not None and bool(gives)
    waiting = _asked_for(user).exclude(kind=Posting.Kind.ADDRESS)
    if needs_second or "roles" in changed:
        update_each(waiting, withdrawn_at=at or clock.now(), withdrawn_by=moves)
    elif starts_on <= today:
        update_each(waiting, **{name: posted[name] for name in changed})
    elif waiting.exists():
        raise ValidationError(
            "A role waits for a second person. Have it confirmed, or call it off, first"
        )
    kind = Posting.Kind.RETURNED if has_left else Posting.Kind.MOVED
    posting = _post(
        user,
        kind,
        starts_on,
        reason,
        moves,
        at,
        begin=starts_on <= today and not needs_second,
        needs_second=needs_second,
        **posted,
    )
    verb = "accounts.role_asked_for" if needs_second else "accounts.staff_moved"
    log.record(
        verb,
        by=by,
        target=user,
        shown=[kind.value, *changed],
        detail={"reason": reason},
        at=posting.recorded_at,
    )
    return posting


@transaction.atomic
def confirm_posting(*, posting: Posting, by: User, at: datetime | None = None) -> Posting:
    """Give, as the second person, the role or the address that an administrator asked for.

    Raises ``PermissionDenied`` for whom it is about and for anybody who does not confirm, and
    ``ValidationError`` for whoever asked.
    """
    require_second(by, of=posting.user)
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    if posting.recorded_by_id == by.pk:
        raise ValidationError("You asked for it yourself. Somebody else confirms it")
    if not posting.waits_for_second:
        raise ValidationError("It does not wait for anybody any more")
    user = _locked(posting.user)
    today = clock.day_of(at or clock.now())
    posting.confirmed_by, posting.confirmed_at = by, at or clock.now()
    posting.starts_on = max(posting.starts_on, today)
    if posting.starts_on <= today:
        _begin(user, posting, at)
    posting.save()
    log.record("accounts.role_confirmed", by=by, target=user, at=at)
    return posting


@transaction.atomic
def withdraw_posting(*, posting: Posting, by: User, at: datetime | None = None) -> Posting:
    """Call off a move that has not begun, or a leaving whose last day has not passed."""
    require_administrator(by, of=posting.user)
    posting = Posting.objects.select_for_update(of=("self",)).get(pk=posting.pk)
    user = _locked(posting.user)
    leaving = posting.kind == Posting.Kind.LEFT and posting.withdrawn_at is None
    still_here = leaving and user.is_active and user.works_on(clock.day_of(at or clock.now()))
    if not (posting.is_planned and not leaving) and not still_here:
        raise ValidationError("It has begun, and cannot be called off any more")
    if leaving:
        user.ends_on = None
        user.save(update_fields=["ends_on"])
    posting.withdrawn_by, posting.withdrawn_at = by, at or clock.now()
    posting.save()
    log.record("accounts.move_withdrawn", by=by, target=user, at=at)
    return posting


@transaction.atomic
def begin_postings(*, by: log.Service, at: datetime | None = None) -> int:
    """Let every move begin whose day has come. Return how many did."""
    today = clock.day_of(at or clock.now())
    due = (
        Posting.objects.select_for_update(of=("self",), skip_locked=True)
        .filter(begun_at=None, withdrawn_at=None, starts_on__lte=today)
        .exclude(needs_second=True, confirmed_at=None)
        .order_by("starts_on", "pk")
    )
    begun = 0
    for posting in due:
        user = _locked(posting.user)
        _begin(user, posting, at)
        posting.save()
        log.record("accounts.move_began", by=by, target=user, at=at)
        begun += 1
    return begun


@transaction.atomic
def end_staff(
    user: User,
    *,
    by: log.Actor,
    last_day: date,
    reason: str,
    stop_now: bool = False,
    at: datetime | None = None,
) -> Posting:
    """Say that somebody leaves: after the last day their account opens nothing.

    ``stop_now`` ends it at once. What they have open is refused at their next request, and what
    they were typing is kept for their manager. Planned moves are called off.
    """
    ends = require_administrator(by, of=user)
    user = _locked(user)
    today = clock.day_of(at or clock.now())
    if user.ends_on is not None and user.ends_on < today:
        raise ValidationError("They have left already")
    if user.starts_on is not None and last_day < user.starts_on:
        raise ValidationError({"last_day": "They start after that day"})
    if last_day > clock.add_days(today, LONGEST_AHEAD):
        raise ValidationError({"last_day": "The last day must be within a year from now"})
    planned = Posting.objects.filter(user=user, withdrawn_at=None)
    for called_off in (
        planned.filter(kind=Posting.Kind.LEFT, starts_on__gt=today),
        planned.filter(begun_at=None),
    ):
        update_each(called_off, withdrawn_at=at or clock.now(), withdrawn_by=ends)
    user.ends_on = last_day
    user.is_active = user.is_active and not stop_now
    user.full_clean()
    user.save()
    posting = _post(
        user, Posting.Kind.LEFT, clock.add_days(last_day, 1), reason, ends, at, begin=True
    )
    log.record(
        "accounts.staff_leaves",
        by=by,
        target=user,
        shown=["at once"] if stop_now else [],
        detail={"reason": reason},
        at=posting.recorded_at,
    )
    return posting


def _post(
    user: User,
    kind: Posting.Kind,
    starts_on: date,
    reason: str,
    by: User | None,
    at: datetime | None,
    *,
    begin: bool,
    needs_second: bool | None = None,
    **posted: Any,
) -> Posting:
    posting = Posting(
        user=user,
        kind=kind,
        starts_on=starts_on,
        reason=reason,
        recorded_by=by,
        recorded_at=at or clock.now(),
        needs_second=not begin if needs_second is None else needs_second,
        email=posted.get("email", ""),
        **{name: posted.get(name, getattr(user, name)) for name in _POSTED},
    )
    posting.full_clean(exclude=["user", "recorded_by", "confirmed_by", "withdrawn_by"])
    if begin and kind in (Posting.Kind.MOVED, Posting.Kind.RETURNED):
        _begin(user, posting, at)
    elif begin:
        posting.begun_at = at or clock.now()
    posting.save()
    return posting


def _begin(user: User, posting: Posting, at: datetime | None) -> None:
    if posting.kind == Posting.Kind.ADDRESS:
        user.email = posting.email
    else:
        _check_circle(user, posting.line_manager)
        for name in _POSTED:
            setattr(user, name, getattr(posting, name))
    if posting.kind == Posting.Kind.RETURNED:
        user.starts_on, user.ends_on, user.is_active = posting.starts_on, None, True
    user.full_clean()
    user.save()
    posting.begun_at = at or clock.now()


def _check_day(user: User, starts_on: date, today: date) -> None:
    begun = user.postings.filter(withdrawn_at=None).exclude(begun_at=None)
    last = begun.exclude(kind=Posting.Kind.ADDRESS).first()
    if last is not None and starts_on < last.starts_on and last.kind != Posting.Kind.LEFT:
        day = f"{last.starts_on.day} {last.starts_on:%B %Y}"
        raise ValidationError(
            {"starts_on": f"They are where they are since {day}. Enter that day or a later one"}
        )
    if starts_on > clock.add_days(today, LONGEST_AHEAD):
        raise ValidationError({"starts_on": "The day must be within a year from now"})
    if user.starts_on is not None and starts_on < user.starts_on:
        raise ValidationError({"starts_on": "They start after that day"})


def _check_circle(user: User, manager: User | None) -> None:
    if manager is None:
        return
    # Two moves at once could close a circle of which neither sees the other half.
    turns.wait_for(Turn.CHANGE_LINE)
    if manager.pk == user.pk or manager.pk in reports_of(user, acting=False):
        raise ValidationError(
            {"line_manager": f"{manager.name} is below {user.name} in the line of management"}
        )


def _asked_for(user: User) -> QuerySet[Posting]:
    """Return what waits for a second person."""
    return user.postings.filter(needs_second=True, confirmed_at=None, withdrawn_at=None)


def _is_given_a_role(user: User) -> bool:
    """Say whether they have a role, or one is confirmed that begins on a day to come."""
    ahead = user.postings.filter(begun_at=None, withdrawn_at=None, confirmed_at__isnull=False)
    return bool(user.roles) or ahead.exists()


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).select_related("team").get(pk=user.pk)


def _in_order(roles: list[str]) -> list[str]:
    return [role.value for role in Role if role in roles]
