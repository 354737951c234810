"""A private PostgreSQL cluster for demonstrations and tests: a unix socket, no network, passwords.

A real service is given ``DATABASE_URL`` and ``DATABASE_OWNER_URL`` and never comes here. No account
is made and no folder outside the cluster's own changes its mode.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tools import environment, postgres_binaries
from tools.accounts import Account, unprivileged
from tools.console import Refusal, say
from tools.places import CHECKOUT, LOCAL, make_local
from tools.postgres_binaries import Binaries

DATABASE = "caserecords"
OWNER = "caserecords_owner"
APPLICATION = "caserecords_app"
OTHER_ROLES = ("caserecords_retention", "caserecords_report", "caserecords_backup")
START_SECONDS = 120
LONGEST_SOCKET = 100
RECORD = LOCAL / "cluster"
_LINUX = Path("/proc/self/cwd").exists()

# Nothing that was typed may reach the server's log: PostgreSQL would otherwise write the whole
# statement, and so the note, beside each error.
SERVER_SETTINGS = """\
listen_addresses = ''
unix_socket_directories = '{socket_folder}'
unix_socket_permissions = 0777
max_connections = 200
password_encryption = scram-sha-256
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
timezone = 'UTC'
log_timezone = 'UTC'
"""
# The socket's folder is closed (0700), so only its account and root come as far as the password.
WHO_MAY_CONNECT = "local all all scram-sha-256\n"


@dataclass(frozen=True)
class Cluster:
    """Where the cluster is and who runs it."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def socket_folder(self) -> Path:
        """The cluster's folder, or a short one when a socket's address could not hold it."""
        if len(str(self.folder)) <= LONGEST_SOCKET - len("/.s.PGSQL.5432.lock"):
            return self.folder
        digest = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"caserecords-{digest}"

    def address(self, role: str, password: str, database: str = DATABASE) -> str:
        """Return the database address for a role."""
        host = quote(str(self.socket_folder), safe="/")
        return f"postgresql://{role}:{quote(password, safe='')}@/{database}?host={host}"


# --- Where it is -------------------------------------------------------------------------------


def find() -> Cluster:
    """Return this checkout's cluster, which may not have been made yet.

    It lives in the checkout's ``.local`` folder. When we are root and the server's account cannot
    come that far, it lives in a folder of the system instead, named after the checkout.
    """
    make_local()
    if RECORD.exists():
        folder = Path(RECORD.read_text().strip())
        if folder.exists():
            return _checked(Cluster(folder=folder, account=unprivileged(owners_of=[folder])))
    account = unprivileged(owners_of=[LOCAL / "postgres", CHECKOUT])
    inside = LOCAL / "postgres"
    if os.geteuid() != 0 or account.can(os.X_OK, LOCAL):
        return _checked(Cluster(folder=inside, account=account))
    digest = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    for parent in (Path("/var/lib"), Path(tempfile.gettempdir())):
        if os.access(parent, os.W_OK) and account.can(os.X_OK, parent):
            return _checked(Cluster(folder=parent / f"caserecords-{digest}", account=account))
    raise Refusal(
        f"The account {account.name}, which would run PostgreSQL, can reach neither {LOCAL} nor "
        "/var/lib. Run this as an ordinary user, or set DATABASE_URL and DATABASE_OWNER_URL."
    )


def _checked(cluster: Cluster) -> Cluster:
    if cluster.folder.exists() and not os.access(cluster.folder, os.X_OK):
        raise Refusal(
            f"The database in {cluster.folder} belongs to another account of this machine. "
            "Run this as that account, or as root."
        )
    return cluster


def _make_private(folder: Path, account: Account) -> None:
    """Make a folder that only the account may enter; one that is another's is refused."""
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or found.st_uid not in {0, os.geteuid(), account.uid}:
        raise Refusal(f"{folder} is not ours. Move it away and try again.")
    os.chown(folder, account.uid, account.gid)
    folder.chmod(0o700)


# --- Starting and stopping ---------------------------------------------------------------------


def running(cluster: Cluster) -> bool:
    """Whether the server of this very folder is running."""
    return (pid := _postmaster(cluster)) is not None and _is_ours(pid, cluster)


