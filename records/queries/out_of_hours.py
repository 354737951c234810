"""What the emergency duty team wrote, until somebody of the day team has taken it on.

Source: process reference, section 1: on the day team's list by 9.30am on the next working day.
"""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.models import Team, User
from accounts.queries import covered_by, teams_of
from accounts.roles import Role
from people import access
from people.models import Allocation
from records.models import Entry, ReportRead
from records.queries.across import entry_is_open

_TAKEN_ON_BY = (9, 30)


def is_out_of_hours(entry: Entry) -> bool:
    """Say whether the emergency duty team wrote an entry here."""
    team = entry.author.team
    return team is not None and team.kind == Team.Kind.EMERGENCY and not entry.is_imported


def handed_over_to(viewer: User, *, at: datetime | None = None) -> QuerySet[Any]:
    """Return what the emergency duty team wrote and nobody has taken on, the oldest first.

    It waits for the person's workers and whoever covers for them; where nobody is allocated, for
    their team. From 9.30am of the next working day it waits for the team's managers too.
    """
    if viewer.team is not None and viewer.team.kind == Team.Kind.EMERGENCY:
        return Entry.objects.none()
    at = at or clock.now()
    today = clock.day_of(at)
    running = Allocation.objects.running_on(today).filter(person=OuterRef("person"))
    running = running.exclude(role=Allocation.Role.HANDOVER)
    covered = covered_by(viewer, today).values("away")
    works = running.filter(Q(worker=viewer) | Q(worker__in=covered))
    teams = teams_of(viewer).values("pk")
    of_team = Q(person__team__in=teams) | Exists(running.filter(team__in=teams))
    answers = Exists(works) | (~Exists(running.filter(worker__isnull=False)) & of_team)
    if viewer.has_role(Role.MANAGER):
        below = Q(team__in=access.line_below(viewer).teams) | Q(team__lead=viewer)
        managed = Q(Exists(running.filter(below)))
        managed |= Q(person__team__in=access.line_below(viewer).teams)
        answers |= Q(signed_at__lt=late_before(at)) & (managed | Q(person__team__lead=viewer))
    taken = ReportRead.objects.filter(entry=OuterRef("pk"))
    return (
        Entry.objects.standing()
        .filter(author__team__kind=Team.Kind.EMERGENCY, imported_from="")
        .filter(answers, ~Exists(taken), entry_is_open(viewer, entry=""))
        .filter(person__in=access.visible_people(viewer))
        .select_related("person", "author__team")
        .order_by("signed_at", "pk")
    )


def late_before(at: datetime) -> datetime:
    """Return the last 9.30am of a working day: what was signed before should be taken on by now."""
    day = clock.day_of(at)
    if not clock.is_working_day(day) or at < clock.at_time(day, *_TAKEN_ON_BY):
        day = clock.add_working_days(day, -1)
    return clock.at_time(day, *_TAKEN_ON_BY)


def waits_to_be_taken_on(viewer: User, entry: Entry) -> bool:
    """Say whether an entry that ``viewer`` has open waits for them, or their team."""
    return is_out_of_hours(entry) and handed_over_to(viewer).filter(pk=entry.pk).exists()
