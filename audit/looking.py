"""Looking at the whole log every night, and what was found the last time."""

import logging
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from textwrap import shorten

from django.db.models import QuerySet

import clock
from audit import log, sealing, verify_log
from audit.models import Event
from audit.verify_log import Report

WHOLE, NOT_WHOLE, UNREADABLE = "whole", "not", "unreadable"
OLD = timedelta(hours=36)
MOST_NAMED = 10
_LOOKER = log.Service(staff_number="verify_log")
_VERB = "audit.log_verified"
_logger = logging.getLogger("caserecords.seals")


@dataclass(frozen=True)
class Look:
    """What was found when the whole log was looked at. ``wrong`` names the first places."""

    at: datetime
    found: str
    wrong: list[str]

    @property
    def is_old(self) -> bool:
        """Say whether the log should have been looked at again since."""
        return clock.now() - self.at > OLD

    @property
    def is_well(self) -> bool:
        """Say whether nobody needs to be told."""
        return self.found == WHOLE and not self.is_old


def look() -> Report:
    """Look at the whole log, with the folder of seals that is set up, and keep what was found.

    Raises ``Unreadable``, which is kept too.
    """
    path = sealing.checkpoints_file()
    try:
        report = verify_log.check_database(
            os.environ.get("DATABASE_URL", ""),
            verify_log.keys_in(sealing.folder()),
            verify_log.checkpoints_in(path) if path.exists() else None,
        )
    except verify_log.Unreadable as why:
        _keep(UNREADABLE, [str(why)])
        raise
    if sealing.checkpoints_are_lost():
        report.wrong.append("the checkpoints outside the database are gone")
    if sealing.health().is_late:
        report.wrong.append("what was written waits for a seal")
    _keep(NOT_WHOLE if report.wrong else WHOLE, report.wrong)
    return report


def _keep(found: str, wrong: list[str]) -> None:
    named = [shorten(each, 80, placeholder="…") for each in wrong[:MOST_NAMED]]
    if named:
        _logger.error("the event log is not well: %s; %s more", "; ".join(named), len(wrong))
    log.record(_VERB, by=_LOOKER, target=found, shown=named)


def last_looks() -> QuerySet[Event]:
    """Return the event of the last look, to be asked for together with other things."""
    looks = Event.objects.filter(actor=_LOOKER.staff_number, verb=_VERB).order_by("-pk")
    return looks.only("happened_at", "target", "shown")[:1]


def last_look(rows: Iterable[Event] | None = None) -> Look | None:
    """Return the last look, from its event if that was asked for."""
    for row in last_looks() if rows is None else rows:
        return Look(at=row.happened_at, found=row.target, wrong=row.shown)
    return None
