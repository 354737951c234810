"""Asking somebody to sign in: they choose their own password, and nobody else ever knows it."""

import secrets
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from smtplib import SMTPException

from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction

import clock
from accounts import local
from accounts.allowed import require_administrator
from accounts.models import Invitation, User
from accounts.queries import invitation_behind
from audit import log
from audit.each import update_each

_SUBJECT = "Sign in to case records"
_WORDS = """Dear {name}

An account for case records was made for you at {council}.
Open this link to choose your own password:

{link}

It can be used once, until {until}.
Nobody at the council knows your password, and nobody will ask you for it.

If you did not expect this message, tell your manager.
"""
_NEW_ADDRESS = "A new e-mail address for case records"
_NEW_ADDRESS_WORDS = """Dear {name}

Somebody asked that you sign in to case records with another e-mail address than this one.
It holds once a second person has confirmed it. If you do not expect this, tell your manager and
information governance now.
"""


@transaction.atomic
def invite(
    user: User,
    *,
    by: log.Actor,
    link_to: Callable[[str], str],
    council: str,
    at: datetime | None = None,
) -> Invitation:
    """Send ``user`` a link by which they choose a password. Earlier links stop working.

    ``link_to`` makes an address of the secret. Raises ``ValidationError`` if they have left or the
    message cannot be sent; then no link was made.
    """
    sender = require_administrator(by)
    at = at or clock.now()
    if user.has_left(clock.day_of(at)):
        raise ValidationError("They have left: their account is not in use")
    secret = secrets.token_urlsafe(32)
    expires_at = clock.add_hours(at, local.settings_value("invitation.hours"))
    earlier = Invitation.objects.filter(user=user, used_at=None, expires_at__gt=at)
    update_each(earlier.exclude(sent_at__gte=at), expires_at=at)
    invitation = Invitation.objects.create(
        user=user,
        digest=sha256(secret.encode()).hexdigest(),
        sent_to=user.email,
        sent_by=sender,
        sent_at=at,
        expires_at=expires_at,
    )
    log.record("accounts.staff_invited", by=by, target=user, at=at)
    until = clock.local(expires_at)
    words = _WORDS.format(
        name=user.name,
        council=council,
        link=link_to(secret),
        until=f"{until:%H:%M} on {until.day} {until:%B %Y}",
    )
    _send(_SUBJECT, words, user)
    return invitation


def tell_of_new_address(user: User, *, by: log.Actor, at: datetime | None = None) -> None:
    """Tell the address that ``user`` has now that another was asked for.

    Raises ``ValidationError`` if the message cannot be sent.
    """
    log.record("accounts.address_asked_for", by=by, target=user, at=at)
    _send(_NEW_ADDRESS, _NEW_ADDRESS_WORDS.format(name=user.name), user)


def _send(subject: str, words: str, user: User) -> None:
    try:
        send_mail(subject, words, None, [user.email])
    except (OSError, SMTPException):
        raise ValidationError("The message could not be sent. Try again later") from None


@transaction.atomic
def choose_password(*, secret: str, password: str, at: datetime | None = None) -> User:
    """Set the password that somebody chose by their link, which works no more.

    Raises ``ValidationError`` if the link is not, or no longer, one that works.
    """
    at = at or clock.now()
    invitation = invitation_behind(secret, at=at, lock=True)
    if invitation is None:
        raise ValidationError("This link does not work any more")
    user = invitation.user
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.used_at = at
    invitation.save(update_fields=["used_at"])
    log.record("accounts.password_chosen", by=user, target=user, at=at)
    return user
