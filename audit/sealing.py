"""Seals the event log: every minute, what was written since, signed, and a copy outside.

Rows become visible out of the order of their numbers, so each seal names the numbers it holds. Up
to which number nothing can still appear is known from transactions: what was seen before a
transaction began has smaller numbers than its rows. How seals are built and looked at stands in
``verify_log``, which needs nothing of the product.
"""

import fcntl
import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction
from django.db.models import Max, Q

from audit import log, turns, verify_log
from audit.models import ChangeEntry, ChangeLeaf, Event, Seal
from audit.turns import Turn
from audit.verify_log import Ranges, Tree

MOST_ROWS = 200_000
ACCOUNTED, BEGUN_AGAIN = "audit.restore_accounted_for", "audit.checkpoints_begun_again"
_SEALER = log.Service(staff_number="sealer")
_outside = logging.getLogger("caserecords.seals")


@dataclass(frozen=True)
class _Horizon:
    """What was seen first: which transactions still run, and the greatest numbers before that."""

    events: int
    changes: int
    oldest_running: int
    next_given: int


@dataclass(frozen=True)
class _Batch:
    """Rows to seal: their numbers and leaves, and up to where no row is left out."""

    numbers: list[int]
    leaves: list[bytes]
    whole_to: int


def seal_all() -> int:
    """Seal whatever may be sealed, write it outside the database, and return how many seals.

    Checkpoints that were there and are gone are not made anew: somebody has to say why they are.
    """
    are_lost = checkpoints_are_lost()
    made = 0
    while seal_some():
        made += 1
    if are_lost:
        _outside.error("the checkpoints are gone: see how to prove the log")
    else:
        write_checkpoints()
    return made


@transaction.atomic
def seal_some() -> Seal | None:
    """Make one seal of at most ``MOST_ROWS`` events, or return None if there is nothing to seal.

    Only one process seals at a time. A second one finds nothing to do.
    """
    if not turns.is_free(Turn.SEAL):
        return None
    key = signing_key()
    last = Seal.objects.order_by("-number").first()
    horizon = _horizon()
    events = _events(last, horizon)
    changes = _changes(last, horizon)
    if not events.numbers and not changes.numbers:
        return None
    return _signed(last, key, events, changes, horizon, _answered(events.numbers))


def _answered(numbers: list[int]) -> list[str]:
    """Return what a seal says of the events in it by which somebody accounted for something."""
    if not numbers:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, verb, substring(target FROM '^seal ([1-9][0-9]{0,14})$')::bigint AS seal"
            " FROM audit_event WHERE id BETWEEN %s AND %s AND verb = ANY(%s)",
            [numbers[0], numbers[-1], [ACCOUNTED, BEGUN_AGAIN]],
        )
        held = set(numbers)
        said_of = {(verb, seal) for number, verb, seal in cursor.fetchall() if number in held}
    of = Ranges.of(sorted(seal for verb, seal in said_of if verb == ACCOUNTED and seal))
    said = [f"accounted-for: {of}"] if of.runs else []
    if any(verb == BEGUN_AGAIN for verb, _ in said_of):
        said.append("checkpoints: they had been lost, and were begun again")
    return said


def seal_statement(said: Iterable[str]) -> Seal:
    """Make a seal that holds nothing and says something besides, in the caller's transaction.

    It is written outside with the next one. Raises ``Seal.DoesNotExist`` before the first.
    """
    turns.wait_for(Turn.SEAL)
    key, last = signing_key(), Seal.objects.latest("number")
    # It looks at nothing anew.
    horizon = _Horizon(
        events=last.seen_events,
        changes=last.seen_changes,
        oldest_running=last.next_transaction,
        next_given=last.next_transaction,
    )
    events, changes = (_Batch([], [], to) for to in (last.whole_to_event, last.whole_to_change))
    return _signed(last, key, events, changes, horizon, said)


def _signed(
    last: Seal | None,
    key: Ed25519PrivateKey,
    events: _Batch,
    changes: _Batch,
    horizon: _Horizon,
    said: Iterable[str] = (),
) -> Seal:
    number, before, restored = _follows(last)
    at = _now()
    body = _body(
        number=number,
        at=at,
        before=before,
        restored=restored,
        events=events,
        changes=changes,
        key=key,
        said=said,
    )
    if restored:
        log.record("audit.restore_noticed", by=_SEALER, target=f"seal {before.split(' ')[0]}")
    return Seal.objects.create(
        number=number,
        sealed_at=at,
        body=body,
        signature=key.sign(body.encode()),
        last_event=max([*events.numbers[-1:], 0]),
        last_change=max([*changes.numbers[-1:], 0]),
        seen_events=horizon.events,
        seen_changes=horizon.changes,
        next_transaction=horizon.next_given,
        whole_to_event=events.whole_to,
        whole_to_change=changes.whole_to,
    )


def _horizon() -> _Horizon:
    """Look at numbers first and at transactions after: what begins later has greater numbers."""
    events = Event.objects.aggregate(most=Max("pk"))["most"] or 0
    changes = ChangeEntry.objects.aggregate(most=Max("pk"))["most"] or 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_snapshot_xmin(now)::text::bigint, pg_snapshot_xmax(now)::text::bigint"
            " FROM pg_current_snapshot() AS now"
        )
        return _Horizon(events, changes, *cursor.fetchone())


