"""The eight roles and what each may do with a record it has a basis to open.

The matrix is data (``roles.toml``): a council that splits a role edits that file, not the code.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import models

_MATRIX = Path(__file__).with_name("roles.toml")


class Role(models.TextChoices):
    """What someone is employed to do. A person may hold several."""

    PRACTITIONER = "PRACTITIONER", "Practitioner"
    MANAGER = "MANAGER", "Manager"
    BUSINESS_SUPPORT = "BUSINESS_SUPPORT", "Business support"
    RECORDS_OFFICER = "RECORDS_OFFICER", "Records officer"
    CALDICOTT_GUARDIAN = "CALDICOTT_GUARDIAN", "Caldicott Guardian"
    DATA_PROTECTION_OFFICER = "DATA_PROTECTION_OFFICER", "Data protection officer"
    AUDITOR = "AUDITOR", "Auditor"
    SYSTEM_ADMINISTRATOR = "SYSTEM_ADMINISTRATOR", "System administrator"


WORKS_WITH_PEOPLE = (Role.PRACTITIONER, Role.MANAGER, Role.BUSINESS_SUPPORT)
ADDS_PEOPLE = (*WORKS_WITH_PEOPLE, Role.RECORDS_OFFICER)


@dataclass(frozen=True)
class RoleRules:
    """What one role may do: permission names, and the reasons it may state."""

    role: Role
    does: str
    must_not: str
    permissions: frozenset[str]
    reasons: tuple[str, ...]
    author_as: str


@cache
def permissions() -> dict[str, str]:
    """Return every permission with what it lets somebody do, in the order of the matrix."""
    return tomllib.loads(_MATRIX.read_text(encoding="utf-8"))["permissions"]


@cache
def matrix() -> dict[Role, RoleRules]:
    """Return the rules of every role. Raises ``KeyError`` if one is missing from ``roles.toml``."""
    data = tomllib.loads(_MATRIX.read_text(encoding="utf-8"))
    return {
        role: RoleRules(
            role=role,
            does=data[role]["does"],
            must_not=data[role]["must_not"],
            permissions=frozenset(data[role]["permissions"]),
            reasons=tuple(data[role]["reasons"]),
            author_as=data[role].get("author_as", ""),
        )
        for role in Role
    }


def permissions_of(roles: list[str]) -> frozenset[str]:
    """Return every permission that the given roles carry together."""
    return frozenset().union(*(matrix()[Role(role)].permissions for role in roles))


def reasons_of(roles: list[str]) -> tuple[str, ...]:
    """Return the reasons that alone open a record to someone with these roles (ruling 2)."""
    return tuple(reason for role in roles for reason in matrix()[Role(role)].reasons)


def opened_by(reason: str, roles: list[str]) -> frozenset[str]:
    """Return what a stated reason opens to someone with these roles.

    The reason of a role opens what that role may do; one of duty or of the emergency duty team,
    which go with no role, what all of theirs may.
    """
    belongs_to = [role for role, rules in matrix().items() if reason in rules.reasons]
    return permissions_of([role for role in roles if role in belongs_to] if belongs_to else roles)
