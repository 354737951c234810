"""Changes to staff and teams."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Team, User
from audit import log


@transaction.atomic
def add_team(
    *, by: log.Actor, supports: tuple[Team, ...] = (), at: datetime | None = None, **fields: Any
) -> Team:
    """Add a team. ``supports`` are the teams whose records it works on too."""
    team = Team(**fields)
    team.full_clean()
    team.save()
    team.supports.set(supports)
    log.record("accounts.team_added", by=by, target=team, at=at)
    return team


@transaction.atomic
def change_team(
    team: Team,
    *,
    by: log.Actor,
    supports: tuple[Team, ...] | None = None,
    at: datetime | None = None,
    **fields: Any,
) -> Team:
    """Change the named fields of ``team`` and, if they are given, the teams that it supports."""
    for name, value in fields.items():
        setattr(team, name, value)
    team.full_clean()
    team.save()
    if supports is not None:
        team.supports.set(supports)
    log.record("accounts.team_changed", by=by, target=team, shown=sorted(fields), at=at)
    return team


@transaction.atomic
def add_staff(
    *, by: log.Actor, password: str | None = None, at: datetime | None = None, **fields: Any
) -> User:
    """Add a member of staff. Raises ``ValidationError`` if a field is wrong or taken."""
    user = User(**fields)
    user.set_password(password)
    user.full_clean()
    user.save()
    log.record("accounts.staff_added", by=by, target=user, at=at)
    return user


@transaction.atomic
def change_staff(user: User, *, by: log.Actor, at: datetime | None = None, **fields: Any) -> User:
    """Change the named fields of ``user``. The change log keeps old and new values."""
    for name, value in fields.items():
        setattr(user, name, value)
    user.full_clean()
    user.save()
    log.record("accounts.staff_changed", by=by, target=user, shown=sorted(fields), at=at)
    return user


@transaction.atomic
def choose_settings(*, by: User, wants_shortcuts: bool, at: datetime | None = None) -> User:
    """Keep how the product behaves for ``by``."""
    by.wants_shortcuts = wants_shortcuts
    by.save(update_fields=["wants_shortcuts"])
    log.record("accounts.settings_chosen", by=by, target=by, shown=["wants_shortcuts"], at=at)
    return by
