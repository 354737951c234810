"""Says whether the event log is still what was sealed, and where it first is not.

One file that needs nothing of the product: the standard library and ``cryptography``, and psycopg
to read a live database. A court can run it on an exported log, or on the proof of one event.

    python verify_log.py export LOG --keys FOLDER [--checkpoints FILE]
    python verify_log.py database ADDRESS --keys FOLDER [--checkpoints FILE]
    python verify_log.py proof FILE --keys FOLDER [--checkpoints FILE]

Each event has a leaf, the SHA-256 of its text. A seal holds the Merkle root (RFC 6962) of the
leaves of some events and of some field changes, their numbers, and the digest of the seal before
it, and is signed with Ed25519 by a key that the database does not have. Checkpoints are copies of
the seals that were written outside the database. Ends with 0 if all is well, 1 if something is
wrong, 2 if it could not look. Events of the last minute, not yet sealed, are outside the proof.
"""

import argparse
import base64
import bisect
import gzip
import hmac
import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from heapq import merge
from itertools import groupby, islice, pairwise
from operator import itemgetter
from pathlib import Path
from queue import Queue
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

FORMAT = "case-record-seal/1"
EXPORT_FORMAT = "case-record-log/1"
NOTHING = "0" * 64
BLOCK = 5000  # events that a database is asked for at a time
AT_ONCE = min(os.cpu_count() or 1, 4)  # connections: one of them is busy for each that is read
# How long before those with smaller numbers an event may have been written: a long import.
LONGEST_TRANSACTION = timedelta(hours=36)
EVENT_TEXT = """
    jsonb_build_array(
        id, to_char(happened_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        to_char(written_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        actor, roles, verb, kind, subjects, target_kind, target, basis, shown, request_id,
        host(address), encode(detail_digest, 'hex')
    )::text
"""
# Events that a record, a part of one, or what is of a class was destroyed. The database writes them
# as it does so, and they name the field changes that went with it. That of a whole record is about
# whose it was; that of a part names the entry. Where words went that were not kept under the key of
# that record, it names their events. When they expire with their month, the event of that names all
# of it.
EXPIRED, ERASED_RECORD, ERASED_PART, ERASED_BATCH = (
    "audit.month_expired",
    "retention.record_erased",
    "retention.part_erased",
    "retention.batch_erased",
)
DESTROYED = (EXPIRED, ERASED_RECORD, ERASED_PART, ERASED_BATCH)
ERASED = "changes:"
GONE_WORDS = "words:"
GONE_SUBJECTS = "subjects:"
GONE_ENTRIES = "entries:"
# Events that tell of a signature, with the digest of what was signed among their words.
SIGNED = (
    "records.entry_signed",
    "records.entry_corrected",
    "records.entry_moved_in",
    "records.entry_moved_here",
)
CHANGE_TEXT = """
    jsonb_build_array(
        id, content_type_id, object_pk, object_id, object_repr, serialized_data, action,
        changes_text, changes, cid, actor_id, actor_email, host(remote_addr), remote_port,
        to_char("timestamp" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        additional_data, request_id, subject
    )::text
    || CASE WHEN basis || reason = '' THEN '' ELSE jsonb_build_array(basis, reason)::text END
"""


# What was signed, as the database keeps it: one row for each version.
SIGNED_ROWS = """
    SELECT e.key, v.number, jsonb_build_object(
            'entry', e.key, 'person', coalesce(nullif(e.signed_for, ''), p.key),
            'type', e.type_key, 'type_version', e.type_version, 'author', author.staff_number,
            'number', v.number, 'signed_by', signer.staff_number, 'reason', v.reason,
            'values', v.values, 'gaps', v.gaps, 'actions', v.actions,
            'statements', coalesce((
                SELECT jsonb_agg(jsonb_build_array(
                    s.field, s.kind, s.text, s.details, s.about_someone_else)
                    ORDER BY s.position, s.id)
                FROM records_statement s WHERE s.version_id = v.id), '[]')),
        v.signed_at, deputy.staff_number, e.taken_off_at IS NULL, coalesce((
            SELECT jsonb_agg(jsonb_build_array(a.key, a.field, a.sha256))
            FROM records_attachment a WHERE a.entry_id = e.id), '[]')
    FROM records_entryversion v
    JOIN records_entry e ON e.id = v.entry_id
    JOIN people_person p ON p.id = e.person_id
    JOIN accounts_user author ON author.id = e.author_id
    JOIN accounts_user signer ON signer.id = v.signed_by_id
    LEFT JOIN accounts_user deputy ON deputy.id = e.acting_for_id
    ORDER BY e.key COLLATE "C", v.number
"""


class Unreadable(Exception):
    """What was given is no log, no seal or no key."""


# --- Digests ------------------------------------------------------------------------------------


