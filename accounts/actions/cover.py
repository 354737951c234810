"""Arranging who stands in for whom, and who is on duty."""

from collections.abc import Collection
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts import local
from accounts.models import Cover, DutyShift, Team, User
from accounts.queries import may_keep_rota, reports_of, rota_of
from accounts.roles import WORKS_WITH_PEOPLE, Role
from audit import log
from audit.each import update_each


@transaction.atomic
def arrange_cover(
    *,
    kind: Cover.Kind,
    away: User,
    stands_in: User,
    starts_on: date,
    ends_on: date,
    reason: str,
    by: log.Actor,
    at: datetime | None = None,
) -> Cover:
    """Have ``stands_in`` do the work of ``away`` for some days, or act for them as manager.

    A manager in the line above arranges it, or an administrator; acting, the manager themselves
    too. Nobody arranges to stand in. Raises ``PermissionDenied`` or ``ValidationError``.
    """
    arranges = None if isinstance(by, log.Service) else by
    if arranges is not None:
        _require_may_arrange(kind, away, stands_in, arranges)
    today = clock.day_of(at or clock.now())
    needed = (Role.MANAGER,) if kind == Cover.Kind.MANAGING else WORKS_WITH_PEOPLE
    if not stands_in.has_role(*needed):
        names = " or ".join(Role(role).label.lower() for role in needed)
        raise ValidationError({"stands_in": f"Whoever stands in must be a {names}"})
    if kind == Cover.Kind.MANAGING and not away.has_role(Role.MANAGER):
        raise ValidationError({"kind": f"{away.name} is not a manager"})
    if stands_in.ends_on is not None and stands_in.ends_on < ends_on:
        raise ValidationError({"stands_in": f"{stands_in.name} leaves before the cover ends"})
    if ends_on < max(starts_on, today):
        raise ValidationError({"ends_on": "The last day must be today or later, after the first"})
    longest = local.settings_value("cover.longest_days")
    if ends_on > clock.add_days(max(starts_on, today), longest):
        raise ValidationError({"ends_on": f"Cover ends after {longest} days at most"})
    cover = Cover(
        kind=kind,
        away=away,
        stands_in=stands_in,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        arranged_by=arranges if isinstance(arranges, User) else None,
        arranged_at=at or clock.now(),
    )
    cover.full_clean(exclude=["arranged_by"])
    cover.save()
    log.record(
        "accounts.cover_arranged",
        by=by,
        target=cover,
        shown=[kind, away.staff_number, stands_in.staff_number],
        detail={"reason": reason},
        at=at,
    )
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, by: User, at: datetime | None = None) -> Cover:
    """End a cover at once. Whoever stands in may do so too."""
    cover = Cover.objects.select_for_update(of=("self",)).get(pk=cover.pk)
    if by.pk != cover.stands_in_id:
        _require_may_arrange(Cover.Kind(cover.kind), cover.away, None, by)
    if cover.ended_at is not None or cover.ends_on < clock.day_of(at or clock.now()):
        raise ValidationError("It has ended already")
    cover.ended_by, cover.ended_at = by, at or clock.now()
    cover.save()
    log.record(
        "accounts.cover_ended",
        by=by,
        target=cover,
        shown=[cover.kind, cover.away.staff_number, cover.stands_in.staff_number],
        at=at,
    )
    return cover


@transaction.atomic
def set_rota(
    *,
    team: Team,
    day: date,
    on: Collection[tuple[date, str, int]],
    by: log.Actor,
    at: datetime | None = None,
) -> int:
    """Make the rota of the week of ``day`` what ``on`` says: day, half and who. Return the changes.

    Raises ``PermissionDenied`` unless ``by`` manages the team or is an administrator, and
    ``ValidationError`` for somebody who is neither in the team nor on the rota already.
    """
    keeps = None if isinstance(by, log.Service) else by
    if isinstance(keeps, User) and not may_keep_rota(keeps, team):
        raise PermissionDenied("The managers of a team keep its rota, or an administrator.")
    Team.objects.select_for_update().get(pk=team.pk)
    week = rota_of(team, day)
    days = {half.day for half in week.halves}
    now = {(half.day, half.half.value, user.pk) for half in week.halves for user in half.on}
    wanted = set(on)
    known = set(User.objects.filter(team=team).values_list("pk", flat=True))
    known |= {who for _, _, who in now}
    if any(each not in days or who not in known for each, _, who in wanted):
        raise ValidationError("Choose from the team and the days of the week")
    at = at or clock.now()
    keeper = keeps if isinstance(keeps, User) else None
    for each, half, who in sorted(now - wanted):
        shifts = DutyShift.objects.filter(team=team, day=each, half=half, user=who)
        update_each(shifts.filter(taken_off_at=None), taken_off_at=at, taken_off_by=keeper)
    DutyShift.objects.bulk_create(
        DutyShift(team=team, day=each, half=half, user_id=who, put_on_by=keeper, put_on_at=at)
        for each, half, who in sorted(wanted - now)
    )
    changes = len(now ^ wanted)
    if changes:
        log.record(
            "accounts.rota_set",
            by=by,
            target=team,
            shown=[week.monday.isoformat(), f"{len(wanted - now)} on", f"{len(now - wanted)} off"],
            at=at,
        )
    return changes


def _require_may_arrange(
    kind: Cover.Kind, away: User, stands_in: User | None, by: log.Actor
) -> None:
    if not isinstance(by, User):
        raise PermissionDenied("Cover is arranged by a manager or an administrator.")
    if stands_in is not None and stands_in.pk == by.pk:
        raise PermissionDenied("Nobody arranges to stand in. Ask your manager to arrange it.")
    if by.has_role(Role.SYSTEM_ADMINISTRATOR):
        return
    if kind == Cover.Kind.MANAGING and by.pk == away.pk and by.has_role(Role.MANAGER):
        return
    if by.has_role(Role.MANAGER) and away.pk in reports_of(by):
        return
    raise PermissionDenied("A manager of whoever is away arranges this, or an administrator.")
