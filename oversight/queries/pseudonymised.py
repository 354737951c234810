"""A record as its auditor reads it: under a pseudonym, as far as the names in it are known."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator

import clock
from accounts.models import User
from oversight.models import AuditRating
from people import access, referrals
from people.access import Outcome, Permission
from people.models import Person
from people.pseudonyms import Pseudonyms, pseudonyms_of
from records.catalogue import Field, catalogue, definitions, display_sections
from records.catalogue.answers import rows_in
from records.models import Entry, EntryVersion
from records.queries import named_in
from records.queries.entries import as_row, with_content
from records.shown.presentation import (
    PresentedAction,
    PresentedEntry,
    PresentedRow,
    PresentedSection,
    present,
)

PER_PAGE = 20
_OPENS = (Outcome.ALLOWED, Outcome.NEEDS_REASON)
# Answers in the words of the form, which name nobody.
_CHOSEN = (definitions.CHOICE, definitions.MULTI_CHOICE, definitions.BOOLEAN)
# Of a statement: its place and kind, and the reason for a gap, which is hidden already.
_AS_PRESENTED = ("field", "kind", "unsaid_because")


@dataclass(frozen=True)
class Shown:
    """One entry of a file: the day of its event, and what it says; nothing where it is closed."""

    key: str
    day: date
    entry: PresentedEntry | None = None


def may_read(viewer: User, rating: AuditRating) -> bool:
    """Say whether the sample still opens the record of a file to its auditor."""
    person = rating.file.person
    return (
        rating.submitted_at is None
        and access.decide(viewer, Permission.VIEW, person).outcome in _OPENS
        and referrals.live(viewer, person).filter(pk=rating.referral_id).exists()
    )


def file_under_pseudonym(viewer: User, rating: AuditRating, page: str) -> tuple[Page, list[Shown]]:
    """Return a page of the record of a file, newest first, with the known names replaced."""
    person = rating.file.person
    entries = Entry.objects.standing().filter(person=person).order_by("-event_at", "-pk")
    found = Paginator(with_content(entries), PER_PAGE).get_page(page)
    readable = access.EntryAccess(viewer, person)
    hidden = pseudonyms_of(person, named=_named_in_entries(person))
    rows = [as_row(readable, each) for each in found]
    return found, [
        Shown(
            row.entry.key,
            clock.day_of(row.entry.event_at),
            _under_pseudonym(row.version, hidden) if row.is_open and row.version else None,
        )
        for row in rows
    ]


def _named_in_entries(person: Person) -> list[str]:
    versions = EntryVersion.objects.filter(entry__in=Entry.objects.standing().filter(person=person))
    return sorted({str(each["name"]) for each in named_in(versions)})


def _under_pseudonym(version: EntryVersion, hidden: Pseudonyms) -> PresentedEntry:
    """Return a version in words, with the names in what was typed replaced: not in ours."""
    entry = version.entry
    record_type = entry.record_type
    fields = {each.name: each for part in display_sections(record_type) for each in part.fields}
    typed = copy(version)
    typed.values = _values(version.values, fields, hidden)
    typed.gaps = {name: _gap(gap, hidden) for name, gap in version.gaps.items()}
    shown = present(typed)
    by_staff = {each.key for each in entry.actions.all() if each.owner_id}
    titles = [each.title for each in entry.attachments.all()]

    def row(each: PresentedRow) -> PresentedRow:
        return replace(
            each,
            statements=_statements(each.statements, hidden),
            beside=_statements(each.beside, hidden),
            actions=[_action(one, hidden, of_staff=one.key in by_staff) for one in each.actions],
        )

    return replace(
        shown,
        reason=hidden.hide(shown.reason),
        header=[row(each) for each in shown.header],
        sections=[
            PresentedSection(part.title, [row(each) for each in part.rows])
            for part in shown.sections
        ],
        # What was left out about a file is called by its title.
        gaps=[
            replace(each, label=hidden.hide(each.label))
            if any(title and title in each.label for title in titles)
            else each
            for each in shown.gaps
        ],
        statements={kind: _statements(said, hidden) for kind, said in shown.statements.items()},
    )


def _values(
    values: Mapping[str, Any], fields: Mapping[str, Field], hidden: Pseudonyms
) -> dict[str, Any]:
    def answer(name: str, value: Any) -> Any:
        asked = fields.get(name)
        if asked is None or asked.kind not in (*_CHOSEN, definitions.ROWS):
            return hidden.hide_in(value)
        if asked.kind in _CHOSEN:
            return value
        return [_values(each, asked.columns_by_name, hidden) for each in rows_in(value, asked)]

    return {name: answer(name, value) for name, value in values.items()}


def _gap(gap: Any, hidden: Pseudonyms) -> Any:
    """Return why an answer is missing: the reason was chosen, and more was typed."""
    if isinstance(gap, Mapping):
        return {**gap, "detail": hidden.hide(gap.get("detail") or "")}
    return hidden.hide(str(gap))


def _statements(said: list[dict[str, Any]], hidden: Pseudonyms) -> list[dict[str, Any]]:
    fields = catalogue().header.statement_fields
    return [
        {**_values(each, fields, hidden), **{name: each[name] for name in _AS_PRESENTED}}
        for each in said
    ]


def _action(action: PresentedAction, hidden: Pseudonyms, *, of_staff: bool) -> PresentedAction:
    return replace(
        action,
        text=hidden.hide(action.text),
        owner=action.owner if of_staff else hidden.hide(action.owner),
        outcome=hidden.hide(action.outcome),
        agreed=hidden.hide(action.agreed),
    )
