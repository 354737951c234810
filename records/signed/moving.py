"""An entry made anew on the record it belongs to, with everything that stands beside it.

Parts of an action: whoever calls them asks for permission before and writes the events after.
"""

import uuid
from collections.abc import Callable
from textwrap import shorten
from typing import Any

from django.db.models import QuerySet

from audit.each import update_each
from people.models import Import, Imported, Person
from records.catalogue import fields_by_name
from records.models import (
    Action,
    Addition,
    Attachment,
    Confirmation,
    Decision,
    Draft,
    Entry,
    EntryLink,
    EntryVersion,
    Finding,
    GuidanceRequest,
    PlannedVisit,
    Removal,
    Statement,
)
from records.rules.kept_pages import page_at
from records.rules.own_words import are_the_persons
from records.rules.parts import record_as_of
from records.signed.digests import digest_of, files_named

_OWN = ("id", "key", "submission", "person", "signed_for", "taken_off_at", "record_as")
_CARRIED: list[Callable[[Entry, Entry], None]] = []


def carry_along(carry: Callable[[Entry, Entry], None]) -> None:
    """Have ``carry(old, new)`` take along what an app above keeps beside an entry."""
    if carry not in _CARRIED:
        _CARRIED.append(carry)


def made_on(entry: Entry, person: Person, *, meant: str) -> Entry:
    """Return a new entry on ``person``'s record, the same in every word, author and time.

    Its digests are its own, because whose record it is belongs to what they cover. ``meant`` says
    who spoke, came or decided where it names the person whose record it stood on; see ``naming``.
    """
    files = list(entry.attachments.values_list("pk", flat=True))
    new = Entry(
        person=person,
        submission=uuid.uuid4(),
        **_copied(entry, leaving=_OWN),
    )
    versions = list(entry.versions.order_by("number"))
    new.record_as = record_as_of(person, versions[-1].values)
    new.save()
    update_each(Attachment.objects.filter(pk__in=files), entry=new, person=person)
    for version in versions:
        said = _sign_again(version, new, was=entry.person, meant=meant)
    # Who spoke may be another than before. Those of the latest version count.
    new.has_own_words = any(are_the_persons(row) for row in said)
    new.save(update_fields=["has_own_words"])
    # An entry that is itself a decision has a row of its own, which is no statement's.
    _register_again(Decision.objects.filter(entry=entry, statement=None), new, statement=None)
    update_each(Decision.objects.filter(entry=entry), is_current=False)
    update_each(Action.objects.filter(entry=entry), entry=new, person=person)
    update_each(entry.removals.filter(attachment__isnull=False), entry=new)
    _stand_beside(entry, new)
    Imported.objects.filter(
        person=entry.person, kind__in=(Import.Kind.ENTRIES, Import.Kind.FILES), row=entry.pk
    ).update(row=new.pk, person=person)
    for carry in _CARRIED:
        carry(entry, new)
    return new


def _sign_again(
    version: EntryVersion, new: Entry, *, was: Person, meant: str
) -> list[dict[str, Any]]:
    now = new.person if meant == Removal.Meant.RIGHT else None
    again = EntryVersion(entry=new, **_copied(version, leaving=("id", "entry", "digest")))
    again.values = _about(version.values, was, now)
    pairs = [
        (row, Statement(version=again, **_copied(row, leaving=("id", "version"))))
        for row in version.statements.order_by("position", "id")
    ]
    for _, row in pairs:
        row.details = _about(row.details, was, now)
    again.digest = digest_of(
        again, statements=[row for _, row in pairs], attachments=_files_of(again)
    )
    again.save()
    for old, row in pairs:
        row.save()
        _register_again(Decision.objects.filter(statement=old), new, statement=row)
    Finding.objects.bulk_create(
        Finding(version=again, **_copied(row, leaving=("id", "version")))
        for row in version.findings.all()
    )
    return [_copied(row, leaving=("id", "version")) for _, row in pairs]


def _register_again(
    decisions: QuerySet[Decision], new: Entry, *, statement: Statement | None
) -> None:
    for row in decisions.order_by("pk"):
        copied = _copied(row, leaving=("id", "key", "person", "entry", "statement"))
        Decision.objects.create(person=new.person, entry=new, statement=statement, **copied)


