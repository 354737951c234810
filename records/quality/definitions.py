"""What the coach is told and what it answers. Plain data: the rules know no database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

ADVICE, WARNING, MUST_FIX = "advice", "warning", "must-fix"
RANK = {ADVICE: 0, WARNING: 1, MUST_FIX: 2}

COACH, FORM, LISTS = "coach", "form", "lists"

PERSON_WORDS, VIEWS, OPINION, DECISION = "person_words", "views", "opinion", "decision"
# What stands in a box beside the text: a short answer, a row, a detail of a statement, an action.
DETAIL = "detail"


@dataclass(frozen=True)
class Passage:
    """Text in one place. ``kind`` is that of a statement, or ``DETAIL``; empty for an answer.

    ``verbatim`` is what came in, or what the person said: it is never read for faults.
    """

    place: str
    text: str
    kind: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    verbatim: bool = False

    @property
    def is_exempt(self) -> bool:
        """Say whether nothing in it may be flagged."""
        return self.verbatim or self.kind in {PERSON_WORDS, "verbatim"}


@dataclass(frozen=True)
class Named:
    """Somebody known to the record: who they are, and what they are to the person."""

    name: str
    relationship: str = ""


@dataclass(frozen=True)
class Step:
    """An action of the record."""

    what: str
    who: str = ""
    by: date | None = None
    who_is_named: bool = True


@dataclass(frozen=True)
class Earlier:
    """Text of an earlier record of this person, or of this writer about somebody else."""

    text: str
    on: date
    place: str = ""
    is_of_person: bool = True


@dataclass(frozen=True)
class Other:
    """Numbers that belong to somebody else with a record."""

    name: str = ""
    reference: str = ""
    nhs_number: str = ""


@dataclass(frozen=True)
class KindOfRecord:
    """What the rules need to know of the type that is written."""

    key: str
    title: str
    group: str = ""
    voice_required: bool = False
    holds_decision: bool = False
    as_received: bool = False
    external: bool = False
    with_person: bool = False
    fields: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Context:
    """What a record knows beyond the words that are written in it, as one look is told of it.

    ``earlier`` are texts that these may have been copied from, ``others`` the people whose record
    may have been meant, ``state`` the facts that some checks ask for. Nothing is known unless told.
    ``not_asked`` are checks that what is written cannot answer.
    """

    earlier: Sequence[Earlier] = ()
    others: Sequence[Other] = ()
    state: Mapping[str, Any] = field(default_factory=dict)
    not_asked: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Facts:
    """Everything that one look is told.

    ``answers`` are the form's, by question; ``state`` is what the record knows beyond this text: a
    check whose fact is not in it says nothing.
    """

    kind: KindOfRecord
    passages: Sequence[Passage] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    steps: Sequence[Step] = ()
    person: Named = Named("")
    reference: str = ""
    contacts: Sequence[Named] = ()
    staff: Sequence[str] = ()
    present: Sequence[str] = ()
    happened_on: date | None = None
    signed_on: date | None = None
    earlier: Sequence[Earlier] = ()
    others: Sequence[Other] = ()
    state: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class OwnWords:
    """Words that a council looks for beside those of a check's list, and what it says of them."""

    check: str
    phrase: str
    says: str


@dataclass(frozen=True)
class Local:
    """What a council decided: what is off, other words for what is said, own words.

    ``off`` and ``messages`` are of checks, by key, and of entries of their lists, by id.
    ``glossary`` holds short forms and their meaning; one with no meaning is not asked about.
    """

    off: frozenset[str] = frozenset()
    messages: Mapping[str, str] = field(default_factory=dict)
    words: tuple[OwnWords, ...] = ()
    glossary: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Finding:
    """One point: where, what, why, and from which rule and list it comes.

    ``start`` and ``end`` are places in the passage as it was written; both 0 for the whole record.
    ``also`` counts the further places of the same words.
    """

    check: str
    severity: str = ""
    message: str = ""
    why: str = ""
    place: str = ""
    start: int = 0
    end: int = 0
    words: str = ""
    entry: str = ""
    also: int = 0
    values: Mapping[str, Any] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Check:
    """A rule as it is described: what it detects, when it speaks, and what it says.

    ``told_by`` says who speaks of it: the coach, the form, whose questions ask for it, or the lists
    of what waits.
    """

    key: str
    title: str
    category: str
    severity: str
    detects: str
    source: str
    message: str
    stages: tuple[str, ...]
    told_by: str = COACH
    override_reasons: tuple[str, ...] = ()
    unverified: bool = False
    passes: tuple[Mapping[str, Any], ...] = ()
    fails: tuple[Mapping[str, Any], ...] = ()