def _now() -> datetime:
    """Return the database's own time, by which it says when events were written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def _events(last: Seal | None, horizon: _Horizon) -> _Batch:
    floor = last.whole_to_event if last else 0
    sealed = _sealed_above("event", floor)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, leaf FROM audit_event WHERE id > %s AND NOT id <@ %s::int8multirange"
            " ORDER BY id LIMIT %s",
            [floor, sealed, MOST_ROWS],
        )
        rows = cursor.fetchall()
    whole_to = _whole_to("seen_events", floor, rows, horizon)
    return _Batch([row[0] for row in rows], [bytes(row[1]) for row in rows], whole_to)


def _changes(last: Seal | None, horizon: _Horizon) -> _Batch:
    """Make the leaves of field changes, which are keyed and therefore not made on the way."""
    floor = last.whole_to_change if last else 0
    sealed = _sealed_above("change", floor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, subject, {verify_log.CHANGE_TEXT} FROM audit_changeentry"  # noqa: S608
            " WHERE id > %s AND NOT id <@ %s::int8multirange ORDER BY id LIMIT %s",
            [floor, sealed, MOST_ROWS],
        )
        rows = cursor.fetchall()
    keys = {subject: log.key_of(subject) for subject in {row[1] or "nobody" for row in rows}}
    leaves = [
        ChangeLeaf(
            change=number,
            subject=subject or "nobody",
            leaf=verify_log.leaf_of_change(keys[subject or "nobody"], text),
        )
        for number, subject, text in rows
    ]
    # A leaf may stand there already, if its seal was taken away.
    ChangeLeaf.objects.bulk_create(leaves, batch_size=5_000, ignore_conflicts=True)
    whole_to = _whole_to("seen_changes", floor, rows, horizon)
    return _Batch([row.change for row in leaves], [bytes(row.leaf) for row in leaves], whole_to)


def _sealed_above(kind: str, floor: int) -> str:
    """Return which rows above ``floor`` are in a seal, as PostgreSQL writes ranges."""
    seals = Seal.objects.filter(**{f"last_{kind}__gt": floor})
    return as_multirange(run for seal in seals for run in getattr(seal.said, f"{kind}s").runs)


def as_multirange(runs: Iterable[tuple[int, int]]) -> str:
    """Write runs of numbers as PostgreSQL reads them."""
    return "{" + ",".join(f"[{first},{last}]" for first, last in runs) + "}"


def leaves_where(condition: str, given: list[Any]) -> dict[int, bytes]:
    """Return the leaves of the events that meet a condition, by number and in that order."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, leaf FROM audit_event WHERE {condition} ORDER BY id",  # noqa: S608
            given,
        )
        return {number: bytes(leaf) for number, leaf in cursor.fetchall()}


def _whole_to(seen: str, floor: int, rows: list[tuple], horizon: _Horizon) -> int:
    """Return up to which number every row is sealed, once these ones are.

    What was seen at an earlier seal counts, when every transaction of then has ended.
    """
    earlier = Seal.objects.filter(next_transaction__lte=horizon.oldest_running)
    reached = max(floor, earlier.aggregate(most=Max(seen))["most"] or 0)
    return min(reached, rows[-1][0]) if len(rows) == MOST_ROWS else reached


def _follows(last: Seal | None) -> tuple[int, str, bool]:
    """Return the next number, what came before, and whether an old backup was put back.

    When more seals stand outside the database than in it, those inside are from a backup.
    """
    inside = last.number if last else 0
    before = last.said.digest if last else verify_log.NOTHING
    there = last_checkpoint()
    outside = there.number if there else 0
    return max(inside, outside) + 1, f"{inside} {before}", outside > inside


def _body(
    *, number, at, before, restored, events: _Batch, changes: _Batch, key, said: Iterable[str] = ()
) -> str:
    lines = [
        verify_log.FORMAT,
        f"origin: {settings.COUNCIL_NAME}",
        f"seal: {number}",
        f"sealed: {at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        f"events: {Ranges.of(events.numbers)}",
        f"events-root: {Tree(events.leaves).root.hex()}",
        f"whole-to: {events.whole_to}",
        f"changes: {Ranges.of(changes.numbers)}",
        f"changes-root: {Tree(changes.leaves).root.hex()}",
        f"changes-whole-to: {changes.whole_to}",
        f"before: {before}",
        *(["restored: the database was put back to the seal before"] if restored else []),
        *said,
        f"key: {verify_log.name_of_key(key.public_key())}",
    ]
    return "\n".join(lines) + "\n"


# --- The key, and what stands outside -----------------------------------------------------------


