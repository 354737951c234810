"""What a record type is made of. All of it is data, read from TOML and never changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

SHORT_TEXT = "short_text"
LONG_TEXT = "long_text"
DATE = "date"
DATETIME = "datetime"
CHOICE = "choice"
MULTI_CHOICE = "multi_choice"
BOOLEAN = "boolean"
PERSON_REF = "person_ref"
CONTACT_REF = "contact_ref"
STAFF_REF = "staff_ref"
ENTRY_REF = "entry_ref"
ATTACHMENT = "attachment"
MONEY = "money"
DURATION = "duration"
STATEMENTS = "statements"
ACTIONS = "actions"
ROWS = "rows"

FIELD_KINDS = frozenset({
    SHORT_TEXT, LONG_TEXT, DATE, DATETIME, CHOICE, MULTI_CHOICE, BOOLEAN, PERSON_REF, CONTACT_REF,
    STAFF_REF, ENTRY_REF, ATTACHMENT, MONEY, DURATION, STATEMENTS, ACTIONS, ROWS,
})  # fmt: skip

TEXTS = frozenset({SHORT_TEXT, LONG_TEXT})

# What a column of a question in rows may be. None of them has rows of its own.
COLUMN_KINDS = frozenset({
    SHORT_TEXT, LONG_TEXT, DATE, CHOICE, MULTI_CHOICE, BOOLEAN, PERSON_REF, CONTACT_REF, STAFF_REF,
    MONEY,
})  # fmt: skip

MOST_ROWS = 60

# The text and the statements that every form ends with: the one may be written as the other.
MAIN_TEXT = "discussion"
MAIN_STATEMENTS = "statements"

FLAGS = frozenset({
    "involves_contact", "with_person", "external", "as_received", "time_required",
    "copy_to_person", "chronology", "moved_in",
})  # fmt: skip

REASON_SUFFIX = "__reason"

# A condition is a table of the rule language; ``conditions.holds`` reads it.
Condition = Mapping[str, Any]


@dataclass(frozen=True)
class Choice:
    """One answer to choose. ``reason`` is what to ask beside it; empty when nothing is asked."""

    value: str
    reason: str = ""


@dataclass(frozen=True)
class ShowIf:
    """When a field is asked: any answer of the other field is among ``values``."""

    field: str
    values: tuple[str | bool, ...]


@dataclass(frozen=True)
class AppliesTo:
    """Which types a header field belongs to: all, unless some are named; never ``except_types``.

    ``decision`` names the types that need a decision, ``voice`` those that need the person's voice.
    """

    flags: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    decision: bool = False
    voice: bool = False
    except_types: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Field:
    """One question. ``required`` is what is said when it is not answered; empty if it may be.

    One that is answered in rows has ``columns``, and ``row`` is what one row is called. ``each``
    names the column whose choices are the rows: one row for each of them, and no other. One that
    is answered by earlier records says in ``entries`` which kinds or groups of them it takes, all
    if none are named, and with ``one`` that it takes one. ``copies`` names such a question,
    then the answer of the record chosen there, which is copied and cannot be changed.
    """

    name: str
    kind: str
    label: str
    help: str = ""
    required: str = ""
    required_if: Condition | None = None
    overridable: bool = True
    essential: bool = False
    choices: tuple[Choice, ...] = ()
    show_if: ShowIf | None = None
    kinds: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()
    one: bool = False
    copies: tuple[str, ...] = ()
    persons_voice: bool = False
    time_not_known: bool = False
    needs_fact: str = ""
    system: bool = False
    applies_to: AppliesTo | None = None
    default: str = ""
    row: str = ""
    columns: tuple["Field", ...] = ()
    each: str = ""
    at_least: int = 0
    at_most: int = MOST_ROWS

    @cached_property
    def columns_by_name(self) -> Mapping[str, "Field"]:
        """The columns of a question in rows by name."""
        return {each.name: each for each in self.columns}

    @cached_property
    def fixed_rows(self) -> tuple[str, ...]:
        """What the rows are, where there is one for each of some things."""
        return self.columns_by_name[self.each].choice_values if self.each else ()

    @cached_property
    def typed_columns(self) -> tuple["Field", ...]:
        """The columns in which something is typed or chosen: not what a fixed row is about."""
        return tuple(each for each in self.columns if each.name != self.each)

    @cached_property
    def choice_values(self) -> tuple[str, ...]:
        """The stored values that may be chosen."""
        return tuple(each.value for each in self.choices)

    @cached_property
    def choices_with_reason(self) -> Mapping[str, str]:
        """What to ask beside each choice that needs a reason."""
        return {each.value: each.reason for each in self.choices if each.reason}

    @property
    def reason_name(self) -> str:
        """The key under which the reason for a choice is kept."""
        return self.name + REASON_SUFFIX


@dataclass(frozen=True)
class Section:
    """Fields that are asked together, under one heading."""

    title: str
    fields: tuple[Field, ...]
    placement: str = "type"


@dataclass(frozen=True)
class Wording:
    """How a type asks a question of the header: what it leaves empty is asked as everywhere."""

    field: str
    label: str = ""
    help: str = ""
    required: str = ""


@dataclass(frozen=True)
class Sets:
    """A header answer that the type gives itself: a value, or a copy of another field's answer."""

    field: str
    value: Any = None
    copy: str = ""
    when: Condition | None = None


