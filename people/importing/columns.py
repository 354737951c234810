"""What may stand in a file of each kind: our columns, and how a cell of theirs is read."""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import clock
from people.models import Death
from people.relationships import kinds

EARLIEST = date(1850, 1, 1)
YES = frozenset({"yes", "y", "true", "1"})
NO = frozenset({"no", "n", "false", "0", ""})
ISO = "%Y-%m-%d"


class Unreadable(ValueError):
    """A cell that cannot be read. Its words say what it must be, and never what it is."""


@dataclass(frozen=True)
class Column:
    """One of our columns. ``reads`` makes a value of the text of a cell."""

    name: str
    about: str
    reads: str = "text"
    needed: bool = False
    most: int = 0
    choices: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """What a report calls it."""
        return self.name.replace("_", " ").capitalize()

    def value(self, text: str, format: str) -> Any:
        """Return what a cell says. Raises ``Unreadable``."""
        if self.most and len(text) > self.most:
            raise Unreadable(f"is longer than {self.most} characters")
        if self.choices:
            if text and text not in self.choices:
                raise Unreadable(f"must be one of {', '.join(self.choices)}")
            return text
        return _READS[self.reads](text, format)


def plain(text: str) -> str:
    """Return a number of another system as it is kept, and as a report may print it."""
    kept = "".join(each for each in text if unicodedata.category(each)[0] != "C")
    return " ".join(kept.split())


def _id(text: str, format: str) -> str:
    return plain(text)


def _text(text: str, format: str) -> str:
    words = " ".join(text.split())
    if any(unicodedata.category(each) == "Cc" for each in words):
        raise Unreadable("holds a control character. Take it out over there")
    return words


def _whole(text: str, format: str) -> str:
    """Return text letter for letter, with its own line breaks."""
    return text


def _lines(text: str, format: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _yes_no(text: str, format: str) -> bool:
    word = text.strip().lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Unreadable("must be yes or no: give a value map")


def _list(text: str, format: str) -> tuple[str, ...]:
    return tuple(each.strip() for each in text.split(";") if each.strip())


def _day(text: str, format: str) -> date | None:
    moment = _read_moment(text, format)
    return moment.date() if moment is not None else None


def _moment(text: str, format: str) -> datetime | date | None:
    """Return an instant of English clocks; a day alone where no time of day stands with it."""
    day_alone = format.split(" ")[0].split("T")[0]
    if day_alone != format and len(text.split()) == 1 and "T" not in text:
        format = day_alone
    moment = _read_moment(text, format)
    if moment is None or day_alone == format:
        return moment.date() if moment is not None else None
    return clock.local(moment)


def _read_moment(text: str, format: str) -> datetime | None:
    text = text.strip()
    if not text:
        return None
    try:
        moment = datetime.strptime(text, format)  # noqa: DTZ007 - English clocks, as the file has it
    except ValueError:
        raise Unreadable(f"must be written like {example_of(format)}") from None
    if not EARLIEST <= moment.date() <= clock.today():
        raise Unreadable("must not be in the future, nor before 1850")
    return moment


def example_of(format: str) -> str:
    """Return how a date is written in a format: 31/12/2019."""
    return datetime(2019, 12, 31, 14, 5, 0).strftime(format)  # noqa: DTZ001 - an example


_READS: Mapping[str, Callable[[str, str], Any]] = {
    "id": _id,
    "text": _text,
    "whole": _whole,
    "lines": _lines,
    "yes_no": _yes_no,
    "list": _list,
    "day": _day,
    "moment": _moment,
}


@dataclass(frozen=True)
class Columns:
    """The columns of one kind of file, in a fixed order."""

    kind: str
    all: tuple[Column, ...]
    by_name: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {each.name: each for each in self.all})

    @property
    def needed(self) -> list[str]:
        """The names of those that every file of the kind must have."""
        return [each.name for each in self.all if each.needed]


_ID = Column("source_id", "Its number over there, which never changes", "id", needed=True, most=100)
_PERSON = Column("person", "The person's number in the file of people", "id", needed=True, most=100)