def _stand_beside(entry: Entry, new: Entry) -> None:
    became: dict[int | None, Addition] = {}
    for row in entry.additions.order_by("added_at", "id"):
        became[row.pk] = Addition.objects.create(
            entry=new,
            answers=became.get(row.answers_id),
            answers_record=row.answers_record and _became(row.answers_record),
            **_copied(row, leaving=("id", "key", "entry", "answers", "answers_record")),
        )
    for answer in entry.confirmations.order_by("answered_at", "id"):
        Confirmation.objects.create(entry=new, **_copied(answer, leaving=("id", "entry")))
    update_each(GuidanceRequest.objects.filter(entry=entry), entry=new, person=new.person)
    update_each(GuidanceRequest.objects.filter(answer=entry), answer=new)
    # A visit that it seemed to record is still without one: it was planned with the other person.
    visits = PlannedVisit.objects.filter(entry=entry)
    update_each(visits, entry=None, status=PlannedVisit.Status.PLANNED)
    # What somebody is writing to correct it goes on, on the right record.
    drafts = Draft.objects.filter(corrects=entry)
    update_each(Attachment.objects.filter(draft__in=drafts), person=new.person)
    update_each(GuidanceRequest.objects.filter(draft__in=drafts), person=new.person)
    drafts.update(corrects=new, person=new.person)
    for text in Draft.objects.filter(beside=entry):
        text.person, text.beside, text.page = new.person, new, page_at(text.page, entry, new)
        text.save(update_fields=["person", "beside", "page"])
    for link in [
        *entry.links_out.select_related("target", "version"),
        *entry.links_in.select_related("source", "version"),
    ]:
        _link_again(link, entry, new)


def _link_again(link: EntryLink, entry: Entry, new: Entry) -> None:
    """Link two entries again when both came to the same record; no link joins two people's."""
    source, target = (
        new if end.pk == entry.pk else _became(end) for end in (link.source, link.target)
    )
    if source is not None and target is not None and source.person_id == target.person_id:
        EntryLink.objects.get_or_create(
            source=source,
            target=target,
            kind=link.kind,
            version=link.version and source.versions.get(number=link.version.number),
        )


def _became(entry: Entry) -> Entry | None:
    move = entry.removals.filter(became__isnull=False).select_related("became").first()
    return move.became if move else None


def _files_of(version: EntryVersion) -> list[Attachment]:
    return list(version.entry.attachments.filter(key__in=files_named(version.values)))


def naming(entry: Entry) -> list[str]:
    """Return where an entry names the person on whose record it stands, in words, once each."""
    found: dict[str, None] = {}
    record_type = entry.record_type
    fields = fields_by_name(record_type)
    for version in entry.versions.all():
        for name, value in version.values.items():
            if _is_named(value, entry.person):
                found.setdefault(fields[name].label if name in fields else name)
        for row in version.statements.all():
            if _is_named(row.details, entry.person):
                found.setdefault(
                    f"{row.get_kind_display()}: “{shorten(row.text, 80, placeholder='…')}”"
                )
    return list(found)


def _is_named(answers: Any, person: Person) -> bool:
    if isinstance(answers, dict):
        if answers.get("kind") == "person" and answers.get("key") == person.key:
            return True
        return any(_is_named(each, person) for each in answers.values())
    return isinstance(answers, list) and any(_is_named(each, person) for each in answers)


def _about(answers: Any, was: Person, now: Person | None) -> Any:
    """Return answers in which ``now`` stands for ``was``; without ``now``, a mere name does."""
    if isinstance(answers, dict):
        if answers.get("kind") == "person" and answers.get("key") == was.key:
            if now is None:
                return answers | {"kind": "other", "key": "", "name": answers.get("name", was.name)}
            return answers | {"key": now.key, "name": now.name}
        return {name: _about(value, was, now) for name, value in answers.items()}
    if isinstance(answers, list):
        return [_about(each, was, now) for each in answers]
    return answers


def _copied(row: Any, *, leaving: tuple[str, ...]) -> dict[str, Any]:
    return {
        each.name: getattr(row, each.name)
        for each in row._meta.concrete_fields
        if each.name not in leaving
    }
