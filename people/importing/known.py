"""What lines of a file name: staff, teams, and rows that were brought in before."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

import clock
from accounts.models import Team, User
from accounts.roles import permissions_of
from people.importing.reading import Line
from people.models import Import, Imported, Person


@dataclass
class Known:
    """Staff and teams, asked for once for a whole file: they are few."""

    staff: dict[str, User]
    teams: dict[str, Team]

    @classmethod
    def read(cls) -> "Known":
        """Return them as they are now. A closed team may have worked with somebody once."""
        teams: dict[str, Team] = {}
        for team in Team.objects.order_by("-closed_on"):
            teams[team.name.casefold()] = team
            teams[team.key] = team
        staff = {each.staff_number: each for each in User.objects.select_related("team")}
        return cls(staff, teams)

    def team(self, line: Line, *, must_be_open: bool = False) -> Team | None:
        """Return the team that a line names, or refuse it."""
        name = line.values.get("team") or ""
        if not name:
            return None
        team = self.teams.get(name.casefold())
        if team is None:
            line.refuse("Team: there is no such team here. Add it first, or give a value map")
        elif must_be_open and team.closed_on is not None:
            line.refuse("Team: it is closed, and cannot work with anybody now")
        return team

    def worker(self, line: Line, column: str) -> User | None:
        """Return the member of staff whom a line names, or refuse it."""
        number = line.values.get(column) or ""
        if number and number not in self.staff:
            line.refuse(f"{column.replace('_', ' ').capitalize()}: nobody here has this number")
        return self.staff.get(number)


def people_by_number(numbers: Iterable[str], *, source: str) -> dict[str, Person]:
    """Return the people whom another system knew by these numbers, by number.

    Who was merged leads to the other: the row of where they came from went along.
    """
    rows = Imported.objects.filter(
        source=source, kind=Import.Kind.PEOPLE, source_id__in=set(numbers)
    ).select_related("person")
    return {row.source_id: row.person for row in rows}


def find_people(lines: Iterable[Line], *, source: str) -> None:
    """Give each line the person it is about, or refuse it."""
    lines = list(lines)
    wanted = {line.values["person"] for line in lines if line.stands}
    found = people_by_number(wanted, source=source)
    for line in lines:
        if line.stands:
            line.person = found.get(line.values["person"])
            if line.person is None:
                line.refuse("Nobody with this number was brought in. Bring the people in first")


def service_account(staff_number: str) -> User:
    """Return the account that files come in under: its name stands in the event log.

    Raises ``ValidationError`` if there is none in use, or it may open records: where nobody here
    wrote an entry, it stands in the author's place, and an author may open what they wrote.
    """
    user = User.objects.filter(staff_number=staff_number).first()
    if user is None or not user.works_on(clock.today()):
        raise ValidationError(f"There is no account “{staff_number}” in use")
    if permissions_of(user.roles):
        raise ValidationError(
            f"“{staff_number}” may open records. Use an account of its own for moving in, with no "
            "role but system administrator"
        )
    return user