PEOPLE = Columns(
    "PEOPLE",
    (
        _ID,
        Column("given_names", "Given names, as on documents", needed=True, most=150),
        Column("family_name", "Family name, as on documents", needed=True, most=150),
        Column("title", "Mr, Mrs, Mx…", most=20),
        Column("preferred_name", "The name to be known by", most=150),
        Column("former_given_names", "Given names once used", most=150),
        Column("former_family_name", "Family name once used", most=150),
        Column("former_name_protected", "The former name is for named staff only", "yes_no"),
        Column("also_known_as", "Another name in use", most=150),
        Column("pronouns", "Pronouns", most=40),
        Column("born_on", "Date of birth", "day"),
        Column(
            "birth_precision",
            "How the date of birth is known; UNKNOWN where there is none",
            choices=("KNOWN", "ESTIMATED", "UNKNOWN"),
        ),
        Column("died_on", "Date of death", "day"),
        Column(
            "death_source",
            "Who told of the death: a certificate, registrar, NHS or coroner confirms it",
            choices=tuple(Death.Source.values),
        ),
        Column("nhs_number", "NHS number: its check digit is checked", most=20),
        Column("nhs_verified", "The NHS number was traced and verified", "yes_no"),
        Column("council_reference", "Our own reference, if the council keeps its numbers", most=20),
        Column("has_care_needs", "A person with care and support needs: yes unless said", "yes_no"),
        Column("is_carer", "A carer", "yes_no"),
        Column("status", "OPEN unless said; involvements decide later", choices=("OPEN", "CLOSED")),
        Column("team", "The team that works with them: its key or name here", most=150),
        Column("address", "The address; several columns are its lines", "lines", most=500),
        Column("postcode", "Postcode", most=10),
        Column(
            "address_kind",
            "HOME unless said; SAFE is shown on request only",
            choices=("HOME", "TEMPORARY", "POST", "SAFE", "NO_FIXED"),
        ),
        Column("phone", "Telephone", most=40),
        Column("mobile", "Mobile", most=40),
        Column("email", "Email", most=254),
        Column("restricted", "The whole record is for named staff only", "yes_no"),
        Column("restricted_reason", "Why it is restricted", most=500),
        Column("restricted_to", "Staff numbers of those who may open it, with ; between", "list"),
    ),
)

RELATIONSHIPS = Columns(
    "RELATIONSHIPS",
    (
        _ID,
        _PERSON,
        Column(
            "kind",
            "What they are to the person: daughter, carer, next_of_kin…",
            needed=True,
            choices=tuple(kinds()),
        ),
        Column(
            "back",
            "What the person is to them; the usual word unless said",
            choices=tuple(kinds()),
        ),
        Column("name", "Their name; not needed with other_person", most=150),
        Column("other_person", "Their own number in the file of people, if any", "id", most=100),
        Column("since", "From when", "day"),
        Column("until", "The first day on which it was so no longer", "day"),
        Column("role", "What they do", most=150),
        Column("organisation", "Where they work", most=150),
        Column("phone", "Telephone", most=40),
        Column("email", "Email", most=254),
        Column("note", "What else is known", most=250),
    ),
)

INVOLVEMENTS = Columns(
    "INVOLVEMENTS",
    (
        _ID,
        _PERSON,
        Column("role", "NEEDS unless said", choices=("NEEDS", "CARER")),
        Column("opened_on", "First day", "day", needed=True),
        Column("closed_on", "Last day; none while it goes on", "day"),
        Column("team", "The team: its key or name here. One that goes on needs it", most=150),
        Column("reason", "Why the council was involved", "whole", most=2000),
    ),
)

ALLOCATIONS = Columns(
    "ALLOCATIONS",
    (
        _ID,
        _PERSON,
        Column("involvement", "Number of the involvement; else that of the day", "id", most=100),
        Column("role", "WORKER unless said", choices=("WORKER", "CO_WORKER")),
        Column("team", "The team: its key or name here", needed=True, most=150),
        Column("worker", "Staff number here, if the worker is here", most=20),
        Column("worker_name", "The worker's name, as the other system has it", most=120),
        Column("starts_on", "First day", "day", needed=True),
        Column("ends_on", "Last day; none while it goes on", "day"),
        Column("reason", "Why", most=250),
    ),
)

_ABOUT = Column(
    "about",
    "NOTE unless said; SAFEGUARDING is restricted and kept longer",
    choices=("NOTE", "SAFEGUARDING"),
)
_RECORD_AS = Column("record_as", "PERSON unless said", choices=("PERSON", "CARER"))
_WRITTEN_BY = Column("written_by", "Who wrote it, as the other system has it", most=150)
_STAFF_NUMBER = Column("written_by_staff_number", "Their staff number, if they are here", most=20)
_RESTRICTED = Column("restricted", "For named staff only", "yes_no")

ENTRIES = Columns(
    "ENTRIES",
    (
        _ID,
        _PERSON,
        Column("happened_at", "When it happened: a day, perhaps a time", "moment", needed=True),
        Column("text", "What was written, which is kept letter for letter", "whole", needed=True),
        Column("subject", "Its title over there", most=200),
        Column("original_kind", "What the other system calls this kind of record", most=150),
        _WRITTEN_BY,
        _STAFF_NUMBER,
        Column("written_at", "When it was written over there", "moment"),
        _ABOUT,
        _RECORD_AS,
        _RESTRICTED,
    ),
)

FILES = Columns(
    "FILES",
    (
        _ID,
        _PERSON,
        Column("entry", "The number of the entry that it belongs with", "id", most=100),
        Column("file", "Where it lies in the folder: letters/2019/1.pdf", needed=True, most=400),
        Column("title", "What it is", needed=True, most=150),
        Column("happened_at", "The date on it, or when it came", "moment", needed=True),
        _WRITTEN_BY,
        _STAFF_NUMBER,
        Column("written_at", "When it was put there", "moment"),
        _ABOUT,
        _RECORD_AS,
        _RESTRICTED,
    ),
)