def leaf_of(text: str) -> bytes:
    """Return the leaf of an event: the digest of its text, marked as a leaf."""
    return sha256(b"\x00" + text.encode()).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the digest that stands above two others."""
    return sha256(b"\x01" + left + right).digest()


class Tree:
    """A Merkle tree that grows leaf by leaf and keeps no more than its right edge."""

    BUNCH = 1 << 14  # leaves that are best put in together

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._edge: list[bytes] = []
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        """Put one more leaf at the right."""
        self.size += 1
        self._put(leaf, self.size)

    def _put(self, node: bytes, place: int) -> None:
        while place % 2 == 0:
            node = node_of(self._edge.pop(), node)
            place //= 2
        self._edge.append(node)

    def extend(self, leaves: list[bytes]) -> None:
        """Put more leaves at the right, up to a bunch: row by row of the tree, which is quicker."""
        if self.size % self.BUNCH or not 0 < len(leaves) <= self.BUNCH:
            for leaf in leaves:
                self.add(leaf)
            return
        self.size += len(leaves)
        level, alone = [*leaves], []
        while len(level) > 1:
            if len(level) % 2:
                alone.append(level.pop())
            pairs = zip(level[::2], level[1::2], strict=True)
            level = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        if len(leaves) == self.BUNCH:
            self._put(level[0], self.size // self.BUNCH)
        else:
            self._edge += [*level, *reversed(alone)]

    @property
    def root(self) -> bytes:
        """The digest over all leaves."""
        if not self._edge:
            return sha256(b"").digest()
        above = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            above = node_of(left, above)
        return above


def path_to(leaves: list[bytes], index: int) -> list[bytes]:
    """Return the digests that lead from one leaf to the root, from below."""
    if len(leaves) == 1:
        return []
    half = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:half], leaves[half:]
    if index < half:
        return [*path_to(left, index), Tree(right).root]
    return [*path_to(right, index - half), Tree(left).root]


def root_along(leaf: bytes, index: int, size: int, path: list[bytes]) -> bytes:
    """Return the root that a leaf and its path lead to. Raises ``Unreadable`` for a wrong path."""
    at, last, above = index, size - 1, leaf
    if not 0 <= index < size:
        raise Unreadable("The proof names a place outside its seal.")
    for beside in path:
        if last == 0:
            raise Unreadable("The path of the proof is too long.")
        if at % 2 or at == last:
            above = node_of(beside, above)
            while at % 2 == 0 and at:
                at, last = at >> 1, last >> 1
        else:
            above = node_of(above, beside)
        at, last = at >> 1, last >> 1
    if last != 0:
        raise Unreadable("The path of the proof is too short.")
    return above


def key_of_detail(subject_key: bytes, salt: bytes) -> bytes:
    """Return the secret of one detail, which says nothing about the subject's other details."""
    return hmac.new(subject_key, salt, sha256).digest() if salt else subject_key


def digest_of_detail(key: bytes, detail: dict) -> bytes:
    """Return what binds a detail to its event."""
    return hmac.new(key, _compact(detail).encode(), sha256).digest()


def _compact(said: dict) -> str:
    return json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def text_of_signed(
    said: dict[str, Any], *, at: datetime, acting_for: str | None, files: Iterable[list[str]]
) -> str:
    """Return what was signed together as one text that never varies.

    ``said`` has what the version says; ``files`` have key, field and digest each.
    """
    signed_at = at.astimezone(UTC).isoformat(timespec="microseconds")
    content = said | {"signed_at": signed_at, "files": sorted(files)}
    if acting_for is not None:
        content["acting_for"] = acting_for
    return _compact(content)


def files_named(values: dict[str, Any]) -> set[str]:
    """Return the keys of the files that answers name; other short texts among them do no harm."""
    return {
        key
        for value in values.values()
        if isinstance(value, list)
        for key in value
        if isinstance(key, str)
    }


def leaf_of_change(subject_key: bytes, text: str) -> bytes:
    """Return the leaf of a field change. It is keyed: it says nothing when the key is gone."""
    return hmac.new(subject_key, b"\x00change" + text.encode(), sha256).digest()


# --- Seals --------------------------------------------------------------------------------------


class Ranges:
    """Numbers, mostly in unbroken runs: ``1-3,7`` is 1, 2, 3 and 7."""

    def __init__(self, runs: Iterable[tuple[int, int]] = ()) -> None:
        self.runs = list(runs)
        self._firsts = [first for first, _ in self.runs]

    @classmethod
    def of(cls, numbers: Iterable[int]) -> "Ranges":
        """Put numbers, in ascending order, into runs."""
        runs: list[list[int]] = []
        for number in numbers:
            if runs and runs[-1][1] == number - 1:
                runs[-1][1] = number
            else:
                runs.append([number, number])
        return cls((first, last) for first, last in runs)

    @classmethod
    def together(cls, many: Iterable["Ranges"]) -> "Ranges":
        """Put the numbers of several into runs."""
        runs: list[list[int]] = []
        for first, last in sorted(run for each in many for run in each.runs):
            if runs and first <= runs[-1][1] + 1:
                runs[-1][1] = max(runs[-1][1], last)
            else:
                runs.append([first, last])
        return cls((first, last) for first, last in runs)

    @classmethod
    def parse(cls, text: str) -> "Ranges":
        """Read what ``str`` writes. Raises ``Unreadable`` unless the runs ascend."""
        runs, before = [], 0
        try:
            for run in filter(None, text.split(",")):
                start, _, end = run.partition("-")
                runs.append((int(start), int(end or start)))
        except ValueError:
            raise Unreadable(f"These are no numbers: {text[:80]}") from None
        for first, last in runs:
            if first <= before or last < first:
                raise Unreadable(f"These numbers do not ascend: {text[:80]}")
            before = last
        return cls(runs)

    def __str__(self) -> str:
        return ",".join(
            str(first) if first == last else f"{first}-{last}" for first, last in self.runs
        )

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.runs)

    def __iter__(self) -> Iterator[int]:
        return (number for first, last in self.runs for number in range(first, last + 1))

    def __contains__(self, number: int) -> bool:
        return self.end_of(number) > 0

    def end_of(self, number: int) -> int:
        """Return the end of the run that holds a number, or 0 if none does."""
        place = bisect.bisect_right(self._firsts, number) - 1
        return self.runs[place][1] if place >= 0 and number <= self.runs[place][1] else 0

    def meets(self, first: int, last: int) -> bool:
        """Say whether any number from one to another is among them."""
        return first in self or self.next_after(first, or_else=last + 1) <= last

    def next_after(self, number: int, *, or_else: int) -> int:
        """Return where the next run begins."""
        place = bisect.bisect_right(self._firsts, number)
        return self._firsts[place] if place < len(self._firsts) else or_else

    @property
    def last(self) -> int:
        """The greatest number, or 0."""
        return self.runs[-1][1] if self.runs else 0


