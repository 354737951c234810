"""A signed entry in words: the one place that turns what is stored into what is read.

Screen, review and copy all show what stands here. Pure: no HTML, and no question is asked of who
is looking.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import clock
from people.models import Person
from records.catalogue import (
    Field,
    RecordType,
    Section,
    catalogue,
    display_sections,
    worded_for_carer,
)
from records.catalogue import definitions as kinds
from records.catalogue.answers import rows_in
from records.files.pages import handwriting_in_words, kind_in_words
from records.models import Action, Attachment, Entry, EntryVersion
from records.queries.grounds import POINTS_TO
from records.rules.checklist import arithmetic
from records.rules.described import reason_label
from records.rules.formats import format_of
from records.rules.readiness import past_due_on
from records.rules.times import LATE, LOOK
from records.rules.unsaid import gap_text, is_of_statement, reason_key
from records.shown.agreed import as_agreed
from records.signed.digests import code_of
from ui import formats

# Said in the heading of an entry, so not again among its answers.
_IN_HEADING = frozenset({"person", "author", "recorded_at", "provider_confirmed_at"})
_NOT_ONE_TEXT = (kinds.STATEMENTS, kinds.ACTIONS, kinds.ATTACHMENT, kinds.ROWS)
_ANOTHER = "Another record, not shown here"
_REDUCES = "reduces_support"
# What is worked out from other answers, by kind of record and question.
_WORKED_OUT = {("nhs_chc_checklist", "result"): arithmetic}
_TABLE_COLUMNS = 5
_TABLE_CELL = 60  # characters, the most that a cell of a table holds in two or three lines


@dataclass(frozen=True)
class PresentedFile:
    """A file that came with an entry."""

    key: str
    title: str
    source: str
    dated_on: str
    filename: str
    size: int
    sha256: str
    kind: str = ""
    pages: int | None = None
    has_picture: bool = False
    is_held_back: bool = False
    scan: str = ""
    handwriting: str = ""


@dataclass(frozen=True)
class PresentedAction:
    """An action as it stands now, what became of it, and what was agreed where that differs."""

    key: str
    text: str
    owner: str
    due_on: Any
    priority: str
    status: str
    outcome: str = ""
    closed_on: Any = None
    closed_by: str = ""
    agreed: str = ""
    today: date | None = None

    @property
    def done(self) -> bool:
        """Say whether it is closed."""
        return self.status != Action.Status.OPEN.label

    @property
    def state(self) -> str:
        """What became of it, inside a sentence: "done"; empty while it is open."""
        return self.status.lower() if self.done else ""

    @property
    def late(self) -> str:
        """How late it is while it is open: "3 days late"."""
        return "" if self.done else past_due(self.due_on, self.today or clock.today())


@dataclass(frozen=True)
class PresentedCell:
    """One column of a row: its question and what was answered."""

    name: str
    label: str
    text: str
    is_long: bool = False


@dataclass(frozen=True)
class PresentedItem:
    """One row of a question that has columns: its number, or the name of what it is about.

    ``cells`` are those answered.
    """

    title: str
    cells: list[PresentedCell]
    is_named: bool = False

    @property
    def text(self) -> str:
        """The row as lines, "Question: answer". Its number is left out: it may change."""
        named = [self.title] if self.is_named else []
        return "\n".join([*named, *(f"{cell.label}: {cell.text}" for cell in self.cells)])


@dataclass(frozen=True)
class PresentedTable:
    """Rows that are short enough to stand beside each other: each has a cell for every head."""

    heads: list[str]
    rows: list[PresentedItem]


@dataclass(frozen=True)
class PresentedLink:
    """An earlier record that an answer names; without an address, words for one."""

    name: str
    by: str = ""
    url: str = ""
    is_a_record: bool = True

    @property
    def text(self) -> str:
        """The record as a line: what it is, its day, and who wrote it."""
        return ", ".join(filter(None, [self.name, self.by]))


@dataclass(frozen=True)
class PresentedRow:
    """A question and its answer: words, statements, actions, files or rows, or why there is none.

    ``note`` is what is worked out from other answers, ``beside`` statements of the person's view.

    ``passages`` are the text again, cut where its corrections stand (records.shown.passages).

    Statements are mappings with kind, text, about_someone_else and the details of the kind.
    """

    name: str
    label: str
    text: str = ""
    statements: list[dict[str, Any]] = field(default_factory=list)
    actions: list[PresentedAction] = field(default_factory=list)
    files: list[PresentedFile] = field(default_factory=list)
    items: list[PresentedItem] = field(default_factory=list)
    links: list[PresentedLink] = field(default_factory=list)
    note: str = ""
    beside: list[dict[str, Any]] = field(default_factory=list)
    gap: str = ""
    kind: str = ""
    columns: tuple[str, ...] = ()
    row_word: str = ""
    corrections: list[Any] = field(default_factory=list)
    passages: list[Any] = field(default_factory=list)
    additions: list[Any] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing was answered and nothing said about why."""
        said = self.text or self.statements or self.actions or self.files or self.items
        return not (said or self.gap)

    @property
    def words(self) -> str:
        """All that was typed in answer, as one text."""
        return "\n".join([self.text, *(cell.text for each in self.items for cell in each.cells)])

    @property
    def table(self) -> PresentedTable | None:
        """The rows as a table, where they are short; None where each needs room of its own."""
        cells = [cell for each in self.items for cell in each.cells]
        heads = {cell.name: cell.label for cell in cells}
        long = any(len(cell.text) > _TABLE_CELL or "\n" in cell.text for cell in cells)
        if long or len(self.items) < 2 or len(heads) > _TABLE_COLUMNS:
            return None
        order = [name for name in self.columns if name in heads]
        blank = {name: PresentedCell(name, heads[name], "") for name in order}
        rows = [
            replace(
                each,
                cells=list((blank | {cell.name: cell for cell in each.cells}).values()),
            )
            for each in self.items
        ]
        return PresentedTable([heads[name] for name in order], rows)


