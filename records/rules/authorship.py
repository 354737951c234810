"""Who may write which type of record: the author groups of the catalogue against the roles."""

from django.core.exceptions import PermissionDenied

from accounts import roles
from accounts.models import User
from records.catalogue import RecordType

_GROUP_WORDS = {
    "practitioner": "practitioners",
    "manager": "managers",
    "business_support": "business support",
    "records_officer": "records officers",
    "caldicott_guardian": "the Caldicott Guardian",
    "dpo": "the data protection officer",
    "auditor": "auditors",
}


def author_groups(user: User) -> frozenset[str]:
    """Return the catalogue's author groups that ``user`` writes as, one for each role held."""
    matrix = roles.matrix()
    return frozenset(
        matrix[roles.Role(role)].author_as
        for role in user.roles
        if matrix[roles.Role(role)].author_as
    )


def may_author(user: User, record_type: RecordType) -> bool:
    """Say whether one of the roles of ``user`` may write records of this type."""
    return bool(author_groups(user) & set(record_type.who_may_author))


def require_author(user: User, record_type: RecordType) -> None:
    """Raise ``PermissionDenied``, saying who may, unless ``user`` may write this type."""
    if not may_author(user, record_type):
        raise PermissionDenied(refusal(record_type))


def refusal(record_type: RecordType) -> str:
    """Return why somebody may not write a type, in a sentence that says who may."""
    return f"“{record_type.title}” is written by {authors_in_words(record_type)}."


def authors_in_words(record_type: RecordType) -> str:
    """Return who may write a type: "practitioners, managers or business support"."""
    if not record_type.who_may_author:
        return "nobody here: it comes with records of another system"
    words = [_GROUP_WORDS.get(group, group) for group in record_type.who_may_author]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} or {words[-1]}"