def signing_key() -> Ed25519PrivateKey:
    """Return the key that seals are signed with. Raises ``ImproperlyConfigured``."""
    path = Path(settings.SEAL_KEY)
    if not path.exists() and not settings.PRODUCTION:
        make_key(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"There is no key to seal with in {path}.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise ImproperlyConfigured(f"The key in {path} is not an Ed25519 key.")
    _publish(key)
    return key


def make_key(path: Path) -> str:
    """Write a new key to a file that only its owner can read, and return its name.

    Raises ``FileExistsError``: a key is never written over.
    """
    key = Ed25519PrivateKey.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)
    return verify_log.name_of_key(key.public_key())


def _publish(key: Ed25519PrivateKey) -> None:
    """Put the public half beside the checkpoints, where it stays when another key follows."""
    public = key.public_key()
    path = folder() / f"{verify_log.name_of_key(public)}.pub"
    if not path.exists():
        path.write_bytes(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def folder() -> Path:
    """Return the folder outside the database, making it at first need."""
    path = Path(settings.SEAL_FOLDER)
    path.mkdir(parents=True, exist_ok=True)
    return path


def checkpoints_file() -> Path:
    """Return where the seals stand outside the database."""
    return folder() / "checkpoints.txt"


def last_checkpoint() -> verify_log.Seal | None:
    """Return the newest seal outside the database, reading no more of the file than its end."""
    path, length = checkpoints_file(), 64 * 1024
    if not path.exists():
        return None
    size = path.stat().st_size
    while True:
        with path.open("rb") as file:
            file.seek(max(size - length, 0))
            end = file.read()
        blocks = end.split(b"\n\n")[0 if length >= size else 1 :]
        found = verify_log.checkpoints_of(b"\n\n".join(blocks).decode())
        if found or length >= size:
            return found[-1] if found else None
        length *= 8


def checkpoints_are_lost() -> bool:
    """Say whether there are seals, of which not one stands outside any more."""
    return last_checkpoint() is None and Seal.objects.exists()


def write_checkpoints() -> int:
    """Write outside whatever seal is not there yet, and return how many.

    Each goes to the file and to the log ``caserecords.seals``, which syslog can take elsewhere.
    """
    with checkpoints_file().open("a", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        there = last_checkpoint()
        missing = Seal.objects.filter(number__gt=there.number if there else 0).order_by("number")
        written = 0
        for row in missing.iterator():
            seal = row.said
            file.write(verify_log.written(seal))
            _outside.info("seal %s of %s: %s", seal.number, seal.sealed_at, seal.digest)
            written += 1
        file.flush()
        os.fsync(file.fileno())
    return written


# --- How it stands ------------------------------------------------------------------------------

LATE = timedelta(minutes=5)


@dataclass(frozen=True)
class Health:
    """How sealing stands: ``waits_since`` is when the oldest event that is in no seal was written.

    ``agrees`` is whether the newest seal outside is the one inside; None when there is none yet.
    """

    last: Seal | None
    outside: verify_log.Seal | None
    agrees: bool | None
    waits_since: datetime | None
    strays: bool
    restored: list[Seal]
    unaccounted: list[Seal]

    @property
    def is_late(self) -> bool:
        """Say whether what was written has waited for a seal for too long."""
        return self.waits_since is not None and _now() - self.waits_since > LATE

    @property
    def is_well(self) -> bool:
        """Say whether nothing needs looking at."""
        is_proved = self.agrees is not False and not self.unaccounted
        return is_proved and not self.is_late and not self.strays


def health() -> Health:
    """Return how sealing stands, from the ends of the log and of the file outside alone."""
    last = Seal.objects.order_by("-number").first()
    restored, unaccounted = restores()
    outside = last_checkpoint()
    agrees = None
    if outside is not None:
        inside = Seal.objects.filter(number=outside.number).first()
        agrees = inside is not None and inside.body == outside.body
    elif last is not None:
        agrees = False
    return Health(
        last=last,
        outside=outside,
        agrees=agrees,
        waits_since=_waits_since(last),
        strays=_has_strays(),
        restored=restored,
        unaccounted=unaccounted,
    )


def restores() -> tuple[list[Seal], list[Seal]]:
    """Return the seals before which a backup was put back, and those nobody has accounted for."""
    tells = Q(body__contains="\nrestored: ") | Q(body__contains="\naccounted-for: ")
    rows = list(Seal.objects.filter(tells).order_by("-number"))
    restored = [row for row in rows if row.said.restored]
    known = {number for row in rows for number in row.said.accounted}
    open_ones = [row for row in restored if row.number not in known and not _is_answered(row)]
    return restored, open_ones


def _is_answered(row: Seal) -> bool:
    """Say whether somebody accounted for a restore since the last seal was made."""
    since = Event.objects.filter(pk__gt=row.whole_to_event)
    return since.filter(verb=ACCOUNTED, target=f"seal {row.number}").exists()


def _waits_since(last: Seal | None) -> datetime | None:
    floor = last.whole_to_event if last else 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT written_at FROM audit_event WHERE id > %s AND NOT id <@ %s::int8multirange"
            " ORDER BY id LIMIT 1",
            [floor, _sealed_above("event", floor)],
        )
        found = cursor.fetchone()
    return found[0] if found else None


def _has_strays() -> bool:
    """Say whether an event was written in a month for which no partition had been made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_has_strays()")
        return cursor.fetchone()[0]
