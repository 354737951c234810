"""Files of another system for tests: the samples of the guide, and files made on the spot."""

import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role
from tests.accounts.factories import make_staff, make_team

SAMPLES = Path(__file__).parent.parent.parent / "docs/how-to/moving-in"
KINDS = ("people", "relationships", "involvements", "allocations", "entries", "files")


@dataclass
class Told:
    """What the command said, and the rows of its report."""

    text: str
    rows: list[dict[str, str]]
    refused: str = ""

    @property
    def outcomes(self) -> list[str]:
        """What became of each line."""
        return [row["outcome"] for row in self.rows]

    def why(self, line: int) -> str:
        """Why that became of a line."""
        return next(row["why"] for row in self.rows if row["line"] == str(line))


@dataclass
class Council:
    """Who is here when the samples come in."""

    service: User
    worker: User
    manager: User


def make_council() -> Council:
    """The team, the staff and the account that the samples name."""
    manager = make_staff(Role.MANAGER, name="Ros Hale")
    User.objects.filter(pk=manager.pk).update(staff_number="N7002")
    team = make_team("Northgate Adults", lead=manager)
    worker = make_staff(team=team, line_manager=manager, name="Fola Adeyemi")
    User.objects.filter(pk=worker.pk).update(staff_number="N7001")
    service = make_staff(Role.SYSTEM_ADMINISTRATOR, name="Moving in")
    for each in (manager, worker):
        each.refresh_from_db()
    return Council(service, worker, manager)


def bring_in(
    scratch: Path,
    kind: str,
    *,
    by: User,
    file: Path | None = None,
    mapping: str = "",
    **options: Any,
) -> Told:
    """Run the command on a sample, unless told, and return what it said."""
    report = scratch / "report.csv"
    report.unlink(missing_ok=True)
    map_file = SAMPLES / f"{kind}.toml"
    if mapping:
        map_file = scratch / "mapping.toml"
        map_file.write_text(mapping, encoding="utf-8")
    said, refused = options.pop("stdout", None) or io.StringIO(), ""
    if kind == "files":
        options = {"folder": SAMPLES} | options
    try:
        call_command(
            "import_records",
            kind,
            file or SAMPLES / f"{kind}.csv",
            mapping=map_file,
            account=by.staff_number,
            report=report,
            stdout=said,
            **options,
        )
    except CommandError as why:
        refused = str(why)
    rows = []
    if report.exists():
        with report.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    return Told(said.getvalue(), rows, refused)


def bring_in_all(folder: Path, by: User) -> None:
    """Bring every sample in."""
    for kind in KINDS:
        told = bring_in(folder, kind, by=by, commit=True)
        assert set(told.outcomes) == {"added"}, (kind, told)


def written(folder: Path, content: str | bytes, name: str = "file.csv") -> Path:
    """A file with that content."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path
