"""One entry of a person's file: its letters, its signature, and what became of its actions."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

import clock
from accounts.models import User
from caserecords.demo import answers, basis
from caserecords.demo.council import Council
from caserecords.demo.history import Step, instant
from caserecords.demo.letters import letter_as_email, letter_as_pdf
from people.models import Person
from records import actions
from records.catalogue import RecordType, catalogue
from records.drafting.references import known_around
from records.models import Action, Entry, EntryLink
from records.rules import coached
from records.rules.described import asks_of_hand
from records.signed.corrected_actions import FINISH

# Names the submissions of the demonstration, so that an entry is always the same submission.
_NAMES = uuid.UUID("6f0d2c52-55a0-4c0e-9a38-2f1c6f3b7f11")
_STATUSES = {"Done": Action.Status.DONE, "Not needed": Action.Status.NOT_NEEDED}


def steps_of(council: Council, data: dict[str, Any], entry: dict[str, Any]) -> list[Step]:
    """Return the signing of an entry, its mark “significant”, and the closing of its actions."""
    ref, signed_at = data["person"]["council_reference"], instant(entry["signed_at"])
    steps = [Step(signed_at, partial(_sign, council, ref, entry, signed_at))]
    if "stands_out" in entry:
        steps.append(Step(signed_at, partial(_mark, council, ref, entry, signed_at)))
    for position, row in enumerate(entry.get("action", ())):
        if row["status"] != "Open":
            at = max(instant(row["completed_on"], hour=16, minute=30), signed_at)
            steps.append(Step(at, partial(_close, council, ref, entry, position, row, at)))
    return steps


def submission(ref: str, number: int) -> uuid.UUID:
    """Return the submission by which an entry of the demonstration is known."""
    return uuid.uuid5(_NAMES, f"{ref}/{number}")


def _sign(council: Council, ref: str, data: dict[str, Any], at: datetime) -> None:
    person, by = council.people[ref], council.staff[data["author"]]
    basis.ensure(by, person, at=at)
    record_type = catalogue().get(data["type"])
    key = submission(ref, data["number"])
    values = answers.values_of(council, person, data)
    if "attachment" in data:
        values |= _attach(person, by, record_type, key, data, at)
    statements, agreed = (
        answers.statements_of(council, person, data),
        answers.actions_of(council, data),
    )
    known = known_around(person)
    found = coached.coached(
        record_type, known=known, values=values, statements=statements, actions=agreed
    )
    said = {each["words"]: each for each in data.get("coached", [])}
    entry = actions.sign_entry(
        person=person,
        by=by,
        record_type=record_type,
        submission=key,
        values=values,
        statements=statements,
        actions=agreed,
        gaps=answers.gaps_of(data),
        known=known,
        answers={
            coached.key_of(each): coached.Answer(
                said[each.words]["reason"], said[each.words]["unhelpful"]
            )
            for each in found
            if each.words in said
        },
        summary=data["summary"],
        finish_later=data["finish_later"],
        at=at,
    )
    council.entries[ref, data["number"]] = entry
    for name, kind in (("corrects", "CORRECTS"), ("adds_to", "ADDS_TO")):
        if name in data:
            _answer(council.entries[ref, data[name]], entry, EntryLink.Kind(kind), by, at)


def _attach(
    person: Person,
    by: User,
    record_type: RecordType,
    key: uuid.UUID,
    data: dict[str, Any],
    at: datetime,
) -> dict[str, list[str]]:
    draft = actions.save_draft(
        person=person, by=by, key=key, record_type=record_type, typed={}, version=0, at=at
    )
    attached: dict[str, list[str]] = {}
    for row in data["attachment"]:
        attachment = actions.attach_file(
            draft=draft,
            by=by,
            field=row["field"],
            content=_content(row),
            filename=f"{row['title']}{'.eml' if 'email_from' in row else '.pdf'}",
            title=row["title"],
            source=row.get("source", ""),
            dated_on=row.get("dated"),
            at=at,
        )
        if asks_of_hand(record_type, attachment):
            said = {"has_handwriting": False}  # letters of the demonstration are printed
            actions.describe_file(attachment=attachment, by=by, said=said, at=at)
        attached.setdefault(row["field"], []).append(attachment.key)
    return attached


def _content(row: dict[str, Any]) -> bytes:
    if "email_from" not in row:
        return letter_as_pdf(row["title"], row["text"])
    return letter_as_email(
        row["title"], row["text"], sender=row["email_from"], to=row["email_to"], on=row["dated"]
    )


def _answer(earlier: Entry, later: Entry, kind: EntryLink.Kind, by: User, at: datetime) -> None:
    """Link a correction or addition to what it answers; what was to be finished then is."""
    actions.link_entries(source=later, target=earlier, kind=kind, by=by, at=at)
    day = clock.local(at)
    for action in earlier.actions.filter(status=Action.Status.OPEN, owner=earlier.author):
        if action.text.startswith(FINISH):
            actions.close_action(
                action=action,
                by=by,
                status=Action.Status.DONE,
                outcome=f"Put right in the entry of {day.day} {day:%B %Y}",
                at=at,
            )


def _mark(council: Council, ref: str, data: dict[str, Any], at: datetime) -> None:
    entry, said = council.entries[ref, data["number"]], data["stands_out"]
    actions.mark_significant(
        entry=entry, by=entry.author, reason=said["reason"], review_on=said.get("review_on"), at=at
    )


def _close(
    council: Council,
    ref: str,
    data: dict[str, Any],
    position: int,
    row: dict[str, Any],
    at: datetime,
) -> None:
    entry = council.entries[ref, data["number"]]
    # Someone outside the council closes nothing: the writer does, who asked them.
    by = council.staff.get(row["owner"]) or entry.author
    basis.ensure(by, entry.person, at=at)
    actions.close_action(
        action=entry.actions.get(position=position),
        by=by,
        status=_STATUSES[row["status"].partition(" (")[0]],
        outcome=row["outcome"],
        at=at,
    )