@dataclass(frozen=True)
class Seal:
    """What one seal says. ``body`` is the signed text, from which the rest is read.

    One may say that the events of a whole month ``expired``. The ``digests`` are the leaves of
    those whose own seal holds others that stay, which are proved by them. One may say that somebody
    ``accounted`` for a restore that an earlier seal tells of, or that the checkpoints were
    ``begun_again``.
    """

    body: str
    signature: bytes
    number: int
    sealed_at: str
    events: Ranges
    events_root: str
    whole_to: int
    changes: Ranges
    changes_root: str
    changes_whole_to: int
    before: int
    before_digest: str
    restored: bool
    accounted: Ranges
    begun_again: bool
    expired: Ranges
    expired_month: str
    digests: dict[int, bytes]
    key: str

    @classmethod
    def read(cls, body: str, signature: bytes) -> "Seal":
        """Read a signed text. Raises ``Unreadable``."""
        first, *lines = body.splitlines()
        said = dict(line.split(": ", 1) for line in lines if ": " in line)
        try:
            before, before_digest = said["before"].split(" ")
            seal = cls(
                body=body,
                signature=signature,
                number=int(said["seal"]),
                sealed_at=said["sealed"],
                events=Ranges.parse(said.get("events", "")),
                events_root=said["events-root"],
                whole_to=int(said["whole-to"]),
                changes=Ranges.parse(said.get("changes", "")),
                changes_root=said["changes-root"],
                changes_whole_to=int(said.get("changes-whole-to", 0)),
                before=int(before),
                before_digest=before_digest,
                restored="restored" in said,
                accounted=Ranges.parse(said.get("accounted-for", "")),
                begun_again="checkpoints" in said,
                expired=Ranges.parse(said.get("expired", "")),
                expired_month=said.get("expired-month", ""),
                digests=_digests_in(said.get("expired-digests", "")),
                key=said["key"],
            )
        except (KeyError, ValueError):
            raise Unreadable("This is no seal of a case record.") from None
        if first != FORMAT:
            raise Unreadable(f"This seal is of another kind: {first[:60]}")
        return seal

    @property
    def digest(self) -> str:
        """What the next seal says of this one."""
        return sha256(self.body.encode()).hexdigest()


def _digests_in(text: str) -> dict[int, bytes]:
    pairs = (each.split("=") for each in filter(None, text.split(",")))
    return {int(number): bytes.fromhex(digest) for number, digest in pairs}


def written(seal: Seal) -> str:
    """Return a seal as it stands in a file of checkpoints."""
    return f"{seal.body}signature: {base64.b64encode(seal.signature).decode()}\n\n"


def checkpoints_in(path: Path) -> list[Seal]:
    """Read a file of checkpoints."""
    return checkpoints_of(path.read_text(encoding="utf-8"))


def checkpoints_of(text: str) -> list[Seal]:
    """Read checkpoints. What was cut off in the middle of writing is left out."""
    found = []
    for block in text.split("\n\n"):
        body, mark, signature = block.rpartition("signature: ")
        if mark:
            found.append(Seal.read(body, base64.b64decode(signature.strip())))
    return found


def name_of_key(key: Ed25519PublicKey) -> str:
    """Return the short name by which a seal names the key that signed it."""
    return sha256(key.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:16]


def keys_in(folder: Path) -> dict[str, Ed25519PublicKey]:
    """Return the public keys of a folder by name. Raises ``Unreadable`` if there are none."""
    found = {}
    for path in sorted(folder.glob("*.pub")):
        key = load_pem_public_key(path.read_bytes())
        if isinstance(key, Ed25519PublicKey):
            found[name_of_key(key)] = key
    if not found:
        raise Unreadable(f"There is no public key (*.pub) in {folder}.")
    return found


def is_signed(seal: Seal, keys: dict[str, Ed25519PublicKey]) -> bool:
    """Say whether the key that a seal names signed it, and is one of those we trust."""
    key = keys.get(seal.key)
    if key is None:
        return False
    try:
        key.verify(seal.signature, seal.body.encode())
    except InvalidSignature:
        return False
    return True


# --- Looking ------------------------------------------------------------------------------------


@dataclass
class Report:
    """What was looked at and what is wrong, in the order in which it was found."""

    seals: int = 0
    events: int = 0
    changes: int = 0
    versions: int | None = None
    expired: int = 0
    unsealed: int = 0
    wrong: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"WRONG: {each}" for each in self.wrong] + [f"Note: {each}" for each in self.notes]
        lines.append(
            f"{self.seals} seals, {self.events} events, {self.changes} field changes looked at;"
            f" {self.expired} expired; {self.unsealed} not sealed yet."
        )
        if self.versions is not None:
            lines.append(f"{self.versions} signed texts compared with what the log says of them.")
        lines.append("The log is NOT what was sealed." if self.wrong else "The log is whole.")
        return "\n".join(lines)


