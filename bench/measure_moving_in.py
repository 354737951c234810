"""How quickly a council moves in, and whether memory stays flat: 10,000 people, 100,000 entries.

Invented people and notes are written to CSV, brought in through the same mapping files and the same
code as ``manage.py import_records``, each file in one transaction, and brought in once more.
``BENCH_PEOPLE`` and ``BENCH_ENTRIES`` make it larger; ``BENCH_PER_ROW=1`` keeps batch by batch.
"""

import csv
import os
import random
import tempfile
import time
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "10000"))
ENTRIES = int(os.environ.get("BENCH_ENTRIES", "100000"))
PER_ROW = os.environ.get("BENCH_PER_ROW") == "1"

_NAMES = {
    kind: text.split()
    for kind, text in tomllib.loads(
        Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
    ).items()
}
# Numbers that are kept for fiction: few, so more people share one than ever would.
_CITIES = ["113", "114", "115", "116", "117", "118", "121", "131", "141", "151", "161", "191"]
_AREAS = ["01632 960", "07700 900", "020 7946 0", *(f"0{city} 496 0" for city in _CITIES)]
_PEOPLE_HEADS = "id,first,last,born,street,town,postcode,phone,sensitive,staff"
_ENTRY_HEADS = "id,client,day,time,heading,note,type,user,entered"
_MAPS = {
    "people": """
kind = "people"
source = "bench"
date_format = "%d/%m/%Y"
[columns]
source_id = "id"
given_names = "first"
family_name = "last"
born_on = "born"
address = ["street", "town"]
postcode = "postcode"
phone = "phone"
restricted = "sensitive"
restricted_to = "staff"
""",
    "entries": """
kind = "entries"
source = "bench"
date_format = "%d/%m/%Y"
[columns]
source_id = "id"
person = "client"
happened_at = ["day", "time"]
text = "note"
subject = "heading"
original_kind = "type"
written_by = "user"
written_at = "entered"
[formats]
happened_at = "%d/%m/%Y %H:%M"
written_at = "%d/%m/%Y %H:%M"
""",
}


def main() -> None:
    """Fill files, bring them in twice, and print rate and memory."""
    django.setup()
    from tests import databases

    name = databases.fresh_database()
    try:
        with databases.connected_to(name), tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder))
    finally:
        databases.drop_database(name)


def _measure(folder: Path) -> None:
    from accounts.roles import Role
    from tests.accounts.factories import make_staff

    chance = random.Random(7)  # noqa: S311 - it makes names, not secrets
    by = make_staff(Role.SYSTEM_ADMINISTRATOR, name="Moving in")
    reader = make_staff()
    for kind, rows in (
        ("people", _people(chance, reader.staff_number)),
        ("entries", _entries(chance)),
    ):
        path = folder / f"{kind}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        print(f"{kind}: {path.stat().st_size / 1024**2:,.0f} MB; load {os.getloadavg()[0]:.1f}")
        for turn in ("first", "second"):
            _bring_in(kind, path, folder, by=by, turn=turn)


def _bring_in(kind: str, path: Path, folder: Path, *, by: Any, turn: str) -> None:
    from people.importing import mapping
    from people.importing.report import Report
    from people.importing.running import bring_in
    from records.importing.kinds import KINDS

    map_file = folder / f"{kind}.toml"
    map_file.write_text(_MAPS[kind], encoding="utf-8")
    peaks: dict[int, float] = {}
    started = time.perf_counter()

    def watch(run: Any) -> None:
        tenth = int(run.share * 10)
        if tenth and tenth not in peaks:
            peaks[tenth] = _peak()
            print(
                f"  {tenth * 10:3d} %: {run.total:,} lines, {run.rate:,.0f} a second, "
                f"peak {peaks[tenth]:.0f} MB",
                flush=True,
            )

    Path("/proc/self/clear_refs").write_text("5")
    report = Report()
    run = bring_in(
        KINDS[kind],
        path,
        mapping.read(map_file, KINDS[kind].columns),
        by=by,
        write=True,
        per_row=PER_ROW,
        report=report,
        store=lambda packed: "",
        progress=watch,
    )
    took = time.perf_counter() - started
    words = sum(1 for row in report.rows({}) if row[3] and row[0] != "line")
    report.close()
    flat = _peak() / next(iter(peaks.values()))
    counts = ", ".join(f"{outcome} {count:,}" for outcome, count in run.counts.items())
    print(
        f"{kind}, {turn} run: {counts}; {took:,.0f} s, {run.total / took:,.0f} lines a second; "
        f"peak {_peak():.0f} MB, {flat:.2f} times that at 10 %; {words:,} lines with words; "
        f"load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _peak() -> float:
    """Return the most memory that this process has held since it was last set to nothing, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("This system does not say how much memory a process held")


def _people(chance: random.Random, staff: str) -> Iterator[list[str]]:
    yield [
        "id",
        "first",
        "last",
        "born",
        "street",
        "town",
        "postcode",
        "phone",
        "sensitive",
        "staff",
    ]
    family = [f"{a}{b}" for a in _NAMES["begins"] for b in _NAMES["ends"]] + _NAMES["family"] * 12
    for number in range(PEOPLE):
        born = datetime(1925, 1, 1) + timedelta(days=chance.randrange(80 * 365))  # noqa: DTZ001
        hidden = number % 500 == 0
        yield [
            f"P{number}",
            chance.choice(_NAMES["given"]),
            chance.choice(family),
            f"{born:%d/%m/%Y}",
            f"{chance.randrange(1, 200)} {chance.choice(_NAMES['begins'])}wood Road",
            "Northmere",
            f"ZZ{chance.randrange(1, 20)} {chance.randrange(1, 9)}{chance.choice('ABDEF')}X",
            f"{chance.choice(_AREAS)}{chance.randrange(1000):03}" if number % 3 == 0 else "",
            "yes" if hidden else "no",
            staff if hidden else "",
        ]


def _entries(chance: random.Random) -> Iterator[list[str]]:
    yield _ENTRY_HEADS.split(",")
    for number in range(ENTRIES):
        on = datetime(2010, 1, 1) + timedelta(minutes=chance.randrange(15 * 365 * 1440))  # noqa: DTZ001
        words = chance.choices(_NAMES["noted"], k=chance.randrange(40, 120))
        yield [
            f"N{number}",
            f"P{chance.randrange(PEOPLE)}",
            f"{on:%d/%m/%Y}",
            f"{on:%H:%M}",
            " ".join(words[:4]).capitalize(),
            " ".join(words).capitalize() + ".",
            "Case note",
            f"{chance.choice(_NAMES['given'])} {chance.choice(_NAMES['family'])}",
            f"{on + timedelta(hours=2):%d/%m/%Y %H:%M}",
        ]


if __name__ == "__main__":
    main()
