"""Destroying what is kept by class: what of a batch may go, in one transaction, and the proof.

What is held, or not over any more, stays, whoever agreed to what: a function of the database sees
to it. Where nothing may go, the batch is stopped.
"""

import json
import logging
from datetime import datetime
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

import clock
from accounts.models import User
from audit import log
from retention import certificates, over, reach, rules
from retention.actions import stop_batch
from retention.models import Batch, Certificate
from retention.over import Row
from retention.policy import in_force

logger = logging.getLogger(__name__)
_METHOD = "Every row, and what hangs on it, deleted from the database in one transaction."


def what_would_be_done(at: datetime) -> list[tuple[Batch, list[Row]]]:
    """Return the batches whose day has come, each with what of it would go; nothing: stopped."""
    return [(batch, over.free_of(batch)) for batch in _due(at)]


def do_what_is_due(at: datetime) -> list[Certificate]:
    """Destroy what two people agreed on and whose time to think is over."""
    due = _due(at).values_list("key", flat=True)
    done = [destroy(key, at=at) for key in list(due)]
    return [each for each in done if each is not None]


def _due(at: datetime) -> QuerySet[Batch]:
    due = Batch.objects.filter(state="AGREED", not_before__lte=at)
    return due.order_by("not_before", "pk")


def destroy(key: str, *, at: datetime | None = None) -> Certificate | None:
    """Destroy what of one batch may go, or stop it. Return the certificate, if it was done."""
    at = at or clock.now()
    try:
        with transaction.atomic():
            batch = Batch.objects.select_for_update().get(key=key)
            if batch.state != Batch.State.AGREED:
                return None
            free = over.free_of(batch)
            if why := rules.in_the_way_of_batch(free):
                stop_batch(batch, because=" ".join(why), at=at)
                return None
            return carry_out(batch, free, at)
    except DatabaseError:
        logger.exception("batch %s could not be done", key)
        return None


def carry_out(
    batch: Batch, free: list[Row], at: datetime, *, again: Certificate | None = None
) -> Certificate:
    """Destroy what of a batch is ``free`` to go, in the caller's transaction, and certify it."""
    files = over.files_of(batch, free)
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_destroy_batch(%s)::text", [batch.key])
        gone = json.loads(cursor.fetchone()[0])
    went = [row for row in free if row.name in gone["rows"]]
    batch.files = [files[row.name] for row in went if row.name in files]
    batch.save(update_fields=["files"])
    certificate = again or certificates.issue(
        plan=batch.key,
        subjects=gone["rows"],
        said=_said(batch, went, at)
        | {"destroyed_rows": dict(reach.in_words(gone["counts"]))}
        | certificates.common(batch, reference="", at=at),
        destroyed_at=at,
    )
    log.record(
        "retention.batch_destroyed_again" if again else "retention.batch_destroyed",
        by=log.CLOCK,
        target=certificate,
        shown=[f"sha256:{certificate.digest}"],
        at=at,
    )
    return certificate


def _said(batch: Batch, rows: list[Row], at: datetime) -> dict[str, Any]:
    """Return what the certificate says of a class: how many, of which days, and nobody."""
    kind = over.kinds()[batch.kind]
    kept = in_force().classes[kind.class_key]
    return {
        "of_class": {
            "kind": kind.key,
            "title": kind.title,
            "count": len(rows),
            "left_out": len(batch.rows) - len(rows),
            "archive": batch.archive,
        },
        "entries_from": min(row.began for row in rows).isoformat(),
        "entries_until": max(row.began for row in rows).isoformat(),
        "classes": [
            {
                "class": kept.title,
                "due": max(row.due for row in rows).isoformat(),
                "because": f"kept for {kept.kept_for} from when each was {kind.began}",
                "authority": kept.basis,
            }
        ],
        "archives": [],
        "elsewhere": [],
        "method": _METHOD,
    }


def do_again(line: certificates.Line, certificate: Certificate, at: datetime) -> None:
    """Destroy again what of a batch an old copy of the database brought back."""
    kind, said, agreed = line.said["of_class"]["kind"], line.said, certificate.destroyed_at
    standing = Batch.objects.filter(kind=kind, state__in=Batch.STANDING).exclude(key=line.plan)
    for each in standing:  # one at most
        each.state, each.ended_at = Batch.State.STOPPED, agreed
        each.save()
    batch, _ = Batch.objects.update_or_create(
        key=line.plan,
        defaults={
            "kind": kind,
            "rows": line.subjects,
            "state": "AGREED",
            "reason": "It was destroyed before an old copy of the database was put back.",
            "proposed_by": User.objects.get(staff_number=said["proposed_by"]["staff_number"]),
            "proposed_at": datetime.fromisoformat(said["proposed_by"]["at"]),
            "answered_by": User.objects.get(staff_number=said["agreed_by"]["staff_number"]),
            "answered_at": datetime.fromisoformat(said["agreed_by"]["at"]),
            "not_before": agreed,
        },
    )
    # Whatever held it before has ended.
    if free := over.free_of(batch, held_after=agreed):
        carry_out(batch, free, at, again=certificate)
    else:
        batch.state, batch.ended_at = Batch.State.DONE, agreed
        batch.save()
