"""Writing to the event log. No event, no change: a caller's transaction fails with its event."""

import hmac
import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.db import InternalError, OperationalError, ProgrammingError, connection

import clock
from audit import context, verify_log
from audit.models import EventDetail, SubjectKey
from audit.verbs import verbs


class NotWritten(OperationalError):
    """The log takes no event just now, so nothing may be shown or changed: the answer is 503."""


class Actor(Protocol):
    """Whoever does something: a member of staff, or a ``Service``."""

    @property
    def staff_number(self) -> str: ...

    @property
    def roles(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Service:
    """A part of the product that acts by itself, such as the worker or the loader."""

    staff_number: str
    roles: tuple[str, ...] = ()


# What happens because its time has come, and nobody pressed anything.
CLOCK = Service(staff_number="clock")


class About(Protocol):
    """A person whom an event concerns: all that the log keeps of them is their key."""

    key: str


@dataclass
class Known:
    """A person of whom the key is known alone."""

    key: str


class Because(Protocol):
    """An access decision: the log keeps its basis, and in whose place it was allowed, if so."""

    @property
    def basis(self) -> str: ...

    @property
    def for_whom(self) -> str: ...


def record(
    verb: str,
    *,
    by: Actor | None,
    about: About | None = None,
    subjects: Iterable[About] = (),
    target: Any = None,
    because: Because | None = None,
    shown: Iterable[str] = (),
    detail: dict[str, Any] | None = None,
    at: datetime | None = None,
) -> int:
    """Write one event and return its number.

    ``about`` is the one person concerned, ``subjects`` the people on a list. ``target`` is the
    row acted on, or a word for it. ``shown`` names sections or fields that were on the page.
    ``detail`` holds what must be erasable: search words, a reason in free text.

    Raises ``ValueError`` if the verb is not in its app's ``verbs.toml``, ``NotWritten`` if the
    database refuses.
    """
    people = [about.key] if about is not None else [person.key for person in subjects]
    holder = people[0] if len(people) == 1 else _name(by)
    event = _event(verb, by=by, target_kind=_kind_of(target), at=at or clock.now()) | {
        "subjects": people,
        "target": _reference_of(target),
        "basis": basis_of(because) if because is not None else "",
        "shown": list(shown),
        "detail_subject": holder,
    }
    if detail:
        salt = secrets.token_bytes(16)
        event |= {
            "detail": detail,
            "detail_salt": salt.hex(),
            "detail_digest": _digest(holder, salt, detail).hex(),
        }
    return _written("SELECT audit_record_event(%s::jsonb)", [json.dumps(event)])


def record_alike(
    verb: str,
    *,
    by: Actor,
    of: Sequence[tuple[str, str]],
    target_kind: str,
    at: datetime,
    details: Sequence[dict[str, Any]] = (),
) -> int:
    """Write the same event once for each of many people, and return how many were written.

    ``of`` pairs the key of a person with the reference of the row acted on, a ``target_kind``.
    ``details``, if there are any, hold for each of them what must be erasable.
    """
    event = _event(verb, by=by, target_kind=target_kind, at=at)
    subjects = [subject for subject, _ in of]
    keys = _keys_of(set(subjects)) if details else {}
    salts = [secrets.token_bytes(16) for _ in details]
    digests = [
        verify_log.digest_of_detail(verify_log.key_of_detail(keys[subject], salt), detail).hex()
        for subject, salt, detail in zip(subjects, salts, details, strict=False)
    ]
    return _written(
        "SELECT audit_record_alike(%s::jsonb, %s, %s, %s::text[], %s::text[], %s::text[])",
        [
            json.dumps(event),
            subjects,
            [target for _, target in of],
            [json.dumps(detail) for detail in details],
            [salt.hex() for salt in salts],
            digests,
        ],
    )


def _event(verb: str, *, by: Actor | None, target_kind: str, at: datetime) -> dict[str, Any]:
    """Return what every event says. Raises ``ValueError`` for a verb that nobody named."""
    known = verbs().get(verb)
    if known is None:
        raise ValueError(f"{verb} is not in any verbs.toml")
    trace = context.current()
    return {
        "happened_at": at.isoformat(),
        "actor": _name(by),
        "roles": list(by.roles) if by is not None else [],
        "verb": verb,
        "kind": known.kind,
        "target_kind": target_kind,
        "request_id": trace.request_id,
        "address": trace.address,
    }


def _written(statement: str, given: list[Any]) -> int:
    """Let the database write; what it may not do, or not just now, is no fault of the page."""
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return cursor.fetchone()[0]
    except (ProgrammingError, InternalError) as refused:
        raise NotWritten("The event could not be written.") from refused


def detail_is_whole(event_digest: bytes, detail: EventDetail) -> bool:
    """Say whether ``detail`` is still what its event was written with."""
    made = _digest(detail.subject, bytes(detail.salt), detail.fields)
    return hmac.compare_digest(bytes(event_digest), made)


def _digest(subject: str, salt: bytes, detail: dict[str, Any]) -> bytes:
    key = verify_log.key_of_detail(key_of(subject), salt)
    return verify_log.digest_of_detail(key, detail)


def key_of(subject: str) -> bytes:
    """Return the secret that binds details about ``subject``, making it at first need."""
    kept, _ = SubjectKey.objects.get_or_create(
        subject=subject, defaults={"key": secrets.token_bytes(32)}
    )
    return bytes(kept.key)


def _keys_of(subjects: set[str]) -> dict[str, bytes]:
    """Return the secrets of many, making those that are not there."""
    SubjectKey.objects.bulk_create(
        [SubjectKey(subject=subject, key=secrets.token_bytes(32)) for subject in sorted(subjects)],
        ignore_conflicts=True,
    )
    found = SubjectKey.objects.filter(subject__in=subjects)
    return {row.subject: bytes(row.key) for row in found}


def basis_of(because: Because) -> str:
    """Return the basis; of what somebody does in the place of another, with the other's number."""
    return ":".join(each for each in (because.basis, because.for_whom) if each)


def _name(actor: Actor | None) -> str:
    number = getattr(actor, "staff_number", "")
    return number or "nobody"


def _kind_of(target: Any) -> str:
    if target is None or isinstance(target, str):
        return ""
    return target._meta.label_lower


def _reference_of(target: Any) -> str:
    if target is None:
        return ""
    if isinstance(target, str):
        return target[:80]
    return str(getattr(target, "key", None) or target.pk)