class Rows:
    """Sealed rows of one kind, which are given in the order of their numbers."""

    def __init__(self, word: str, seals: list[Seal], ranges: str, roots: str, report: Report):
        self._word, self._report = word, report
        self._roots = {seal.number: getattr(seal, roots) for seal in seals}
        self._trees = {number: Tree() for number in self._roots}
        self._filling, self._leaves = 0, list[bytes]()
        self._spoilt: set[int] = set()
        of_events = [seal for seal in seals if word == "event" and seal.expired.runs]
        self.expired = Ranges.together(seal.expired for seal in of_events)
        self._digests = {n: leaf for seal in of_events for n, leaf in seal.digests.items()}
        self._runs = sorted(
            (first, last, seal.number)
            for seal in seals
            for first, last in getattr(seal, ranges).runs
        )
        for (_, last, one), (first, _, two) in zip(self._runs, self._runs[1:], strict=False):
            if first <= last:
                report.wrong.append(f"{word} {first} is in seal {one} and again in seal {two}")
        self._place = 0
        self._run = self._runs[0] if self._runs else (0, 0, 0)
        self._next = self._run[0] if self._runs else None

    def seal_of(self, number: int) -> int | None:
        """Return which seal holds a row; name all that should have come before and did not."""
        if number == self._next and number < self._run[1]:
            self._next = number + 1
            return self._run[2]
        while self._next is not None and self._next < number:
            first, last, seal = self._next, *self._runs[self._place][1:]
            self._missing(first, min(last, number - 1), seal)
            self._go_past(min(last, number - 1))
        if self._next != number:
            return None
        seal = self._runs[self._place][2]
        self._go_past(number)
        return seal

    def add(self, seal: int, leaf: bytes) -> None:
        """Count a row's leaf towards the root of its seal."""
        if seal != self._filling or len(self._leaves) == Tree.BUNCH:
            self._fill()
            self._filling = seal
        self._leaves.append(leaf)

    def awaited(self) -> tuple[int, int, int] | None:
        """Return the first and the last number of what comes next if all is well, and its seal."""
        if self._next is None or self._next > self._run[1]:  # runs of two seals may overlap
            return None
        return (self._next, *self._run[1:])

    def add_awaited(self, leaves: list[bytes]) -> None:
        """Count the leaves of as many rows as they are, which came as they were awaited."""
        seal = self._run[2]
        for leaf in leaves:
            self.add(seal, leaf)
        self._go_past((self._next or 0) + len(leaves) - 1)

    def _fill(self) -> None:
        if self._leaves:
            self._trees[self._filling].extend(self._leaves)
        self._leaves = []

    def spoil(self, seal: int) -> None:
        """Remember that what is wrong with a seal has been named."""
        self._spoilt.add(seal)

    def end(self) -> None:
        """Name what is missing at the end, and the seals whose root is another."""
        while self._next is not None:
            first, last, seal = self._next, *self._runs[self._place][1:]
            self._missing(first, last, seal)
            self._go_past(last)
        self._fill()
        for number, root in self._roots.items():
            if number not in self._spoilt and self._trees[number].root.hex() != root:
                self._report.wrong.append(
                    f"seal {number} does not agree with its {self._word}s: one of"
                    f" {self._named(number)} was rewritten together with its digest"
                )

    def _named(self, seal: int) -> str:
        return str(Ranges((first, last) for first, last, number in self._runs if number == seal))

    def _go_past(self, number: int) -> None:
        if number < self._runs[self._place][1]:
            self._next = number + 1
            return
        self._place += 1
        if self._place >= len(self._runs):
            self._next = None
            return
        self._run = self._runs[self._place]
        self._next = max(self._run[0], number + 1)

    def _missing(self, first: int, last: int, seal: int) -> None:
        """Count what expired, and name what is missing beside."""
        while first <= last:
            end = min(self.expired.end_of(first), last)
            if end:
                self._report.expired += end - first + 1
                self._go_on_without(first, end, seal)
            else:
                end = min(self.expired.next_after(first, or_else=last + 1) - 1, last)
                self._spoilt.add(seal)
                several = (
                    f"{self._word}s {first} to {end} are"
                    if end > first
                    else f"{self._word} {first} is"
                )
                self._report.wrong.append(f"{several} missing, which seal {seal} holds")
            first = end + 1

    def _go_on_without(self, first: int, last: int, seal: int) -> None:
        """Prove what stays of a seal by the digests of what expired; none stays without them."""
        for number in range(first, last + 1):
            if number not in self._digests:
                self._spoilt.add(seal)
                return
            self.add(seal, self._digests[number])


