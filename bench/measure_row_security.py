"""What row-level security as a second wall would cost the pages that are asked for most.

A database of its own is filled with ``BENCH_PEOPLE`` people (20,000 unless told; one in a hundred
restricted) and ten entries of 60 words for each. The same pages are asked for in turn, through the
whole of the application and as its role: without policies on the tables, and with each of two.
Counted is how long this process and the database's worked for a page, so the database is on this
machine (Linux).
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django

SWITCHES, ASKED = int(os.environ.get("BENCH_ROUNDS", "3")), 4
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "20000"))
MODELS, OF_EACH, LONG = 200, 10, 500
NAMED = "(SELECT nullif(current_setting('caserecords.user', true), '')::bigint)"
# Nobody named: no rows. Somebody named: none of a restricted person on whose list they are not.
HIDDEN = f"""
    SELECT r.person_id FROM people_restriction r
    WHERE r.part = 'WHOLE' AND r.starts_at <= now() AND (r.ends_at IS NULL OR r.ends_at > now())
    AND NOT EXISTS (
        SELECT FROM people_personuserobjectpermission g
        JOIN auth_permission p ON p.id = g.permission_id
        WHERE g.content_object_id = r.person_id AND g.user_id = {NAMED}
        AND p.codename IN ('open_restricted', 'break_glass_restricted')
        AND (g.expires_at IS NULL OR g.expires_at > now())
    )
"""  # noqa: S608 - nothing in it comes from outside
# The hot tables, and the column that says whose the row is.
TABLES = {
    "people_person": "id",
    "people_name": "person_id",
    "people_address": "person_id",
    "people_contactpoint": "person_id",
    "people_detail": "person_id",
    "people_alert": "person_id",
    "people_findingkeys": "person_id",
    "records_entry": "person_id",
    "records_searchtext": "person_id",
}
POLICIES = {
    "somebody is named": lambda column: f"{NAMED} IS NOT NULL",
    "and nobody hidden": lambda column: f"{NAMED} IS NOT NULL AND {column} NOT IN ({HIDDEN})",
}
OF_AN_ENTRY = "entry_id IN (SELECT id FROM records_entry)"


def main() -> None:
    """Fill a database, ask for the pages in turn, print what each policy costs, and drop it."""
    django.setup()
    with _database():
        pages = _pages()
        for name in POLICIES:
            _measure(name, pages)


@contextmanager
def _database() -> Iterator[None]:
    from tests import databases

    name = databases.fresh_database()
    try:
        with databases.connected_to(name):
            yield
    finally:
        databases.drop_database(name)


def _measure(policy: str, pages: dict[str, Callable[[bool], None]]) -> None:
    taken: dict[tuple[str, bool], list[float]] = {}
    _make(policy)
    for _ in range(SWITCHES):
        for walled in (False, True):
            _switch(walled)
            for turn in range(ASKED + 1):
                for name, ask in pages.items():
                    before = _worked()
                    ask(walled)
                    if turn:  # the first after a switch reads the tables' description anew
                        taken.setdefault((name, walled), []).append(_worked() - before)
    print(f"{policy}:")
    for name in pages:
        off, on = (statistics.median(taken[name, wall]) * 1000 for wall in (False, True))
        print(f"  {name}: {off:.1f} ms without, {on:.1f} ms with, {on / off:.2f}")
    print(f"  people that a bare SELECT sees with no user: {_seen()}")


def _worked() -> float:
    """Return how long this process and its backend have worked: others' work does not count."""
    from django.db import connection

    connection.ensure_connection()
    backend = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    return time.process_time() + int(backend.read_text().split()[0]) / 1e9


def _owner(*statements: str) -> None:
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _make(policy: str) -> None:
    for table, column in TABLES.items():
        _owner(
            f"DROP POLICY IF EXISTS wall ON {table}",
            f"CREATE POLICY wall ON {table} USING ({POLICIES[policy](column)}) WITH CHECK (true)",
        )
    of_version = OF_AN_ENTRY if "hidden" in policy else POLICIES[policy]("")
    _owner(
        "DROP POLICY IF EXISTS wall ON records_entryversion",
        f"CREATE POLICY wall ON records_entryversion USING ({of_version}) WITH CHECK (true)",
    )


def _switch(walled: bool) -> None:
    word = "ENABLE" if walled else "DISABLE"
    for table in (*TABLES, "records_entryversion"):
        _owner(f"ALTER TABLE {table} {word} ROW LEVEL SECURITY")


