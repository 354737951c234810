"""What stands in a copy of a record, in words, before it is laid out. Plain values, no HTML."""

from dataclasses import dataclass, replace
from datetime import datetime

from ui import formats
from ui.statements import ShownStatement

_BESIDE_ITS_LABEL = 100
_LONGEST_BESIDE = 600


@dataclass(frozen=True)
class Fact:
    """A label and what stands beside it. ``own_words`` are shown as a quotation."""

    label: str
    text: str
    own_words: bool = False

    @property
    def is_long(self) -> bool:
        """Say whether it stands beneath its label, because it may run over a page."""
        return len(self.text) > _LONGEST_BESIDE


@dataclass(frozen=True)
class Task:
    """An action agreed in an entry, and how it stands."""

    text: str
    who: str
    due: str
    state: str
    is_closed: bool = False
    outcome: str = ""
    agreed: str = ""

    @property
    def mark(self) -> str:
        """A tick or an empty ring, beside the words that say the same."""
        return "✓" if self.is_closed else "○"


@dataclass(frozen=True)
class Was:
    """What stood somewhere before a correction, and who corrected it, when and why.

    ``said`` leads in: "Until 25 August 2026 this said:".
    """

    said: str
    lines: tuple[str, ...]
    by: str
    at: datetime
    because: str


@dataclass(frozen=True)
class Card:
    """One row of a question: what it is called, and its questions with their answers."""

    title: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """Rows of a question that are short: what a row is called, the columns, and each row."""

    word: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Answer:
    """One question of the form with its answer: text, statements, tasks, rows, or why it has none.

    Rows are a ``table`` where they are short, else ``cards``.
    """

    label: str
    text: str = ""
    said: tuple[ShownStatement, ...] = ()
    tasks: tuple[Task, ...] = ()
    table: Table | None = None
    cards: tuple[Card, ...] = ()
    gap: str = ""
    was: tuple[Was, ...] = ()

    @property
    def is_brief(self) -> bool:
        """Say whether the answer is words enough to stand beside its question, not beneath it."""
        beneath = self.said or self.tasks or self.table or self.cards or self.was
        beneath = beneath or "\n" in self.text
        return not beneath and len(self.text) + len(self.gap) <= _BESIDE_ITS_LABEL


@dataclass(frozen=True)
class Section:
    """Some answers under a heading of the form."""

    title: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Beside:
    """Something put beside an entry after it was signed.

    ``own_words`` are shown as a quotation. They are the person's own about themselves unless they
    are ``told_by_other``, or of a ``third_party``.
    """

    kind: str
    text: str
    by: str
    at: datetime
    about: str = ""
    own_words: bool = False
    told_by_other: bool = False
    third_party: bool = False


@dataclass(frozen=True)
class Related:
    """What another entry has to do with this one. ``anchor`` is empty if it is not in the copy."""

    words: str
    anchor: str = ""


@dataclass(frozen=True)
class Enclosure:
    """A file that came with an entry: listed, kept with the record.

    ``left_out`` says why its pages may not stand in this copy; blank if nobody decided that.
    ``pages`` are those that alone may stand in it, as ``in_part`` says; all if there are none.
    """

    title: str
    described: str
    anchor: str = ""
    left_out: str = ""
    pages: tuple[int, ...] = ()
    in_part: str = ""