def check_seals(
    seals: list[Seal],
    keys: dict[str, Ed25519PublicKey],
    checkpoints: list[Seal] | None,
    report: Report,
) -> None:
    """Look at signatures, links and numbers, and compare with what stands outside the database."""
    before_number, before_digest = 0, NOTHING
    accounted = {n: seal.number for seal in seals for n in seal.accounted if n < seal.number}
    for seal in seals:
        if not is_signed(seal, keys):
            report.wrong.append(f"seal {seal.number} is not signed by a key that is trusted")
        if (seal.before, seal.before_digest) != (before_number, before_digest):
            report.wrong.append(f"seal {seal.number} does not follow on seal {before_number}")
        if seal.restored:
            _tell_of_restore(seal, accounted.get(seal.number), report)
        elif seal.number != before_number + 1:
            report.wrong.append(f"seals {before_number + 1} to {seal.number - 1} are missing")
        if seal.begun_again:
            report.notes.append(
                f"seal {seal.number} says that the checkpoints had been lost and were begun again"
            )
        if seal.expired.runs:
            report.notes.append(
                f"seal {seal.number} of {seal.sealed_at[:10]} says that the {len(seal.expired)}"
                f" events of {seal.expired_month} expired"
            )
        before_number, before_digest = seal.number, seal.digest
    report.seals = len(seals)
    if checkpoints is None:
        report.notes.append("no checkpoints were given: a cut or replaced end would not show")
        return
    held = {seal.number: seal for seal in seals}
    lost = {
        number for seal in seals if seal.restored for number in range(seal.before + 1, seal.number)
    }
    for outside in checkpoints:
        inside = held.get(outside.number)
        if not is_signed(outside, keys):
            report.wrong.append(f"checkpoint {outside.number} is not signed by a trusted key")
        elif inside is None and outside.number not in lost:
            report.wrong.append(
                f"checkpoint {outside.number} has no seal in the log: its end was cut off, or an"
                " old backup was put in its place"
            )
        elif inside is not None and inside.body != outside.body:
            report.wrong.append(f"seal {outside.number} is not the one that its checkpoint shows")
    there = {outside.number for outside in checkpoints}
    report.wrong += [
        f"seal {number} is missing from the checkpoints, which go on after it"
        for number in held
        if number not in there and number < max(there, default=0)
    ]


def _tell_of_restore(seal: Seal, accounted_in: int | None, report: Report) -> None:
    """A restore takes away what was sealed after the backup: somebody has to account for it."""
    told = (
        f"before seal {seal.number} the database was restored to seal {seal.before}:"
        f" {seal.number - seal.before - 1} later seals are in the checkpoints alone"
    )
    if accounted_in is None:
        report.wrong.append(f"{told}, and nobody has accounted for it")
    else:
        report.notes.append(f"{told}; seal {accounted_in} holds who accounted for it")


def check_events(seals: list[Seal], blocks: Iterable[list[str]], report: Report) -> None:
    """Look at all events, by ascending number. Each is a line: leaf in hexadecimal, blank, text."""
    looking = _Events(seals, report)
    for lines in blocks:
        begin = 0
        while begin < len(lines):
            begin += looking.at_those_awaited(lines, begin) or looking.at_one(lines[begin])
    looking.rows.end()


class _Events:
    """Looks at events: at many together as long as all is well, otherwise one by one."""

    def __init__(self, seals: list[Seal], report: Report) -> None:
        self.rows = Rows("event", seals, "events", "events_root", report)
        self._report = report
        self._whole_to = seals[-1].whole_to if seals else 0
        self._sealed_at = {seal.number: seal.sealed_at for seal in seals}
        self._clock = _Clock()
        self._before = 0
        self._one_by_one = 0

    def at_those_awaited(self, lines: list[str], begin: int) -> int:
        """Look at the events that one seal holds in a row. Return how many, 0 if one is amiss."""
        awaited = self.rows.awaited()
        if self._one_by_one or awaited is None:
            self._one_by_one = max(self._one_by_one - 1, 0)
            return 0
        first, last, seal = awaited
        some = lines[begin : begin + last - first + 1]
        texts = [line[65:] for line in some]
        made = [sha256(b"\x00" + text.encode()).digest() for text in texts]
        moments = [_written_at(number, text) for number, text in enumerate(texts, first)]
        if (
            not self.rows.expired.meets(first, last)
            and b"".join(made).hex() == "".join([line[:64] for line in some])
            and all(text.startswith(f"[{number},") for number, text in enumerate(texts, first))
            and max(moments) <= self._sealed_at[seal]
            and self._clock.bears_out_all(min(moments), max(moments))
        ):
            self.rows.add_awaited(made)
            self._report.events += len(some)
            self._before = first + len(some) - 1
            return len(some)
        self._one_by_one = len(some)
        return 0

    def at_one(self, line: str) -> int:
        """Look at one event and say what is amiss with it. Return how many were looked at."""
        leaf, _, text = line.partition(" ")
        try:
            number = int(text[1 : text.index(",")])
        except ValueError:
            raise Unreadable(f"This is no event: {line[:60]}") from None
        report = self._report
        report.events += 1
        if number <= self._before:
            report.wrong.append(f"event {number} stands twice, or out of its order")
            return 1
        self._before = number
        seal = self.rows.seal_of(number)
        made = leaf_of(text)
        altered = made.hex() != leaf or not text.startswith(f"[{number},")
        at = _written_at(number, text)
        if altered:
            report.wrong.append(f"event {number} was altered")
        elif not self._clock.bears_out(at) or (seal is not None and at > self._sealed_at[seal]):
            report.wrong.append(
                f"event {number} claims {at}, which those around it do not bear out"
            )
        if seal is None:
            report.unsealed += 1
            if number <= self._whole_to:
                report.wrong.append(f"event {number} was put in later: no seal holds it")
            return 1
        if number in self.rows.expired:
            report.wrong.append(f"event {number} stands here, and a seal says that it expired")
        self.rows.add(seal, made)
        if altered:
            self.rows.spoil(seal)
        return 1


