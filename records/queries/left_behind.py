"""Drafts whose author has left, or may no longer open the record: their manager's to look after.

Of any other draft a manager sees that there is one, and how old it is (ruling 12).
"""

import uuid
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.models import Person
from records import ending
from records.models import Draft
from records.queries.entries import may_open
from records.rules import unsigned
from records.rules.parts import part_of_draft

LEFT, CONFLICTED = "LEFT", "CONFLICTED"


def counted_drafts(manager: User) -> QuerySet[Any]:
    """Return the staff below ``manager`` who have drafts, the oldest draft first.

    Each with ``drafts_begun``, how many of them have ``waited`` until managers are told of them,
    and ``oldest_begun``.
    """
    waited = Q(drafts__started_at__lt=unsigned.told_managers_before())
    return (
        User.objects.filter(
            pk__in=_staff_below(manager), drafts__isnull=False, drafts__set_aside_at=None
        )
        .annotate(
            drafts_begun=Count("drafts"),
            waited=Count("drafts", filter=waited),
            oldest_begun=Min("drafts__started_at"),
        )
        .select_related("team")
        .order_by("oldest_begun", "pk")
    )


def drafts_of_staff(manager: User) -> QuerySet[Any]:
    """Return the same, each with how many are ``over``: older than the schedule keeps a draft."""
    over = Q(drafts__started_at__lt=clock.at_time(ending.begun_before("draft"), 0))
    return counted_drafts(manager).annotate(over=Count("drafts", filter=over))


def long_unsigned(manager: User) -> QuerySet[Any]:
    """Return whose drafts have waited until ``manager`` is told of them, as ``counted_drafts``."""
    return counted_drafts(manager).filter(waited__gt=0)


def left_behind(manager: User) -> list[Draft]:
    """Return the drafts that ``manager`` may read in their author's place, the oldest first.

    Those about people whose record the manager may not open are left out.
    """
    open_to_manager = set(access.visible_people(manager).values_list("pk", flat=True))
    drafts = [each for each in _below(manager) if each.person_id in open_to_manager]
    conflicts, closed = _conflicts(drafts), _closed_parts(manager, drafts)
    return [
        each
        for each in drafts
        if why_left_behind(each, conflicts) and _is_open(manager, each, closed)
    ]


def draft_left_behind(manager: User, person: Person, key: uuid.UUID) -> Draft | None:
    """Return one draft about ``person`` that ``manager`` may read in its author's place."""
    draft = _below(manager).filter(person=person, key=key).first()
    if draft is None or not why_left_behind(draft, _conflicts([draft])):
        return None
    return draft if _is_open(manager, draft, _closed_parts(manager, [draft])) else None


def why_left_behind(draft: Draft, conflicts: set[tuple[int, int]] | None = None) -> str:
    """Return LEFT, CONFLICTED, or nothing for a draft whose author can go on with it."""
    if not draft.author.works_on(clock.today()):
        return LEFT
    conflicts = _conflicts([draft]) if conflicts is None else conflicts
    return CONFLICTED if (draft.author_id, draft.person_id) in conflicts else ""


def _is_open(manager: User, draft: Draft, closed: set[tuple[int, str]]) -> bool:
    """Say whether ``manager`` may open the part it would stand in, and the entry it belongs to.

    That is the one that it corrects, or that its page is about.
    """
    entry = draft.corrects or draft.beside
    if entry is not None and not may_open(manager, entry):
        return False
    return (draft.person_id, part_of_draft(draft)) not in closed


def _closed_parts(manager: User, drafts: list[Draft]) -> set[tuple[int, str]]:
    found = access.parts_closed_to(manager).filter(person__in={each.person_id for each in drafts})
    return set(found.values_list("person_id", "part"))


def _below(manager: User) -> QuerySet[Draft]:
    return (
        Draft.objects.filter(author__in=_staff_below(manager))
        .select_related(
            "author__team", "person", "corrects__person", "beside__person", "set_aside_by"
        )
        .order_by("started_at", "pk")
    )


def _staff_below(manager: User) -> set[int]:
    return access.line_below(manager).staff if manager.has_role(Role.MANAGER) else set()


def _conflicts(drafts: list[Draft]) -> set[tuple[int, int]]:
    held = access.conflicts_at(clock.now()).filter(user__in={each.author_id for each in drafts})
    return set(held.values_list("user_id", "person_id"))
