"""What a viewer has begun and not signed."""

import uuid

from django.db.models import QuerySet

from accounts.models import User
from audit.models import Event
from people import access
from people.models import Person
from records.models import Draft, Entry
from records.queries.entries import may_open


def drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return what ``viewer`` has begun and not signed, newest first."""
    return Draft.objects.filter(author=viewer, set_aside_at=None).select_related(
        "person__team", "author__team", "corrects"
    )


def open_drafts_of(viewer: User) -> QuerySet[Draft]:
    """Return the viewer's drafts about people whom they may open now, newest first."""
    return drafts_of(viewer).filter(person__in=access.visible_people(viewer))


def entry_signed_from(viewer: User, person: Person, key: uuid.UUID | None) -> Entry | None:
    """Return the entry that a draft of the viewer's own became, if they may open it."""
    if key is None:
        return None
    entry = Entry.objects.standing().filter(person=person, submission=key, author=viewer).first()
    return entry if entry is not None and may_open(viewer, entry) else None


def drafts_about(viewer: User, person: Person) -> QuerySet[Draft]:
    """Return the viewer's own drafts about one person."""
    return drafts_of(viewer).filter(person=person)


def threw_away(viewer: User, person: Person, key: uuid.UUID) -> bool:
    """Say whether a draft about ``person`` is gone because ``viewer`` threw it away."""
    return _did(viewer, "records.draft_thrown_away", person, key)


def was_saved(viewer: User, person: Person, key: uuid.UUID) -> bool:
    """Say whether ``viewer`` ever saved a draft of this key about ``person``, gone or not."""
    return _did(viewer, "records.draft_saved", person, key)


def _did(viewer: User, verb: str, person: Person, key: uuid.UUID) -> bool:
    return Event.objects.filter(
        subjects__contains=[person.key], actor=viewer.staff_number, verb=verb, target=str(key)
    ).exists()
