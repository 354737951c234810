"""What was said of somebody in supervision: the supervisor decides there, and nobody else."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.models import User
from accounts.roles import Role
from records.catalogue import Problem, RecordType

SUPERVISION = "supervision_case_discussion"
_SUPERVISOR = "supervisor"
_DECIDER = "decided_by"


def writer_decides(record_type: RecordType) -> bool:
    """Say whether what stands in a record is usually decided by whoever writes it."""
    return record_type.key != SUPERVISION


def decided_by_another(
    record_type: RecordType,
    values: Mapping[str, Any],
    rows: Sequence[Mapping[str, Any]],
    *,
    stood: Sequence[Mapping[str, Any]] = (),
) -> list[Problem]:
    """Return the decisions of supervision that name somebody else than the supervisor.

    What ``stood`` when it was signed stays.
    """
    supervisor = _who(values.get(_SUPERVISOR))
    if record_type.key != SUPERVISION or not supervisor:
        return []
    counted: Counter[str] = Counter()
    found = []
    for row in rows:
        number = counted[row["field_key"]]
        counted[row["field_key"]] += 1
        if row["kind"] == "decision" and row not in stood and _who(row.get(_DECIDER)) - supervisor:
            message = "Name the supervisor alone as who decided in supervision"
            found.append(Problem(f"{row['field_key']}-{number}.{_DECIDER}", message))
    return found


def supervised_by_another(
    record_type: RecordType,
    values: Mapping[str, Any],
    *,
    by: User,
    stood: Mapping[str, Any],
) -> list[Problem]:
    """Return that a worker names themselves as their supervisor; managers supervise.

    What ``stood`` when it was signed stays.
    """
    named = values.get(_SUPERVISOR)
    is_own = bool({by.staff_number, by.name.casefold()} & _who(named))
    if record_type.key != SUPERVISION or not is_own or by.has_role(Role.MANAGER):
        return []
    if named == stood.get(_SUPERVISOR):
        return []
    return [Problem(_SUPERVISOR, "Name the manager who supervised you, not yourself")]


def _who(references: Iterable[Mapping[str, str]] | None) -> set[str]:
    return {each.get("key") or each["name"].casefold() for each in references or ()}
