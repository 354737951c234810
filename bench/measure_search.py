"""What the index of search saves: words found by it, or looked for in every text.

10,000 entries of 200 people, of whom the searcher may open 20; 2,000 of the entries are of one
person. Made as the owner of the tables, so that the planner knows them, and thrown away again.
"""

import random
import uuid
from typing import Any

import django

from bench.timing import compare

PEOPLE, OF_ONE, ENTRIES = 200, 2_000, 10_000
COMMON, RARE = "falling", "warfarin"


def main() -> None:
    """Compare both ways for a common and a rare word, on one record and on all."""
    django.setup()
    from django.db import connections, transaction

    connections.databases["default"] = {**connections.databases["owner"], "ATOMIC_REQUESTS": False}
    connections["default"].close()
    del connections["default"]
    with transaction.atomic():
        viewer, person = _made()
        with connections["default"].cursor() as cursor:
            for table in ("entry", "entryversion", "searchtext"):
                cursor.execute(f"ANALYZE records_{table}")
        for words, called in ((COMMON, "a common word"), (RARE, "a rare word")):
            _compare(f"Search one record of 2,000 entries for {called}", viewer, words, person)
            _compare(f"Search 20 people of 200 for {called}", viewer, words, None)
        transaction.set_rollback(True)


def _compare(title: str, viewer: Any, words: str, person: Any) -> None:
    from records.search.finding import find

    compare(
        title,
        plain=lambda: _unindexed(viewer, words, person),
        ours=lambda: find(viewer, words, person=person),
        rounds=3,
    )


def _unindexed(viewer: Any, words: str, person: Any) -> object:
    """The same answer without an index: every text that may be opened is stemmed and looked at."""
    from django.contrib.postgres.search import SearchQuery, SearchVector
    from django.db.models import F
    from django.db.models.fields.json import KT

    from records.models import EntryVersion
    from records.search.finding import PER_PAGE, _entries, permitted

    versions = EntryVersion.objects.filter(entry__in=permitted(viewer, person).values("pk"))
    found = versions.annotate(
        written=SearchVector(KT("values__discussion"), config="english")
    ).filter(written=SearchQuery(words, config="english", search_type="websearch"))
    rows = found.order_by(F("entry__event_at").desc(), "-entry_id").values_list(
        "entry_id", flat=True
    )
    keys = list(rows[:PER_PAGE])
    if person is not None:
        found.count()
    return _entries(keys)


def _made() -> tuple[Any, Any]:
    from django.contrib.postgres.search import SearchVector
    from django.db.models import Value

    import clock
    from accounts.models import Team, User
    from people.models import Person
    from records.models import Entry, EntryVersion, SearchText

    chance = random.Random(7)  # noqa: S311 - it makes words, not secrets
    vocabulary = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in
                  ("ndle", "rpet", "st", "ther", "llow", "mber", "ck", "rn")]  # fmt: skip
    ours = Team.objects.create(key="bench-a", name="Bench A")
    others = Team.objects.create(key="bench-b", name="Bench B")
    viewer = User.objects.create(
        email="bench@bench.example",
        staff_number="BENCH1",
        name="Bench",
        team=ours,
        roles=["PRACTITIONER"],
        starts_on=clock.add_days(clock.today(), -30),
    )
    people = Person.objects.bulk_create(
        Person(given_names="Bench", family_name=str(number), team=others if number % 10 else ours)
        for number in range(PEOPLE)
    )
    now = clock.now()
    entries = Entry.objects.bulk_create(
        Entry(
            person=people[0] if number < OF_ONE else people[number % PEOPLE],
            type_key="case_note",
            author=viewer,
            event_at=clock.add_hours(now, -number),
            signed_at=now,
            submission=uuid.uuid4(),
        )
        for number in range(ENTRIES)
    )
    texts = []
    for number in range(ENTRIES):
        words = chance.choices(vocabulary, k=120)
        words += ["She", "falls"] if number % 3 == 0 else []
        words += [RARE] if number % 997 == 0 else []
        texts.append(" ".join(words))
    EntryVersion.objects.bulk_create(
        (
            EntryVersion(
                entry=entry,
                number=1,
                values={"discussion": text},
                signed_by=viewer,
                signed_at=now,
                digest="0" * 64,
            )
            for entry, text in zip(entries, texts, strict=True)
        ),
        batch_size=2_000,
    )
    SearchText.objects.bulk_create(
        (
            SearchText(
                entry=entry,
                person=entry.person,
                words=SearchVector(Value(text), config="english", weight="C"),
            )
            for entry, text in zip(entries, texts, strict=True)
        ),
        batch_size=1_000,
    )
    return viewer, people[0]


if __name__ == "__main__":
    main()
