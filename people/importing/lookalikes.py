"""Who of those just brought in may be on the register already: said in the report, never merged."""

from collections import defaultdict
from datetime import datetime

from people.finding import duplicates, keys
from people.finding.comparing import Described, compare, description_of
from people.finding.search import by_index
from people.importing.reading import Line
from people.models import FindingKeys, Person
from people.standing import restrictions_at

# Compared at once, so that what is held stays little however many are on the register.
_AT_ONCE = 100
_LOOKED_AT = 5_000


def report_lookalikes(lines: list[Line], *, at: datetime) -> None:
    """Say of each line who may be the same person, for a person to decide.

    Looked at are those who share a date of birth, a telephone or an NHS number: enough for a file
    of a hundred thousand. The page of each record looks further (``duplicates.like``). A restricted
    record is not named (ruling 4).
    """
    for begin in range(0, len(lines), _AT_ONCE):
        _report(lines[begin : begin + _AT_ONCE], at)


def _report(lines: list[Line], at: datetime) -> None:
    shared: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for key in _keys_of(line):
            shared[key].append(line)
    if not shared:
        return
    with by_index():
        rows = FindingKeys.objects.filter(keys__overlap=keys.all_stored(shared))
        near = set(rows.values_list("person_id", flat=True)[:_LOOKED_AT])
    own = {line.made.pk: line for line in lines}
    described = {
        pk: description_of(person) for pk, person in duplicates.fetched([*near, *own]).items()
    }
    likely: dict[int, set[int]] = defaultdict(set)
    for pk in near & described.keys():
        wanted = {line.made.pk for key in _keys_in(described[pk]) for line in shared.get(key, ())}
        for mine in wanted:
            # Of two lines the later one says so.
            if pk < mine and compare(described[mine], described[pk]).is_likely:
                likely[mine].add(pk)
    found = {pk for each in likely.values() for pk in each}
    hidden = set(restrictions_at(at).filter(person__in=found).values_list("person_id", flat=True))
    names = dict(Person.objects.filter(pk__in=found).values_list("pk", "council_reference"))
    for mine, others in likely.items():
        own[mine].words.append(_words(others, names, hidden))


def _keys_of(line: Line) -> set[str]:
    person, said = line.made, line.values
    found = keys.born_either_way(person.born_on) if person.born_on else set()
    found |= {keys.phone(said[each]) for each in ("phone", "mobile") if said.get(each)}
    if person.nhs_number:
        found.add(keys.number(person.nhs_number))
    return found - {""}


def _keys_in(described: Described) -> set[str]:
    found = {keys.phone(each) for each in described.phones}
    if described.born_on:
        found.add(keys.born(described.born_on))
    if described.nhs_number:
        found.add(keys.number(described.nhs_number))
    return found - {""}


def _words(others: set[int], names: dict[int, str], hidden: set[int]) -> str:
    if others & hidden:
        return "May be recorded already: speak to the records team"
    references = ", ".join(sorted(names[pk] for pk in others)[:3])
    return f"May be recorded already as {references}: look at both, and decide"
