"""Staff as they are, as they were on a day, and as they will be."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from django.db.models import Prefetch, Q, QuerySet

import clock
from accounts.models import Invitation, Posting, Team, User
from accounts.roles import Role

WORKING, COMING, LEAVING, LEFT, NOT_SIGNED_IN = "working", "coming", "leaving", "left", "not-in"


def staff_found(
    *, words: str = "", team: Team | None = None, role: str = "", state: str = WORKING
) -> QuerySet[User]:
    """Return staff by name whose name, number, job or e-mail address has all of ``words``."""
    today = clock.today()
    found = User.objects.select_related("team", "line_manager").order_by("name", "pk")
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(staff_number__icontains=word)
            | Q(job_title__icontains=word)
            | Q(email__icontains=word)
        )
    if team is not None:
        found = found.filter(team=team)
    if role:
        found = found.filter(roles__contains=[role])
    gone = Q(is_active=False) | Q(ends_on__lt=today)
    states = {
        WORKING: ~gone,
        COMING: ~gone & Q(starts_on__gt=today),
        LEAVING: ~gone & Q(ends_on__gte=today),
        LEFT: gone,
        NOT_SIGNED_IN: ~gone & Q(last_login=None),
    }
    return found.filter(states[state]) if state in states else found


def directory(*, words: str = "", team: Team | None = None) -> QuerySet[User]:
    """Return the colleagues who are here now, for all staff: name, job and team can be found."""
    today = clock.today()
    found = staff_found(team=team).exclude(starts_on__gt=today)
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word) | Q(job_title__icontains=word) | Q(team__name__icontains=word)
        )
    return found


def colleague(staff_number: str) -> User | None:
    """Return one member of staff with team and manager, whoever they are."""
    return (
        User.objects.select_related("team__lead", "line_manager__team")
        .filter(staff_number=staff_number)
        .first()
    )


def administrators() -> QuerySet[User]:
    """Return the system administrators whose accounts are in use."""
    return staff_found(role=Role.SYSTEM_ADMINISTRATOR)


def history_of(user: User) -> QuerySet[Posting]:
    """Return what became of somebody, newest first: moves begun, planned and called off."""
    return user.postings.select_related(
        "team", "line_manager", "recorded_by", "confirmed_by", "withdrawn_by"
    )


def waiting_for_second() -> QuerySet[Posting]:
    """Return the roles and addresses that a second person has to confirm, oldest first."""
    return (
        Posting.objects.filter(needs_second=True, confirmed_at=None, withdrawn_at=None)
        .select_related("user__team", "recorded_by")
        .order_by("pk")
    )


def planned_moves() -> QuerySet[Posting]:
    """Return the moves that are still to begin, soonest first."""
    return (
        Posting.objects.filter(begun_at=None, withdrawn_at=None)
        .exclude(needs_second=True, confirmed_at=None)
        .select_related("user", "team", "line_manager")
        .order_by("starts_on", "pk")
    )


def standing_on(day: date, *, words: str = "") -> QuerySet[Posting]:
    """Return who was here on ``day``: in which team, in which roles and reporting to whom."""
    begun = Posting.objects.filter(begun_at__isnull=False, withdrawn_at=None, starts_on__lte=day)
    begun = begun.exclude(kind=Posting.Kind.ADDRESS)
    newest = begun.order_by("user_id", "-starts_on", "-pk").distinct("user_id").values("pk")
    found = Posting.objects.filter(pk__in=newest).exclude(kind=Posting.Kind.LEFT)
    for word in words.split():
        found = found.filter(
            Q(user__name__icontains=word)
            | Q(user__staff_number__icontains=word)
            | Q(team__name__icontains=word)
        )
    return found.select_related("user", "team", "line_manager").order_by("user__name", "pk")


def invitations_of(user: User) -> QuerySet[Invitation]:
    """Return the messages that asked somebody to sign in, newest first."""
    return user.invitations.select_related("sent_by")


def invitation_behind(
    secret: str, *, at: datetime | None = None, lock: bool = False
) -> Invitation | None:
    """Return the invitation of a link that still works: not used, not old, for staff who stay."""
    at = at or clock.now()
    found = Invitation.objects.select_related("user").filter(
        digest=sha256(secret.encode()).hexdigest(), used_at=None, expires_at__gt=at
    )
    if lock:
        found = found.select_for_update(of=("self",))
    invitation = found.first()
    if invitation is None or not invitation.user.is_active:
        return None
    ends_on = invitation.user.ends_on
    return None if ends_on is not None and ends_on < clock.day_of(at) else invitation


def teams(*, closed: bool = False) -> QuerySet[Team]:
    """Return the teams by name with their leads and how they are made up; or those closed."""
    here = Q(is_active=True) & (Q(ends_on=None) | Q(ends_on__gte=clock.today()))
    members = User.objects.filter(here).only("pk", "team_id")
    return (
        Team.objects.filter(closed_on__isnull=not closed)
        .select_related("lead")
        .prefetch_related("supports", Prefetch("members", members, to_attr="here"))
        .order_by("name")
    )


def open_teams() -> QuerySet[Team]:
    """Return the teams that staff can be in, by name."""
    return Team.objects.filter(closed_on=None).order_by("name")


def members_of(team: Team) -> QuerySet[User]:
    """Return who is in a team now, by name."""
    return staff_found(team=team)


@dataclass(frozen=True)
class InLine:
    """Somebody in the tree of management, and how far down they stand."""

    user: User
    depth: int
    below: int


def tree() -> list[InLine]:
    """Return everyone who is here, each manager followed by those who report to them."""
    staff = list(staff_found())
    here = {user.pk for user in staff}
    under: dict[int | None, list[User]] = {}
    for user in staff:
        manager = user.line_manager_id if user.line_manager_id in here else None
        under.setdefault(manager, []).append(user)
    found: list[InLine] = []
    waiting = [(user, 0) for user in reversed(under.get(None, []))]
    while waiting:
        user, depth = waiting.pop()
        below = under.get(user.pk, [])
        found.append(InLine(user, depth, len(below)))
        waiting += [(each, depth + 1) for each in reversed(below)]
    return found


def leaving_below(manager_ids: set[int]) -> QuerySet[User]:
    """Return those of these staff whose last day is set and not a month past, soonest first."""
    since = clock.add_days(clock.today(), -31)
    return (
        User.objects.filter(pk__in=manager_ids, ends_on__gte=since)
        .select_related("team")
        .order_by("ends_on")
    )
