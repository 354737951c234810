"""What goes on around the entries: reviews, additions, corrections, drafts, chronologies."""

import uuid
from datetime import datetime
from functools import partial
from typing import Any

import clock
from accounts.models import User
from caserecords.demo import asking, auditing, basis, following, guiding, supervising
from caserecords.demo.council import Council
from caserecords.demo.history import Step, instant
from oversight import actions as oversight
from records import actions
from records.catalogue import catalogue
from records.models import Entry

Files = list[dict[str, Any]]
Row = dict[str, Any]


def steps_of(council: Council, data: dict[str, Any], files: Files) -> list[Step]:
    """Return everything of the fabric. What is lately is reckoned from the day of loading."""
    loaded_at = now(files)
    kinds = {
        "return": _return,
        "addition": _add_to,
        "move": _ask_to_move,
        "correction": _correct,
        "draft": _save_draft,
        "chronology": _make_chronology,
        "question": following.ask,
        "guidance": following.answer,
        "moved": following.move,
        "visit": following.plan_visit,
        "look": following.ask_to_look,
        "audit": auditing.audit,
        "supervision": supervising.supervise,
        "policy": guiding.keep,
    }
    steps = _sign_offs(council, data["sign_off"], files)
    for name, do in kinds.items():
        for row in data[name]:
            at = _when(row, loaded_at)
            steps.append(Step(at, partial(do, council, row, at)))
    return steps + asking.steps_of(council, data["request"], loaded_at)


def now(files: Files) -> datetime:
    """Return now, or the last moment of the files on a machine whose clock is behind them."""
    last = max(instant(each["signed_at"]) for file in files for each in file["entry"])
    return max(clock.now(), last)


def _when(row: Row, now: datetime) -> datetime:
    if "at" in row:
        return instant(row["at"])
    day = clock.add_working_days(clock.day_of(now), -row["working_days_ago"])
    return min(clock.at_time(day, 9, 40), now)


def _sign_offs(council: Council, data: Row, files: Files) -> list[Step]:
    steps = []
    for file in files:
        answered = _answers(file)
        for each in file["entry"]:
            name = f"{file['person']['council_reference']}/{each['number']}"
            if name in data["waiting"] or not _needs_answer(council, each):
                continue
            # A poor entry is answered once its writer has put it right.
            day = clock.day_of(instant(answered.get(each["number"], each)["signed_at"]))
            at = clock.at_time(clock.add_working_days(day, data["after_working_days"]), 15, 30)
            steps.append(Step(at, partial(_approve, council, name, data["praise"], at)))
    return steps


def _answers(file: Row) -> dict[int, Row]:
    """Return the entry that answers each earlier one, by the number of the earlier."""
    return {
        each[key]: each for each in file["entry"] for key in ("corrects", "adds_to") if key in each
    }


def _needs_answer(council: Council, entry: Row) -> bool:
    return (
        entry["finish_later"]
        or "gap" in entry
        or catalogue().get(entry["type"]).needs_sign_off
        or council.staff[entry["author"]].starts_on is not None
    )


def _approve(council: Council, name: str, praise: dict[str, str], at: datetime) -> None:
    entry = _entry(council, name)
    by = entry.author.line_manager
    basis.ensure(by, entry.person, at=at)
    oversight.approve_entry(
        entry=entry,
        by=by,
        version_number=_latest(entry),
        praise=praise.get(name, ""),
        at=at,
    )


def _return(council: Council, row: Row, at: datetime) -> None:
    entry = _entry(council, row["entry"])
    by = _with_basis(council, row, entry, at)
    oversight.return_entry(
        entry=entry, by=by, version_number=_latest(entry), comment=row["comment"], at=at
    )


def _add_to(council: Council, row: Row, at: datetime) -> None:
    entry = _entry(council, row["entry"])
    by = _with_basis(council, row, entry, at)
    optional = {name: row[name] for name in ("about_text", "said_by", "received_on") if name in row}
    if "answers" in row:
        optional["answers"] = entry.additions.get(said_by=row["answers"])
    actions.add_to_entry(entry=entry, by=by, kind=row["kind"], text=row["text"], at=at, **optional)


def _ask_to_move(council: Council, row: Row, at: datetime) -> None:
    entry = _entry(council, row["entry"])
    by = _with_basis(council, row, entry, at)
    actions.ask_to_move(
        entry=entry,
        to=council.people[row["to"]],
        reason=row["reason"],
        meant=row["meant"],
        by=by,
        at=at,
    )


def _correct(council: Council, row: Row, at: datetime) -> None:
    entry = _entry(council, row["entry"])
    by = _with_basis(council, row, entry, at)
    signed = entry.versions.get(number=_latest(entry))
    actions.correct_entry(
        entry=entry,
        by=by,
        submission=uuid.uuid4(),
        values=signed.values | row["values"],
        statements=[
            {
                "field": each.field,
                "kind": each.kind,
                "text": each.text,
                "details": each.details,
                "about_someone_else": each.about_someone_else,
            }
            for each in signed.statements.all()
        ],
        gaps=signed.gaps,
        reason=row["reason"],
        at=at,
    )


def _save_draft(council: Council, row: Row, at: datetime) -> None:
    person, by = council.people[row["person"]], council.staff[row["by"]]
    basis.ensure(by, person, at=at)
    actions.save_draft(
        person=person,
        by=by,
        key=uuid.uuid4(),
        record_type=catalogue().get(row["type"]),
        typed={name: [text] for name, text in row["typed"].items()},
        version=0,
        at=at,
    )


def _make_chronology(council: Council, row: Row, at: datetime) -> None:
    person, by = council.people[row["person"]], council.staff[row["by"]]
    basis.ensure(by, person, at=at)
    chronology = actions.begin_chronology(
        person=person, by=by, title=row["title"], purpose=row["purpose"], at=at
    )
    lines = {_entry(council, f"{row['person']}/{line['number']}").pk: line for line in row["lines"]}
    entries = Entry.objects.filter(pk__in=lines).select_related("person")
    actions.pick_entries(chronology=chronology, by=by, entries=entries, at=at)
    for line in chronology.lines.select_related("entry__person", "chronology"):
        given = lines[line.entry_id]
        if given["event"]:
            said = {"event": given["event"], "impact": given["impact"]}
            actions.describe_line(line=line, by=by, **said, at=at)
    if row["frozen"]:
        actions.freeze_chronology(chronology=chronology, by=by, at=at)


def _entry(council: Council, name: str) -> Entry:
    reference, _, number = name.partition("/")
    key = council.entries[reference, int(number)].pk
    return Entry.objects.select_related("person", "author__line_manager").get(pk=key)


def _latest(entry: Entry) -> int:
    return entry.versions.count()


def _with_basis(council: Council, row: Row, entry: Entry, at: datetime) -> User:
    by = council.staff[row["by"]]
    basis.ensure(by, entry.person, at=at)
    return by
