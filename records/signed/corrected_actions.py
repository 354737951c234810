"""What a correction makes of an entry's actions. Note and task are one row, so they agree.

Part of the action that signs a correction: that one asks for permission and writes the event.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import clock
from accounts.models import User
from records.drafting.references import staff_reference
from records.models import Action, Draft, Entry, EntryVersion
from records.rules.described import file_of
from records.rules.readiness import past_due_on
from records.rules.times import LATE, LOOK
from records.rules.unsaid import reason_key
from records.signed.digests import files_named
from records.signed.versions import new_action

TAKEN_OUT = "Taken out by a correction of the entry"
CORRECTED = ("text", "owner", "owner_name", "due_on", "priority")
# What the product itself adds when a record is signed to be finished later: nobody agreed it.
FINISH = "Finish the record: "
_PRIORITIES = dict(Action.Priority.choices)
# What the form calls each part of an action, and what a version does.
_AGREED = {"text": "text", "owner": "who", "due": "due_on", "priority": "priority"}


@dataclass
class CorrectedActions:
    """The actions as a corrected version signs them, and which rows that touches."""

    rows: list[Action]
    changed: list[Action] = field(default_factory=list)
    added: list[Action] = field(default_factory=list)
    gone: list[Action] = field(default_factory=list)
    dated_anew: set[int] = field(default_factory=set)

    @property
    def given(self) -> list[dict[str, Any]]:
        """The actions in the shape in which readiness reads them."""
        return [
            {name: getattr(row, name) for name in CORRECTED}
            | {"stands": row.pk is not None and row.pk not in self.dated_anew}
            for row in self.rows
        ]

    @property
    def is_different(self) -> bool:
        """Say whether anything about the actions is corrected."""
        return bool(self.changed or self.added or self.gone)

    def save(self, *, by: User, at: datetime) -> None:
        """Write what is corrected: an open action that was taken out is not needed any more."""
        for row in self.gone:
            row.status, row.outcome = Action.Status.NOT_NEEDED, TAKEN_OUT
            row.closed_on, row.closed_by = clock.day_of(at), by
        for row in (*self.changed, *self.added, *self.gone):
            row.full_clean(exclude=["person", "entry"])
            row.save()


def corrected_actions(
    entry: Entry, before: EntryVersion, given: list[dict[str, Any]] | None
) -> CorrectedActions:
    """Return the entry's actions as ``given`` wants them; None leaves them as they are.

    A key that is not one of this entry's counts as none: the action is new. What was closed
    already stays, whatever is taken out.
    """
    standing = list(
        entry.actions.select_for_update(of=("self",))  # nobody closes one meanwhile
        .select_related("owner__team")
        .filter(kind=Action.Kind.AGREED)
        .exclude(outcome=TAKEN_OUT)
        .order_by("position")
    )
    if given is None:
        signed = {row["key"] for row in before.actions}
        return CorrectedActions(rows=[row for row in standing if row.key in signed])
    by_key = {row.key: row for row in standing if not row.text.startswith(FINISH)}
    found = CorrectedActions(rows=[row for row in standing if row.text.startswith(FINISH)])
    for position, wanted in enumerate(given):
        row = by_key.pop(wanted.get("key", ""), None)
        if row is None:
            row = new_action(entry, wanted, position=position)
            found.added.append(row)
        elif any(getattr(row, name) != wanted[name] for name in CORRECTED if name in wanted):
            if wanted.get("due_on", row.due_on) != row.due_on:
                found.dated_anew.add(row.pk)
            for name in CORRECTED:
                setattr(row, name, wanted.get(name, getattr(row, name)))
            found.changed.append(row)
        found.rows.append(row)
    found.gone = [row for row in by_key.values() if row.status == Action.Status.OPEN]
    found.rows += [row for row in by_key.values() if row.status != Action.Status.OPEN]
    return found


def with_standing(entry: Entry, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return actions as a form gives them, marking those that stand already with the same date."""
    dates = dict(entry.actions.values_list("key", "due_on"))
    return [
        each | {"stands": True} if dates.get(each.get("key", "")) == each["due_on"] else each
        for each in given
    ]


def reasons_that_stand(
    before: EntryVersion,
    rows: list[Action],
    values: dict[str, Any],
    statements: Iterable[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the reasons signed before that nobody is asked for again.

    Why it was late, why actions that keep their date were, what nobody knew of its files, and why
    decisions that read the same say no more.
    """
    dates, files = {row.due_on for row in rows}, files_named(values)
    said = {reason_key(each["text"]) for each in statements}
    return {
        key: gap
        for key, gap in before.gaps.items()
        if key in (LATE, LOOK) or past_due_on(key) in dates or file_of(key) in files or key in said
    }


def corrects_actions(draft: Draft) -> bool:
    """Say whether the form of a correction asked for the actions too."""
    return "actions-TOTAL_FORMS" in draft.typed


def standing_actions(entry: Entry) -> list[Action]:
    """Return the actions that the entry agreed and that no correction has taken out."""
    rows = entry.actions.filter(kind=Action.Kind.AGREED).select_related("owner__team")
    rows = rows.exclude(outcome=TAKEN_OUT)
    return [row for row in rows.order_by("position", "pk") if not row.text.startswith(FINISH)]


def as_initial(entry: Entry) -> list[dict[str, Any]]:
    """Return the actions of an entry as they stand, as rows of the form that corrects them."""
    return [
        {
            "key": row.key,
            "text": row.text,
            "owner": [
                staff_reference(row.owner)
                if row.owner
                else {"kind": "other", "key": "", "name": row.owner_name, "role": ""}
            ],
            "due": row.due_on.isoformat(),
            "priority": row.get_priority_display(),
        }
        for row in standing_actions(entry)
    ]


def as_agreed(entry: Entry, version: EntryVersion) -> list[dict[str, Any]]:
    """Return the actions that an earlier version agreed, as rows of the form that corrects them.

    What no later version changed is as it stands now: a task that passed on is no correction.
    """
    latest = {row["key"]: row for row in entry.versions.order_by("-number")[0].actions}
    standing = {row["key"]: row for row in as_initial(entry)}
    rows = []
    for each in version.actions:
        if each["text"].startswith(FINISH):
            continue
        row = {
            "key": each["key"],
            "text": each["text"],
            "owner": [{"kind": "other", "key": "", "name": each["who"], "role": ""}],
            "due": each["due_on"],
            "priority": _PRIORITIES.get(each["priority"], ""),
        }
        now, last = standing.get(each["key"], {}), latest.get(each["key"], {})
        same = [name for name, of in _AGREED.items() if name in now and last.get(of) == each[of]]
        rows.append(row | {name: now[name] for name in same})
    return rows
