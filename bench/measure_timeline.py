"""What the length of a record costs: pages of one with 20,000 entries beside one with 20.

Also an entry's own page, and the home page of each record's worker.
"""

import statistics
import time
from contextlib import contextmanager
from typing import Any

import django

ROUNDS = 15
SHORT, LONG = 20, 20_000
TYPES = ("case_note", "phone_call", "visit_face_to_face", "email_received", "risk_assessment")


def main() -> None:
    """Fill a database of its own, ask for the pages in turn, and drop it again."""
    django.setup()
    with _database():
        pages = _pages()
        taken: dict[str, list[float]] = {name: [] for name in pages}
        queries: dict[str, int] = {}
        for turn in range(ROUNDS + 2):
            for name, ask in pages.items():
                started = time.perf_counter()
                queries[name] = ask()
                if turn > 1:
                    taken[name].append(time.perf_counter() - started)
    medians = {name: statistics.median(times) * 1000 for name, times in taken.items()}
    short: dict[str, float] = {}
    for name, ms in medians.items():
        beside = short.setdefault(name.partition(":")[0], ms)
        print(f"{name}: {queries[name]} queries, {ms:.1f} ms, {ms / beside:.2f} times the short")


@contextmanager
def _database() -> Any:
    from tests import databases

    name = databases.fresh_database()
    try:
        with databases.connected_to(name):
            yield
    finally:
        databases.drop_database(name)


def _pages() -> dict[str, Any]:
    """Return, by what it is, a call that asks for one page and says how many queries it took."""
    from django.db import connection, connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    from records.models import Entry
    from records.queries import PER_PAGE
    from tests.accounts.factories import make_staff
    from tests.people.factories import allocate, make_person

    short, long = make_person(), make_person()
    workers, clients = {}, {}
    for person, count in ((short, SHORT), (long, LONG)):
        worker = workers[person] = make_staff()
        allocate(person, worker)
        _fill(person, count, worker)
        clients[person] = Client(SERVER_NAME="localhost")
        clients[person].force_login(worker)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")

    def ask(person: Any, query: str = "", *, address: str = "") -> Any:
        address = address or reverse("records:timeline", args=[person.key]) + query

        def page() -> int:
            with CaptureQueriesContext(connection) as found:
                response = clients[person].get(address)
            if response.status_code != 200:
                raise RuntimeError(f"{address} answers {response.status_code}")
            keeping = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")
            return sum(not each["sql"].startswith(keeping) for each in found.captured_queries)

        return page

    def before(number: int) -> str:
        at, pk = (
            Entry.objects.filter(person=long)
            .order_by("event_at", "pk")
            .values_list("event_at", "pk")[number]
        )
        return f"?before={at.timestamp():.6f}-{pk}"

    def entry(person: Any) -> Any:
        newest = Entry.objects.filter(person=person)[0]
        return ask(person, address=reverse("records:entry", args=[person.key, newest.key]))

    return {
        f"timeline: {SHORT} entries, the only page": ask(short),
        f"timeline: {LONG:,} entries, first page": ask(long),
        f"timeline: {LONG:,} entries, in the middle": ask(long, before(LONG // 2)),
        f"timeline: {LONG:,} entries, deepest page": ask(long, before(PER_PAGE)),
        f"timeline: {LONG:,} entries, those with a decision": ask(long, "?decisions=on"),
        f"timeline: {LONG:,} entries, those with an opinion": ask(long, "?statement=opinion"),
        f"entry: one of {SHORT}": entry(short),
        f"entry: one of {LONG:,}": entry(long),
        f"home: who wrote {SHORT}": ask(short, address="/"),
        f"home: who wrote {LONG:,}": ask(long, address="/"),
    }


def _fill(person: Any, count: int, author: Any) -> None:
    import clock
    from tests.records.factories import make_action, make_entries

    step = min(count, 1000)
    for number in range(0, count, step):
        entries = make_entries(
            person,
            step,
            author=author,
            type_key=TYPES[number // step % len(TYPES)],
            event_at=clock.add_hours(clock.now(), -24 - number),
            statements=("fact", "opinion", "person_words"),
            has_own_words=True,
            has_decision=number % 4000 == 0,
        )
    for entry in entries[:3]:
        make_action(entry)


if __name__ == "__main__":
    main()
