"""The details in which two records of one human differ, and which of them is kept."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from people.models import Detail, Name, Person
from ui import formats

KEPT, GONE = "KEPT", "GONE"
# What becomes of a name in use that is not the one that stays. Nothing was chosen: a former name,
# which no search finds and no other page shows.
ALIAS, FORMER, PROTECTED = "ALIAS", "FORMER", "PROTECTED"
LEAVING = "leaving_names"
LEAVING_WORDS = {
    ALIAS: "Also known as: they use it still. It finds the record and stands on its pages",
    FORMER: "Former name: on the page of names alone, and in no search",
    PROTECTED: "Protected name: for named people alone, after gender recognition or for safety",
}
_KEPT_BACK = "an answer that is shown on request"

# What goes together is chosen together.
TOGETHER: dict[str, tuple[str, ...]] = {
    "nhs_number": ("nhs_number", "nhs_status"),
    "born_on": ("born_on", "birth_precision"),
    "died_on": ("died_on", "death_precision", "death_source"),
    "pronouns": ("pronouns",),
    "team": ("team_id",),
}
_LABELS = {
    "nhs_number": "NHS number",
    "born_on": "Date of birth",
    "died_on": "Date of death",
    "pronouns": "Pronouns",
    "team": "Team",
}


@dataclass(frozen=True)
class Difference:
    """One detail that stands on both and is not the same."""

    name: str
    label: str
    kept: str
    gone: str


def differences(kept: Person, gone: Person) -> list[Difference]:
    """Return what somebody must choose, the names first."""
    found = []
    if kept.legal_name != gone.legal_name:
        found.append(Difference("names", "Name on documents", kept.legal_name, gone.legal_name))
    for name, columns in TOGETHER.items():
        mine, theirs = (_values(each, columns) for each in (kept, gone))
        if mine != theirs and mine[0] and theirs[0]:
            found.append(Difference(name, _LABELS[name], _shown(kept, name), _shown(gone, name)))
    for mine, theirs in answers_of_both(kept, gone):
        if mine.words != theirs.words:
            found.append(Difference(name_of(mine), mine.title, _said(mine), _said(theirs)))
    return found


def names_in_use(*people: Person) -> list[Name]:
    """Return the names on documents and to be known by that are in use."""
    kinds = (Name.Kind.LEGAL, Name.Kind.PREFERRED)
    return list(
        Name.objects.filter(
            person__in=people, kind__in=kinds, until__isnull=True, is_mistake=False
        ).order_by("pk")
    )


def names_differ(kept: Person, gone: Person) -> bool:
    """Say whether both have a name of one kind in use, and not the same."""
    in_use = names_in_use(kept, gone)
    known = {each.kind: each.full for each in in_use if each.person_id == kept.pk}
    theirs = [each for each in in_use if each.person_id == gone.pk]
    return any(known.get(each.kind, each.full) != each.full for each in theirs)


def answers_of_both(kept: Person, gone: Person) -> list[tuple[Detail, Detail]]:
    """Return the answers to one question that stand on both: of the one kept, of the other."""
    found: dict[int, dict[str, Detail]] = {kept.pk: {}, gone.pk: {}}
    for each in Detail.objects.standing().filter(person__in=[kept, gone]).order_by("question"):
        found[each.person_id][each.question] = each
    return [
        (answer, found[gone.pk][question])
        for question, answer in found[kept.pk].items()
        if question in found[gone.pk]
    ]


def name_of(answer: Detail) -> str:
    """Return what the choice between two answers is called."""
    return f"answer_{answer.question}"


def changes(kept: Person, gone: Person, choices: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """Return each column of the record that is kept that changes, and to what.

    What only the other has is taken from there; where both have something, it is as was chosen.
    """
    for name, columns in TOGETHER.items():
        mine, theirs = (_values(each, columns) for each in (kept, gone))
        if not theirs[0] or (mine[0] and choices.get(name, KEPT) == KEPT):
            continue
        # What says how sure something is goes before it, and comes back after it.
        for column, was, other in reversed(list(zip(columns, mine, theirs, strict=True))):
            if was != other:
                yield column, other
    for column in ("has_care_needs", "is_carer"):
        if getattr(gone, column) and not getattr(kept, column):
            yield column, True
    if gone.status == Person.Status.OPEN and kept.status != Person.Status.OPEN:
        yield "status", Person.Status.OPEN


def _said(answer: Detail) -> str:
    return answer.words if answer.secrecy == answer.Secrecy.OPEN else _KEPT_BACK


def _values(person: Person, columns: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(person, column) for column in columns)


def _shown(person: Person, name: str) -> str:
    if name == "team":
        return person.team.name if person.team else ""
    value = getattr(person, name)
    text = formats.day_and_month(value) if name in ("born_on", "died_on") else str(value)
    if name == "born_on" and person.birth_precision == Person.BirthPrecision.ESTIMATED:
        return f"about {text}"
    return text