def _postmaster(cluster: Cluster) -> int | None:
    try:
        return int((cluster.data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return None


def _is_ours(pid: int, cluster: Cluster) -> bool:
    """Whether that process serves this cluster: a number left by a dead server may be reused."""
    if _LINUX:
        return pid in cluster.account.processes_in(cluster.data.resolve())
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def start(find_binaries: Callable[[int | None], Binaries]) -> Cluster:
    """Make the cluster if there is none, start it if it is not running, and return it.

    ``find_binaries`` is asked for the server's programs, of one major version if the data has one.
    """
    cluster = find()
    with _one_at_a_time():
        if running(cluster):
            return cluster
        if not environment.read().get("DATABASE_URL") and (cluster.data / "PG_VERSION").exists():
            raise Refusal(
                f"{environment.FILE} is gone, and with it the passwords of the database in "
                f"{cluster.folder}. Remove that folder with `make clean` to begin again."
            )
        _make_private(cluster.folder, cluster.account)
        _make_private(cluster.socket_folder, cluster.account)
        version = cluster.data / "PG_VERSION"
        made_by = int(version.read_text()) if version.exists() else None
        binaries = postgres_binaries.within_reach(
            find_binaries(made_by), cluster.account, otherwise=cluster.folder / "binaries"
        )
        if made_by is None:
            _initialise(cluster, binaries)
        RECORD.write_text(f"{cluster.folder}\n")
        _clear_what_a_crash_left(cluster)
        _write_settings(cluster)
        _run(
            cluster,
            [
                *(binaries.program("pg_ctl"), "start", "-w", "-t", str(START_SECONDS), "-s"),
                *("-D", str(cluster.data), "-l", str(cluster.folder / "server.log")),
            ],
            failing=f"PostgreSQL did not start; {cluster.folder / 'server.log'} says why.",
        )
    return cluster


def stop(cluster: Cluster) -> None:
    """Stop the server, letting it write everything down first."""
    pid = _postmaster(cluster)
    if pid is None or not _is_ours(pid, cluster):
        return
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)  # "fast": ends connections, then writes a checkpoint
    deadline = time.monotonic() + START_SECONDS
    while _is_ours(pid, cluster) and time.monotonic() < deadline:
        time.sleep(0.05)


def remove() -> None:
    """Stop the cluster and remove everything in it."""
    cluster = find()
    with _one_at_a_time():
        stop(cluster)
        shutil.rmtree(cluster.folder, ignore_errors=True)
        shutil.rmtree(cluster.socket_folder, ignore_errors=True)
        RECORD.unlink(missing_ok=True)
        environment.FILE.unlink(missing_ok=True)


def _clear_what_a_crash_left(cluster: Cluster) -> None:
    """After ``kill -9`` of the server, wait for its children to go, then remove its lock files.

    The children hold the old shared memory; starting beside them could harm the data, so any that
    outlast the wait are ended. A lock file left behind would stop the start if its process number
    had meanwhile been given to another process.
    """
    deadline = time.monotonic() + 10
    while children := cluster.account.processes_in(cluster.data.resolve()):
        if time.monotonic() > deadline:
            for pid in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.1)
    if _LINUX:
        (cluster.data / "postmaster.pid").unlink(missing_ok=True)
        for left in cluster.socket_folder.glob(".s.PGSQL.*"):
            left.unlink()


def _run(cluster: Cluster, command: list[str], *, failing: str, typed: str = "") -> None:
    """Run one of the server's programs as the cluster's account, in a clean environment."""
    done = subprocess.run(
        command,
        input=typed,
        capture_output=True,
        text=True,
        check=False,
        cwd=cluster.folder,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(cluster.folder),
            "LC_ALL": "C.UTF-8",
        },
        **cluster.account.to_run_as(),
    )
    if done.returncode != 0:
        said = "\n".join(filter(None, [done.stdout, done.stderr])).strip()
        raise Refusal(f"{failing}\n{said}".strip())


# --- Making it ---------------------------------------------------------------------------------


def _initialise(cluster: Cluster, binaries: Binaries) -> None:
    """Make the data folder, the roles and the database. The server's superuser cannot sign in."""
    say(
        f"Making a private PostgreSQL {binaries.major} cluster in {cluster.folder}, "
        f"run by the account {cluster.account.name}."
    )
    unfinished = cluster.folder / "data.unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    passwords = {role: secrets.token_urlsafe(24) for role in (OWNER, APPLICATION)}
    _run(
        cluster,
        [
            *(binaries.program("initdb"), "-D", str(unfinished), "--username=caserecords_admin"),
            *("--auth-local=peer", "--auth-host=reject"),
            *("--encoding=UTF8", "--locale=C.UTF-8"),
        ],
        failing="The database cluster could not be made.",
    )
    _run(
        cluster,
        [
            *(binaries.program("postgres"), "--single", "-D", str(unfinished)),
            *("-c", "exit_on_error=true", "-c", "log_min_error_statement=panic", "postgres"),
        ],
        failing="The database roles could not be made.",
        typed="\n".join(_making_roles(passwords)) + "\n",
    )
    environment.write(
        DATABASE_URL=cluster.address(APPLICATION, passwords[APPLICATION]),
        DATABASE_OWNER_URL=cluster.address(OWNER, passwords[OWNER]),
    )
    unfinished.rename(cluster.data)


def _making_roles(passwords: dict[str, str]) -> Iterator[str]:
    plain = "NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    yield f"CREATE ROLE {OWNER} LOGIN CREATEDB {plain} PASSWORD '{passwords[OWNER]}';"
    yield (
        f"CREATE ROLE {APPLICATION} LOGIN NOCREATEDB {plain} PASSWORD '{passwords[APPLICATION]}';"
    )
    for role in OTHER_ROLES:
        yield f"CREATE ROLE {role} NOLOGIN NOCREATEDB {plain};"
    yield f"CREATE DATABASE {DATABASE} OWNER {OWNER};"
    yield f"REVOKE ALL ON DATABASE {DATABASE} FROM PUBLIC;"
    yield f"GRANT CONNECT ON DATABASE {DATABASE} TO {', '.join((APPLICATION, *OTHER_ROLES))};"


def _write_settings(cluster: Cluster) -> None:
    files = {
        cluster.data / "caserecords.conf": SERVER_SETTINGS.format(
            socket_folder=cluster.socket_folder
        ),
        cluster.data / "pg_hba.conf": WHO_MAY_CONNECT,
    }
    for path, text in files.items():
        path.write_text(text)
        path.chmod(0o600)
        os.chown(path, cluster.account.uid, cluster.account.gid)
    main = cluster.data / "postgresql.conf"
    line = "include 'caserecords.conf'\n"
    if line not in main.read_text():
        with main.open("a") as file:
            file.write(line)


# --- Sharing it --------------------------------------------------------------------------------


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let no two commands start, stop or make the cluster together."""
    with (LOCAL / "cluster.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def in_use(find_binaries: Callable[[int | None], Binaries]) -> Iterator[Cluster]:
    """Have the cluster running. The last to leave stops it, unless `make database` started it."""
    make_local()
    with (LOCAL / "in-use").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        cluster = start(find_binaries)
        try:
            yield cluster
        finally:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                if not (LOCAL / "keep-running").exists():
                    stop(cluster)
