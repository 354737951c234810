"""The signed token of a form: whose record it was opened for, by whom, as which draft.

A form never says these things in fields that a browser could change. There is no time limit: what
somebody wrote over a long day must still be theirs to sign.
"""

import uuid
from dataclasses import asdict, dataclass
from typing import ClassVar, Self

from django.core import signing

from accounts.models import User
from people.models import Person
from people.survivors import leads_to
from records.catalogue import RecordType
from records.models import Entry

SALT = "records.form"


class TokenRefused(Exception):
    """A form that cannot be taken. Its words say why, and what becomes of the text."""


@dataclass(frozen=True, kw_only=True)
class BoundToken:
    """What a form is bound to: whose record, which draft, and which member of staff."""

    person: str
    draft: str
    user: str
    salt: ClassVar[str]

    @property
    def key(self) -> uuid.UUID:
        """The draft's key."""
        return uuid.UUID(self.draft)

    def sealed(self) -> str:
        """Return the text that stands in the form."""
        return signing.dumps(asdict(self), salt=self.salt)

    @classmethod
    def read(
        cls,
        text: str,
        *,
        person: Person,
        user: User,
        unknown: str,
        of_colleague: str,
        of_other_record: str,
    ) -> Self:
        """Return the token of a form sent about ``person`` by ``user``.

        Raises ``TokenRefused``, in the words given, if it is not ours, or was made for another
        colleague or another record.
        """
        try:
            token = cls(**signing.loads(text, salt=cls.salt))
            token.key  # noqa: B018  a token whose draft is no key is refused with the rest
        except (signing.BadSignature, TypeError, ValueError, AttributeError):
            raise TokenRefused(unknown) from None
        if token.user != user.staff_number:
            raise TokenRefused(of_colleague)
        if not leads_to(token.person, person):
            raise TokenRefused(of_other_record)
        return token


@dataclass(frozen=True, kw_only=True)
class FormToken(BoundToken):
    """The token of a record's form. ``draft`` becomes the draft's key and the submission."""

    type_key: str
    type_version: int
    corrects: str = ""
    salt = SALT


def new_token(
    *,
    person: Person,
    record_type: RecordType,
    user: User,
    draft: uuid.UUID | None = None,
    corrects: Entry | None = None,
) -> FormToken:
    """Bind a form to a person, a type, a member of staff and a draft that need not exist yet."""
    return FormToken(
        person=person.key,
        type_key=record_type.key,
        type_version=record_type.version,
        draft=str(draft or uuid.uuid4()),
        user=user.staff_number,
        corrects=corrects.key if corrects else "",
    )


def read_token(text: str, *, person: Person, user: User) -> FormToken:
    """Return the token of a form sent about ``person`` by ``user``.

    Raises ``TokenRefused`` if it is not ours, or was made for another record or another colleague.
    """
    return FormToken.read(
        text,
        person=person,
        user=user,
        unknown=(
            "This form could not be recognised, so nothing was saved. What you typed is still "
            "here: check whose record this is, then save it again"
        ),
        of_colleague=(
            "This form was opened by a colleague, so nothing was saved. What was typed is still "
            "here: save it again only if it is yours to record"
        ),
        of_other_record=(
            "This form was opened for someone else’s record, so nothing was saved. What you typed "
            f"is still here: check that it is about {person.name}, then save it again"
        ),
    )
