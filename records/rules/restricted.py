"""Who keeps the list of a restricted entry, until when it holds, and who may open it again."""

from datetime import datetime

from accounts.models import User
from people import access
from people.access import Decision, Outcome, Permission
from people.restrictions import review_day
from records import queries
from records.models import Entry, EntryRestriction
from records.signed.restricted import kept


def is_by_type(entry: Entry) -> bool:
    """Say whether its type restricts it: that stays, and nobody is asked whether it must."""
    return entry.record_type.is_restricted


def owner_of(entry: Entry) -> User:
    """Return who owns the list: its author, unless another was named."""
    row = kept(entry)
    return row.owner if row else entry.author


def begun(entry: Entry) -> EntryRestriction:
    """Return how a restricted entry is kept, as it is or as it begins; not saved."""
    row = kept(entry)
    if row is not None:
        return row
    return EntryRestriction(entry=entry, owner=entry.author, review_on=review_day(entry.signed_at))


def may_keep(by: User, entry: Entry, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may change the list, look at it again, and name who owns it."""
    decision = access.decide(by, Permission.VIEW, entry.person, at=at)
    if not decision.allowed:
        return decision
    if not queries.may_open(by, entry, at=at):
        return _not("You may not open this entry.")
    if owner_of(entry).pk == by.pk:
        return Decision(Outcome.ALLOWED, "KEEPER", "You own the list of this entry.")
    return _manages(by, entry, at, "Its owner, or a manager of the record, does this.")


def may_end(by: User, entry: Entry, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may say when it is restricted no longer: as for a correction."""
    if is_by_type(entry):
        return _not("An entry of this kind stays restricted.")
    if not queries.may_open(by, entry, at=at):
        return _not("You may not open this entry.")
    return _manages(by, entry, at, "A manager of the record does this.")


def _manages(by: User, entry: Entry, at: datetime | None, otherwise: str) -> Decision:
    decision = access.decide(by, Permission.MANAGE, entry.person, at=at)
    return decision if decision.allowed else _not(otherwise)


def holds(entry: Entry) -> bool:
    """Say whether an entry is restricted and stands."""
    return entry.sensitivity == Entry.Sensitivity.RESTRICTED and entry.taken_off_at is None


def _not(because: str) -> Decision:
    return Decision(Outcome.DENIED, "ROLE", because)
