"""Run the suite, or the long campaigns whole, after the same set-up as `make run`."""

import os
import subprocess
import sys

from tools import programs, setup, system_packages
from tools.places import CHECKOUT, PYTHON


def assurance(arguments: list[str]) -> int:
    """Run the campaigns of which `make test` runs a sample."""
    os.environ["CASERECORDS_ASSURANCE"] = "1"
    return main(["-m", "assurance", *(arguments or _asked_for())])


def main(arguments: list[str]) -> int:
    """Set up what is missing, run pytest, and return its answer."""
    with setup.alone():
        setup.packages(for_tests=True)
    with setup.database():
        browser = system_packages.find_browser() or ""
        return subprocess.run(
            [
                # One more than two cores: who waits for a browser leaves one of them idle.
                *(PYTHON, "-m", "pytest", "-n", "3", "--dist", "loadfile"),
                "--no-loadscope-reorder",  # tests/conftest.py knows what takes long
                *(arguments or _asked_for()),
            ],
            cwd=CHECKOUT,
            env=programs.surroundings(CASERECORDS_ENV="test", CASERECORDS_BROWSER=browser),
            stdin=subprocess.DEVNULL,
            stdout=sys.stdout,
            check=False,
        ).returncode


def _asked_for() -> list[str]:
    return os.environ.get("PYTEST_ARGS", "").split()
