"""Run other programs in the checkout, quietly unless they fail."""

import os
import subprocess
from pathlib import Path

from tools import environment
from tools.console import Refusal
from tools.places import CHECKOUT, LOCAL, PYTHON


def surroundings(**more: str) -> dict[str, str]:
    """Return the environment for a program of ours.

    Programs keep caches in the home folder. When that cannot be written, or is another's because
    we became root, they get one in the checkout instead.
    """
    values = {**environment.read(), **os.environ, "PYTHONUNBUFFERED": "1", **more}
    home = Path(values.get("HOME") or "/")
    ours = home.is_dir() and os.access(home, os.W_OK) and home.stat().st_uid == os.geteuid()
    if not ours:
        substitute = LOCAL / "home"
        substitute.mkdir(mode=0o700, parents=True, exist_ok=True)
        values["HOME"] = str(substitute)
    return values


def run(*command: str | Path, failing: str, quiet: bool = True, **more: str) -> None:
    """Run a program to its end. ``failing`` is what the refusal says when it fails."""
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=surroundings(**more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refusal("\n".join(filter(None, [(done.stdout or "").strip(), failing])))


def answer(*command: str | Path) -> str:
    """Return what a program prints, without the space around it."""
    done = subprocess.run(
        command, env=surroundings(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=False
    )
    return done.stdout.decode(errors="replace").strip()


def succeeds(*command: str | Path) -> bool:
    """Whether a program can be run and says that all is well."""
    try:
        done = subprocess.run(
            command, cwd=CHECKOUT, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def manage(*arguments: str, failing: str, quiet: bool = True, **more: str) -> None:
    """Run one of Django's commands."""
    run(PYTHON, "manage.py", *arguments, failing=failing, quiet=quiet, **more)
