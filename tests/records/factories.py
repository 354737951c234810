"""Answers, forms and entries for tests: the least that is valid for a type."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import lxml.html

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.models import Person
from records import actions
from records.catalogue import Field, RecordType, catalogue, form_sections
from records.catalogue import definitions as kinds
from records.models import Action, Attachment, Entry, EntryVersion, PlannedVisit, Statement
from records.rules.unsaid import reason_key
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of

ROLE_OF = {
    "practitioner": Role.PRACTITIONER,
    "manager": Role.MANAGER,
    "business_support": Role.BUSINESS_SUPPORT,
    "records_officer": Role.RECORDS_OFFICER,
    "caldicott_guardian": Role.CALDICOTT_GUARDIAN,
    "dpo": Role.DATA_PROTECTION_OFFICER,
}
DETAILS = {
    "fact": {"source": "First-hand"},
    "observation": {"source": "First-hand"},
    "opinion": {"rationale": "He said so twice this week."},
    "assessment": {"basis": "What I saw and timed."},
    "judgement": {"basis": "What I saw and timed."},
    "decision": {
        "decided_by_other": "Ros Hale, team manager",
        "decider_role": "Team manager",
        "decided_on_day": "2",
        "decided_on_month": "3",
        "decided_on_year": "2026",
        "decided_on_time": "10:00",
        "reason": "It keeps her safe on the stairs at night.",
        "impact": "Two visits a week from Monday.",
        "options_considered": "Two visits, one visit, or doing nothing.",
        "law_or_policy": "Care Act 2014, section 18",
        "views_considered": "She asked for somebody in the mornings.",
        "views_weighed": "Both visits are in the morning, as she asked.",
        "review_on_day": "2",
        "review_on_month": "9",
        "review_on_year": "2026",
    },
    "person_words": {"speaker_other": "Ama Okafor", "how_communicated": "Speech"},
    "views": {"whose_view": "The person", "how_known": "Told me"},
}
Typed = dict[str, list[str]]


def make_writer(person: Person, record_type: RecordType, **fields: Any) -> User:
    """The person's worker, with a role that may write the type."""
    role = next(ROLE_OF[group] for group in record_type.who_may_author if group in ROLE_OF)
    return make_worker_of(person, role, **fields)


def typed_for(record_type: RecordType, *, on: date | None = None) -> Typed:
    """What somebody types who answers every question of a type, the first choice of each."""
    typed: Typed = {}
    for section in form_sections(record_type):
        for asked in section.fields:
            typed |= typed_answer(asked, on=on or clock.today())
    typed |= event_typed(on or clock.today()) | {"event_at_time": []}
    typed |= {"author_took_part": ["true"], "sensitivity": ["Normal"]}
    return {name: texts for name, texts in typed.items() if texts}


def describe(attachment: Attachment, **said: Any) -> Attachment:
    """Say of a file of a draft what is asked before it is signed; it is called after its file."""
    said = {
        "title": attachment.filename.rpartition(".")[0],
        "source": "Ana Clarke",
        "dated_on": clock.today(),
        "has_handwriting": False,
    } | said
    actions.describe_file(attachment=attachment, by=attachment.added_by, said=said)
    attachment.refresh_from_db()
    return attachment


def event_typed(day: date) -> Typed:
    """When it happened, as typed: the day, with the time not known."""
    return _day("event_at", day) | {
        "event_at_time_not_known": ["yes"],
        "event_at_why": ["Nobody looked at the clock"],
    }


def typed_answer(asked: Field, *, on: date) -> Typed:
    """What somebody types into one question."""
    name = asked.name
    if asked.kind in (kinds.CHOICE, kinds.MULTI_CHOICE):
        return {name: [asked.choice_values[0]], f"{name}__reason": ["Because it was so."]}
    if asked.kind == kinds.STATEMENTS:
        return statement_typed(name, asked.kinds[0])
    if asked.kind == kinds.ACTIONS:
        return action_typed(name, on=on)
    if asked.kind == kinds.ROWS:
        return rows_typed(asked, on=on)
    simple = {
        kinds.SHORT_TEXT: {name: [f"Short answer to {name}"]},
        kinds.LONG_TEXT: {name: [f"A longer answer to {name}.\nOn two lines."]},
        kinds.DATE: _day(name, on),
        kinds.DATETIME: _day(name, on) | {f"{name}_time": ["00:05"]},
        kinds.BOOLEAN: {name: ["true"]},
        kinds.PERSON_REF: {f"{name}_other": ["Jo Bloggs, neighbour"]},
        kinds.CONTACT_REF: {f"{name}_other": ["Jo Bloggs, neighbour"]},
        kinds.STAFF_REF: {f"{name}_other": ["Ros Hale, team manager"]},
        kinds.ENTRY_REF: {f"{name}_other": ["Assessment of 2019, on paper"]},
        kinds.MONEY: {f"{name}_amount": ["148.20"], f"{name}_every": ["week"]},
        kinds.DURATION: {f"{name}_minutes": ["90"]},
        kinds.ATTACHMENT: {},
    }
    return simple[asked.kind]


def rows_typed(asked: Field, *, on: date, rows: int = 2) -> Typed:
    """Every column of some rows of a question, or of each row that it has."""
    typed: Typed = {}
    for number in range(len(asked.fixed_rows) or rows):
        for column in asked.typed_columns:
            inside = replace(column, name=f"{asked.name}-{number}-{column.name}")
            typed |= typed_answer(inside, on=on)
    return typed