class _Clock:
    """Says whether an event may have been written when it claims, after those before it."""

    def __init__(self) -> None:
        self._latest = self._earliest = ""

    def bears_out_all(self, first: str, last: str) -> bool:
        """Say so of all between two moments, in whatever order, or do not say and forget them."""
        earliest = self._earliest if last[:13] == self._latest[:13] else _earlier(last)
        if first < max(earliest, self._earliest):
            return False
        self._earliest, self._latest = max(earliest, self._earliest), max(last, self._latest)
        return True

    def bears_out(self, at: str) -> bool:
        """Say so, and remember the moment. Numbers and time go together but for long imports."""
        if at < self._earliest:
            return False
        if at > self._latest:
            if at[:13] != self._latest[:13]:  # of each hour once: reading a time is slow
                self._earliest = _earlier(at)
            self._latest = at
        return True


def _written_at(number: int, text: str) -> str:
    """Return the second of two moments of fixed length, without reading the whole text."""
    start = len(str(number)) + 35
    return text[start : start + 27]


def _earlier(moment: str) -> str:
    at = datetime.fromisoformat(moment) - LONGEST_TRANSACTION
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def check_changes(seals: list[Seal], changes: Iterable[tuple[int, str]], report: Report) -> None:
    """Look at the leaves of field changes, given by ascending number."""
    rows = Rows("change", seals, "changes", "changes_root", report)
    for number, leaf in changes:
        report.changes += 1
        seal = rows.seal_of(number)
        if seal is None:
            report.wrong.append(f"change {number} has a leaf that no seal holds")
        else:
            rows.add(seal, bytes.fromhex(leaf))
    rows.end()


# --- An exported log ----------------------------------------------------------------------------


def check_export(
    path: Path, keys: dict[str, Ed25519PublicKey], checkpoints: list[Seal] | None
) -> Report:
    """Look at an exported log, plain or packed with gzip. Raises ``Unreadable``."""
    report, seals = Report(), []
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8", newline="\n") as lines:
        if next(lines, "").strip() != EXPORT_FORMAT:
            raise Unreadable(f"{path} is no exported log.")
        rest = _Peeking(lines)
        for line in rest.while_marked("S "):
            said = json.loads(line)
            seals.append(Seal.read(said["body"], base64.b64decode(said["signature"])))
        check_seals(seals, keys, checkpoints, report)
        check_events(seals, _events_in(rest), report)
        check_changes(seals, _changes_in(rest), report)
        if rest.next is not None:
            report.wrong.append("the file goes on with something that is no event")
    return report