@dataclass(frozen=True)
class Example:
    """Values that pass or fail a rule; the tests run every one of them."""

    values: Mapping[str, Any] = field(default_factory=dict)
    statements: tuple[Mapping[str, Any], ...] = ()
    actions: tuple[Mapping[str, Any], ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """A rule across fields: if ``when`` holds, ``require`` are answered and ``must`` holds too."""

    key: str
    text: str
    message: str
    field: str
    passes: tuple[Example, ...]
    fails: tuple[Example, ...]
    when: Condition | None = None
    require: tuple[str, ...] = ()
    must: Condition | None = None
    severity: str = "must-fix"
    overridable: bool = False
    needs: str = ""


@dataclass(frozen=True)
class Behaviour:
    """A rule of the catalogue that another part of the product keeps: ``where`` says which."""

    text: str
    where: str


@dataclass(frozen=True)
class Timescale:
    """When the work is due: ``within`` ``unit`` from the event named in ``starts``."""

    unit: str
    starts: str
    basis: str
    kind: str
    within: int | None = None
    direction: str = "after"


@dataclass(frozen=True)
class ReviewAfter:
    """How many months until the next review, and until the first one where that is sooner."""

    months: int
    basis: str
    kind: str
    first_months: int | None = None
    first_basis: str = ""
    first_kind: str = ""


@dataclass(frozen=True)
class StatementKind:
    """A kind of statement: which details it cannot be signed without, and which it may have.

    ``unless_explained`` are details that it has, or one of ``explanations`` says why not all:
    each with what its absence leaves unsaid, in words that follow "does not say".
    ``letter`` begins one from the keyboard.
    """

    key: str
    title: str
    meaning: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    unless_explained: Mapping[str, str] = field(default_factory=dict)
    explanations: tuple[str, ...] = ()
    locked: bool = False
    letter: str = ""

    @property
    def details(self) -> tuple[str, ...]:
        """Everything that is asked of it, what it must have first."""
        return (*self.required, *self.unless_explained, *self.optional)


@dataclass(frozen=True)
class Group:
    """A heading of the catalogue."""

    key: str
    title: str


@dataclass(frozen=True)
class AuthorGroup:
    """Who may write a type: a group of roles."""

    key: str
    title: str
    does: str


@dataclass(frozen=True, eq=False)
class RecordType:
    """One kind of record in one published version.

    ``always_says`` stands over every entry of it, on screen and on paper.
    """

    key: str
    version: int
    title: str
    group: str
    purpose: str
    when_to_use: str
    when_not_to_use: str
    statutory_basis: str
    unverified: bool
    checked: tuple[str, ...]
    flags: frozenset[str]
    record_within_working_days: int | None
    who_may_author: tuple[str, ...]
    needs_sign_off: bool
    person_voice_required: bool
    decision_required: bool
    retention: str
    sensitivity: str
    guidance: tuple[str, ...]
    quality_checks: tuple[str, ...]
    sections: tuple[Section, ...]
    timescale: Timescale | None = None
    review_after: ReviewAfter | None = None
    sets: tuple[Sets, ...] = ()
    wordings: tuple[Wording, ...] = ()
    rules: tuple[Rule, ...] = ()
    behaviours: tuple[Behaviour, ...] = ()
    always_says: str = ""

    @cached_property
    def own_fields(self) -> Mapping[str, Field]:
        """The type's own fields by name, without the header."""
        return {each.name: each for section in self.sections for each in section.fields}

    @property
    def is_moved_in(self) -> bool:
        """Say whether it comes with records of another system, and is never written here."""
        return "moved_in" in self.flags

    @property
    def is_restricted(self) -> bool:
        """Say whether a new entry of this type is restricted to named people."""
        return self.sensitivity == "restricted"

    @property
    def views_must_shape_it(self) -> bool:
        """Say whether the record must say how the person's views shaped what was decided."""
        plans = self.group in {"planning", "reviews"}
        decides = self.decision_required and self.person_voice_required
        return (plans or decides) and "views_considered" not in self.own_fields

    def has(self, flag: str) -> bool:
        """Say whether the type carries a flag."""
        return flag in self.flags


@dataclass(frozen=True)
class Header:
    """What every record shares: header sections, statement kinds, details and action columns."""

    sections: tuple[Section, ...]
    statement_kinds: Mapping[str, StatementKind]
    statement_fields: Mapping[str, Field]
    action_fields: Mapping[str, Field]
    groups: tuple[Group, ...]
    author_groups: Mapping[str, AuthorGroup]
    placeholders: frozenset[str]
    override_reasons: tuple[Choice, ...]
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Problem:
    """Something that stands in the way of signing, said so that the writer can put it right.

    ``overridable``: the answer may be left out for one of ``override_reasons``. ``essential``: not
    even an urgent record may be signed without it. ``instead`` offers to give the reason.
    """

    field: str
    message: str
    severity: str = "must-fix"
    overridable: bool = False
    essential: bool = False
    override_reasons: tuple[str, ...] = ()
    rule: str = ""
    instead: str = "Say why you cannot"