def _name(user: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('caserecords.user', %s, false)", [user])


def _seen() -> int:
    from people.models import Person

    _name("")
    return Person.objects.count()


def _pages() -> dict[str, Callable[[bool], None]]:
    """Return each page as a call that asks for it, after naming the user where there is a wall."""
    from django.test import Client
    from django.urls import reverse

    from people.models import Person
    from tests.accounts.factories import make_staff, make_team
    from tests.people.factories import allocate, make_person
    from tests.records.factories import make_entries

    team = make_team()
    worker = make_staff(team=team)
    models = [make_person(given_names=f"Given{n}", family_name=f"Family{n}") for n in range(MODELS)]
    person = make_person(team=team, given_names="Ama", family_name="Okafor")
    allocate(person, worker)
    entries = make_entries(person, LONG, author=worker)
    _fill(models[0].pk, entries[0].pk, worker.pk)
    mine = Person.objects.exclude(pk=person.pk).order_by("pk")[::997][:20]
    for each in mine:
        allocate(each, worker)
    _owner("VACUUM ANALYZE")
    client = Client(SERVER_NAME="localhost")
    client.force_login(worker)

    def get(address: str) -> Callable[[bool], None]:
        def ask(walled: bool) -> None:
            if walled:
                _name(str(worker.pk))
            answer = client.get(address)
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answers {answer.status_code}")

        return ask

    found = client.post(reverse("people:search"), {"words": "Given7 Family7"})["Location"]
    common = client.post(reverse("records:search-notes"), {"words": "falling"})["Location"]
    rare = client.post(reverse("records:search-notes"), {"words": "warfarin"})["Location"]
    return {
        "home": get("/"),
        "about a person": get(reverse("people:about", args=[person.key])),
        f"timeline of {LONG} entries": get(reverse("records:timeline", args=[person.key])),
        "finding a person": get(found),
        "searching notes, a common word": get(common),
        "searching notes, a rare word": get(rare),
    }


def _fill(model: int, entry: int, owner: int) -> None:
    """Copy what was made until there is enough, as the owner and in the database."""
    copies = max(1, PEOPLE // MODELS - 1)
    _owner(
        _copied(
            "people_person",
            f"t.id < {model + MODELS}",
            copies,
            key="substr(md5(random()::text), 1, 16)",
            council_reference="'B' || t.id || '-' || g",
            submission="NULL::uuid",
        ),
        # The names and keys of whom each was copied from: that many people share a name.
        """INSERT INTO people_findingkeys (person_id, keys, names)
           SELECT p.id, k.keys, k.names FROM people_person p
           JOIN people_person o ON o.family_name = p.family_name
           JOIN people_findingkeys k ON k.person_id = o.id
           WHERE NOT EXISTS (SELECT FROM people_findingkeys h WHERE h.person_id = p.id)""",
        f"""INSERT INTO people_restriction
                (key, part, kind, told, person_id, reason, owner_id, starts_at, review_on)
            SELECT substr(md5(random()::text), 1, 16), 'WHOLE', 'OTHER', '', id, 'Bench', {owner},
                now(), current_date
            FROM people_person WHERE council_reference LIKE 'B%' AND id % 100 = 3""",  # noqa: S608
        _copied(
            "records_entry",
            f"t.id = {entry}",
            PEOPLE * OF_EACH,
            key="substr(md5(random()::text), 1, 16)",
            submission="gen_random_uuid()",
            person_id=f"{model} + g % ({PEOPLE} - 5)",
            event_at="now() - g * interval '1 minute'",
            only="WHERE EXISTS (SELECT FROM people_person p WHERE p.id = x.person_id)",
        ),
        _copied(
            "records_entryversion",
            f"t.entry_id = {entry}",
            0,
            entry_id="e.id",
            values="jsonb_build_object('discussion', repeat('she likes the garden ', 15))",
        ),
        """INSERT INTO records_searchtext (entry_id, person_id, words, spellings)
           SELECT id, person_id, to_tsvector('english', md5(id::text) || ' '
               || md5(person_id::text) || CASE WHEN id % 3 = 0 THEN ' falling' ELSE '' END
               || CASE WHEN id % 997 = 0 THEN ' warfarin' ELSE '' END), '{}'
           FROM records_entry""",
    )


def _copied(table: str, which: str, times: int, *, only: str = "", **instead: str) -> str:
    """Return the statement that copies rows of a table, with other expressions for some columns."""
    from django.db import connection

    with connection.cursor() as cursor:
        described = connection.introspection.get_table_description(cursor, table)
    columns = [each.name for each in described if each.name != "id"]
    values = ", ".join(f'{instead.get(name, f"t.{name}")} AS "{name}"' for name in columns)
    names = ", ".join(f'"{name}"' for name in columns)
    beside = f"generate_series(1, {times}) g" if times else "records_entry e"
    if not times:
        which += " AND NOT EXISTS (SELECT FROM records_entryversion h WHERE h.entry_id = e.id)"
    return f"""INSERT INTO {table} ({names}) SELECT * FROM (
        SELECT {values} FROM {table} t CROSS JOIN {beside} WHERE {which}) x {only}"""  # noqa: S608


if __name__ == "__main__":
    main()
