"""Accounting for what the seals of the event log cannot prove by themselves."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from accounts.models import User
from accounts.roles import Role
from audit import log, sealing


@transaction.atomic
def account_for_restore(*, seal: int, reason: str, by: User) -> None:
    """Say why an old backup was put back before a seal. The next seal says who did.

    Raises ``PermissionDenied``, or ``ValidationError`` if nothing is to be accounted for.
    """
    _require_officer(by)
    _, unaccounted = sealing.restores()
    if seal not in {row.number for row in unaccounted}:
        raise ValidationError("Somebody has accounted for this already")
    log.record(
        "audit.restore_accounted_for",
        by=by,
        target=f"seal {seal}",
        detail={"because": reason},
    )


def begin_checkpoints_again(*, reason: str, by: User) -> int:
    """Write every seal outside the database anew, and return how many; say why they were gone.

    Raises ``PermissionDenied``, or ``ValidationError`` if they are there.
    """
    _require_officer(by)
    if not sealing.checkpoints_are_lost():
        raise ValidationError("The checkpoints are there: nothing was done")
    log.record("audit.checkpoints_begun_again", by=by, detail={"because": reason})
    return sealing.write_checkpoints()


def _require_officer(user: User) -> None:
    if not (user.is_active and user.has_role(Role.RECORDS_OFFICER)):
        raise PermissionDenied("Only a records officer accounts for this.")
