"""Loading the demonstration council: all of it happens again, in order, by the real actions."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

from accounts.models import User
from audit import turns
from audit.turns import Turn
from caserecords.demo import (
    concerns,
    data,
    ending,
    entry,
    fabric,
    front_door,
    governing,
    history,
    person,
)
from caserecords.demo import council as councils
from people.models import Person


class PartlyThere(Exception):
    """Some of the demonstration's staff or people are in the database, and some are not."""


def load() -> bool:
    """Load the demonstration council, all of it or nothing. Return False if it is there already.

    Raises ``ImproperlyConfigured`` in production and ``PartlyThere`` if some of it is there.
    """
    refuse_in_production()
    staff, files = data.staff_file(), [*data.people_files(), *data.restricted_files()]
    with transaction.atomic():
        # Two loaders at once: the second waits, and then finds everything.
        turns.wait_for(Turn.LOAD_DEMONSTRATION)
        if _is_there(staff, files):
            return False
        council = councils.add_teams_and_staff(staff)
        history.run(_steps(council, files))
        councils.as_it_is_now(council, staff)
        ending.as_it_is_now()
        governing.as_it_is_now(council)
    return True


def refuse_in_production() -> None:
    """Raise ``ImproperlyConfigured`` if this is a production service."""
    if settings.PRODUCTION:
        raise ImproperlyConfigured(
            "The demonstration council is for demonstrations and tests: everyone knows its "
            "password. CASERECORDS_ENV says that this is production."
        )


def _is_there(staff: dict[str, Any], files: list[dict[str, Any]]) -> bool:
    numbers = {row["staff_number"] for row in staff["staff"]}
    references = {file["person"]["council_reference"] for file in files}
    found = (
        User.objects.filter(staff_number__in=numbers).count(),
        Person.objects.filter(council_reference__in=references).count(),
    )
    if found == (0, 0):
        return False
    if found == (len(numbers), len(references)):
        return True
    raise PartlyThere(
        "Some of the demonstration council is in this database and some is not. "
        "Load it into an empty database."
    )


def _steps(council: councils.Council, files: list[dict[str, Any]]) -> list[history.Step]:
    began = _when_added(files)
    steps = []
    for file in files:
        steps += person.adding(council, file, at=began[_reference(file)])
    for file in files:
        steps += person.getting_to_know(council, file, at=began[_reference(file)])
    for file in files:
        for each in file["entry"]:
            steps += entry.steps_of(council, file, each)
    steps += fabric.steps_of(council, data.fabric_file(), files)
    now = fabric.now(files)
    steps += ending.steps_of(council, data.ending_file(), now)
    steps += governing.steps_of(council, data.governing_file(), now)
    steps += front_door.steps_of(council, data.front_door_file(), now)
    return steps + concerns.steps_of(council, data.concerns_file(), now)


def _when_added(files: list[dict[str, Any]]) -> dict[str, datetime]:
    """Return when each person was first known: those who know each other, on the same day."""
    began = {_reference(file): _first_moment(file) for file in files}
    for file in files:
        known = [_reference(file), *(row["person"] for row in file["contact"] if row["person"])]
        earliest = min(began[each] for each in known)
        began |= dict.fromkeys(known, earliest)
    return began


def _first_moment(file: dict[str, Any]) -> datetime:
    moments = [row["from"] for row in file["allocation"]]
    moments += [each["event_at"] for each in file["entry"]]
    return min(history.instant(each) for each in moments)


def _reference(file: dict[str, Any]) -> str:
    return file["person"]["council_reference"]
