"""What is checked without a page being opened: style, types, imports, migrations, templates."""

import subprocess

from tools import programs, setup
from tools.console import say, step
from tools.places import CHECKOUT, PYTHON

LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run(['--no-logo'])"
CHECKS: dict[str, tuple[str, ...]] = {
    "Python style": ("-m", "ruff", "check", "."),
    "Python layout": ("-m", "ruff", "format", "--check", "."),
    "Types": ("-m", "mypy"),
    "Imports": ("-c", LINT_IMPORTS),
    "Django": ("manage.py", "check", "--fail-level", "WARNING"),
    "Migrations": ("manage.py", "makemigrations", "--check", "--dry-run"),
    "Templates": ("-m", "djlint", "--lint", "--quiet", "."),
}
FIXES: dict[str, tuple[str, ...]] = {
    "Python style": ("-m", "ruff", "check", "--fix", "."),
    "Python layout": ("-m", "ruff", "format", "."),
}


def check() -> int:
    """Run every check, whatever the earlier ones say, and name those that failed."""
    with setup.alone():
        setup.packages(for_tests=True)
    with setup.database():
        failed = [name for name, command in CHECKS.items() if not _passes(name, command)]
    say(f"\nFailed: {', '.join(failed)}." if failed else "\nAll checks passed.")
    return 1 if failed else 0


def fix() -> int:
    """Put right what can be put right without thinking."""
    with setup.alone():
        setup.packages(for_tests=True)
    failed = [name for name, command in FIXES.items() if not _passes(name, command)]
    return 1 if failed else 0


def _passes(name: str, command: tuple[str, ...]) -> bool:
    step(name)
    done = subprocess.run(
        [PYTHON, *command],
        cwd=CHECKOUT,
        env=programs.surroundings(CASERECORDS_ENV="test"),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return done.returncode == 0
