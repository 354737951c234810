"""One event, several people: a draft of one's own for each."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

import clock
from accounts.models import User
from audit import log
from people import access
from people.access import Permission
from people.models import Person
from records.actions.drafts import Typed
from records.models import Draft, Entry
from records.rules.authorship import require_author
from records.rules.events import is_of_one_person


@transaction.atomic
def begin_for_others(
    *,
    origin: Draft | Entry,
    by: User,
    begun: Sequence[tuple[Person, Typed]],
    at: datetime | None = None,
) -> list[Draft]:
    """Begin a draft of the same kind for each of the other people of an event.

    ``begun`` holds what each draft begins with. Somebody who has a text of the event already gets
    no second one. Nothing in one record, or in its events, tells of another.

    Raises ``PermissionDenied`` unless ``origin`` is ``by``'s own, and they may write about each;
    and for a kind of record that is of one person alone.
    """
    at = at or clock.now()
    if origin.author_id != by.pk:
        raise PermissionDenied("Only the writer says whom else an event concerned.")
    origin = type(origin).objects.select_for_update(of=("self",)).get(pk=origin.pk)
    access.decide(by, Permission.ADD, origin.person, at=at).require()
    record_type = origin.record_type
    require_author(by, record_type)
    if is_of_one_person(record_type):
        raise PermissionDenied("What was said in supervision is of one person.")
    if origin.event is None:
        origin.event = uuid.uuid4()
        origin.save(update_fields=["event"])
    made = []
    for person, typed in begun:
        decision = access.decide(by, Permission.ADD, person, at=at).require()
        if person.pk == origin.person_id or _has_text(origin.event, by, person):
            continue
        draft = Draft.objects.create(
            person=person,
            author=by,
            type_key=origin.type_key,
            type_version=origin.type_version,
            typed=typed,
            started_at=at,
            saved_at=at,
            event=origin.event,
        )
        made.append(draft)
        log.record(
            "records.draft_saved", by=by, about=person, target=draft, because=decision, at=at
        )
    return made


def _has_text(event: uuid.UUID, by: User, person: Person) -> bool:
    about = {"event": event, "author": by, "person": person}
    return Draft.objects.filter(**about).exists() or Entry.objects.filter(**about).exists()
