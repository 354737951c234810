"""What the length of a record costs: pages of one with 20,000 entries beside one with 20."""

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
    base = medians[next(iter(medians))]
    for name, ms in medians.items():
        print(f"{name}: {queries[name]} queries, {ms:.1f} ms, {ms / base:.2f} times the first")


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

    worker = make_staff()
    short, long = make_person(), make_person()
    for person, count in ((short, SHORT), (long, LONG)):
        allocate(person, worker)
        _fill(person, count, worker)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(worker)

    def ask(person: Any, query: str = "") -> Any:
        address = reverse("records:timeline", args=[person.key]) + query

        def page() -> int:
            with CaptureQueriesContext(connection) as found:
                response = client.get(address)
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

    return {
        f"{SHORT} entries, the only page": ask(short),
        f"{LONG:,} entries, first page": ask(long),
        f"{LONG:,} entries, in the middle": ask(long, before(LONG // 2)),
        f"{LONG:,} entries, deepest page": ask(long, before(PER_PAGE)),
        f"{LONG:,} entries, those with a decision": ask(long, "?decisions=on"),
        f"{LONG:,} entries, those with an opinion": ask(long, "?statement=opinion"),
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
