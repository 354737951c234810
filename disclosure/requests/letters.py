"""The letter that goes with a copy: what it is, what was left out and why, and how to complain."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.conf import settings
from django.template.loader import get_template

from accounts.models import User
from disclosure.formats import needed_by
from disclosure.models import Export, RedactedEntry, Redaction, RedactionMark, SubjectRequest
from disclosure.pdf import Printed
from disclosure.pdf.checking import check
from disclosure.pdf.letterhead import letterhead
from disclosure.pdf.press import print_html
from disclosure.redacting.applying import standing
from disclosure.redacting.reasons import Reason, reasons
from disclosure.requests.data import step_kinds
from disclosure.requests.standing import Stands
from ui import formats

FOLDER = "letters"
MEMORY = 1024**3
SECONDS = 60


@dataclass(frozen=True)
class LeftOut:
    """One reason for which words, files or whole entries are not in the copy."""

    reason: Reason
    words: bool
    entries: int
    files: int = 0
    files_in_part: int = 0

    @property
    def wholes(self) -> str:
        """How many entries and files are left out for it, or some of their pages; blank if none."""
        said = (
            (self.entries, "entry is left out whole", "entries are left out whole"),
            (self.files, "file is left out", "files are left out"),
            (self.files_in_part, "file is given in part", "files are given in part"),
        )
        found = [formats.counted(*each) for each in said if each[0]]
        return f"{', '.join(found)} for this reason." if found else ""


@dataclass(frozen=True)
class Letter:
    """What a letter says. ``is_general``: not for which reasons something was left out."""

    request: SubjectRequest
    export: Export
    by: User
    on: date
    words: str
    is_general: bool
    places: list[tuple[str, str]]
    left_out: list[LeftOut]
    print_size: int
    ground: str = ""

    @property
    def title(self) -> str:
        """What the document is called; it stands in its properties and names nobody."""
        return f"{settings.COUNCIL_NAME}: your request {self.request.reference}"

    @property
    def is_for_another(self) -> bool:
        """Say whether somebody asked for the person."""
        return self.request.made_by != SubjectRequest.MadeBy.SELF


def letter_of(
    stands: Stands, export: Export, *, by: User, on: date, words: str, is_general: bool
) -> Letter:
    """Return what the letter says that goes with a copy."""
    asked = stands.request
    own = asked.made_by == SubjectRequest.MadeBy.SELF
    places = [
        (step.kind.choices[step.row.choice], step.kind.outcomes[step.row.outcome])
        for step in stands.told
        if step.kind.key == "SEARCH"
    ]
    return Letter(
        request=asked,
        export=export,
        by=by,
        on=on,
        words=words,
        is_general=is_general,
        places=places,
        left_out=left_out_of(export.redaction) if export.redaction else [],
        print_size=needed_by(asked.person).print_size if own else 0,
        ground=step_kinds()["GROUND"].choices[stands.ground.choice] if stands.ground else "",
    )


def left_out_of(redaction: Redaction) -> list[LeftOut]:
    """Return for which reasons something is left out of a redacted copy, and how much."""
    words: set[str] = set()
    entries: Counter[str] = Counter()
    files: Counter[str] = Counter()
    in_part: Counter[str] = Counter()
    for row in redaction.entries.prefetch_related("marks", "files"):
        if row.whole == RedactedEntry.Whole.WITHHOLD:
            entries[row.whole_reason] += 1
            continue
        words |= {
            mark.reason for mark in standing(row) if mark.decision == RedactionMark.Decision.REMOVE
        }
        for file in row.files.all():
            if file.reason:
                (in_part if file.is_given else files)[file.reason] += 1
    return [
        LeftOut(reason, key in words, entries[key], files[key], in_part[key])
        for key, reason in reasons().items()
        if key in words or key in entries or key in files or key in in_part
    ]


def print_letter(letter: Letter) -> tuple[Printed, str]:
    """Return the letter as a tagged PDF, and its digest.

    Raises ``NotPrinted`` if it could not be laid out.
    """
    printed = print_html(html_of(letter), memory=MEMORY, seconds=SECONDS)
    check(printed.pdf, anchors=set(), title=letter.title)
    return printed, sha256(printed.pdf).hexdigest()


def html_of(letter: Letter) -> str:
    """Return the letter as HTML. What people wrote goes through a template that escapes it."""
    context = {"letter": letter, **letterhead(letter.print_size)}
    return get_template("disclosure/letters/letter.html").render(context)
