"""The commands behind the Makefile: ``python3 -m tools run`` and so on."""

import shutil
import sys

from tools import checks, places, postgres, programs, run, setup, tests
from tools.console import Interrupted, Refusal, heed_signals, say

LOCKS = ("service", "development", "embedded", "node")


def main(arguments: list[str]) -> int:
    """Do what the first argument says."""
    command, *rest = arguments or ["help"]
    commands = {
        "run": run.main,
        "test": lambda: tests.main(rest),
        "assurance": lambda: tests.assurance(rest),
        "check": checks.check,
        "fix": checks.fix,
        "bench": bench,
        "database": database,
        "database-stop": database_stop,
        "lock": lock,
        "clean": clean,
    }
    if command not in commands:
        say(f"There is no command {command}. `make help` lists them.")
        return 2
    heed_signals()
    try:
        return commands[command]()
    except Refusal as why:
        print(why, file=sys.stderr, flush=True)
        return 1
    except PermissionError as why:
        print(
            f"{why.filename or 'A file'} cannot be changed by this account: another account made "
            "it. Run this as that account, or have it run `make clean` first.",
            file=sys.stderr,
        )
        return 1
    except Interrupted:
        return 130


def bench() -> int:
    """Run every measurement in bench/ and print the ratios."""
    with setup.alone():
        setup.packages(for_tests=True)
    with setup.database():
        for script in sorted((places.CHECKOUT / "bench").glob("measure_*.py")):
            programs.run(
                *(places.PYTHON, "-m", f"bench.{script.stem}"),
                quiet=False,
                failing=f"{script.name} failed.",
                CASERECORDS_ENV="test",
                DJANGO_SETTINGS_MODULE="caserecords.settings",
            )
    return 0


def database() -> int:
    """Start the private database and leave it running, for work with manage.py and pytest."""
    with setup.alone():
        setup.packages(for_tests=True)
        (places.LOCAL / "keep-running").touch()
        with setup.database():
            setup.schema()
    say("The database is running. `make database-stop` stops it.")
    return 0


def database_stop() -> int:
    """Stop the private database."""
    (places.LOCAL / "keep-running").unlink(missing_ok=True)
    postgres.stop(postgres.find())
    return 0


def lock() -> int:
    """Make the lock files anew from requirements/*.in, with hashes and without addresses."""
    with setup.alone():
        setup.packages(for_tests=True)
    for name in LOCKS:
        programs.run(
            *(places.PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--universal"),
            *("--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate"),
            *("--no-emit-index-url", "--no-emit-find-links"),
            *(f"requirements/{name}.in", "--output-file", f"requirements/{name}.txt"),
            failing=f"requirements/{name}.in could not be resolved.",
        )
    return 0


def clean() -> int:
    """Remove everything that set-up made, the demonstration council included."""
    if places.LOCAL.exists():
        postgres.remove()
    for folder in (places.LOCAL, places.VENV, setup.MODULES, places.CHECKOUT / "staticfiles"):
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