@dataclass(frozen=True)
class PresentedSection:
    """Questions under one heading of the form, those with something to read."""

    title: str
    rows: list[PresentedRow]


@dataclass(frozen=True)
class PresentedGap:
    """A required answer or a rule that was left, with the reason given."""

    label: str
    reason: str


@dataclass(frozen=True)
class PresentedEntry:
    """One version of an entry, whole, in words."""

    title: str
    type: RecordType
    number: int
    event_text: str
    lateness: str
    days_late: int
    author: str
    signed_by: str
    signed_text: str
    reason: str
    header: list[PresentedRow]
    sections: list[PresentedSection]
    gaps: list[PresentedGap]
    statements: dict[str, list[dict[str, Any]]]
    finish_later: bool
    digest: str
    code: str

    @property
    def shows(self) -> set[str]:
        """The questions that stand on its page, by name."""
        sections = [self.header, *(each.rows for each in self.sections)]
        return {row.name for rows in sections for row in rows}


def present(
    version: EntryVersion,
    *,
    grounds: Mapping[str, Mapping[str, str]] | None = None,
    today: date | None = None,
) -> PresentedEntry:
    """Return a signed version in words. Actions and files are those of the entry.

    ``today`` is the day as of which actions are late, where it is not that of the reader.

    ``grounds``: words, and perhaps an address, for the entries that statements point to or answers
    name, and that the reader may know of. Any other is "another record".
    """
    entry = version.entry
    record_type = entry.record_type
    statements = [
        {
            "field": row.field,
            "kind": row.kind,
            "text": row.text,
            "about_someone_else": row.about_someone_else,
            **row.details,
            **grounded(row.details, grounds or {}),
            "unsaid_because": gap_text(version.gaps.get(reason_key(row.text), "")),
        }
        for row in version.statements.all()
    ]
    header, sections = _laid_out(
        record_type,
        person=entry.person,
        values=version.values,
        statements=statements,
        actions=[
            presented_action(row, version.actions, today=today) for row in entry.actions.all()
        ],
        files=[_file(row) for row in entry.attachments.all() if row.taken_off_at is None],
        gaps=version.gaps,
        as_carer=entry.record_as == Entry.RecordAs.CARER,
        grounds=grounds or {},
    )
    grouped: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for each in statements:
        grouped[each["kind"]].append(each)
    return PresentedEntry(
        title=record_type.title,
        type=record_type,
        number=version.number,
        event_text=event_text(entry, version),
        lateness=lateness_of(entry),
        days_late=entry.days_late,
        author=entry.written_by_described,
        signed_by=version.signed_by.described,
        signed_text=formats.long_datetime(clock.local(version.signed_at)),
        reason=version.reason,
        header=header,
        sections=sections,
        gaps=_gaps(record_type, version.gaps, entry.attachments.all()),
        statements=dict(grouped),
        finish_later=entry.finish_later,
        digest=version.digest,
        code=code_of(version.digest),
    )


