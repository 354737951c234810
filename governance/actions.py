"""What information governance does that is kept: questions about access, and looks at them."""

from collections.abc import Iterable
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

import clock
from accounts import local
from accounts.models import User
from accounts.roles import Role
from audit import log
from governance import queries, watching
from governance.models import Signal, SignalLook
from governance.watching import Found

_ANSWERED = "Somebody has answered this question already."


@transaction.atomic
def raise_signals(day: date, *, by: log.Actor, at: datetime | None = None) -> int:
    """Keep what the rules ask about one day, each question once, and return how many are new."""
    return _keep(watching.questions_of(day), day, by=by, at=at or clock.now())


@transaction.atomic
def draw_samples(month: date, *, by: log.Actor, at: datetime | None = None) -> int:
    """Draw for each manager some of what their own staff opened in the month of a day."""
    at = at or clock.now()
    first = month.replace(day=1)
    last = clock.add_days(clock.add_months(first, 1), -1)
    drawn = 0
    managers = User.objects.filter(roles__contains=[Role.MANAGER], is_active=True)
    for manager in managers:
        own = list(User.objects.filter(line_manager=manager))
        if own and not _has_sample(own, last):
            drawn += _keep(watching.sample_of(own, first, last), last, by=by, at=at)
    return drawn


def _has_sample(staff: list[User], day: date) -> bool:
    return Signal.objects.filter(kind="sample", user__in=staff, day=day).exists()


def _keep(questions: Iterable[Found], day: date, *, by: log.Actor, at: datetime) -> int:
    days = local.settings_value("access.look_days")
    kept = [
        Signal(
            kind=each.kind,
            user=each.user,
            subject=each.subject,
            day=day,
            because=each.because,
            events=list(each.events),
            raised_at=at,
            look_by=clock.add_working_days(clock.day_of(at), days),
        )
        for each in questions
    ]
    before = Signal.objects.count()
    Signal.objects.bulk_create(kept, ignore_conflicts=True)
    new = Signal.objects.count() - before
    if new:
        log.record("governance.signals_raised", by=by, target=f"{day.isoformat()}: {new}", at=at)
    return new


@transaction.atomic
def look_at_signal(
    signal: Signal, *, by: User, finding: str, reason: str, at: datetime | None = None
) -> SignalLook:
    """Keep what somebody found. Raises ``PermissionDenied`` if it is not theirs to look at.

    Nobody looks at a question about themselves. An explanation that was asked for leaves it open.
    """
    at = at or clock.now()
    if not queries.signals_open_to(by, at=at).filter(pk=signal.pk).exists():
        raise PermissionDenied("This question is for their manager and information governance.")
    if queries.is_answered(signal):
        raise ValidationError(_ANSWERED)
    look = SignalLook(
        signal=signal, finding=finding, reason=reason.strip(), looked_by=by, looked_at=at
    )
    look.full_clean(validate_constraints=False)
    try:
        with transaction.atomic():
            look.save()
    except IntegrityError:  # answered at the same moment
        raise ValidationError(_ANSWERED) from None
    log.record(
        "governance.signal_looked_at", by=by, target=signal, detail={"reason": look.reason}, at=at
    )
    return look