def statement_typed(name: str, kind: str, text: str = "", *, row: int = 0) -> Typed:
    """One statement, as typed in a row of a question."""
    details = {f"{name}-{row}-{part}": [words] for part, words in DETAILS[kind].items()}
    return {
        f"{name}-{row}-text": [text or f"A statement in {name}."],
        f"{name}-{row}-kind": [kind],
        **details,
    }


def action_typed(name: str, *, on: date, row: int = 0) -> Typed:
    """One action, as typed in a row."""
    return {
        f"{name}-{row}-text": ["Ring the surgery"],
        f"{name}-{row}-owner_other": ["Jo Bloggs, neighbour"],
        **_day(f"{name}-{row}-due", on),
        f"{name}-{row}-priority": ["Routine"],
    }


def sent_back(page: Any) -> dict[str, list[str]]:
    """What a browser sends of the form on a page that nobody touched, without its buttons.

    The first line break in a text box is no part of its text.
    """
    form = lxml.html.fromstring(page.content).find_class("writing-desk")[0]
    for template in form.findall(".//template"):
        template.drop_tree()
    for box in form.iter("textarea"):
        box.text = (box.text or "").removeprefix("\n")
    typed: Typed = {}
    for name, text in form.form_values():
        typed.setdefault(name, []).append(text)
    return typed


def note_values(**values: Any) -> dict[str, Any]:
    """Answers of a case note that can be signed today."""
    return {
        "event_at": {"on": clock.today().isoformat(), "time_not_known": "Through the day"},
        "contact_channel": "Not a contact",
        "author_took_part": True,
        "source": "First-hand: I saw, heard or did it",
        "third_party_flag": "No",
        "not_to_share_with_person": "No",
        "sensitivity": "Normal",
        "note_about": "Heating",
        "discussion": "The heating works again. He was warm.",
    } | values


def make_entry(
    *,
    person: Person | None = None,
    by: User | None = None,
    type_key: str = "case_note",
    **given: Any,
) -> Entry:
    """A signed case note. Its decisions are small, unless the gaps are given."""
    person = person or make_person()
    by = by or make_worker_of(person)
    given.setdefault("gaps", small(given.get("statements", [])))
    return actions.sign_entry(
        person=person,
        by=by,
        record_type=catalogue().get(type_key),
        submission=given.pop("submission", None) or uuid.uuid4(),
        values=given.pop("values", None) or note_values(),
        statements=given.pop("statements", []),
        actions=given.pop("actions", []),
        **given,
    )


def small(statements: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Why the decisions among some statements say no more than they must."""
    why = {"reason": "A small decision of the day: no more had to be weighed", "detail": ""}
    return {reason_key(each["text"]): why for each in statements if each["kind"] == "decision"}


def _day(name: str, day: date) -> Typed:
    return {
        f"{name}_day": [str(day.day)],
        f"{name}_month": [str(day.month)],
        f"{name}_year": [str(day.year)],
    }


def put_on_entry_list(entry: Entry, user: User, **given: Any) -> None:
    """Put somebody on the list of a restricted entry."""
    access.give_exception(
        about=entry,
        user=user,
        codename="open_entry",
        **{"by": None, "reason": "Needed", "expires_at": None, "at": clock.now()} | given,
    )


def make_entries(person: Person, count: int = 1, **fields: Any) -> list[Entry]:
    """Entries by one author, the newest first, two to each hour: quick rows that nobody signed."""
    author = fields.pop("author", None) or make_staff()
    text = fields.pop("text", "The heating works again.")
    gaps = fields.pop("gaps", {})
    statements = fields.pop("statements", [])
    values = fields.pop("values", {"note_about": "Heating", "discussion": text})
    begun = fields.pop("event_at", None) or clock.add_hours(clock.now(), -48)
    entries = Entry.objects.bulk_create(
        Entry(
            **{
                "person": person,
                "type_key": "case_note",
                "author": author,
                "event_at": clock.add_hours(begun, -(number // 2)),
                "signed_at": begun,
                "submission": uuid.uuid4(),
                **fields,
            }
        )
        for number in range(count)
    )
    versions = EntryVersion.objects.bulk_create(
        EntryVersion(
            entry=entry,
            number=1,
            values=values,
            gaps=gaps,
            signed_by=author,
            signed_at=entry.signed_at,
            digest="0" * 64,
        )
        for entry in entries
    )
    Statement.objects.bulk_create(
        Statement(
            version=version,
            field="statements",
            position=position,
            kind=kind,
            text=f"A {kind}.",
            details={"speaker": [spoken_by(person)]} if kind == "person_words" else {},
        )
        for version in versions
        for position, kind in enumerate(statements)
    )
    return entries


def spoken_by(person: Person) -> dict[str, str]:
    """The person as a form names them who spoke."""
    return {"kind": "person", "key": person.key, "name": person.name, "role": ""}


def make_action(entry: Entry, **fields: Any) -> Action:
    """An open action of an entry, due today, for somebody outside the council."""
    fields = {
        "text": "Ring the surgery",
        "owner_name": "" if fields.get("owner") else "Jo Bloggs, neighbour",
        "due_on": clock.today(),
    } | fields
    return Action.objects.create(person=entry.person, entry=entry, **fields)


def make_visit(
    person: Person, worker: User, *, days: int = 1, hour: int = 14, **fields: Any
) -> PlannedVisit:
    """A visit that was planned long ago for some day from today."""
    fields = {
        "purpose": "See how the rail works",
        "planned_by": worker,
        "planned_at": clock.add_hours(clock.now(), -240),
    } | fields
    starts_at = clock.at_time(clock.add_days(clock.today(), days), hour)
    return PlannedVisit.objects.create(person=person, worker=worker, starts_at=starts_at, **fields)
