"""How a fact about a person is kept: its source, its end, and the change that others read of.

Used by actions alone, inside their transaction.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from audit import log
from people.models import ContactPoint, DetailsChange, Fact, Person
from people.saved import save
from ui import formats


@dataclass(frozen=True)
class Told:
    """How a fact is known: who told us, how it was checked, which signed entry says so."""

    by: str = ""
    checked: str = ""
    entry: str = ""


NOT_SAID = Told()
# Columns of a person that changes are kept of, as the page of changes calls them.
COLUMNS = {
    "born_on": "Date of birth",
    "birth_precision": "How the date of birth is known",
    "nhs_number": "NHS number",
    "nhs_status": "How the NHS number is known",
    "died_on": "Date of death",
    "death_precision": "How the date of death is known",
    "death_source": "Who told us of the death",
}


def lock(person: Person) -> None:
    """Let two changes to one person's facts, or decisions on the record, follow each other."""
    Person.objects.select_for_update().get(pk=person.pk)


def keep(fact: Fact, *, by: User | log.Service, told: Told, at: datetime) -> None:
    """Save a new fact with its source."""
    fact.told_by, fact.checked_how, fact.source_entry = told.by, told.checked, told.entry
    fact.recorded_by = by if isinstance(by, User) else None
    fact.recorded_at = at
    if isinstance(fact, ContactPoint) and fact.is_preferred:
        for other in ContactPoint.objects.filter(
            person=fact.person, is_preferred=True, until__isnull=True
        ):
            other.is_preferred = False
            save(other)
    save(fact)


def end(fact: Fact, on: date, *, is_mistake: bool = False) -> None:
    """End a fact on a day, or say that it was never true.

    Raises ``ValidationError`` if it has ended already, or began after that day.
    """
    fact.refresh_from_db()
    if fact.is_mistake or (fact.until is not None and fact.until <= on):
        raise ValidationError("Somebody else changed this while you were writing. Look again")
    fact.is_mistake = is_mistake
    if not is_mistake:
        if fact.since is not None and fact.since > on:
            raise ValidationError("Enter a day that is not before the one on which it began")
        fact.until = on
    save(fact)


def note_change(
    person: Person,
    *,
    what: str,
    was: Fact | str | None,
    became: Fact | str | None,
    told: Told,
    by: User | log.Service,
    at: datetime,
    reason: str = "",
) -> DetailsChange:
    """Write what was changed, from what to what."""
    fact = next((each for each in (was, became) if isinstance(each, Fact)), None)
    return save(
        DetailsChange(
            person=person,
            what=what,
            fact=fact._meta.model_name if fact is not None else "",
            was_key=was.key if isinstance(was, Fact) else "",
            became_key=became.key if isinstance(became, Fact) else "",
            was=was if isinstance(was, str) else "",
            became=became if isinstance(became, str) else "",
            told_by=told.by,
            checked_how=told.checked,
            source_entry=told.entry,
            reason=reason,
            changed_by=by if isinstance(by, User) else None,
            changed_at=at,
        )
    )


def column_words(person: Person, name: str) -> str:
    """Return what a column of a person says, in words."""
    value = getattr(person, name)
    display = getattr(person, f"get_{name}_display", None)
    if display is not None:
        return display()
    return in_words(value)


def in_words(value: Any) -> str:
    """Return a plain value as the page of changes says it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return formats.day_and_month(value)
    return str(value or "")
