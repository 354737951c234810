"""What may not be done by two at once, and waiting for one's turn with it.

For what no row can be locked for: rows that are only added, and answers that depend on many. A
turn ends with the transaction.
"""

from enum import IntEnum, unique

from django.db import connection


@unique
class Turn(IntEnum):
    """One thing at a time. Two that shared a number would wait for each other."""

    LOAD_DEMONSTRATION = 7_301_945
    CHANGE_COUNCIL = 7_301_946
    SEAL = 7_301_947
    MAKE_MONTHS = 7_301_948  # asked for by audit_make_months
    CHANGE_CHECK = 7_301_949
    WORK_ON_BREACH = 7_301_962
    NUMBER_CERTIFICATE = 7_301_963
    HOLD_MANY = 7_301_964  # asked for by retention_destroy and clearing too
    CHANGE_SAMPLE = 7_301_965
    WRITE_AUDIT_TOOL = 7_301_966
    CHANGE_GUIDANCE = 7_301_967
    CHANGE_LINE = 7_301_968
    TAKE_STAFF_FILE_IN = 7_301_969
    WORK_ON_REQUEST = 7_301_970
    CHANGE_SCHEDULE = 7_301_974
    PROPOSE_BY_CLASS = 7_301_975


def wait_for(turn: Turn, row: int | None = None) -> None:
    """Wait until nobody else is at it; with the number of a ``row``, at it with that row."""
    with connection.cursor() as cursor:
        if row is None:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [turn, row])


def is_free(turn: Turn) -> bool:
    """Take the turn if nobody has it, and say whether it was free."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [turn])
        return cursor.fetchone()[0]
