"""Questions to managers, as far as the viewer may open what they are about."""

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

import clock
from accounts.models import User
from people.models import Person
from records.models import Entry, EntryVersion, GuidanceRequest
from records.queries.across import open_across, person_is_open
from records.queries.entries import may_open
from records.queries.tasks import colleagues_of

ANSWERED_SHOWN_DAYS = 14
COUNTED_DAYS = 90
COUNTED_AT_MOST = 1000


def asked_of(viewer: User) -> QuerySet[GuidanceRequest]:
    """Return the questions that wait for ``viewer``: urgent ones first, then the oldest."""
    return _known_to(viewer).filter(_waiting(), asked_of=viewer).order_by("-is_urgent", "asked_at")


def between(viewer: User) -> QuerySet[GuidanceRequest]:
    """Return what ``asked_of`` and ``asked_by`` return, together, for ``parted``."""
    found = _known_to(viewer).filter(_waiting(), asked_of=viewer) | asked_by(viewer)
    return found.order_by("asked_at")


def parted(
    viewer: User, rows: Iterable[GuidanceRequest]
) -> tuple[list[GuidanceRequest], list[GuidanceRequest]]:
    """Return what was asked of ``viewer``, and what they asked, of what is ``between``."""
    to_answer = [row for row in rows if row.asked_of_id == viewer.pk]
    asked = [row for row in rows if row.asked_by_id == viewer.pk]
    return sorted(to_answer, key=lambda row: not row.is_urgent), asked[::-1]


def asked_by(viewer: User) -> QuerySet[GuidanceRequest]:
    """Return what ``viewer`` asked and waits for, and what was answered in the last fortnight."""
    since = clock.add_hours(clock.now(), -24 * ANSWERED_SHOWN_DAYS)
    recent = _waiting() | Q(answered_at__gte=since)
    return _known_to(viewer).filter(recent, asked_by=viewer).order_by("-asked_at")


def asked_in_team(viewer: User, *, answered: bool) -> QuerySet[GuidanceRequest]:
    """Return what was asked of ``viewer`` or by their team: what waits, or what was answered."""
    found = _known_to(viewer).filter(_of_team(viewer))
    if answered:
        return found.filter(answered_at__isnull=False).order_by("-answered_at")
    return found.filter(_waiting()).order_by("-is_urgent", "asked_at")


def questions_about(person: Person) -> list[GuidanceRequest]:
    """Return what was asked of managers about a person, for a copy.

    Not what is still a draft, nor what was asked of an entry that is under seal.
    """
    found = GuidanceRequest.objects.filter(person=person, draft=None, entry__taken_off_at=None)
    return list(found.select_related("asked_by", "asked_of").order_by("asked_at", "pk"))


def minutes_to_answer(viewer: User) -> int | None:
    """Return the median time to answer in the viewer's team over the last three months."""
    since = clock.add_hours(clock.now(), -24 * COUNTED_DAYS)
    rows = asked_in_team(viewer, answered=True).filter(answered_at__gte=since)
    times = [
        clock.minutes_between(asked, answered)
        for asked, answered in rows.values_list("asked_at", "answered_at")[:COUNTED_AT_MOST]
        if answered is not None
    ]
    return round(median(times)) if times else None


def guidance_about(viewer: User, entry: Entry) -> list[GuidanceRequest]:
    """Return what was asked about an entry that the viewer has open, and what it answers.

    A question about another entry, which this one answers, only if that one is open to them too.
    """
    found = GuidanceRequest.objects.filter(Q(entry=entry) | Q(answer=entry))
    rows = found.select_related(
        "asked_by", "asked_of", "answer__person", "answer__author__team", "entry__person", "person"
    )
    return [
        row
        for row in rows
        if row.entry is None or row.entry_id == entry.pk or may_open(viewer, row.entry)
    ]


def advice_in(viewer: User, asked: list[GuidanceRequest]) -> dict[int, str]:
    """Return the guidance that answers questions, by answer, as it now stands.

    Only what ``viewer``, who may open the person, may open too.
    """
    answers = [row.answer for row in asked if row.answer is not None]
    return advice_of(each.pk for each in answers if may_open(viewer, each))


def advice_of(answers: Iterable[int]) -> dict[int, str]:
    """Return the guidance that entries hold, as it now stands; for those who decided who reads.

    Its kind goes before its words: an instruction must be followed, advice may be weighed.
    """
    wanted = list(answers)
    if not wanted:
        return {}
    versions = EntryVersion.objects.filter(entry__in=wanted, entry__taken_off_at=None)
    latest = versions.order_by("entry_id", "-number").distinct("entry_id")
    return {each.entry_id: _in_words(each.values) for each in latest}


def _in_words(values: Mapping[str, Any]) -> str:
    parts = (values.get("instruction_or_advice"), values.get("advice"))
    return ": ".join(part for part in parts if part)


def guidance_in_draft(viewer: User, draft_key: UUID) -> list[GuidanceRequest]:
    """Return what the viewer asked inside a draft of their own."""
    found = GuidanceRequest.objects.filter(draft__key=draft_key, asked_by=viewer)
    return list(found.select_related("asked_by", "asked_of", "answer", "person"))


def guidance_for(viewer: User, person: Person, key: str) -> GuidanceRequest | None:
    """Return one question about a person, unless its entry is closed to the viewer.

    One asked in a draft is between the two, as the draft is: nobody knows yet who may open it.
    """
    found = (
        GuidanceRequest.objects.filter(person=person, key=key.replace("\x00", ""))
        .select_related("asked_by", "asked_of", "answer__person", "entry__person", "person")
        .first()
    )
    if found is None:
        return None
    if found.entry is None:
        return found if viewer.pk in (found.asked_by_id, found.asked_of_id) else None
    return found if may_open(viewer, found.entry) else None


def to_answer(viewer: User, person: Person, key: str) -> GuidanceRequest | None:
    """Return a question about ``person`` that waits for the viewer's own answer."""
    found = guidance_for(viewer, person, key) if key else None
    if found is None or found.asked_of_id != viewer.pk:
        return None
    return found if found.answered_at is None and found.withdrawn_at is None else None


def _known_to(viewer: User) -> QuerySet[GuidanceRequest]:
    own = Q(asked_by=viewer) | Q(asked_of=viewer)
    beside = Q(entry__isnull=True) & own & person_is_open(viewer)
    return GuidanceRequest.objects.filter(beside | open_across(viewer)).select_related(
        "person", "entry", "answer", "asked_by", "asked_of"
    )


def _of_team(viewer: User) -> Q:
    return Q(asked_of=viewer) | Q(asked_by__in=colleagues_of(viewer).order_by().values("pk"))


def _waiting() -> Q:
    return Q(answered_at__isnull=True, withdrawn_at__isnull=True)
