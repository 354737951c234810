"""Who may open what, written once more from the rulings, in plain Python over plain facts.

It knows nothing of the product's tables or of ``people.access``: it is what both ``decide`` and
``visible_people`` are held against. Only the table of roles is shared, because that is data.
Days count from the day in question (0), minutes from the instant in question (0).
"""

from dataclasses import dataclass, field

from accounts.roles import Role, matrix

# Working days of grace once training has run out, Monday to Friday, as the days stand in a world:
# its day 0 is a Wednesday with no bank holiday in the three weeks before.
GRACE = 10
PERMISSIONS = ("VIEW", "ADD", "WRITE", "REVIEW", "EXPORT", "SEE_ACCESS", "MANAGE", "BREAK_GLASS")
REASONS = ("DUTY", "EMERGENCY", "REQUEST", "AUDIT", "CALDICOTT", "QUALITY")
REFERRED = ("AUDIT", "CALDICOTT")
GRANTS = (
    "open_record",
    "write_record",
    "see_protected_names",
    "open_restricted",
    "open_carer_part",
    "break_glass",
    "break_glass_restricted",
)


@dataclass
class Team:
    """A team; ``supports`` and ``lead`` are numbers of teams and staff of the same world."""

    kind: str = "TEAM"
    is_safeguarding: bool = False
    lead: int | None = None
    supports: set[int] = field(default_factory=set)


@dataclass
class Staff:
    """A member of staff. ``trained_until`` is a day, or nothing where none is on file."""

    roles: list[str]
    team: int | None = None
    manager: int | None = None
    is_active: bool = True
    starts: int | None = None
    ends: int | None = None
    trained_until: int | None = 90
    more_until: int | None = None


@dataclass
class Somebody:
    """A person with a record."""

    team: int | None = None
    is_merged: bool = False


@dataclass
class Works:
    """An allocation: of a worker in a team, or of a team alone."""

    person: int
    worker: int | None
    team: int
    role: str
    starts: int
    ends: int | None


@dataclass
class Held:
    """A restriction, conflict, reason, referral or grant, between two minutes.

    ``what`` is its kind.
    """

    what: str
    person: int
    user: int | None = None
    name: str = ""
    starts: int = -60
    ends: int | None = None

    @property
    def holds(self) -> bool:
        """Say whether it has begun and not ended; an end is the first minute without it."""
        return self.starts <= 0 and (self.ends is None or self.ends > 0)


@dataclass
class StandsIn:
    """Cover of somebody's work, or acting for a manager, from one day to another."""

    kind: str
    away: int
    by: int
    starts: int
    ends: int
    is_ended: bool = False

    @property
    def holds(self) -> bool:
        """Say whether it holds on the day, its last day included."""
        return self.starts <= 0 <= self.ends and not self.is_ended


@dataclass
class Shift:
    """Half a day on the rota of a team."""

    team: int
    user: int
    day: int = 0
    is_off: bool = False


@dataclass
class Council:
    """One generated world."""

    teams: list[Team]
    staff: list[Staff]
    people: list[Somebody]
    work: list[Works] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    covers: list[StandsIn] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    asks_training_of_everybody: bool = False


@dataclass(frozen=True)
class Answer:
    """What the rulings say. ``bases`` are those of which any may be named."""

    outcome: str
    bases: frozenset[str]


def says(outcome: str, *bases: str) -> Answer:
    """Return an answer with its bases."""
    return Answer(outcome, frozenset(bases))


