"""What the event log's proof costs to check, and what reading a long log costs beside a short one.

``BENCH_EVENTS`` says how long (1,000,000); the short log has a tenth. Two databases of its own.
"""

import io
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django

EVENTS = int(os.environ.get("BENCH_EVENTS", "1000000"))
ROUNDS, MONTHS, VERSIONS = 15, 12, 20_000


def main() -> None:
    """Fill a short and a long log, read both, check the short one, and drop them again."""
    django.setup()
    short: dict[str, float] = {}
    for count in (EVENTS // 10, EVENTS):
        with _database(), tempfile.TemporaryDirectory() as folder:
            _fill(count)
            for name, ms in _read().items():
                short.setdefault(name, ms)
                print(f"{count:,} events, {name}: {ms:.1f} ms, {ms / short[name]:.2f} times")
            if count < EVENTS:
                _prove(count, Path(folder))


@contextmanager
def _database() -> Iterator[None]:
    from tests import databases

    name = databases.fresh_database()
    try:
        with databases.connected_to(name):
            yield
    finally:
        databases.drop_database(name)


def _fill(count: int) -> None:
    """Write a year of events of 1,000 staff about 100,000 people, with their digests."""
    from django.db import connections

    from audit.verify_log import EVENT_TEXT

    owner = connections["owner"]
    with owner.cursor() as cursor:
        for back in range(1, MONTHS + 1):
            cursor.execute(
                "DO $$ DECLARE month timestamp := date_trunc('month', now() AT TIME ZONE 'UTC')"
                f" - interval '{back} months'; BEGIN EXECUTE format('CREATE TABLE %I PARTITION OF"
                " audit_event FOR VALUES FROM (%L) TO (%L)', 'audit_event_' ||"
                " to_char(month, 'YYYY_MM'), month AT TIME ZONE 'UTC',"
                " (month + interval '1 month') AT TIME ZONE 'UTC'); END $$"
            )
        cursor.execute(
            "INSERT INTO audit_event (id, happened_at, written_at, actor, roles, verb, kind,"  # noqa: S608
            " subjects, target_kind, target, basis, shown, request_id, address, leaf)"
            f" SELECT e.*, sha256('\\x00'::bytea || convert_to({EVENT_TEXT}, 'UTF8')) FROM ("
            f" SELECT n AS id, moment AS happened_at, moment AS written_at,"
            " 'N' || (n * 31) % 1000 AS actor, ARRAY['PRACTITIONER'] AS roles,"
            " 'people.about_opened' AS verb, 'VIEW' AS kind,"
            " ARRAY['person' || (n * 7919) % 100000] AS subjects, 'people.person' AS target_kind,"
            " 'person' || (n * 7919) % 100000 AS target, 'WORKER' AS basis,"
            " ARRAY['record'] AS shown, md5(n::text) AS request_id, '127.0.0.1'::inet AS address"
            f" FROM generate_series(1::bigint, {count}) AS n,"
            f" LATERAL (SELECT now() - ({count} - n) * (interval '360 days' / {count}))"
            " AS t(moment)"
            ") AS e, LATERAL (SELECT NULL::bytea AS detail_digest) AS d"
        )
        cursor.execute("SELECT setval('audit_event_number', %s)", [count])
    owner.close()
    owner.ensure_connection()
    owner.connection.autocommit = True
    with owner.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) audit_event")


def _read() -> dict[str, float]:
    """Ask for the newest page in each way that the pages of the log ask, and return the medians."""
    import clock
    from audit.queries import Filters, events

    month_ago = clock.add_hours(clock.now(), -24 * 30)
    ways: dict[str, Callable[[int], Any]] = {
        "who looked at one record": lambda turn: events(Filters(subjects=(f"person{turn * 977}",))),
        "what one member of staff did": lambda turn: events(Filters(actor=f"N{turn * 13}")),
        "the whole log": lambda turn: events(Filters()),
        "the whole log, far back": lambda turn: events(Filters(), before=50_000 - turn * 500),
        "until a month ago": lambda turn: events(Filters(until=month_ago)),
        "refusals, of which there are none": lambda turn: events(Filters(kinds=("REFUSED",))),
    }
    found = {}
    for name, way in ways.items():
        taken = []
        for turn in range(ROUNDS + 2):
            started = time.perf_counter()
            way(turn)
            taken.append(time.perf_counter() - started)
        found[name] = statistics.median(taken[2:]) * 1000
    return found


def _prove(count: int, folder: Path) -> None:
    """Seal the log, and check it in an exported file and in the database."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    from audit import sealing, verify_log

    settings.SEAL_KEY, settings.SEAL_FOLDER = str(folder / "seal.key"), str(folder)
    given = connection.settings_dict
    address = make_conninfo(
        host=given["HOST"],
        user=given["USER"],
        password=given["PASSWORD"],
        dbname=given["NAME"],
    )
    keys_at = time.perf_counter()
    print(f"sealed in {sealing.seal_all()} seals: {_rate(count, keys_at)}")
    call_command("export_log", str(folder / "log.txt"), stdout=io.StringIO())
    keys, outside = (
        verify_log.keys_in(folder),
        verify_log.checkpoints_in(sealing.checkpoints_file()),
    )
    for what, check in (
        ("an exported log", lambda: verify_log.check_export(folder / "log.txt", keys, outside)),
        ("the live database", lambda: verify_log.check_database(address, keys, outside)),
    ):
        started = time.perf_counter()
        report = check()
        print(f"checked, {what}: {_rate(report.events, started)}; wrong: {len(report.wrong)}")
    _sign()
    _prove_signed(address)


def _sign() -> None:
    """Sign an entry, and correct it very often: each version has its event."""
    import clock
    from audit import log
    from records.models import EntryVersion
    from records.signed.digests import digest_of
    from tests.records.factories import make_entry

    entry = make_entry()
    first = entry.versions.get()
    made = [
        EntryVersion(
            entry=entry,
            number=number,
            values=first.values,
            signed_by=first.signed_by,
            signed_at=first.signed_at,
            reason="Another word",
        )
        for number in range(2, VERSIONS + 1)
    ]
    for version in made:
        version.digest = digest_of(version, statements=())
    EntryVersion.objects.bulk_create(made, batch_size=2_000)
    log.record_alike(
        "records.entry_corrected",
        by=first.signed_by,
        of=[(entry.person.key, entry.key)] * len(made),
        target_kind="records.entry",
        at=clock.now(),
        details=[{"digest": version.digest} for version in made],
    )


def _prove_signed(address: str) -> None:
    """Compare every signed text with its event, beside the rest of the log."""
    import psycopg

    from audit import verify_log

    report = verify_log.Report()
    with psycopg.connect(address) as connection:
        connection.execute("SELECT set_config('caserecords.user', 'verify_log', true)")
        started = time.perf_counter()
        verify_log.check_signed(connection, verify_log.gone_in(connection), report)
    rate = _rate(report.versions or 0, started, what="signed texts")
    print(f"checked, {rate}; wrong: {len(report.wrong)}")


def _rate(count: int, started: float, *, what: str = "events") -> str:
    seconds = time.perf_counter() - started
    return f"{count:,} {what} in {seconds:.1f} s, {count / seconds:,.0f} a second"


if __name__ == "__main__":
    main()