class _Peeking:
    """Lines of a file, of which the next can be seen before it is taken."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self.next = next(self._lines, None)

    def while_marked(self, mark: str) -> Iterator[str]:
        while self.next is not None and self.next.startswith(mark):
            line = self.next[len(mark) :].rstrip("\n")
            self.next = next(self._lines, None)
            yield line


def _events_in(lines: _Peeking) -> Iterator[list[str]]:
    events = lines.while_marked("E ")
    while block := list(islice(events, BLOCK)):
        yield block


def _changes_in(lines: _Peeking) -> Iterator[tuple[int, str]]:
    for line in lines.while_marked("C "):
        number, _, leaf = line.partition(" ")
        yield int(number), leaf


# --- A live database ----------------------------------------------------------------------------


def check_database(
    address: str, keys: dict[str, Ed25519PublicKey], checkpoints: list[Seal] | None
) -> Report:
    """Look at the log of a database: also at details and field changes, which no export holds."""
    import psycopg

    begin = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
    try:
        with ExitStack() as open_ones:
            connection = open_ones.enter_context(psycopg.connect(address))
            connection.execute(begin)
            (moment,) = connection.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            beside = []
            for _ in range(AT_ONCE - 1):  # what each sees is what the first one sees
                beside.append(open_ones.enter_context(psycopg.connect(address)))
                beside[-1].execute(begin)
                beside[-1].execute(f"SET TRANSACTION SNAPSHOT '{moment}'")
            return check_connection(connection, keys, checkpoints, beside)
    except psycopg.OperationalError as why:
        raise Unreadable(f"The database does not answer: {why}") from None


def check_connection(
    connection,
    keys: dict[str, Ed25519PublicKey],
    checkpoints: list[Seal] | None,
    beside: Iterable = (),
) -> Report:
    """Look at the log that an open psycopg connection sees, in its transaction.

    Those ``beside`` see the same, and make blocks of it while others are looked at.
    """
    report = Report()
    for each in (connection, *beside):
        # A whole log is read: the limits that pages have are not for this.
        each.execute("SET LOCAL statement_timeout = 0")
        # Words stand behind a wall, which asks for whom somebody looks.
        each.execute("SELECT set_config('caserecords.user', 'verify_log', true)")
    seals = [
        Seal.read(body, signature)
        for body, signature in connection.execute(
            "SELECT body, signature FROM audit_seal ORDER BY number"
        )
    ]
    check_seals(seals, keys, checkpoints, report)
    check_events(seals, _events_of([connection, *beside]), report)
    check_changes(
        seals,
        _stream(
            connection,
            "changes",
            "SELECT change, encode(leaf, 'hex') FROM audit_changeleaf ORDER BY change",
        ),
        report,
    )
    gone, subject_keys = gone_in(connection), _subject_keys(connection)
    _check_details(connection, gone, subject_keys, report)
    _check_changed_rows(connection, gone, subject_keys, seals, report)
    check_signed(connection, gone, report)
    return report


def _events_of(connections: list) -> Iterator[list[str]]:
    """Return the events in blocks: the database makes the next while this one is looked at."""
    query = f"""
        SELECT string_agg(said, E'\\n') FROM (
            SELECT coalesce(encode(leaf, 'hex'), '') || ' ' || {EVENT_TEXT} AS said
            FROM audit_event WHERE id > %s AND id <= %s ORDER BY id
        ) block
    """  # noqa: S608
    ends = connections[0].execute(
        "SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM audit_event) e"
        " WHERE place %% %s = 0 ORDER BY id",
        [BLOCK],
    )
    bounds = [-(2**63), *(number for (number,) in ends), 2**63 - 1]
    free: Queue = Queue()
    for each in connections:
        free.put(each)

    def block(after: int, to: int) -> list[str]:
        connection = free.get()
        try:
            (said,) = connection.execute(query, [after, to]).fetchone()
            return said.split("\n") if said else []
        finally:
            free.put(connection)

    with ThreadPoolExecutor(len(connections)) as makers:
        coming: deque = deque()
        for after, to in pairwise(bounds):
            coming.append(makers.submit(block, after, to))
            if len(coming) > len(connections):
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def _stream(connection, name: str, query: str) -> Iterator[tuple]:
    with connection.cursor(name=name) as cursor:
        cursor.itersize = 20_000
        cursor.execute(query)
        yield from cursor


@dataclass(frozen=True)
class Gone:
    """What was destroyed, as events say: whose records, which field changes, entries and words."""

    subjects: set[str]
    changes: Ranges
    entries: set[str]
    words: Ranges


def gone_in(connection) -> Gone:
    """Return what the events of a database say was destroyed."""
    subjects: set[str] = set()
    named: dict[str, list[str]] = {
        prefix: [] for prefix in (ERASED, GONE_SUBJECTS, GONE_ENTRIES, GONE_WORDS)
    }
    for verb, about, shown in connection.execute(
        "SELECT verb, subjects, shown FROM audit_event WHERE verb = ANY(%s)", [list(DESTROYED)]
    ):
        if verb == ERASED_RECORD:
            subjects.update(about)
        for said in shown:
            for prefix, each in named.items():
                if said.startswith(prefix):
                    each += said.removeprefix(prefix).split(",")
    return Gone(
        subjects=subjects.union(named[GONE_SUBJECTS]),
        changes=Ranges.together(Ranges.parse(run) for run in named[ERASED]),
        entries=set(named[GONE_ENTRIES]),
        words=Ranges.together(Ranges.parse(run) for run in named[GONE_WORDS]),
    )


def _check_details(connection, gone: Gone, keys: dict[str, bytes], report: Report) -> None:
    """A detail may be gone if the log says so: with its subject's key, or by its event's number."""
    for (still,) in connection.execute(
        "SELECT key FROM people_person WHERE key = ANY(%s) ORDER BY key", [sorted(gone.subjects)]
    ):
        report.wrong.append(f"the log says that the record of {still} is destroyed: it is here")
    lost: set[str] = set()
    query = (
        "SELECT coalesce(e.id, d.event), d.event IS NOT NULL, e.detail_digest, d.subject, d.salt,"
        " d.fields, e.actor, e.subjects"
        " FROM (SELECT * FROM audit_event WHERE detail_digest IS NOT NULL) e"
        " FULL JOIN audit_eventdetail d ON d.event = e.id"
    )
    for number, stands, digest, subject, salt, fields, actor, subjects in _stream(
        connection, "details", query
    ):
        holder = subject or (subjects[0] if subjects and len(subjects) == 1 else actor)
        key = keys.get(holder)
        if digest is None:
            report.wrong.append(f"event {number} was given words that it did not have")
        elif number in gone.words:
            if stands:
                report.wrong.append(
                    f"the words of event {number} are here, which the log says went"
                )
        elif key is None:
            if stands:
                report.wrong.append(f"the words of event {number} outlived the key of {holder}")
            elif holder not in gone.subjects and holder not in lost:
                lost.add(holder)
                report.wrong.append(
                    f"the words of event {number} and the key of {holder} are missing, and no event"
                    " says that this record was destroyed"
                )
        elif not stands:
            report.wrong.append(f"the words of event {number} are missing")
        elif digest_of_detail(key_of_detail(key, bytes(salt)), fields) != bytes(digest):
            report.wrong.append(f"the words of event {number} were altered")


def _check_changed_rows(
    connection, gone: Gone, keys: dict[str, bytes], seals: list[Seal], report: Report
) -> None:
    """A field change may be gone if the event of a destruction names it, and not otherwise."""
    query = (
        "SELECT l.change, l.leaf, l.subject, c.said FROM audit_changeleaf l"  # noqa: S608
        f" LEFT JOIN (SELECT id, {CHANGE_TEXT} AS said FROM audit_changeentry) c"
        " ON c.id = l.change"
    )
    for number, leaf, subject, said in _stream(connection, "changed", query):
        key = keys.get(subject)
        if said is None and number not in gone.changes:
            report.wrong.append(f"field change {number} is missing")
        elif said is not None and (key is None or leaf_of_change(key, said) != bytes(leaf)):
            report.wrong.append(f"field change {number} was altered")
    for (number,) in connection.execute(
        "SELECT id FROM audit_changeentry c WHERE id <= %s AND NOT EXISTS"
        " (SELECT FROM audit_changeleaf l WHERE l.change = c.id) ORDER BY id",
        [seals[-1].changes_whole_to if seals else 0],
    ):
        report.wrong.append(f"field change {number} was put in later: no seal holds it")


def check_signed(connection, gone: Gone, report: Report) -> None:
    """Compare every version of every entry with the digest that its signature put in the log.

    The first event about an entry tells of version 1, the next of version 2, and so on.
    """
    report.versions = 0
    rows = merge(_told(connection), _stored(connection), key=itemgetter(0))
    for entry, some in groupby(rows, key=itemgetter(0)):
        told: list[tuple[int, str]] = []
        stored: dict[int, str] = {}
        for _, event, number, digest in some:
            if event:
                told.append((event, digest))
            else:
                stored[number] = digest
        report.versions += len(stored)
        for number, (event, digest) in enumerate(told, 1):
            made = stored.pop(number, None)
            if made is None and entry not in gone.entries:
                report.wrong.append(
                    f"version {number} of entry {entry} is missing, which event {event} tells of"
                )
            elif made not in (None, digest):
                report.wrong.append(
                    f"version {number} of entry {entry} is not what was signed in event {event}"
                )
        report.wrong += [
            f"version {number} of entry {entry} was put in: no event tells of its signature"
            for number in stored
        ]


def _told(connection) -> Iterator[tuple[str, int, int, str]]:
    query = f"""
        SELECT e.target, e.id, d.fields FROM audit_event e
        JOIN audit_eventdetail d ON d.event = e.id
        WHERE e.verb IN ({", ".join(f"'{verb}'" for verb in SIGNED)})
        ORDER BY e.target COLLATE "C", e.id
    """  # noqa: S608
    for entry, event, fields in _stream(connection, "told", query):
        for digest in digests_of(fields):
            yield entry, event, 0, digest


def digests_of(detail: dict[str, Any]) -> list[str]:
    """Return what an event says of the versions that it tells of, in their order."""
    return detail.get("digests") or [detail.get("digest", "")]


def _stored(connection) -> Iterator[tuple[str, int, int, str]]:
    for entry, number, said, at, acting_for, stands, beside in _stream(
        connection, "stored", SIGNED_ROWS
    ):
        named = files_named(said["values"])
        files = [each for each in beside if each[0] in named]
        if not stands and named:  # the files of an entry that was moved stand with what it became
            files = connection.execute(
                "SELECT key, field, sha256 FROM records_attachment WHERE key = ANY(%s)",
                [sorted(named)],
            ).fetchall()
        text = text_of_signed(
            said, at=at, acting_for=acting_for, files=[list(each) for each in files]
        )
        yield entry, 0, number, sha256(text.encode()).hexdigest()


def _subject_keys(connection) -> dict[str, bytes]:
    rows = connection.execute("SELECT subject, key FROM audit_subjectkey")
    return {subject: bytes(key) for subject, key in rows}


# --- The proof of one event ---------------------------------------------------------------------


def check_proof(
    path: Path, keys: dict[str, Ed25519PublicKey], checkpoints: list[Seal] | None
) -> str:
    """Look at the proof of one event, or of one signed entry, and return what it proves.

    Raises ``Unreadable`` if it proves nothing.
    """
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        seal = Seal.read(said["seal"]["body"], base64.b64decode(said["seal"]["signature"]))
        text, index, size = said["event"], said["index"], len(seal.events)
        path_up = [bytes.fromhex(step) for step in said["path"]]
    except (KeyError, TypeError, ValueError):
        raise Unreadable(f"{path} is no proof.") from None
    if not is_signed(seal, keys):
        raise Unreadable(f"Seal {seal.number} is not signed by a key that is trusted.")
    if root_along(leaf_of(text), index, size, path_up).hex() != seal.events_root:
        raise Unreadable(f"The event is not the one that seal {seal.number} holds.")
    if checkpoints is not None:
        outside = {each.number: each.body for each in checkpoints}
        if outside.get(seal.number) != seal.body:
            raise Unreadable(f"Seal {seal.number} is not the one that its checkpoint shows.")
    event = json.loads(text)
    proved = [
        f"Event {event[0]} was in the log when seal {seal.number} was made, {seal.sealed_at}:",
        f"  {event[5]} by {event[3]}, {event[1]}, written {event[2]}, about"
        f" {', '.join(event[7]) or 'nobody'}, {event[8]} {event[9]}".rstrip(),
    ]
    if "detail" in said:
        detail, key = said["detail"], bytes.fromhex(said["detail_key"])
        if digest_of_detail(key, detail).hex() != event[14]:
            raise Unreadable("The words are not those that the event was written with.")
        proved.append(f"  with these words: {json.dumps(detail, ensure_ascii=False)}")
        if "content" in said:
            if sha256(said["content"].encode()).hexdigest() not in digests_of(detail):
                raise Unreadable("The text is not the one that was signed.")
            proved.append("  The text in the proof is, to the letter, what was signed.")
    return "\n".join(proved)


def main(arguments: list[str] | None = None) -> int:
    """Look at what the command line names, say what was found, and return 0, 1 or 2."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=["export", "database", "proof"])
    parser.add_argument("where", help="the file, or the address of the database")
    parser.add_argument("--keys", required=True, type=Path, help="folder with public keys (*.pub)")
    parser.add_argument("--checkpoints", type=Path, help="file written outside the database")
    given = parser.parse_args(arguments)
    try:
        keys = keys_in(given.keys)
        checkpoints = checkpoints_in(given.checkpoints) if given.checkpoints else None
        if given.what == "proof":
            print(check_proof(Path(given.where), keys, checkpoints))  # noqa: T201
            return 0
        if given.what == "export":
            report = check_export(Path(given.where), keys, checkpoints)
        else:
            report = check_database(given.where, keys, checkpoints)
    except Unreadable as unreadable:
        print(unreadable, file=sys.stderr)  # noqa: T201
        return 1 if given.what == "proof" else 2
    except OSError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    print(report)  # noqa: T201
    return 1 if report.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
