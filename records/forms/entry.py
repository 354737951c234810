"""The form of one record, built from its type: header, questions, rows and files."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import datetime
from functools import cached_property, partial
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import (
    REASON_SUFFIX,
    Field,
    RecordType,
    StatementKind,
    fields_by_name,
    preset_values,
    visible_fields,
    worded_for_carer,
)
from records.catalogue import definitions as kinds
from records.drafting.references import Known, colleagues_in, known_to, staff_reference
from records.files.email_answers import can_be_filled
from records.forms.answer_rows import AnswerRows, AnswerRowSet, begun_with, fixed_to
from records.forms.answered import Answered
from records.forms.attached import DescriptionForm, FileForm, kept_files
from records.forms.fields import build
from records.forms.folds import FOLDED, fold_of
from records.forms.grounds import (
    POINTINGS,
    Choices,
    as_references,
    choices_of,
    chosen_in,
    entries_named,
    here_given,
    here_in,
    with_chosen,
)
from records.forms.items import FormSection, Item
from records.forms.named import copied_from, named_in
from records.forms.needed import mark_of
from records.forms.paragraphs import taken_from
from records.forms.quiet import QuietForm
from records.forms.rows import (
    ActionRows,
    Rows,
    StatementRows,
    counted,
    row_named,
)
from records.forms.scored import score_beside
from records.forms.sent import (
    as_sent,
    asks_time_apart,
    duration_of,
    kinds_to_begin,
    sections_asked,
    statement_questions,
    usual_answers,
    with_start,
)
from records.forms.statements import usual_details
from records.forms.summary import Summary
from records.models import Attachment, Entry
from records.queries.grounds import POINTS_TO, Ground, grounds_to_name
from records.queries.links import answers_copied, entries_to_name
from records.rules.facts import facts_about
from records.rules.guidance import Answering
from records.rules.own_words import spoken_together
from records.rules.readiness import days_late, event_of
from ui.fields import ReferenceField

_DAYS = (kinds.DATE, kinds.DATETIME, kinds.CHOICE)
_BOTH_ROLES = "has_both_roles"

_ASKS_DAY = "Date it happened"
_ASKS_START = "Enter the start time"
_START_HELP = "When it began, and when it ended or how many minutes it took."
_BOTH = "Enter the start time, or tick that it is not known, not both"
_SAME_DAY = "Leave the day blank if it ended on the same day."


class EntryForm(QuietForm):
    """Every question of a record type. Nothing is required of a draft; it must only be readable.

    What signing needs is asked of the catalogue, once the answers can be read.
    """

    def __init__(
        self,
        record_type: RecordType,
        *,
        person: Person,
        user: User,
        known: Known,
        data: QueryDict | None = None,
        files: Any = None,
        initial: dict[str, Any] | None = None,
        attachments: Iterable[Attachment] = (),
        add_row: str = "",
        removed_row: str = "",
        by_paragraph: str = "",
        grounds: Iterable[Ground] = (),
        quiet: bool = False,
        at: datetime | None = None,
        preset: dict[str, Any] | None = None,
        answers: Answering | None = None,
        copied: Mapping[str, str] | None = None,
        together: Callable[[], list[list[dict[str, str]]]] = list,
    ) -> None:
        self.record_type = record_type
        self.person = person
        self.user = user
        self.known = known
        self.answers = answers
        self.copied = copied or {}
        self.together = together
        self.add_row, _, self.add_kind = add_row.partition(":")
        self.removed_row = removed_row
        self.facts = facts_about(record_type, person, late=False, at=clock.now())
        self.said_elsewhere: set[str] = set()
        self.file_problems: dict[str, list[str]] = {}
        self.usual = usual_answers(record_type, person)
        self.lasts = duration_of(record_type)
        given = {**self.usual, **(preset or {})} if initial is None else initial
        self.given = given
        if data is not None:
            data = as_sent(data, record_type)
        self.paragraphs: list[str] = []
        self.taken_as = ""
        if data is not None and by_paragraph and self._begins:
            self.taken_as = by_paragraph if by_paragraph in self._begins else ""
            most = 1 if self.taken_as else kinds.MOST_ROWS
            data, self.paragraphs = taken_from(data, most)
        super().__init__(data, files, quiet=quiet)
        self.grounds = self._grounds(list(grounds), given)
        self.rows: dict[str, Any] = {}
        self.file_forms: dict[str, FileForm] = {}
        self.described: list[DescriptionForm] = []
        self.kept = list(attachments)
        self.sections: list[FormSection] = []
        for section in sections_asked(record_type):
            items = [self._item(each, given) for each in section.fields if self._asks(each)]
            folded = [] if section.placement == "type" else self._folded(items, given, at)
            fold = fold_of(
                section.title,
                folded,
                is_first=section.placement == "before",
                mistakes_of=self.summary.mistakes_of,
                usual=self.usual,
            )
            items = [each for each in items if each not in folded]
            self._add(FormSection(section.title, items, section.placement == "before", fold))
        for each in self.sections:
            each.say_once()
            self._offer_statements(each)

    def _grounds(self, grounds: list[Ground], given: dict[str, Any]) -> dict[str, Choices]:
        """Return the statements that another may point to: those on this page first."""
        asked = statement_questions(self.record_type)
        titles = {
            each.name: "statement" if each.name == "statements" else each.label for each in asked
        }
        found = {}
        for each in POINTINGS:
            here: Choices = []
            if each.here and self.is_bound:
                here = here_in(self.data, titles, each.to)
            elif each.here:
                here = here_given(given, titles, each.to)
            chosen = chosen_in(self.data if self.is_bound else None, given, [each.name])
            found[each.name] = with_chosen(here + choices_of(grounds, each.to), chosen)
        return found

    def _folded(self, items: list[Item], given: dict[str, Any], at: datetime | None) -> list[Item]:
        """Return the questions to fold: why it is late stands open once it is late.

        What kind of contact it was is folded where it usually was none.
        """
        folded = [each for each in items if each.name in FOLDED]
        if self.record_type.has("involves_contact"):
            folded = [each for each in folded if each.name != "contact_channel"]
        late = [each for each in folded if each.name == "late_reason"]
        if late and days_late(self.record_type, self._when(given), at=at or clock.now()):
            late[0].bound.field.mark = ""
            folded.remove(late[0])
        return folded

    def _when(self, given: dict[str, Any]) -> dict[str, Any]:
        """Return when it happened as far as it can be read, before anything else is."""
        if not self.is_bound or "event_at" not in self.fields:
            return given
        asked = deepcopy(self.fields["event_at"])
        try:
            return asked.encode("event_at", asked.clean(self["event_at"].data))
        except ValidationError:
            return {}

    @property
    def days_so_far(self) -> dict[str, Any]:
        """Return the days and choices answered as far as each can be read, right or wrong."""
        if not self.is_bound:
            return self.given
        found: dict[str, Any] = {}
        for name, asked in fields_by_name(self.record_type).items():
            if asked.kind in _DAYS and name in self.fields:
                made = deepcopy(self.fields[name])
                try:
                    found |= made.encode(name, made.clean(self[name].data))
                except ValidationError:
                    continue
        return found

    def _offer_statements(self, section: FormSection) -> None:
        """Let the paragraphs of the main text be taken as statements, where both are asked."""
        for each in section.all_items:
            if each.name == kinds.MAIN_TEXT:
                each.kinds = list(self._begins.values())
                if self.taken_as:
                    each.bound.field.widget.attrs["autofocus"] = True

    @cached_property
    def _begins(self) -> dict[str, StatementKind]:
        """The kinds of statement that a paragraph may be made; none unless both are asked."""
        asked = fields_by_name(self.record_type)
        both = (kinds.MAIN_TEXT, kinds.MAIN_STATEMENTS)
        if not all(name in asked and self._asks(asked[name]) for name in both):
            return {}
        return {each.key: each for each in kinds_to_begin(asked[kinds.MAIN_STATEMENTS])}

    def _add(self, section: FormSection) -> None:
        """Add a section; one that a type and the header both have is one on the page."""
        for each in self.sections:
            if each.title == section.title:
                each.items += section.items
                each.fold = each.fold or section.fold
                return
        if section.items or section.fold:
            self.sections.append(section)

    def _asks(self, asked: Field) -> bool:
        if self.answers is not None and not self.answers.asks(asked.name):
            return False
        return asked.needs_fact != _BOTH_ROLES or self.person.is_both

    def _item(self, asked: Field, given: dict[str, Any]) -> Item:
        worded = worded_for_carer if not self.person.has_care_needs else str
        title, hint = worded(asked.label), worded(asked.help)
        if asked.kind == kinds.ROWS:
            return self._answer_rows_item(asked, title, hint, given, worded)
        if asked.kind in (kinds.STATEMENTS, kinds.ACTIONS):
            return self._rows_item(asked, title, hint, given)
        if asked.kind == kinds.ATTACHMENT:
            return self._files_item(asked, title, hint)
        self.fields[asked.name] = made = build(asked, self.known)
        made.label, made.help_text = title, hint
        made.initial = made.decode(asked.name, given)
        if self.lasts and asked.name == "event_at":
            apart = asks_time_apart(self.data if self.is_bound else None, given, self.lasts)
            made.widget.asks_time, made.time_missing = apart, _ASKS_START
            made.label = title = title if apart else _ASKS_DAY
        if self.lasts and asked.name == self.lasts:
            made.start_alone, made.help_text = True, _START_HELP
            made.initial = with_start(given, self.lasts) or None
            hint = _START_HELP
            if not self.fields["event_at"].widget.asks_time:
                made.widget.starts = self["event_at"]
        if asked.name == "event_ended_at":
            made.help_text = hint = f"{hint} {_SAME_DAY}"
        if asked.name in self.copied:
            made.initial, made.disabled = self.copied[asked.name], True
        if asked.required_if is not None:
            made.mark = mark_of(
                asked, fields_by_name(self.record_type), self.record_type, self.facts
            )
        score = score_beside(
            self.record_type, asked.name, self.data if self.is_bound else None, given
        )
        return Item(asked.name, title, hint, bound=self[asked.name], score=score)

    def _rows_item(self, asked: Field, title: str, hint: str, given: dict[str, Any]) -> Item:
        is_statements = asked.kind == kinds.STATEMENTS
        made = StatementRows if is_statements else ActionRows
        options: dict[str, Any] = {"known": self.known, "quiet": self.quiet}
        event = event_of(self._when(given)) if is_statements else None
        day = event[0].date().isoformat() if event else ""
        if is_statements:
            usual = usual_details(asked, self.record_type, self.person, self.known, day=day)
            options |= {"kinds": asked.kinds, "usual": usual, "grounds": self.grounds}
            options["together"] = self.together
        if self.is_bound:
            more = 1 if self.add_row == asked.name else 0
            taken = self.paragraphs if asked.name == kinds.MAIN_STATEMENTS else []
            data = counted(self.data, asked.name, more=more + len(taken))
            rows = made(data, prefix=asked.name, form_kwargs=options)
            self._begin_rows(rows, more)
            if taken:
                first = rows.total_form_count() - len(taken)
                begun = options["usual"] | {"kind": self.taken_as}
                rows.fresh = dict(enumerate(({**begun, "text": text} for text in taken), first))
                if not self.taken_as:
                    rows.begin_at(first, "kind")
        else:
            starts = given.get(asked.name) or ([{}] if asked.required and is_statements else [])
            rows = made(prefix=asked.name, initial=starts, form_kwargs=options)
        self.rows[asked.name] = rows
        words = "statement" if is_statements else "action"
        if is_statements and asked.kinds == ("person_words",):
            words = "quotation"
        return Item(
            asked.name,
            title,
            hint,
            rows=rows,
            row_title=words.capitalize(),
            add_label=_add_label(words),
            kinds=kinds_to_begin(asked) if is_statements else [],
            optional=not asked.required,
            show_if=self._show_if(asked),
        )

    def _begin_rows(self, rows: Rows, more: int) -> None:
        """Open the page at the row that was just added, or where one was just removed."""
        removed = row_named(self.removed_row)
        if more:
            last = rows.total_form_count() - 1
            rows.fresh = {last: {"kind": self.add_kind} if self.add_kind else {}}
            rows.begin_at(last)
        elif removed is not None and removed[0] == rows.prefix:
            rows.begin_at(removed[1])

    def _answer_rows_item(
        self, asked: Field, title: str, hint: str, given: dict[str, Any], worded: Any
    ) -> Item:
        options = {
            "asked": asked,
            "known": self.known,
            "quiet": self.quiet,
            "worded": worded,
            "record_type": self.record_type,
        }
        if self.is_bound:
            more = 1 if self.add_row == asked.name and not asked.each else 0
            data = (
                fixed_to(self.data, asked)
                if asked.each
                else counted(self.data, asked.name, more=more)
            )
            rows = AnswerRowSet(data, prefix=asked.name, form_kwargs=options)
            self._begin_rows(rows, more)
        else:
            starts = begun_with(asked, given.get(asked.name))
            rows = AnswerRowSet(prefix=asked.name, initial=starts, form_kwargs=options)
        self.rows[asked.name] = rows
        return Item(
            asked.name,
            title,
            hint,
            rows=rows,
            row_title=asked.row.capitalize(),
            add_label=_add_label(asked.row),
            optional=not asked.required,
            show_if=self._show_if(asked),
            is_fixed=bool(asked.each),
        )

    def _files_item(self, asked: Field, title: str, hint: str) -> Item:
        here = [each for each in self.kept if each.field == asked.name]
        titled = str(self.data.get(f"{asked.name}-title") or "").strip()
        waits = self.files or (titled and titled not in [each.title for each in here])
        form = FileForm(
            self.data if waits else None,
            self.files if waits else None,
            prefix=asked.name,
            quiet=self.quiet,
        )
        self.file_forms[asked.name] = form
        kept = kept_files(self, here)
        self.described += [each.form for each in kept if each.form is not None]
        return Item(
            asked.name,
            title,
            hint,
            file=form,
            kept=kept,
            can_fill=can_be_filled(self.record_type),
            optional=not asked.required,
            show_if=self._show_if(asked),
        )

    def _show_if(self, asked: Field) -> dict[str, Any] | None:
        if asked.show_if is None:
            return None
        other = self.fields.get(asked.show_if.field)
        return {
            "field": asked.show_if.field,
            "values": [str(v).lower() if isinstance(v, bool) else v for v in asked.show_if.values],
            "label": other.label if other else asked.show_if.field,
            "words": " or ".join(f"“{value}”" for value in asked.show_if.values),
        }

    def clean(self) -> dict[str, Any]:
        """Refuse a time that has not come yet."""
        event = event_of(self.cleaned_data)
        if event is not None and event[0] > clock.now():
            self.add_error("event_at", "The date and time it happened must not be in the future")
        start = self.data.get(f"{self.lasts}_start", "").strip() if self.lasts else ""
        if start and self.data.get("event_at_time_not_known"):
            self._refuse_start("start", [ValidationError(_BOTH)])
        self._say_at_the_start()
        return self.cleaned_data

    def _say_at_the_start(self) -> None:
        """Say what is wrong with the time it happened where that time is typed."""
        asked = self.fields.get("event_at")
        if not self.lasts or asked is None or asked.widget.asks_time:
            return
        wrong = set(asked.widget.invalid_parts)
        if "event_at" in self.errors and wrong & {"time", "time_not_known", "why"}:
            said = self.errors.pop("event_at").as_data()
            asked.widget.invalid_parts = ()
            self._refuse_start("why" if "why" in wrong else "start", said)

    def _refuse_start(self, part: str, wrong: list[ValidationError]) -> None:
        self.add_error(self.lasts, wrong)
        self.fields[self.lasts].widget.invalid_parts = (part,)
        self.said_elsewhere = {"event_at"}

    def is_valid(self) -> bool:
        """Say whether everything that was typed can be read: fields, rows and files."""
        rows = [each.is_valid() for each in self.rows.values()]
        files = [each.is_valid() for each in self.file_forms.values() if each.is_bound]
        files += [each.is_valid() for each in self.described if each.is_bound]
        return super().is_valid() and all(rows) and all(files) and not self.file_problems

    @property
    def summary(self) -> Summary:
        """All that is wrong or missing, in the order of the page."""
        return Summary(self)

    @property
    def mistakes(self) -> list[dict[str, str]]:
        """Every answer that cannot be read, in the order of the page."""
        return self.summary.mistakes

    def answered(self) -> Answered:
        """Return what the form says, as far as it can be read.

        Answers to hidden questions stay in the draft.
        """
        typed = [row.cleaned_data for rows in self.rows.values() for _, row in rows.rows_given()]
        colleagues = colleagues_in([self.cleaned_data, *typed])
        values: dict[str, Any] = {}
        for name, made in self.fields.items():
            cleaned = self.cleaned_data.get(name)
            if isinstance(made, ReferenceField) and cleaned:
                cleaned = colleagues.found(cleaned)
            values |= made.encode(name, cleaned)
        for name in self.file_forms:
            if kept := [each.key for each in self.kept if each.field == name]:
                values[name] = kept
        for name, rows in self.rows.items():
            if isinstance(rows, AnswerRows) and (given := rows.answers(colleagues)):
                values[name] = given
        if self.answers is not None:
            values |= self.answers.settled
        author = [staff_reference(self.user)]
        shown = visible_fields(self.record_type, values)
        values = {
            name: value
            for name, value in values.items()
            if name.removesuffix(REASON_SUFFIX) in shown
        }
        values = preset_values(self.record_type, values, author=author) | values
        given = [
            (name, number, row)
            for name, rows in self.rows.items()
            if isinstance(rows, StatementRows) and name in shown
            for number, row in rows.rows_given()
        ]
        positions = {(name, number): place for place, (name, number, _) in enumerate(given)}
        statements = [row.answer(name, colleagues) for name, _, row in given]
        for each in statements:
            for pointing in POINTS_TO:
                if chosen := each["details"].pop(pointing, None):
                    each["details"][pointing] = as_references(chosen, positions)
        actions = [
            row.answer(colleagues)
            for name, rows in self.rows.items()
            if isinstance(rows, ActionRows)
            for _, row in rows.rows_given()
        ]
        return Answered(values, statements, actions)


def _add_label(words: str) -> str:
    return f"Add {'an' if words[0] in 'aeiou' else 'a'} {words}"


def entry_form(
    record_type: RecordType,
    person: Person,
    user: User,
    data: QueryDict | None = None,
    files: Any = None,
    initial: dict[str, Any] | None = None,
    *,
    attachments: Iterable[Attachment] = (),
    add_row: str = "",
    removed_row: str = "",
    by_paragraph: str = "",
    quiet: bool = False,
    at: datetime | None = None,
    preset: dict[str, Any] | None = None,
    answers: Answering | None = None,
    corrects: Entry | None = None,
) -> EntryForm:
    """Return the form of a record type for one person and one writer.

    ``initial`` is what a signed version holds, with each question in rows as a list; left out, the
    form begins with what the type and the day suggest. ``quiet`` shows what was typed without
    saying what is wrong with it. ``add_row`` names the question that gets one more row,
    ``removed_row`` the row that was just removed: the page opens there. ``by_paragraph`` is
    the kind of statement that the first paragraph of the main text is made, or anything else to
    make each one whose kind is still to be chosen. ``at`` is the first
    signature of what is corrected: lateness is counted to then. ``preset`` is known beforehand
    and goes before what is usual. ``answers`` is a question to a manager: only what is not known
    of the answer is asked. ``corrects`` is what is corrected: it names not itself.
    """
    begun = {**(preset or {}), **(initial or {})}
    named = named_in(record_type, data, begun)
    readable = access.EntryAccess(user, person)
    offered = entries_to_name(user, person, record_type, named, readable=readable)
    if corrects is not None:
        offered = [each for each in offered if each.key != corrects.key]
    return EntryForm(
        record_type,
        person=person,
        user=user,
        known=known_to(person, user, offered),
        data=data,
        files=files,
        initial=initial,
        attachments=attachments,
        add_row=add_row,
        removed_row=removed_row,
        by_paragraph=by_paragraph,
        grounds=grounds_to_name(
            user, person, entries_named(chosen_in(data, initial or {})), readable=readable
        ),
        quiet=quiet,
        at=at,
        preset=preset,
        answers=answers,
        copied=answers_copied(user, person, copied_from(record_type, data, begun)),
        together=partial(spoken_together, corrects) if corrects is not None else list,
    )
