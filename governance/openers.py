"""Who can open a record and why, and what a member of staff can open and why, now.

Each answer is what ``people.access`` decides: nothing here says who may.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

import clock
from accounts.models import Cover, User
from accounts.queries import covers_on
from accounts.roles import Role
from governance.queries import OVERSEES
from governance.sentences import BASES
from people.access import (
    Decision,
    Permission,
    closed_parts,
    decide_from,
    findable_people,
    in_conflict,
    is_in_safeguarding,
    line_below,
    may_break_glass,
    opens_whole,
    opens_whole_by_work,
    visible_people,
)
from people.models import AS_WHAT, Person
from people.standing import Standing, grants_at, reasons_at, running_at
from people.standings import may_open_at_all, standings_to, standings_with

PER_PAGE = 40
_GRANTED = {"GRANT": "open_record", "BREAK_GLASS": "break_glass"}


@dataclass(frozen=True)
class Opening:
    """One member of staff who can open one record: why, until when, restricted entries or not."""

    user: User
    person: Person
    basis: str
    why: str
    until: date | None
    opens_whole: bool
    whole_until: date | None = None
    safeguarding: bool = False
    closed: tuple[str, ...] = ()

    @property
    def closed_in_words(self) -> str:
        """What stays closed to them by the restriction of a part; nothing where none does."""
        parts = " or ".join(AS_WHAT[part] for part in self.closed)
        return f"Nothing written about them {parts}, but their own" if parts else ""


def openers_of(person: Person, *, at: datetime | None = None) -> list[Opening]:
    """Return everybody who can open a record now without saying more, by name."""
    at = at or clock.now()
    staff = may_open_at_all(person, at=at).select_related("team").order_by("name", "pk")
    return _openings(standings_to(person, staff, at=at), at)


def page_of_openers(person: Person, number: str, *, at: datetime | None = None) -> Page:
    """Return a page of those who can open a record."""
    return Paginator(openers_of(person, at=at), PER_PAGE).get_page(number)


def page_of_openings(
    viewer: User, user: User, number: str, *, at: datetime | None = None
) -> tuple[Page, list[Opening]]:
    """Return a page of what ``user`` can open now, by the name of the person.

    Of whoever ``viewer`` may not find, or may not open for a conflict of interest, no trace.
    """
    at = at or clock.now()
    page = Paginator(_open_to(viewer, user, at), PER_PAGE).get_page(number)
    return page, _openings(standings_with(user, page.object_list, at=at), at)


def _open_to(viewer: User, user: User, at: datetime) -> QuerySet[Person]:
    found = visible_people(user, at=at).select_related("team")
    if viewer.pk != user.pk:
        known = findable_people(viewer, at=at).filter(~in_conflict(viewer, at=at))
        found = found.filter(pk__in=known.values("pk"))
    return found.order_by("family_name", "given_names", "pk")


def may_look_at(viewer: User, user: User) -> bool:
    """Say whether ``viewer`` reads what ``user`` can open: themselves, who manages or oversees."""
    if viewer.pk == user.pk or viewer.has_role(*OVERSEES):
        return True
    return viewer.has_role(Role.MANAGER) and user.pk in line_below(viewer).staff


def _openings(standings: Iterable[Standing], at: datetime) -> list[Opening]:
    decided = [(stands, decide_from(stands, Permission.VIEW)) for stands in standings]
    allowed = [(stands, decision) for stands, decision in decided if decision.allowed]
    ends = _Ends(allowed, at)
    return [
        Opening(
            user=stands.user,
            person=stands.person,
            basis=decision.basis,
            why=BASES[decision.basis],
            until=ends.of(stands, decision),
            opens_whole=opens_whole(stands),
            whole_until=None if opens_whole_by_work(stands) else ends.of_lists(stands),
            safeguarding=is_in_safeguarding(stands.user),
            closed=tuple(sorted(closed_parts(stands))),
        )
        for stands, decision in allowed
    ]


class _Ends:
    """The last days of what gives access, for many at once. None: it does not end by itself."""

    def __init__(self, allowed: list[tuple[Standing, Decision]], at: datetime) -> None:
        day = clock.day_of(at)
        staff = {stands.user.pk for stands, _ in allowed}
        people = {stands.person.pk for stands, _ in allowed}
        self._work: dict[tuple[int, int, str], date | None] = {
            (who, person, role): ends
            for who, person, role, ends in running_at(at)
            .filter(worker__in=staff, person__in=people)
            .values_list("worker", "person", "role", "ends_on")
        }
        self._covers: dict[tuple[int, str], list[tuple[int, date]]] = {}
        rows = covers_on(day, *Cover.Kind).filter(stands_in__in=staff)
        for who, kind, away, ends in rows.values_list("stands_in", "kind", "away", "ends_on"):
            self._covers.setdefault((who, kind), []).append((away, ends))
        self._grants: dict[tuple[int, int, str], date | None] = {
            (who, person, name): clock.day_of(ends) if ends else None
            for who, person, name, ends in grants_at(at)
            .filter(user__in=staff, content_object__in=people)
            .values_list("user", "content_object", "permission__codename", "expires_at")
        }
        self._reasons: dict[tuple[int, int], date] = {}
        for who, person, ends in (
            reasons_at(at)
            .filter(user__in=staff, person__in=people)
            .values_list("user", "person", "expires_at")
        ):
            last = self._reasons.get((who, person))
            self._reasons[who, person] = max(filter(None, (last, clock.day_of(ends))))

    def of(self, stands: Standing, decision: Decision) -> date | None:
        """Return the last day: of the basis, or of the list of a restricted record if sooner."""
        days = [self._of_basis(stands, decision.basis)]
        if stands.is_restricted:
            days.append(self.of_lists(stands))
        return min((day for day in days if day is not None), default=None)

    def of_lists(self, stands: Standing) -> date | None:
        """Return the last day of what lists them for what is restricted: an emergency's end too."""
        names = ["open_restricted"]
        if may_break_glass(stands.user):
            names.append("break_glass_restricted")
        pairs = [(stands.user.pk, stands.person.pk, name) for name in names]
        days = [self._grants[each] for each in pairs if each in self._grants]
        return max((day for day in days if day), default=None) if None not in days else None

    def _of_basis(self, stands: Standing, basis: str) -> date | None:
        who, person = stands.user.pk, stands.person.pk
        if basis in _GRANTED:
            return self._grants.get((who, person, _GRANTED[basis]))
        if basis == "REASON":
            return self._reasons.get((who, person))
        if basis == "COVER" and (who, person, "COVER") not in self._work:
            covered = self._covers.get((who, Cover.Kind.WORK), [])
            return max((ends for away, ends in covered if away in stands.workers), default=None)
        if basis == "ACTING":
            acted = self._covers.get((who, Cover.Kind.MANAGING), [])
            return max((ends for _, ends in acted), default=None)
        return self._work.get((who, person, basis))
