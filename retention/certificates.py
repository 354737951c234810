"""Certificates of destruction, and the journal of them outside the database.

The journal stands beside the seals of the event log. After an old copy of the database was put back
it says which records have to be destroyed again.
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db.migrations.recorder import MigrationRecorder

from accounts import local
from accounts.models import User
from audit import sealing, turns
from audit.turns import Turn
from people.finding.letters import names_in
from people.models import Name, Person
from people.survivors import keys_of
from records.files import stored
from retention.models import Batch, Certificate, Destruction

JOURNAL = "destructions.jsonl"


@dataclass(frozen=True)
class Line:
    """One line of the journal: a certificate, whose keys its record answered to, and where.

    ``database`` is empty where a line was written before there was a release.
    """

    key: str
    plan: str
    subjects: list[str]
    body: str
    digest: str
    database: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """What the certificate says."""
        return json.loads(self.body)


def issue(*, plan: str, subjects: list[str], said: dict[str, Any], destroyed_at) -> Certificate:
    """Write the next certificate. One at a time: the numbers have no gaps."""
    turns.wait_for(Turn.NUMBER_CERTIFICATE)
    last = Certificate.objects.order_by("-number").first()
    number = (last.number if last else 0) + 1
    body = json.dumps({"certificate": number} | said, ensure_ascii=False, indent=1)
    return Certificate.objects.create(
        number=number,
        plan=plan,
        subjects=subjects,
        destroyed_at=destroyed_at,
        body=body,
        digest=digest_of(body),
    )


def known_by(person: Person) -> list[str]:
    """Return the digests by which somebody of a name and date of birth finds a certificate.

    Of each name of the record, and of those merged into it, but for a protected one. Without the
    key, which stands outside the database, a digest says nothing.
    """
    found = set()
    names = Name.objects.filter(is_mistake=False, is_protected=False)
    for each in Person.objects.filter(key__in=keys_of(person)):
        born_on = each.born_on if each.birth_precision == Person.BirthPrecision.KNOWN else None
        called = {each.legal_name, each.preferred_name}
        called |= {name.full for name in names.filter(person=each)}
        found |= {digest_of_person(name, born_on) for name in called if name}
    return sorted(found)


def digest_of_person(name: str, born_on: date | None) -> str:
    """Return the digest of a name with a date of birth, or with none where it was not known."""
    said = f"certificate {' '.join(names_in(name))} {born_on or ''}"
    return hmac.digest(stored.key(), said.encode(), sha256).hex()


def digest_of(body: str) -> str:
    """Return the digest by which a certificate can be looked up and checked."""
    return sha256(body.encode()).hexdigest()


def journal_file() -> Path:
    """Return where the destructions stand outside the database."""
    return sealing.folder() / JOURNAL


def journal() -> list[Line]:
    """Return what stands outside, in order. Raises ``ValueError`` where a line was altered."""
    path = journal_file()
    if not path.exists():
        return []
    lines = [Line(**json.loads(line)) for line in path.read_text("utf-8").splitlines() if line]
    for line in lines:
        if digest_of(line.body) != line.digest:
            raise ValueError(f"The line of certificate {line.said['certificate']} was altered")
    return lines


def write_journal() -> int:
    """Write outside whatever certificate is not there yet, and return how many were written.

    The line of a certificate that was destroyed in its own time goes: what it stood for has been
    gone for longer than any old copy is kept.
    """
    with _locked_journal() as file:
        lines = journal()
        missing = Certificate.objects.exclude(key__in={line.key for line in lines})
        here = this_database()
        fresh = [
            Line(row.key, row.plan, row.subjects, row.body, row.digest, here)
            for row in missing.order_by("number")
        ]
        file.writelines(_as_line(each) for each in fresh)
        file.flush()
        os.fsync(file.fileno())
        _end_lines([*lines, *fresh])
    return len(fresh)


@contextmanager
def _locked_journal() -> Iterator[TextIO]:
    """Open the journal to add to it, alone; once more if it was written anew meanwhile."""
    while True:
        with journal_file().open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if os.path.samestat(os.fstat(file.fileno()), journal_file().stat()):
                yield file
                return


def _end_lines(lines: Sequence[Line]) -> None:
    """Write the journal anew where it has lines whose time is over, while it is locked."""
    left = standing(lines)
    if len(left) == len(lines):
        return
    fresh = journal_file().with_suffix(".new")
    with fresh.open("w", encoding="utf-8") as file:
        file.writelines(_as_line(each) for each in left)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(journal_file())


def _as_line(line: Line) -> str:
    return json.dumps(asdict(line), ensure_ascii=False) + "\n"


def this_database() -> str:
    """Return what tells this database, and every copy of it, from one that was made anew.

    It is the moment at which its first table of the log was made, which each copy brings along.
    """
    made = MigrationRecorder.Migration.objects.filter(app="audit").order_by("applied").first()
    return made.applied.isoformat() if made else ""


def standing(lines: Sequence[Line]) -> list[Line]:
    """Return the lines but for certificates that were destroyed themselves, in their own time."""
    gone = {
        key
        for line in lines
        if line.said.get("of_class", {}).get("kind") == "certificate"
        for key in line.subjects
    }
    return [line for line in lines if line.key not in gone]


def not_in_database() -> list[Line]:
    """Return what the journal says was destroyed and this database knows nothing of.

    What another database destroyed, whose journal was left in the same place, is none of its own.
    """
    here = this_database()
    lines = [line for line in standing(journal()) if line.database == here]
    known = set(Certificate.objects.values_list("key", flat=True)) if lines else set()
    return [line for line in lines if line.key not in known]


def common(plan: Destruction | Batch, *, reference: str, at: datetime) -> dict[str, Any]:
    """Return what every certificate says: which council, of what, when, and by whom."""
    return {
        "council": settings.COUNCIL_NAME,
        "reference": reference,
        "destroyed_at": at.isoformat(),
        "proposed_by": _who(plan.proposed_by, plan.proposed_at),
        "agreed_by": _who(plan.answered_by, plan.answered_at),
        "days_until_backups_are_gone": local.settings_value("retention.backup_days"),
    }


def _who(user: User | None, at: datetime | None) -> dict[str, str]:
    if user is None or at is None:
        return {}
    return {
        "name": user.name,
        "job": user.job_title,
        "staff_number": user.staff_number,
        "at": at.isoformat(),
    }
