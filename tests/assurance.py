"""Where a campaign of `make assurance` writes down what it found."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import clock

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference" / "assurance"


def write(name: str, title: str, lines: Iterable[str]) -> None:
    """Write one page of results, if this is a run of the whole campaigns."""
    if os.environ.get("CASERECORDS_ASSURANCE") != "1":
        return
    today = clock.today()
    head = [
        f"# {title}",
        "",
        f"Written by its own run of `make assurance` on {today:%-d %B %Y}{_commit()}.",
        "",
    ]
    FOLDER.mkdir(exist_ok=True)
    text = "\n".join([*head, *lines]) + "\n"
    (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")


def _commit() -> str:
    """Say on which commit, where the checkout knows; what was not committed is not in it."""
    asked = ["git", "rev-parse", "--short=10", "HEAD"]
    answer = subprocess.run(asked, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    return f", on commit `{answer.stdout.strip()}`" if answer.returncode == 0 else ""
