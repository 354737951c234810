"""Who may open an entry: what its type says, what its writer says, and who may say otherwise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError

from accounts.models import User
from people import access
from people.access import Permission
from records.catalogue import RecordType
from records.models import Entry


def sensitivity_of(record_type: RecordType, values: Mapping[str, Any]) -> str:
    """Return who may open it: the type's rule, which an author can raise and never lower."""
    raised = values.get("sensitivity") == Entry.Sensitivity.RESTRICTED.label
    if raised or record_type.is_restricted:
        return Entry.Sensitivity.RESTRICTED
    return Entry.Sensitivity.NORMAL


def require_may_open_again(
    entry: Entry, record_type: RecordType, values: Mapping[str, Any], *, by: User, at: datetime
) -> None:
    """Raise ``ValidationError`` if a correction opens a restricted entry, and ``by`` may not.

    Whoever writes may restrict an entry; only a manager of the record opens it again, and says why.
    """
    is_closed = entry.sensitivity == Entry.Sensitivity.RESTRICTED
    if not is_closed or sensitivity_of(record_type, values) == entry.sensitivity:
        return
    if not access.decide(by, Permission.MANAGE, entry.person, at=at).allowed:
        raise ValidationError(
            "This entry is restricted to named people. Only a manager of the record may open it "
            "to everybody again, with the reason"
        )
