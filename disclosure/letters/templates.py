"""With what a letter begins: data, filled in with who writes to whom about whom."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter

from django.conf import settings

from accounts.models import User
from people.models import Person

_FILE = Path(__file__).with_name("templates.toml")
PERSON, OTHER = "PERSON", "OTHER"


@dataclass(frozen=True)
class Template:
    """The subject and the words with which a letter begins."""

    key: str
    title: str
    subject: str
    words: str
    to: str = ""

    def filled(self, *, person: Person, dear: str, by: User) -> dict[str, str]:
        """Return both with who writes to whom filled in."""
        given = {
            "dear": dear or "[name]",
            "person": person.name,
            "reference": person.council_reference,
            "council": settings.COUNCIL_NAME,
            "writer": by.name,
            "job": by.job_title,
        }
        return {
            "subject": Formatter().vformat(self.subject, (), given),
            "body": Formatter().vformat(self.words, (), given).lstrip("\n"),
        }


@cache
def templates() -> dict[str, Template]:
    """Return every template, in the order of the file."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: Template(key=key, **row) for key, row in rows.items()}
