"""Which records are held: by a hold of their own, or by one of all records that meet conditions.

Whom conditions meet is said by the database alone (``retention_whom``), to pages and to the
function that destroys.
"""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import connection
from django.db.models import BooleanField, Func, Q, QuerySet

from accounts.models import User
from accounts.roles import Role
from people import access
from people.access import Decision, Outcome, Permission
from people.models import Person
from people.survivors import keys_of
from records.catalogue import catalogue
from retention import over
from retention.models import Hold
from retention.schedule import schedule
from ui import formats

SAYS_WHOM = ("kept_class", "team", "writer", "organisation")
CONDITIONS = (*SAYS_WHOM, "since", "until")
# Ways in which a class ends of which no hold by class knows.
_BY_ITSELF = ("hand", "manager", "service")


class IsHeld(Func):
    """Whether the record of a person, given by number, is held in any way."""

    function = "retention_is_held"
    output_field = BooleanField()


def may_hold_many(by: User) -> Decision:
    """Say whether ``by`` may hold every record that meets conditions."""
    if by.has_role(Role.RECORDS_OFFICER):
        return Decision(Outcome.ALLOWED, "ROLE", "Records officers hold what has to be kept.")
    return Decision(Outcome.DENIED, "ROLE", "A records officer places a hold.")


def may_change(by: User, hold: Hold, *, at: datetime) -> Decision:
    """Say whether ``by`` may look at a hold again, or end it."""
    if hold.person is None:
        return may_hold_many(by)
    return access.decide(by, Permission.EXPORT, hold.person, at=at)


def types_of(kept_class: str) -> list[str]:
    """Return the types of entry of which any version is in a class of the schedule."""
    versions = catalogue().versions.values()
    return sorted({each.key for each in versions if each.retention == kept_class})


def why_not_by(kept_class: str) -> str:
    """Say why a hold by a class would hold nothing; empty where it can, or where none is asked."""
    if not kept_class or over.goes_by(kept_class) not in _BY_ITSELF:
        return ""
    return (
        "A hold by this class would hold nothing: it is disposed of with no record, or by hand."
        " Choose what says whose records are held"
    )


def is_held(person: Person) -> bool:
    """Say whether a hold stands on a record: then nothing of it is destroyed, whatever its day."""
    return Person.objects.filter(IsHeld(person.pk), pk=person.pk).exists()


def holds_of(person: Person) -> list[Hold]:
    """Return every hold there was on a record, and each of many that holds it now.

    Those that stand come first.
    """
    numbers = list(Person.objects.filter(key__in=keys_of(person)).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_holds_on(%s)", [numbers])
        standing = [number for (number,) in cursor.fetchall()]
    holds = Hold.objects.filter(person=person) | Hold.objects.filter(pk__in=standing)
    rows = holds.select_related("person", "placed_by", "ended_by", "team", "writer")
    return sorted(rows, key=lambda each: (each.ended_at is not None, each.review_on))


def to_look_at(viewer: User, *, on: date) -> QuerySet[Hold]:
    """Return the holds whose day to be looked at again has come, the oldest day first."""
    found = Q(person=None) | Q(person__in=access.findable_people(viewer))
    rows = Hold.objects.filter(found, ended_at=None, review_on__lte=on).select_related("person")
    return rows.order_by("review_on", "pk")


def held_by(viewer: User, hold: Hold) -> QuerySet[Person]:
    """Return whom the conditions of a hold of many meet now, of those whom ``viewer`` may find."""
    given = [hold.kept_class, hold.type_keys, hold.team_id, hold.writer_id]
    given += [hold.organisation, hold.since, hold.until]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT retention_whom(%s, %s::text[], %s, %s, %s, %s::date, %s::date)", given
        )
        numbers = [number for (number,) in cursor.fetchall()]
    return access.findable_people(viewer).filter(pk__in=numbers).order_by("pk")


def in_words(hold: Hold) -> Sequence[str]:
    """Return the conditions of a hold of many, each as it follows "every record"."""
    said = []
    if hold.kept_class:
        said.append(f"kept as “{schedule().classes[hold.kept_class].title}”")
    if hold.writer:
        said.append(f"with an entry that {hold.writer.name} wrote or gave")
    if hold.team:
        said.append(f"with which {hold.team.name} worked")
    if hold.organisation:
        said.append(f"with {hold.organisation} around the person or in an address")
    if hold.since:
        said.append(f"from {formats.day_and_month(hold.since)}")
    if hold.until:
        said.append(f"until {formats.day_and_month(hold.until)}")
    return said
