"""What is read of how long records are kept."""

from dataclasses import dataclass
from datetime import date

import clock
from accounts.models import User
from people.access import EntryAccess, findable_people
from people.models import Person, PersonRole
from records.models import Entry
from records.queries.filters import open_to
from retention.clocks import Clock, Reckoned, reckon
from retention.facts import facts_of
from retention.models import Hold
from retention.schedule import schedule
from retention.telling import because, sentence


@dataclass(frozen=True)
class KeptClass:
    """One class of a part of the record, and until when it is kept."""

    clock: Clock
    part: str
    because: str
    decides: bool


@dataclass(frozen=True)
class Kept:
    """How long one record is kept, for its page."""

    sentence: str
    due: date | None
    classes: tuple[KeptClass, ...]
    something_is_closed: bool
    is_held: bool


PAGE = 50


def is_held(person: Person) -> bool:
    """Say whether a hold stands on a record: then nothing of it is destroyed, whatever its day."""
    return Hold.objects.filter(person=person, ended_at=None).exists()


def holds_of(person: Person) -> list[Hold]:
    """Return every hold there was on a record, those that stand first."""
    holds = Hold.objects.filter(person=person).select_related("placed_by", "ended_by")
    return sorted(holds, key=lambda each: (each.ended_at is not None, each.review_on))


def page_of_holds(viewer: User, *, page: int) -> tuple[list[Hold], bool]:
    """Return the holds that stand on records the viewer may find, and whether there are more."""
    rows = (
        Hold.objects.filter(ended_at=None, person__in=findable_people(viewer))
        .select_related("person", "placed_by")
        .order_by("review_on", "pk")[(page - 1) * PAGE : page * PAGE + 1]
    )
    found = list(rows)
    return found[:PAGE], len(found) > PAGE


def reckoned_of(person: Person) -> Reckoned:
    """Return the clocks of a whole record, whoever may read it."""
    return reckon(facts_of([person.pk])[person.pk], schedule().classes)


def kept_of(viewer: User, person: Person) -> Kept:
    """Return how long a record is kept, from what of it is open to ``viewer``."""
    readable = open_to(viewer, EntryAccess(viewer, person))
    standing = Entry.objects.standing().filter(person=person)
    reckoned = reckon(facts_of([person.pk], readable=readable)[person.pk], schedule().classes)
    classes = [
        KeptClass(
            clock=each,
            part=str(PersonRole.Kind(each.part).label),
            because=because(each) or f"because {each.why_not}",
            decides=each == reckoned.decides,
        )
        for each in sorted(
            reckoned.clocks, key=lambda each: (each.due is not None, -_number(each.due))
        )
    ]
    return Kept(
        sentence=sentence(reckoned, on=clock.today()),
        due=reckoned.due,
        classes=tuple(classes),
        something_is_closed=standing.exclude(pk__in=standing.filter(readable)).exists(),
        is_held=is_held(person),
    )


def _number(day: date | None) -> int:
    return day.toordinal() if day else 0
