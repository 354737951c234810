"""What leaves the product to be checked elsewhere: the whole log, or the proof of one event."""

import base64
import json
from pathlib import Path
from typing import Any, TextIO

from django.db import connection, transaction

from audit import log, verify_log
from audit.models import EventDetail, Seal
from audit.sealing import as_multirange, leaves_where

ROWS = 20_000


class NotSealed(Exception):
    """The event is not in a seal yet, or not in the log at all, or not any more."""


def proof_of(number: int) -> dict[str, Any]:
    """Return what ``verify_log.py proof`` checks: an event, its seal, and the way between them.

    Its words come along, with the secret of these words alone. Raises ``NotSealed``.
    """
    seal = _seal_of(number)
    if seal is None:
        raise NotSealed(f"Event {number} is in no seal. What was written is sealed every minute.")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {verify_log.EVENT_TEXT} FROM audit_event WHERE id = %s",  # noqa: S608
            [number],
        )
        text = cursor.fetchone()
    if text is None:
        raise NotSealed(f"Event {number} expired with its month.")
    leaves = _leaves_of(seal)
    index = sorted(leaves).index(number)
    path = verify_log.path_to([leaves[each] for each in sorted(leaves)], index)
    proof: dict[str, Any] = {
        "format": "case-record-proof/1",
        "event": text[0],
        "index": index,
        "path": [step.hex() for step in path],
        "seal": _as_given(seal),
    }
    detail = EventDetail.objects.filter(event=number).first()
    if detail is not None:
        key = verify_log.key_of_detail(log.key_of(detail.subject), bytes(detail.salt))
        proof |= {"detail": detail.fields, "detail_key": key.hex()}
    return proof


def _seal_of(number: int) -> verify_log.Seal | None:
    for row in Seal.objects.filter(last_event__gte=number).order_by("number").iterator():
        if number in (seal := row.said).events:
            return seal
    return None


def _leaves_of(seal: verify_log.Seal) -> dict[int, bytes]:
    """Return the leaves of a seal: of what expired, those that were kept to prove the others."""
    leaves = leaves_where("id <@ %s::int8multirange", [as_multirange(seal.events.runs)])
    if len(leaves) < len(seal.events):
        for row in Seal.objects.filter(body__contains="\nexpired: "):
            kept = row.said.digests
            leaves |= {number: leaf for number, leaf in kept.items() if number in seal.events}
    return leaves


def _as_given(seal: verify_log.Seal) -> dict[str, str]:
    return {"body": seal.body, "signature": base64.b64encode(seal.signature).decode()}


@transaction.atomic
def export_log(file: TextIO, *, by: log.Actor, where: Path) -> int:
    """Write the seals, every sealed event and the leaves of changes, and return how many events.

    An export holds references and no words: what is erasable stays in the database.
    """
    log.record("audit.log_exported", by=by, target=where.name)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
    file.write(f"{verify_log.EXPORT_FORMAT}\n")
    last = 0
    for row in Seal.objects.order_by("number").iterator():
        seal = row.said
        last = max(last, seal.events.last)
        file.write(f"S {json.dumps(_as_given(seal))}\n")
    written = 0
    for table in (
        f"SELECT 'E', encode(leaf, 'hex'), {verify_log.EVENT_TEXT} FROM audit_event"  # noqa: S608
        f" WHERE id <= {last} ORDER BY id",
        "SELECT 'C', change, encode(leaf, 'hex') FROM audit_changeleaf ORDER BY change",
    ):
        with connection.connection.cursor(name="export_log") as cursor:
            cursor.itersize = ROWS
            cursor.execute(table)
            for mark, first, second in cursor:
                file.write(f"{mark} {first} {second}\n")
                written += mark == "E"
    return written