class Oracle:
    """Answers for one member of staff of one world."""

    def __init__(self, world: Council, user: int) -> None:
        self.world, self.number, self.user = world, user, world.staff[user]
        rules = [matrix()[Role(role)] for role in self.user.roles]
        self.permissions = {each for rule in rules for each in rule.permissions}
        self.role_reasons = {each for rule in rules for each in rule.reasons}
        self.may_view = "VIEW" in self.permissions
        self.breaks_glass = "BREAK_GLASS" in self.permissions

    # --- The member of staff ---

    @property
    def is_in_use(self) -> bool:
        user = self.user
        if not user.is_active or (user.starts is not None and user.starts > 0):
            return False
        return user.ends is None or user.ends >= 0

    @property
    def training_is_out(self) -> bool:
        """Ruling 7: after the days of grace, or the later day that a manager allowed."""
        until, more = self.user.trained_until, self.user.more_until
        if until is None:
            return self.world.asks_training_of_everybody
        if until >= 0 or (more is not None and more >= 0):
            return False
        # Day 0 is a Wednesday, 2 counting from Monday.
        since = [day for day in range(until + 1, 1) if (2 + day) % 7 < 5]
        return len(since) > GRACE

    @property
    def is_manager(self) -> bool:
        return "MANAGER" in self.user.roles

    def line(self, *, acting: bool) -> tuple[set[int], set[int]]:
        """Return the staff below at any level and the teams led in the line."""
        tops = {self.number}
        if acting:
            tops |= {
                each.away
                for each in self.world.covers
                if each.kind == "MANAGING" and each.by == self.number and each.holds
                if "MANAGER" in self.world.staff[each.away].roles
            }
        below: set[int] = set()
        while True:
            more = {
                number
                for number, each in enumerate(self.world.staff)
                if each.manager in tops | below and number not in below
            }
            if not more:
                break
            below |= more
        leads = tops | below
        teams = {n for n, team in enumerate(self.world.teams) if team.lead in leads}
        return below - {self.number}, teams

    @property
    def is_on_duty(self) -> bool:
        """Ruling 2: who is on the rota; a duty team that keeps none that day, whole."""
        if self.user.team is None:
            return False
        rota = {
            shift.user
            for shift in self.world.shifts
            if shift.team == self.user.team and shift.day == 0 and not shift.is_off
        }
        if rota:
            return self.number in rota
        return self.world.teams[self.user.team].kind == "DUTY"

    @property
    def reasons(self) -> set[str]:
        """Return the reasons that may be stated."""
        found = set() if self.training_is_out else set(self.role_reasons)
        team = self.world.teams[self.user.team] if self.user.team is not None else None
        if self.may_view and team is not None and team.kind == "EMERGENCY":
            found.add("EMERGENCY")
        if self.may_view and self.is_on_duty:
            found.add("DUTY")
        return found

    def may_state(self, reason: str, person: int) -> bool:
        """Say whether nobody need ask for it, or somebody has: a sample, a question (ruling 2)."""
        return reason not in REFERRED or self.holds("REFERRAL", person, reason)

    def opens(self, reason: str, permission: str) -> bool:
        """Say whether a role that goes with the reason has the permission (ruling 2)."""
        if reason in ("DUTY", "EMERGENCY"):
            return permission in self.permissions
        rules = [matrix()[Role(role)] for role in self.user.roles]
        return any(reason in each.reasons and permission in each.permissions for each in rules)

    @property
    def is_in_safeguarding(self) -> bool:
        """Ruling 4: the safeguarding team and the emergency duty team."""
        if self.user.team is None:
            return False
        team = self.world.teams[self.user.team]
        return team.is_safeguarding or team.kind == "EMERGENCY"

    # --- The member of staff and one person ---

    def holds(self, what: str, person: int, *names: str) -> bool:
        return any(
            each.what == what and each.person == person and each.user == self.number and each.holds
            for each in self.world.held
            if not names or each.name in names
        )

    def is_listed(self, person: int) -> bool:
        names = ("open_restricted", "break_glass_restricted")
        return self.holds("GRANT", person, *names[: 2 if self.breaks_glass else 1])

    def is_restricted(self, person: int) -> bool:
        return any(
            each.what == "RESTRICTION"
            and each.name == "WHOLE"
            and each.person == person
            and each.holds
            for each in self.world.held
        )

    def closes_carer_part(self, person: int) -> bool:
        """Say whether what is written about them as a carer is restricted, and not for this one."""
        if self.holds("GRANT", person, "open_carer_part"):
            return False
        if self.breaks_glass and self.holds("GRANT", person, "break_glass_restricted"):
            return False
        return any(
            each.what == "RESTRICTION"
            and each.name == "CARER"
            and each.person == person
            and each.holds
            for each in self.world.held
        )

    def works(self, person: int) -> list[Works]:
        return [
            each
            for each in self.world.work
            if each.person == person and each.starts <= 0 and (each.ends is None or each.ends >= 0)
        ]

    def is_allocated(self, person: int) -> bool:
        return any(each.worker == self.number for each in self.works(person))

    def manages(self, person: int, *, acting: bool) -> bool:
        if not self.is_manager:
            return False
        staff, teams = self.line(acting=acting)
        works = self.works(person)
        return bool(
            staff & {each.worker for each in works}
            or teams & {each.team for each in works}
            or self.world.people[person].team in teams
        )

    def shuts(self, person: int) -> Answer | None:
        """Return what denies whatever else may be: deny wins (rulings 3 and 4)."""
        if not self.is_in_use:
            return says("DENIED", "NOT_IN_USE")
        if self.world.people[person].is_merged:
            return says("HIDDEN", "MERGED")
        if self.is_restricted(person) and not self.is_listed(person):
            return says("HIDDEN", "RESTRICTED")
        if self.holds("CONFLICT", person):
            return says("DENIED", "CONFLICT")
        return None

    def wider_bases(self, permission: str, person: int) -> list[str]:
        """Return every basis of somebody who is not allocated, the first that counts first."""
        works, found = self.works(person), []
        workers = {each.worker for each in works}
        teams = {each.team for each in works} | {self.world.people[person].team}
        if self.user.team is not None:
            mine = {self.user.team} | self.world.teams[self.user.team].supports
            if mine & teams:
                found.append("TEAM")
        if self.manages(person, acting=False):
            found.append("MANAGER")
        if self.manages(person, acting=True):
            found.append("ACTING")
        if any(
            each.kind == "WORK" and each.by == self.number and each.holds and each.away in workers
            for each in self.world.covers
        ):
            found.append("COVER")
        named = {"VIEW": "open_record", "ADD": "write_record", "WRITE": "write_record"}
        if permission in named and self.holds("GRANT", person, named[permission]):
            found.append("GRANT")
        return found

    def decide(self, permission: str, person: int) -> Answer:
        """Return what the rulings say of one permission for one record."""
        if shut := self.shuts(person):
            return shut
        if permission not in self.permissions:
            return says("DENIED", "ROLE")
        if own := {each.role for each in self.works(person) if each.worker == self.number}:
            return says("ALLOWED", *own)
        wider = self.wider_bases(permission, person)
        if wider and not self.training_is_out:
            return says("ALLOWED", wider[0])
        opening = [each for each in self.reasons if self.opens(each, permission)]
        if any(self.holds("REASON", person, each) for each in opening):
            return says("ALLOWED", "REASON")
        asks = permission in ("VIEW", "ADD") and self.breaks_glass
        if asks and self.holds("GRANT", person, "break_glass"):
            return says("ALLOWED", "BREAK_GLASS")
        if any(self.may_state(each, person) for each in opening):
            return says("NEEDS_REASON", "REASON")
        asks = asks and not any(self.may_state(each, person) for each in self.reasons)
        asked_for = any(self.may_state(each, person) for each in self.role_reasons)
        closed = self.training_is_out and (wider or asked_for)
        return says("NEEDS_EMERGENCY" if asks else "DENIED", "TRAINING" if closed else "NO_BASIS")

    def decide_as_provider(self, person: int, *, gave_information: bool) -> Answer:
        """Return what whoever told us something may do with the one entry (ruling 2)."""
        if shut := self.shuts(person):
            return shut
        if not self.may_view:
            return says("DENIED", "ROLE")
        return says("ALLOWED", "PROVIDER") if gave_information else says("DENIED", "NO_BASIS")

    def decide_to_show(self, person: int, *, is_protected: bool) -> Answer:
        """Return whether a fact that is kept back is shown (rulings 8 and 9)."""
        answer = self.decide("ADD", person)
        if answer.outcome != "ALLOWED" or not is_protected:
            return answer
        if self.holds("GRANT", person, "see_protected_names"):
            return says("ALLOWED", "NAMED")
        return says("HIDDEN", "PROTECTED")

    def is_findable(self, person: int) -> bool:
        """Say whether they find the index card (ruling 4)."""
        return (
            self.is_in_use
            and bool(self.permissions)
            and not self.world.people[person].is_merged
            and (not self.is_restricted(person) or self.is_listed(person))
        )

    def works_with_or_manages(self, person: int) -> bool:
        manages = not self.training_is_out and self.manages(person, acting=True)
        return self.may_view and (self.is_allocated(person) or manages)

    def opens_restricted(self, person: int) -> bool:
        """Say whether every restricted entry is open to them, once the record is (ruling 4)."""
        return (
            self.is_allocated(person)
            or (not self.training_is_out and self.manages(person, acting=False))
            or self.is_listed(person)
        )

    def has_a_basis(self, permission: str, person: int) -> bool:
        """Say whether something would open the record if nothing denied it."""
        return self.is_allocated(person) or bool(self.wider_bases(permission, person))
