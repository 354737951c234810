"""How the worker sends an e-mail: once, or not at all, and nobody is left to wonder which.

That it is being sent is committed before the server hears of it. The entry is signed next, in a
transaction that ends only after the server took the e-mail: if the server refuses, nothing was
signed; if it falls silent between, a person decides, because to try again could send it twice.
"""

import contextlib
import logging
import smtplib
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.mail import get_connection
from django.db import transaction

import clock
from disclosure.letters.checking import why_not_now
from disclosure.letters.enclosing import NotEnclosed
from disclosure.letters.models import Letter
from disclosure.letters.outcome import put_on_record, say_failed
from disclosure.letters.printing import email_of
from records import files
from ui import refusals

logger = logging.getLogger(__name__)
State = Letter.State
_NO_SERVER = "The mail server did not answer. The letter is kept: try again later."
_REFUSED = "The mail server refused it{}. The letter is kept."
_SILENT = (
    "The mail server took part of it and fell silent. It may have gone, so it is not sent again by "
    "itself: ask them, or look in the mailbox, and say here what you found."
)
_NOT_SIGNED = "It could not be signed, so it was not sent: {}"
# The server answered, and took nothing.
_ANSWERS = (
    smtplib.SMTPResponseException,
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPNotSupportedError,
)


def send(key: str, attempt: int, *, at: datetime | None = None) -> None:
    """Send one e-mail. Does nothing if it was taken back, sent, or is tried anew meanwhile."""
    now = at or clock.now()
    waiting = Letter.objects.filter(key=key, attempt=attempt, state=State.WAITING)
    if not waiting.update(state=State.SENDING, moved_at=now):
        return
    letter = Letter.objects.select_related("person__team", "written_by__team", "decision").get(
        key=key
    )
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException):
        say_failed(letter, state=State.FAILED, because=_NO_SERVER, at=at)
        return
    try:
        state, because = _signed_and_sent(letter, connection, now)
    finally:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            connection.close()
    if because:
        say_failed(letter, state=state, because=because, at=at)


def _signed_and_sent(letter: Letter, connection, at: datetime) -> tuple[State, str]:
    """Return how it ended, and why if it did not go."""
    is_out = False
    try:
        if why_not := why_not_now(letter):
            return State.FAILED, why_not
        message = email_of(letter, files.read(letter.stored_as))
        with transaction.atomic():
            put_on_record(letter, at=at)
            is_out = True
            is_out = bool(connection.send_messages([message]))
            if not is_out:
                raise smtplib.SMTPResponseException(0, "nothing was taken")
    except _ANSWERS as answer:
        return State.FAILED, _REFUSED.format(_code_of(answer))
    except NotEnclosed as why:
        return State.FAILED, f"It was not sent. {why}"
    except (PermissionDenied, ValidationError) as why:
        return State.FAILED, _NOT_SIGNED.format(refusals.words_of(why)[0])
    except Exception:  # whatever happens, its writer is told
        logger.exception("letter %s: sending ended unexpectedly", letter.key)
        if is_out:
            return State.UNSURE, _SILENT
        return State.FAILED, "Something went wrong before it was sent. The letter is kept."
    return State.SENT, ""


def _code_of(answer: Exception) -> str:
    code = getattr(answer, "smtp_code", 0)
    return f" (answer {code})" if code else ""
