"""When somebody's plan is to be looked at again, as the newest entry that says so has it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from people.models import HAS_DIED, Person
from records.models import Entry, EntryVersion

# What a review answers: the plan, and any earlier review of it. The newest of each says when next.
_STRANDS = {
    "Care and support plan": ("care_and_support_plan", "review_care_and_support_plan"),
    "Carer’s support plan": ("carer_support_plan", "review_carer_support_plan"),
    "Transition plan": ("transition_plan", "transition_plan_review"),
    "Safeguarding plan": ("safeguarding_plan",),
    "Cross-border placement": ("cross_border_placement",),
    "Human rights assessment": ("human_rights_assessment",),
}
# What goes on when the person has died; whatever else was to be reviewed is not any more.
_GOES_ON = ("Safeguarding plan",)
_DATES = ("next_review", "review_on")


@dataclass(frozen=True)
class ReviewDue:
    """Something to look at again, and by when."""

    person_id: int
    title: str
    due_on: date
    entry_key: str


def reviews_due(person: Person) -> list[ReviewDue]:
    """Return what is to be looked at again for a person, the earliest first."""
    return reviews_due_for([person.pk])


def reviews_due_for(people: Iterable[int], *, restricted: bool = True) -> list[ReviewDue]:
    """Return what is to be looked at again for some people, in one query, the earliest first.

    Without ``restricted``, as the entries that everyone sees who may open the record have it.
    """
    strand_of = {key: title for title, keys in _STRANDS.items() for key in keys}
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    entries = Entry.objects.standing()
    if not restricted:
        entries = entries.filter(sensitivity=Entry.Sensitivity.NORMAL)
    stops = [key for key, title in strand_of.items() if title not in _GOES_ON]
    rows = (
        entries.exclude(person__in=Person.objects.filter(HAS_DIED), type_key__in=stops)
        .filter(person__in=list(people), type_key__in=strand_of)
        .annotate(answers=Subquery(newest.values("values")[:1]))
        .order_by("event_at", "pk")
        .values_list("person_id", "type_key", "key", "answers")
    )
    found: dict[tuple[int, str], ReviewDue | None] = {}
    for person_id, type_key, key, answers in rows:
        title, due = strand_of[type_key], _date(answers or {})
        found[person_id, title] = (
            ReviewDue(person_id=person_id, title=title, due_on=due, entry_key=key) if due else None
        )
    return sorted((each for each in found.values() if each), key=lambda each: each.due_on)


def _date(answers: dict[str, object]) -> date | None:
    for name in _DATES:
        try:
            return date.fromisoformat(str(answers[name]))
        except (KeyError, ValueError):
            continue
    return None
