"""How well and how quickly people are found among 100,000, by what is remembered of them.

Invented people in a database of its own. Each question is somebody's name, damaged as names are in
memory and at a keyboard, most with their date of birth; what counts is whether they are among the
first five index cards, and how long the database worked.
"""

import os
import random
import statistics
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
QUESTIONS = 2_000
RESTRICTED_ONE_IN = 50

NAMES = {
    kind: text.split()
    for kind, text in tomllib.loads(
        Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
    ).items()
}


def main() -> None:
    """Fill a database, ask, and print how many were found and how long the database worked."""
    django.setup()
    from tests import databases

    name = databases.fresh_database()
    try:
        with databases.connected_to(name):
            _measure()
    finally:
        databases.drop_database(name)


def _measure() -> None:
    from people.finding import search
    from tests.accounts.factories import make_staff

    chance = random.Random(11)  # noqa: S311 - it makes names, not secrets
    viewer = make_staff()
    started = time.perf_counter()
    people = _people(chance, viewer)
    print(f"{PEOPLE} people made and indexed in {time.perf_counter() - started:.0f} s")
    hits: dict[str, list[bool]] = defaultdict(list)
    took: dict[str, list[float]] = defaultdict(list)
    wall = []
    for _ in range(QUESTIONS):
        person = chance.choice(people)
        way = chance.choice(list(WAYS))
        words = WAYS[way](person, chance)
        with _database_time() as times:
            before = time.perf_counter()
            found = search.find(viewer, words)
            wall.append(time.perf_counter() - before)
        if os.environ.get("BENCH_SHOW") and person.pk not in found[:5]:
            print("   missed", way, "|", words, "|", person.given_names, person.family_name)
        hits[way].append(person.pk in found[:5])
        took[way].append(sum(times))
    for way in WAYS:
        print(f"{way}: {_share(hits[way])} of {len(hits[way])}, p95 {_p95(took[way]):.0f} ms")
    every = [each for found in hits.values() for each in found]
    times = [each for some in took.values() for each in some]
    print(
        f"all: found among the first five {_share(every)}; database time median "
        f"{statistics.median(times) * 1000:.0f} ms, p95 {_p95(times):.0f} ms; "
        f"with ranking p95 {_p95(wall):.0f} ms"
    )


