"""Whom staff declared that they know: read by them, their managers and records officers."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

import clock
from accounts import local
from accounts.models import Cover, User
from accounts.queries import covers_on
from accounts.roles import Role
from people import access
from people.models import Conflict, Declaration, DeclarationReview

PER_PAGE = 30
_MOST = 100
_LOOK_ON = Subquery(
    DeclarationReview.objects.filter(declaration=OuterRef("pk")).values("review_on")[:1]
)


def declarations_open_to(viewer: User) -> QuerySet[Declaration]:
    """Return the declarations that ``viewer`` may read, newest first."""
    rows = Declaration.objects.select_related(
        "user__team", "user__line_manager", "declared_by", "ended_by"
    )
    rows = rows.annotate(look_on=_LOOK_ON).order_by("-pk")
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


def declarations_to_decide(viewer: User, *, at: datetime | None = None) -> Iterable[Declaration]:
    """Return what ``viewer`` is to decide about, those who were asked to look somebody up first.

    The line manager decides, or who acts for them; of staff who have none here, a records officer.
    What was decided comes back on its day.
    """
    day = clock.day_of(at or clock.now())
    turn = Q()
    if viewer.has_role(Role.MANAGER):
        acts_for = covers_on(day, Cover.Kind.MANAGING).filter(stands_in=viewer).values("away")
        turn |= Q(user__line_manager=viewer) | Q(user__line_manager__in=acts_for)
    if viewer.has_role(Role.RECORDS_OFFICER):
        turn |= Q(user__line_manager=None) | Q(user__line_manager__is_active=False)
    if not turn:
        return ()
    was_not_asked = ExpressionWrapper(Q(asked_to_look=""), output_field=BooleanField())
    return (
        _running(viewer)
        .filter(turn)
        .annotate(look_on=_LOOK_ON)
        .filter(Q(look_on=None) | Q(look_on__lte=day))
        .order_by(was_not_asked, "declared_at", "pk")[:_MOST]
    )


def declarations_to_tie(viewer: User, *, at: datetime | None = None) -> Iterable[Declaration]:
    """Return those that say a name and close no record yet, for records officers to look for.

    With a date of birth too: the record may have another, or none.
    What was looked for in vain comes back after the time of a review.
    """
    if not viewer.has_role(Role.RECORDS_OFFICER):
        return ()
    before = clock.add_months(clock.day_of(at or clock.now()), -_months())
    # One that closes only a record which they may not find looks as if it closed none.
    findable = access.findable_people(viewer, at=at)
    closes = Conflict.objects.filter(declaration=OuterRef("pk"), ended_at=None, person__in=findable)
    return (
        _running(viewer)
        .filter(Q(sought_on=None) | Q(sought_on__lte=before), reference="")
        .exclude(Exists(closes))
        .order_by("declared_at", "pk")[:_MOST]
    )


def reviews_of(declaration: Declaration) -> list[DeclarationReview]:
    """Return what managers decided about a declaration, newest first."""
    return list(declaration.reviews.select_related("reviewed_by"))


def look_again_on(day: date) -> date:
    """Return when what is decided on a day is looked at again, unless somebody says otherwise."""
    return clock.add_months(day, _months())


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


def may_decide(by: User, declaration: Declaration, *, at: datetime | None = None) -> bool:
    """Say whether ``by`` may decide about it: a manager above, or where there is none an officer.

    Never about one's own.
    """
    if by.pk == declaration.user_id:
        return False
    manager = declaration.user.line_manager
    if by.has_role(Role.RECORDS_OFFICER) and (manager is None or not manager.is_active):
        return True
    return manages(by, declaration.user, at=at or clock.now())


def may_tie(by: User, declaration: Declaration) -> bool:
    """Say whether ``by`` looks for whom it means: a records officer, not for themselves."""
    return by.has_role(Role.RECORDS_OFFICER) and by.pk != declaration.user_id


def _running(viewer: User) -> QuerySet[Declaration]:
    rows = Declaration.objects.filter(ended_at=None, user__is_active=True)
    return rows.exclude(user=viewer).select_related("user")


def _months() -> int:
    return local.settings_value("access.declaration_review_months")
