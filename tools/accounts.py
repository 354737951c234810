"""Which account of this machine the database server runs as. It refuses to run as root."""

import contextlib
import os
import pwd
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.console import Refusal


@dataclass(frozen=True)
class Account:
    """An existing account of the machine; none is ever made."""

    name: str
    uid: int
    gid: int

    @classmethod
    def of(cls, entry: pwd.struct_passwd) -> "Account":
        return cls(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)

    def to_run_as(self) -> dict:
        """Return what subprocess needs to run a program as this account."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def can(self, mode: int, *paths: Path) -> bool:
        """Whether this account may use each path in this way (``os.X_OK`` and so on)."""
        return self._answer(lambda: str(all(os.access(path, mode) for path in paths))) == "True"

    def processes_in(self, folder: Path) -> list[int]:
        """Return the numbers of this account's processes that work in ``folder``.

        Asked as the account itself: root inside a container may not look at others' processes.
        """
        return [int(pid) for pid in self._answer(lambda: _processes_in(folder)).split()]

    def _answer(self, question: Callable[[], str]) -> str:
        """Ask in a child process that has become this account, when we are root."""
        if os.geteuid() != 0:
            return question()
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.setgroups([])
                os.setgid(self.gid)
                os.setuid(self.uid)
                os.write(writing, question().encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            answer = pipe.read()
        os.waitpid(child, 0)
        return answer


def _processes_in(folder: Path) -> str:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").readlink() == folder:
                found.append(entry.name)
    return " ".join(found)


def unprivileged(*, owners_of: Sequence[Path] = ()) -> Account:
    """Return the account for the server: ours, or an existing unprivileged one when we are root.

    As root, whoever owns the first of ``owners_of`` that exists keeps what they have; then
    ``postgres``; then ``nobody``.
    """
    if os.geteuid() != 0:
        return Account.of(pwd.getpwuid(os.geteuid()))
    for path in owners_of:
        if path.exists() and path.stat().st_uid != 0:
            return Account.of(pwd.getpwuid(path.stat().st_uid))
    for name in ("postgres", "nobody"):
        try:
            return Account.of(pwd.getpwnam(name))
        except KeyError:
            continue
    raise Refusal(
        "PostgreSQL refuses to run as root, and this machine has neither an account called "
        "postgres nor one called nobody. Run this as an ordinary user."
    )
