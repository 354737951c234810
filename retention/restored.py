"""Whether an old copy of the database was put back, with what was destroyed since in it again.

Until that is destroyed again nobody signs in and nothing is opened. Every request asks; it looks at
the start of a process and once a minute, so that a page costs no query.
"""

import fcntl
import json
import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from time import monotonic

from django.conf import settings

from audit import wall
from retention import certificates, parts
from retention.certificates import Line
from retention.models import Certificate

LOOK_AGAIN = 60  # seconds
logger = logging.getLogger(__name__)
# When nothing was amiss last, by the file of the journal.
_was_well: dict[Path, float] = {}


def is_behind() -> bool:
    """Say whether anything has to be destroyed again before somebody may sign in.

    What cannot be read closes nothing, and is logged: the folder may be on another machine, and
    a record of care is needed when that one is not there.
    """
    file = Path(settings.SEAL_FOLDER) / certificates.JOURNAL
    if file in _was_well and monotonic() - _was_well[file] < LOOK_AGAIN:
        return False
    behind = False
    try:
        facts = file.stat()
        if written := _written(file, facts.st_mtime_ns, facts.st_size):
            behind = _lacks(written)
    except FileNotFoundError:
        pass  # nothing was ever destroyed
    except OSError:
        logger.exception("the journal of destructions cannot be read")
    if not behind:
        _was_well[file] = monotonic()
    return behind


def to_destroy_again() -> list[Line]:
    """Return what was destroyed and is here again, but for what somebody has to move before."""
    here, known = certificates.this_database(), _known()
    return [
        line
        for line in _lines(certificates.journal_file())
        if line.database == here and line.key not in known and not parts.waits_for_a_move(line)
    ]


def _lacks(written: frozenset[tuple[str, str]]) -> bool:
    with wall.asked_by("restored"):
        here, known = certificates.this_database(), _known()
        lacks = any(database == here and key not in known for key, database in written)
        return lacks and bool(to_destroy_again())


def _known() -> set[str]:
    return set(Certificate.objects.values_list("key", flat=True))


@lru_cache(maxsize=1)
def _written(file: Path, changed_at: int, size: int) -> frozenset[tuple[str, str]]:
    """Return which certificate of which database stands outside, read once for each state."""
    return frozenset((line.key, line.database) for line in _lines(file))


def _lines(file: Path) -> list[Line]:
    """Return the lines that can be read. Whether one was altered is asked when it is done again."""
    return certificates.standing(list(_read(file)))


def _read(file: Path) -> Iterator[Line]:
    with file.open(encoding="utf-8", errors="replace") as open_file:
        fcntl.flock(open_file, fcntl.LOCK_SH)  # not while one is being written
        text = open_file.read()
    for number, each in enumerate(filter(None, text.splitlines()), 1):
        try:
            line = Line(**json.loads(each))
            json.loads(line.body)
        except (ValueError, TypeError):
            logger.error("line %s of the journal of destructions cannot be read", number)
        else:
            yield line
