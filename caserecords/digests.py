"""The digest: an e-mail that counts what waits for somebody, and says nothing about anybody.

It counts what the home page counts, for whoever asked for it and as often as they did. It stands
here because the home page does.
"""

from collections.abc import Callable
from datetime import date, datetime
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

import clock
from accounts.models import Digest, Often, User
from audit import log
from caserecords import home_panels
from people import access

Shown = dict[str, Any]

# How many of each kind stand on the home page, from what its panels say.
COUNTS: dict[Digest, Callable[[Shown], int]] = {
    Digest.ACTIONS: lambda page: page["late_count"],
    Digest.UNREAD: lambda page: page["unread_count"] + page["unread_alerts_count"],
    Digest.OUT_OF_HOURS: lambda page: page["handed_count"],
    Digest.DRAFTS: lambda page: page["left_count"],
    Digest.RETURNED: lambda page: len(page["returned"]),
    Digest.TO_CONFIRM: lambda page: page["to_confirm_count"],
    Digest.VISITS: lambda page: len(page["visits"]),
    Digest.GUIDANCE: lambda page: page["questions_count"],
    Digest.REVIEW: lambda page: page["waiting_count"],
    Digest.CHECKS: lambda page: len(page["allocation"].checks),
}
_SUBJECT = "What waits for you in case records"
_WORDS = """{day}

{lines}

Sign in to case records at {council} to see them: they stand on your home page.

This message names nobody. You asked for it: {often}. Under "Your settings" you choose what it
counts and how often it comes, or never.
"""


class NotSent(Exception):
    """Some digests could not be sent; they are tried again when the job next runs."""


def send_digests(*, by: log.Actor, at: datetime | None = None) -> int:
    """Send the digests that are due, and return how many were sent. Nobody gets two on one day.

    Raises ``NotSent`` after the others were sent.
    """
    at = at or clock.now()
    today = clock.day_of(at)
    if not clock.is_working_day(today):
        return 0
    sent = failed = 0
    for number in User.objects.exclude(digest_every=Often.NEVER).values_list("pk", flat=True):
        try:
            sent += _send(number, by=by, today=today, at=at)
        except (OSError, SMTPException):
            failed += 1
    if failed:
        raise NotSent(f"{failed} could not be sent")
    return sent


def counted(user: User) -> dict[Digest, int]:
    """Return how many wait for ``user`` of each kind that they chose; none of which none do."""
    page: Shown = {}
    with access.known_once():
        for panel in home_panels.read(user):
            page |= panel.context
    kinds = {kind: COUNTS[kind](page) for kind in map(Digest, user.digest_kinds)}
    return {kind: number for kind, number in kinds.items() if number}


@transaction.atomic
def _send(number: int, *, by: log.Actor, today: date, at: datetime) -> bool:
    user = User.objects.select_for_update(of=("self",)).get(pk=number)
    if not _is_due(user, today):
        return False
    waits = counted(user)
    if not waits:
        return False
    user.digest_sent_on = today
    user.save(update_fields=["digest_sent_on"])
    log.record("caserecords.digest_sent", by=by, target=user, shown=list(waits), at=at)
    words = _WORDS.format(
        day=f"{today:%A} {today.day} {today:%B %Y}",
        lines="\n".join(f"{kind.label}: {number:,}" for kind, number in waits.items()),
        council=settings.COUNCIL_NAME,
        often=Often(user.digest_every).label.lower(),
    )
    send_mail(_SUBJECT, words, None, [user.email])
    return True


def _is_due(user: User, today: date) -> bool:
    last = user.digest_sent_on
    if user.digest_every == Often.NEVER or not user.works_on(today):
        return False
    if user.digest_every == Often.DAY:
        return last is None or last < today
    return last is None or last < clock.add_days(today, -today.weekday())
