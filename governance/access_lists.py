"""The list of who opened a record, in plain words for the person whose record it is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import clock
from accounts.models import User
from audit.models import Event
from audit.verbs import verbs
from governance.day import ONLY_ASKED
from governance.models import AccessList, WithheldName
from people.models import Person
from people.survivors import keys_of
from records.held import OpenersList, Opening

# Being on a list of names is not told: the record was not opened.
_TOLD = (Event.Kind.VIEW, Event.Kind.WRITE, Event.Kind.CHANGE, Event.Kind.EXPORT)
# From how many lists one can choose what goes into a copy.
CHOSEN_FROM = 10
WITHHELD = "A member of staff whose name is left out"
_WHY = {
    "WORKER": "your worker",
    "CO_WORKER": "works beside your worker",
    "HANDOVER": "handing over to your next worker",
    "COVER": "covering for your worker",
    "TEAM": "in the team that works with you",
    "MANAGER": "manages the staff who work with you",
    "ACTING": "acting for a manager of the staff who work with you",
    "GRANT": "was given access",
    "PROVIDER": "it was written from what they told us",
    "REASON": "said why they needed to that day",
    "BREAK_GLASS": "emergency access, looked at afterwards by a manager",
    "NAMED": "named to see what is protected",
    "KEEPER": "keeps the restriction of your record",
    "OVERSEES": "oversees who may open records",
    "REGISTER": "keeps the register of requests",
    "ON_CALL": "was the manager on call",
}


@dataclass
class Line:
    """What one member of staff did on one day."""

    day: date
    staff_number: str
    who: str
    did: list[str] = field(default_factory=list)
    why: list[str] = field(default_factory=list)
    in_place_of: dict[str, str] = field(default_factory=dict)

    def as_kept(self) -> dict[str, Any]:
        """Return it as JSON keeps it."""
        return {
            "day": self.day.isoformat(),
            "staff": self.staff_number,
            "who": self.who,
            "did": self.did,
            "why": self.why,
            "in_place_of": self.in_place_of,
        }


def lines_of(person: Person, since: date, until: date) -> list[dict[str, Any]]:
    """Return who opened a record between two days, by day, each of them once a day."""
    events = (
        Event.objects.filter(
            subjects__overlap=keys_of(person),
            kind__in=_TOLD,
            happened_at__gte=clock.at_time(since, 0),
            happened_at__lte=clock.end_of_day(until),
        )
        .exclude(verb__in=ONLY_ASKED)
        .order_by("happened_at", "pk")
    )
    rows = list(events.values_list("actor", "verb", "basis", "happened_at"))
    numbers = {row[0] for row in rows} | {row[2].partition(":")[2] for row in rows}
    found = User.objects.filter(staff_number__in=numbers).select_related("team")
    staff = {user.staff_number: user for user in found}
    lines: dict[tuple[date, str], Line] = {}
    for actor, verb, basis, at in rows:
        if actor in staff:
            line = _add(lines, clock.day_of(at), staff[actor], verb, basis)
            if other := staff.get(basis.partition(":")[2]):
                line.in_place_of[other.staff_number] = other.described
    return [line.as_kept() for line in lines.values()]


def _add(lines: dict[tuple[date, str], Line], day: date, user: User, verb: str, basis: str) -> Line:
    line = lines.setdefault((day, user.staff_number), Line(day, user.staff_number, user.described))
    did = verbs()[verb].sentence if verb in verbs() else "opened the record"
    if did not in line.did:
        line.did.append(did)
    why = _WHY.get(basis.partition(":")[0], "")
    if why and why not in line.why:
        line.why.append(why)
    return line


@dataclass(frozen=True)
class Shown:
    """A line as it is shown."""

    day: date
    who: str
    did: str
    why: str
    is_withheld: bool


@dataclass(frozen=True)
class Staff:
    """Somebody on a list, with on how many days."""

    staff_number: str
    who: str
    days: int


def shown(access_list: AccessList, withheld: Iterable[WithheldName]) -> list[Shown]:
    """Return the lines with the names left out that two officers left out."""
    out = {row.staff_number for row in withheld if row.answer == WithheldName.Answer.AGREED}
    return [
        Shown(
            day=date.fromisoformat(line["day"]),
            who=WITHHELD if line["staff"] in out else line["who"],
            did="; ".join(line["did"]),
            why="; ".join([*line["why"], *_in_place_of(line, out)]),
            is_withheld=line["staff"] in out,
        )
        for line in access_list.lines
    ]


def _in_place_of(line: dict[str, Any], out: set[str]) -> list[str]:
    return [
        f"in place of {WITHHELD[0].lower() + WITHHELD[1:] if number in out else who}"
        for number, who in line.get("in_place_of", {}).items()
    ]


def staff_on(access_list: AccessList) -> list[Staff]:
    """Return everybody on a list, whoever was there most often first."""
    days: dict[str, int] = defaultdict(int)
    names = {}
    for line in access_list.lines:
        for number, who in {line["staff"]: line["who"], **line.get("in_place_of", {})}.items():
            days[number] += 1
            names[number] = who
    return sorted(
        (Staff(number, names[number], count) for number, count in days.items()),
        key=lambda each: (-each.days, each.who),
    )


def lists_of(person: Person) -> list[AccessList]:
    """Return the lists that were prepared of one record, newest first."""
    rows = AccessList.objects.filter(subject__in=keys_of(person))
    return list(rows.select_related("prepared_by", "released_by").defer("lines"))


def released_lists(person: Person, key: str = "") -> list[OpenersList]:
    """Return the newest lists that were released, or the one of ``key``, for copies."""
    rows = AccessList.objects.filter(subject__in=keys_of(person), released_at__isnull=False)
    if key:
        rows = rows.filter(key=key)
    rows = rows.select_related("released_by__team").prefetch_related("withheld")
    return [_for_copies(row) for row in rows.order_by("-released_at", "-pk")[:CHOSEN_FROM]]


def _for_copies(row: AccessList) -> OpenersList:
    return OpenersList(
        key=row.key,
        since=row.since,
        until=row.until,
        released_at=row.released_at,
        released_by=row.released_by.described,
        openings=tuple(
            # Why a withheld name could open it may say who it was: as on the page, it stays out.
            Opening(each.day, each.who, each.did, "" if each.is_withheld else each.why)
            for each in shown(row, row.withheld.all())
        ),
    )


def list_of(person: Person, key: str) -> AccessList | None:
    """Return one list of a record."""
    rows = AccessList.objects.filter(subject__in=keys_of(person), key=key.replace("\x00", ""))
    return rows.select_related("prepared_by", "released_by").first()


def withheld_of(access_list: AccessList) -> list[WithheldName]:
    """Return whose names somebody asked to leave out, oldest first."""
    return list(access_list.withheld.select_related("asked_by", "answered_by"))