def grounded(
    details: Mapping[str, Any], grounds: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    """Return the references of a statement, each with what is known of the entry it names."""
    return {
        name: [{**each, **grounds.get(each.get("entry"), {})} for each in details[name]]
        for name in POINTS_TO
        if details.get(name)
    }


def event_text(entry: Entry, version: EntryVersion) -> str:
    """Return when it happened: "Thursday 3 September 2026, 3:45pm", or the day and why no time."""
    answer = version.values.get("event_at")
    if isinstance(answer, Mapping):
        return formats.long_datetime(answer)
    return formats.long_datetime(clock.local(entry.event_at))


def lateness_of(entry: Entry) -> str:
    """Return how long after the event an entry was written; of one moved in, where it came from.

    When another system's entry was written is among its answers, and no lateness of ours.
    """
    if entry.is_imported:
        return f"imported from {entry.imported_from}"
    return lateness(entry.event_at, entry.signed_at)


def lateness(event_at: datetime, signed_at: datetime) -> str:
    """Return how long after the event it was written: "written 9 days after"."""
    days = (clock.day_of(signed_at) - clock.day_of(event_at)).days
    if days <= 0:
        return "written the same day"
    return "written the day after" if days == 1 else f"written {days} days after"


def answers_to_check(
    record_type: RecordType,
    *,
    person: Person,
    values: Mapping[str, Any],
    statements: Iterable[Mapping[str, Any]],
    actions: Iterable[Mapping[str, Any]],
    files: Iterable[Attachment] = (),
    grounds: Mapping[str, Mapping[str, str]] | None = None,
    gaps: Mapping[str, Any] | None = None,
) -> list[PresentedSection]:
    """Return what is about to be signed, in the words in which it will be read.

    ``gaps`` are the reasons that a correction takes over for decisions that read the same.
    """
    header, sections = _laid_out(
        record_type,
        person=person,
        values=values,
        statements=[
            {
                **row,
                **(details := row.get("details") or {}),
                **grounded(details, grounds or {}),
                "unsaid_because": gap_text((gaps or {}).get(reason_key(row["text"]), "")),
            }
            for row in statements
        ],
        actions=[presented_action(Action(**row)) for row in actions],
        files=[_file(row) for row in files],
        gaps={},
        as_carer=not person.has_care_needs,
        grounds=grounds or {},
    )
    first = next(iter(display_sections(record_type)))
    return [PresentedSection(first.title, header), *sections]


def text_of(asked: Field, value: Any, reason: str = "") -> str:
    """Return the answer to one question in words. Text stays letter for letter as it was typed."""
    text = _TEXT.get(asked.kind, str)(value) if value not in (None, "", [], {}) else ""
    return f"{text}: {reason}" if text and reason else text


def _items(asked: Field, value: Any, worded: Callable[[str], str]) -> list[PresentedItem]:
    """Return the rows of an answer in words; a column without an answer is left out."""
    found = []
    for number, row in enumerate(rows_in(value, asked), start=1):
        about = str(row.get(asked.each) or "") if asked.each else ""
        cells = [
            PresentedCell(column.name, worded(column.label), text, column.kind == kinds.LONG_TEXT)
            for column in asked.typed_columns
            if (text := _cell_text(column, row))
        ]
        found.append(PresentedItem(about or str(number), cells, is_named=bool(about)))
    return found


def _note(record_type: RecordType, name: str, values: Mapping[str, Any]) -> str:
    worked_out = _WORKED_OUT.get((record_type.key, name))
    return worked_out(values) if worked_out and values.get(name) else ""


def _view_beside(
    record_type: RecordType,
    name: str,
    values: Mapping[str, Any],
    statements: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the person's view, to stand beside a decision that reduces or ends support."""
    if name != "decision" or _REDUCES not in record_type.own_fields:
        return []
    if values.get("decision") != "Support ends" and values.get(_REDUCES) != "Yes":
        return []
    return [each for each in statements if each["field"] == "persons_own_words"]


def _links(value: Any, grounds: Mapping[str, Mapping[str, str]]) -> list[PresentedLink]:
    """Return the records that an answer names; one that the reader may not know of says no more."""
    found = []
    for ref in value if isinstance(value, list) else []:
        known = grounds.get(ref["key"], {}) if ref.get("key") else {"name": ref.get("name", "")}
        name = known.get("name") or _ANOTHER
        found.append(
            PresentedLink(name, known.get("by", ""), known.get("url", ""), bool(ref.get("key")))
        )
    return found


def _cell_text(column: Field, row: Mapping[str, Any]) -> str:
    value = row.get(column.name)
    if column.kind == kinds.DATE:
        return formats.day_and_month(value)
    return text_of(column, value, str(row.get(column.reason_name) or ""))


def _choices(value: Any) -> str:
    return value if isinstance(value, str) else "; ".join(str(each) for each in value)


_TEXT = {
    kinds.DATE: formats.long_date,
    kinds.DATETIME: formats.long_datetime,
    kinds.CHOICE: _choices,
    kinds.MULTI_CHOICE: _choices,
    kinds.BOOLEAN: lambda value: "Yes" if value else "No",
    kinds.PERSON_REF: formats.people_names,
    kinds.CONTACT_REF: formats.people_names,
    kinds.STAFF_REF: formats.people_names,
    kinds.MONEY: formats.pounds,
    kinds.DURATION: formats.length_of_time,
}


def _laid_out(
    record_type: RecordType,
    *,
    person: Person,
    values: Mapping[str, Any],
    statements: list[dict[str, Any]],
    actions: list[PresentedAction],
    files: list[PresentedFile],
    gaps: Mapping[str, Any],
    as_carer: bool,
    grounds: Mapping[str, Mapping[str, str]],
) -> tuple[list[PresentedRow], list[PresentedSection]]:
    """Return the header's opening rows, and the sections after it, each without what is empty."""
    worded = worded_for_carer if as_carer else str

    def row(asked: Field) -> PresentedRow:
        gap = gaps.get(asked.name)
        links = _links(values.get(asked.name), grounds) if asked.kind == kinds.ENTRY_REF else []
        return PresentedRow(
            name=asked.name,
            label=worded(asked.label),
            kind=asked.kind,
            links=links,
            note=_note(record_type, asked.name, values),
            beside=_view_beside(record_type, asked.name, values, statements),
            text="\n".join(each.text for each in links)
            if links
            else ""
            if asked.kind in _NOT_ONE_TEXT
            else text_of(asked, values.get(asked.name), str(values.get(asked.reason_name) or "")),
            statements=[each for each in statements if each["field"] == asked.name],
            actions=actions if asked.kind == kinds.ACTIONS else [],
            items=_items(asked, values.get(asked.name), worded) if asked.kind == kinds.ROWS else [],
            columns=tuple(each.name for each in asked.columns),
            row_word=asked.row.capitalize(),
            files=[each for each in files if each.key in (values.get(asked.name) or [])]
            if asked.kind == kinds.ATTACHMENT
            else [],
            gap=gap_text(gap) if gap else "",
        )

    def rows(section: Section) -> list[PresentedRow]:
        found = [row(each) for each in section.fields if each.name not in _IN_HEADING]
        return [each for each in found if not each.is_empty]

    header: list[PresentedRow] = []
    sections: list[PresentedSection] = []
    for section in display_sections(record_type):
        if section.placement == "before":
            header += rows(section)
        elif found := rows(section):
            same = next((each for each in sections if each.title == section.title), None)
            if same is None:
                sections.append(PresentedSection(section.title, found))
            else:
                same.rows.extend(found)
    return header, sections


_TIMES = {LATE: "Time limit not kept", LOOK: "Looked at again later than the limit"}


def _gaps(
    record_type: RecordType, gaps: Mapping[str, Any], files: Iterable[Attachment]
) -> list[PresentedGap]:
    titles = {each.key: each.title for each in files}
    labels = {
        asked.name: asked.label
        for section in display_sections(record_type)
        for asked in section.fields
    } | {rule.key: rule.text for rule in (*catalogue().header.rules, *record_type.rules)}
    return [
        PresentedGap(label=labels.get(name) or _gap_label(name, titles), reason=gap_text(gap))
        for name, gap in gaps.items()
        if not is_of_statement(name)
    ]


def _gap_label(name: str, titles: dict[str, str]) -> str:
    if asked := reason_label(name, titles):
        return asked
    if name in _TIMES:
        return _TIMES[name]
    if day := past_due_on(name):
        return f"Action due {formats.day_and_month(day)}, already past when signed"
    return f"Not in the format needed: {called}" if (called := format_of(name)) else name


def past_due(due_on: date, today: date) -> str:
    """Return how long ago something was due, in words: "3 days late", or nothing."""
    days = (today - due_on).days
    return f"{formats.counted(days, 'day')} late" if days > 0 else ""


def presented_action(
    row: Action, signed: Iterable[Mapping[str, Any]] = (), *, today: date | None = None
) -> PresentedAction:
    """Return an action in words; ``signed`` is what a version of its entry keeps."""
    return PresentedAction(
        key=row.key,
        text=row.text,
        owner=row.owner.described if row.owner else row.owner_name,
        due_on=row.due_on,
        priority=row.get_priority_display(),
        status=row.get_status_display(),
        outcome=row.outcome,
        closed_on=row.closed_on,
        closed_by=row.closed_by.name if row.closed_by else "",
        agreed=as_agreed(row, signed),
        today=today,
    )


def _file(row: Attachment) -> PresentedFile:
    return PresentedFile(
        key=row.key,
        title=row.title,
        source=row.source,
        dated_on=formats.day_and_month(row.dated_on) if row.dated_on else "",
        filename=row.filename,
        size=row.size,
        sha256=row.sha256,
        kind=kind_in_words(row.media_type),
        pages=row.pages,
        has_picture=row.has_pages and not row.is_held_back,
        is_held_back=row.is_held_back,
        scan=row.get_scan_display(),
        handwriting=handwriting_in_words(row),
    )