@dataclass(frozen=True)
class Entry:
    """One signed entry as it stands in the copy, whole."""

    anchor: str
    happened: str
    day: str
    title: str
    written: str
    late: str
    told_by: str
    status: str
    header: tuple[Answer, ...]
    sections: tuple[Section, ...]
    code: str
    restricted: bool = False
    corrections: tuple[Was, ...] = ()
    beside: tuple[Beside, ...] = ()
    related: tuple[Related, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    taken_off: tuple[str, ...] = ()

    def heading_alone(self, because: str) -> "Entry":
        """Return an entry that could not be laid out, with the reason in place of its words."""
        answer = Answer("The words of this entry could not be laid out", because)
        return replace(
            self,
            told_by="",
            header=(),
            sections=(Section("", (answer,)),),
            corrections=(),
            beside=(),
            related=(),
            enclosures=(),
            taken_off=(),
        )


@dataclass(frozen=True)
class Month:
    """The entries of one month, oldest first."""

    title: str
    anchor: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Accounted:
    """One line of the account: an entry in this copy, or left out, or taken off the record.

    Entries one after another that stay out for the same reason of scope are one line.
    """

    day: str
    title: str
    code: str = ""
    anchor: str = ""
    left_out: str = ""
    taken_off: str = ""
    entries: int = 1


@dataclass(frozen=True)
class Line:
    """One line of a chronology: what happened, what it meant, and the entry it comes from.

    One whose entry stays out says why in ``left_out``, and tells nothing but its day.
    """

    anchor: str
    day: str
    event: str = ""
    impact: str = ""
    source: str = ""
    code: str = ""
    corrected: bool = False
    left_out: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    restricted: bool = False


@dataclass(frozen=True)
class Chronology:
    """A frozen chronology, in the order in which things happened."""

    title: str
    purpose: str
    frozen: str
    code: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Term:
    """A short form, what it means, and where it stands first; ``anchor`` is empty if nowhere."""

    short: str
    meaning: str
    where: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Opening:
    """What one member of staff did on one day, and why they could."""

    day: str
    who: str
    did: str
    why: str


@dataclass(frozen=True)
class Openers:
    """Who opened the record between two days, as it was released to the person."""

    between: str
    released: str
    openings: tuple[Opening, ...]


@dataclass(frozen=True)
class About:
    """The page about the person: a title and its facts or paragraphs."""

    title: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Removed:
    """What stands in the copy in place of words, how often, and what that means."""

    in_place: str
    times: int
    meaning: str


@dataclass(frozen=True)
class Cover:
    """Whose record this is a copy of, who made it, when, why and for whom."""

    council: str
    name: str
    legal_name: str
    reference: str
    born: str
    export_reference: str
    made_at: datetime
    made_by: str
    purpose: str
    recipient: str
    restricted: str
    counted: tuple[str, ...]
    died: str = ""
    basis: str = ""
    shared_by: str = ""
    part: str = ""
    scope: str = ""
    known_at: datetime | None = None
    about_others: str = ""
    is_redacted: bool = False
    withheld: str = ""
    removed: tuple[Removed, ...] = ()
    not_laid_out: str = ""

    @property
    def who(self) -> str:
        """Whose record it is, at the head of each page."""
        legal = f" ({self.legal_name})" if self.legal_name != self.name else ""
        born = f" · born {self.born}" if self.born else ""
        known = f" · as known {formats.short_datetime(self.known_at)}" if self.known_at else ""
        some = " · part of the record" if self.scope else ""
        return f"{self.name}{legal}{born}{known}{some}"


@dataclass(frozen=True)
class Copy:
    """A whole copy of one person's record, or of one chronology made from it."""

    cover: Cover
    about: tuple[About, ...]
    months: tuple[Month, ...]
    account: tuple[Accounted, ...]
    cannot_be_drawn: tuple[str, ...] = ()
    print_size: int = 0
    chronology: Chronology | None = None
    openers: Openers | None = None
    also_left_out: tuple[str, ...] = ()
    glossary: tuple[Term, ...] = ()
    compared: str = ""

    @property
    def title(self) -> str:
        """What the PDF calls itself: the reference, never the name."""
        what = "Chronology" if self.chronology else "Record"
        return f"{what} of {self.cover.reference}"

    @property
    def entries(self) -> int:
        """How many entries are in it, or lines of a chronology."""
        if self.chronology:
            return sum(1 for line in self.chronology.lines if not line.left_out)
        return sum(len(month.entries) for month in self.months)

    @property
    def accounted(self) -> int:
        """How many entries its account speaks of."""
        return sum(line.entries for line in self.account)

    @property
    def anchors(self) -> set[str]:
        """Every place that the finished copy must hold."""
        if self.chronology:
            return {line.anchor for line in self.chronology.lines}
        anchors = {entry.anchor for month in self.months for entry in month.entries}
        return anchors | ({"openers"} if self.openers else set())
