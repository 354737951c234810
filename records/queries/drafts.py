"""What a viewer has begun and not signed."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.models import User
from audit.models import Event
from people import access
from people.models import Person
from records.models import Draft, Entry
from records.queries.entries import may_open


def begun_by(viewer: User) -> QuerySet[Draft]:
    """Return all that ``viewer`` has typed and neither signed nor sent, newest first."""
    return Draft.objects.filter(author=viewer, set_aside_at=None).select_related(
        "person__team", "author__team", "corrects", "beside"
    )


def drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return the entries that ``viewer`` has begun and not signed, newest first."""
    return begun_by(viewer).filter(page__isnull=True)


def unsent_about(viewer: User, person: Person) -> QuerySet[Draft]:
    """Return the viewer's own words of small forms about one person, not sent, newest first."""
    return begun_by(viewer).filter(person=person, page__isnull=False)


def open_drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return what the viewer has begun about people whom they may open now, newest first."""
    return begun_by(viewer).filter(person__in=access.visible_people(viewer))


def entry_signed_from(viewer: User, person: Person, key: uuid.UUID | None) -> Entry | None:
    """Return the entry that a draft of the viewer's own became, if they may open it."""
    if key is None:
        return None
    entry = Entry.objects.standing().filter(person=person, submission=key, author=viewer).first()
    return entry if entry is not None and may_open(viewer, entry) else None


def drafts_about(viewer: User, person: Person) -> QuerySet[Draft]:
    """Return the viewer's own drafts about one person."""
    return drafts_of(viewer).filter(person=person)


def beside_closed(viewer: User, drafts: Iterable[Draft]) -> set[int]:
    """Return which words of small forms are beside an entry that ``viewer`` may not open now."""
    return {
        each.pk
        for each in drafts
        if each.beside is not None
        and (each.beside.taken_off_at or each.beside.sensitivity != Entry.Sensitivity.NORMAL)
        and not may_open(viewer, each.beside)
    }


def threw_away(viewer: User, person: Person, key: uuid.UUID) -> bool:
    """Say whether a draft about ``person`` is gone because ``viewer`` threw it away."""
    verbs = ("records.draft_thrown_away", "records.draft_kept_by_hold")
    return _did(viewer, verbs, person, key)


def was_saved(viewer: User, person: Person, key: uuid.UUID) -> bool:
    """Say whether ``viewer`` ever saved a draft of this key about ``person``, gone or not."""
    return _did(viewer, ("records.draft_saved",), person, key)


def _did(viewer: User, verbs: tuple[str, ...], person: Person, key: uuid.UUID) -> bool:
    return Event.objects.filter(
        subjects__contains=[person.key], actor=viewer.staff_number, verb__in=verbs, target=str(key)
    ).exists()
