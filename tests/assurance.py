"""Where a campaign of `make assurance` writes down what it found."""

import os
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
        f"Written by its own run of `make assurance` on {today:%-d %B %Y}.",
        "",
    ]
    FOLDER.mkdir(exist_ok=True)
    text = "\n".join([*head, *lines]) + "\n"
    (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
