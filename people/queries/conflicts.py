"""Whom staff declared that they know: read by them, their managers and records officers."""

from datetime import datetime

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.models import Declaration

PER_PAGE = 30


def declarations_open_to(viewer: User) -> QuerySet[Declaration]:
    """Return the declarations that ``viewer`` may read, newest first."""
    rows = Declaration.objects.select_related("user__team", "declared_by", "ended_by")
    rows = rows.order_by("-pk")
    if viewer.has_role(Role.RECORDS_OFFICER):
        return rows
    mine = Q(user=viewer)
    if viewer.has_role(Role.MANAGER):
        mine |= Q(user__in=access.line_below(viewer).staff)
    return rows.filter(mine)


def page_of_declarations(
    viewer: User, *, before: int | None = None
) -> tuple[list[Declaration], int | None]:
    """Return a page of declarations, and the number before which the next begins."""
    rows = declarations_open_to(viewer)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: PER_PAGE + 1])
    return found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None


def declaration_for(viewer: User, key: str) -> Declaration | None:
    """Return one declaration, if ``viewer`` may read it."""
    return declarations_open_to(viewer).filter(key=key.replace("\x00", "")).first()


def staff_below(viewer: User) -> list[User]:
    """Return the staff for whom ``viewer`` may declare, by name."""
    if not viewer.has_role(Role.MANAGER):
        return []
    ids = access.line_below(viewer).staff
    return list(User.objects.filter(pk__in=ids, is_active=True).order_by("name"))


def manages(by: User, user: User, *, at: datetime) -> bool:
    """Say whether ``by`` is a manager above ``user``."""
    return by.has_role(Role.MANAGER) and user.pk in access.line_below(by, clock.day_of(at)).staff


def may_end(by: User, declaration: Declaration, *, at: datetime | None = None) -> bool:
    """Say whether ``by`` may end it: a manager above or a records officer, never one's own."""
    if by.pk == declaration.user_id:
        return False
    return by.has_role(Role.RECORDS_OFFICER) or manages(by, declaration.user, at=at or clock.now())
