"""Changes to teams: each with a reason, and kept as the team was from that day on."""

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify

import clock
from accounts import holdings
from accounts.allowed import require_administrator
from accounts.models import Team, TeamChange, User
from audit import log

_KEPT = ("name", "area", "kind", "lead")


@transaction.atomic
def add_team(
    *,
    by: log.Actor,
    key: str = "",
    supports: tuple[Team, ...] = (),
    reason: str = "New team",
    at: datetime | None = None,
    **fields: Any,
) -> Team:
    """Add a team. ``supports`` are the teams whose records it works on too."""
    adds = require_administrator(by)
    team = Team(key=key or _free_key(fields["name"]), **fields)
    team.full_clean()
    team.save()
    team.supports.set(supports)
    _keep(team, clock.day_of(at or clock.now()), reason, adds, at)
    log.record("accounts.team_added", by=by, target=team, at=at)
    return team


@transaction.atomic
def change_team(
    team: Team,
    *,
    by: log.Actor,
    starts_on: date | None = None,
    reason: str = "Put right",
    supports: tuple[Team, ...] | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Team:
    """Change name, area, kind or lead of ``team`` and, if given, the teams that it supports.

    ``starts_on`` is since when it is so: today, or an earlier day if it is written down late.
    """
    changes = require_administrator(by)
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    today = clock.day_of(at or clock.now())
    if team.closed_on is not None:
        raise ValidationError("The team is closed")
    if starts_on is not None and starts_on > today:
        raise ValidationError({"starts_on": "The day must be today or in the past"})
    for name, value in fields.items():
        setattr(team, name, value)
    team.full_clean()
    team.save()
    if supports is not None:
        team.supports.set(supports)
    _keep(team, starts_on or today, reason, changes, at)
    shown = sorted([*fields, *(["supports"] if supports is not None else [])])
    log.record(
        "accounts.team_changed", by=by, target=team, shown=shown, detail={"reason": reason}, at=at
    )
    return team


@transaction.atomic
def close_team(team: Team, *, by: User, reason: str, at: datetime | None = None) -> Team:
    """Close a team that has nobody and nothing left. Raises ``ValidationError`` while it has."""
    closes = require_administrator(by)
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if team.closed_on is not None:
        raise ValidationError("The team is closed already")
    if any(each.count for each in holdings.of_team(team)):
        raise ValidationError("The team is not empty. Move what is left to another team first")
    team.closed_on = clock.day_of(at or clock.now())
    team.save()
    _keep(team, team.closed_on, reason, closes, at)
    log.record("accounts.team_closed", by=by, target=team, detail={"reason": reason}, at=at)
    return team


def _keep(team: Team, day: date, reason: str, by: User | None, at: datetime | None) -> None:
    TeamChange.objects.create(
        team=team,
        starts_on=day,
        is_closed=team.closed_on is not None,
        reason=reason,
        changed_by=by,
        changed_at=at or clock.now(),
        **{name: getattr(team, name) for name in _KEPT},
    )


def _free_key(name: str) -> str:
    stem = slugify(name)[:50] or "team"
    taken = set(Team.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(
        key
        for key in (stem, *(f"{stem}-{number}" for number in range(2, 10_000)))
        if key not in taken
    )