def _people(chance: random.Random, viewer: Any) -> list[Any]:
    from django.db import connection, connections

    import clock
    from people.finding.index import index_people
    from people.models import Address, Person, Restriction

    streets = [
        f"{a}{b} {c}"
        for a in NAMES["begins"]
        for b in NAMES["ends"][:9]
        for c in ("Road", "Lane", "Close")
    ]
    names = [f"{a}{b}" for a in NAMES["begins"] for b in NAMES["ends"]] + NAMES["family"] * 12
    restricted = []
    made: list[Any] = []
    for begin in range(0, PEOPLE, 2_000):
        some: list[Any] = []
        for _ in range(min(2_000, PEOPLE - begin)):
            given = chance.choice(NAMES["given"])
            if chance.random() < 0.3:
                given += f" {chance.choice(NAMES['given'])}"
            family = chance.choice(names)
            if chance.random() < 0.05:
                family += f"-{chance.choice(names)}"
            born = date(1925, 1, 1) + timedelta(days=chance.randrange(80 * 365))
            reference = f"B{len(made) + len(some):07}"
            some.append(
                Person(
                    given_names=given,
                    family_name=family,
                    born_on=born,
                    council_reference=reference,
                )
            )
        made += Person.objects.bulk_create(some)
        Address.objects.bulk_create(
            Address(
                person=person,
                lines=f"{chance.randrange(1, 200)} {chance.choice(streets)}",
                postcode=f"ZZ{chance.randrange(1, 20)} {chance.randrange(1, 9)}"
                f"{chance.choice('ABDEFGH')}{chance.choice('JLNPQRSTUWXYZ')}",
            )
            for person in some
        )
        index_people(some)
        restricted += some[::RESTRICTED_ONE_IN]
    now = clock.now()
    Restriction.objects.bulk_create(
        Restriction(person=person, reason="-", owner=viewer, starts_at=now, review_on=clock.today())
        for person in restricted
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    hidden = {person.pk for person in restricted}
    return [person for person in made if person.pk not in hidden]


def _typing(name: str, chance: random.Random) -> str:
    """One slip of a finger in the longest single name."""
    place = chance.randrange(1, max(len(name) - 1, 2))
    letter = chance.choice("abcdefghijklmnoprstuvwy")
    return chance.choice([
        name[:place] + name[place + 1 :],
        name[:place] + letter + name[place:],
        name[:place] + letter + name[place + 1 :],
        name[:place] + name[place : place + 1] + name[place:],
        name[: place - 1] + name[place : place + 1] + name[place - 1 : place] + name[place + 1 :],
    ])  # fmt: skip


def _heard(name: str, chance: random.Random) -> str:
    """The name as one who only heard it may write it."""
    heard = NAMES["heard"]
    ways = zip(heard[::2], heard[1::2], strict=True)
    able = [(old, new) for old, new in ways if old in name[1:]]
    old, new = chance.choice(able[:6] or [("", "")])
    return name[:1] + name[1:].replace(old, new, 1)


def _plain(text: str, chance: random.Random) -> str:
    from people.finding.letters import folded

    for sign in ("-", "’", "'"):
        text = text.replace(sign, chance.choice([" ", ""]))
    return folded(text)


def _short(name: str, chance: random.Random) -> str:
    from people.finding.letters import folded
    from people.finding.short_forms import _groups

    own = _groups().get(folded(name), frozenset())
    others = sorted(other for other, groups in _groups().items() if groups & own)
    return chance.choice(others) if others else name


def _first(person: Any) -> str:
    return person.given_names.split()[0]


def _birth(person: Any) -> str:
    return f"{person.born_on:%d/%m/%Y}"


def _swapped(person: Any) -> str:
    born = person.born_on
    return f"{born:%m/%d/%Y}" if born.day <= 12 else f"{born:%d/%m/%Y}"


# A common name alone is shared by dozens, so most of these ways to ask carry the birth or its year.
WAYS: dict[str, Callable[[Any, random.Random], str]] = {
    "as written, with birth": lambda p, c: f"{p.given_names} {p.family_name} {_birth(p)}",
    "family name first": lambda p, c: f"{p.family_name}, {_first(p)} {_birth(p)}",
    "plain letters": lambda p, c: f"{_plain(f'{p.given_names} {p.family_name}', c)} {_birth(p)}",
    "a slip in the family name": lambda p, c: (
        f"{_first(p)} {_typing(p.family_name, c)} {_birth(p)}"
    ),
    "a slip in the given name": lambda p, c: f"{_typing(_first(p), c)} {p.family_name} {_birth(p)}",
    "a slip in both": lambda p, c: (
        f"{_typing(_first(p), c)} {_typing(p.family_name, c)} {_birth(p)}"
    ),
    "as heard": lambda p, c: f"{_heard(_first(p), c)} {_heard(p.family_name, c)} {_birth(p)}",
    "short form": lambda p, c: f"{_short(_first(p), c)} {p.family_name} {_birth(p)}",
    "day and month swapped": lambda p, c: f"{_first(p)} {p.family_name} {_swapped(p)}",
    "a slip, and year alone": lambda p, c: (
        f"{p.given_names} {_typing(p.family_name, c)} {p.born_on.year}"
    ),
    "begun, with birth": lambda p, c: f"{_first(p)[:4]} {p.family_name[:5]} {_birth(p)}",
    "a slip, and no birth": lambda p, c: f"{p.given_names} {_typing(p.family_name, c)}",
    "wrong birth year by one": lambda p, c: (
        f"{p.given_names} {p.family_name} {p.born_on.day}/{p.born_on.month}/{p.born_on.year + 1}"
    ),
}


def _share(found: list[bool]) -> str:
    return f"{sum(found) / len(found):.3f}"


def _p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] * 1000


@contextmanager
def _database_time() -> Any:
    from django.db import connection

    times: list[float] = []

    def timed(execute, sql, params, many, context):
        before = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            times.append(time.perf_counter() - before)

    with connection.execute_wrapper(timed):
        yield times


if __name__ == "__main__":
    main()
