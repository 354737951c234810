"""Training that was completed, put right, and the days that a manager allows after it ran out."""

from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max

import clock
from accounts import local, training
from accounts.allowed import require_administrator
from accounts.models import MoreTime, Training, User
from accounts.queries import reports_of
from accounts.roles import Role
from audit import log


@transaction.atomic
def record_training(
    *,
    user: User,
    kind: str,
    course: str,
    done_on: date,
    by: log.Actor,
    valid_until: date | None = None,
    provider: str = "",
    score: str = "",
    certificate: str = "",
    at: datetime | None = None,
) -> Training:
    """Keep that somebody completed a course; valid for as long as the council says, unless told.

    Raises ``PermissionDenied`` for anyone but another administrator.
    """
    records = require_administrator(by, of=user)
    user = _locked(user)
    if done_on > clock.day_of(at or clock.now()):
        raise ValidationError({"done_on": "Enter a day that is today or in the past"})
    until = valid_until or clock.add_months(done_on, local.settings_value("training.valid_months"))
    if until <= done_on:
        raise ValidationError({"valid_until": "Enter a day after the course was completed"})
    done = Training(
        user=user,
        kind=kind,
        course=course,
        provider=provider,
        done_on=done_on,
        valid_until=until,
        score=score,
        certificate=certificate,
        recorded_by=records,
        recorded_at=at or clock.now(),
    )
    done.full_clean(exclude=["user", "recorded_by", "withdrawn_by"])
    done.save()
    _keep_true(user)
    log.record("accounts.training_recorded", by=by, target=user, shown=[kind], at=at)
    return done


@transaction.atomic
def withdraw_training(
    *, done: Training, reason: str, by: User, at: datetime | None = None
) -> Training:
    """Say that a training was recorded wrongly. The row stays, and counts no more."""
    require_administrator(by, of=done.user)
    user = _locked(done.user)
    done = Training.objects.select_for_update(of=("self",)).get(pk=done.pk)
    if done.withdrawn_at is not None:
        raise ValidationError("It was withdrawn already")
    done.withdrawn_by, done.withdrawn_at = by, at or clock.now()
    done.withdrawn_because = reason
    done.full_clean(exclude=["user", "recorded_by", "withdrawn_by"])
    done.save()
    _keep_true(user)
    log.record(
        "accounts.training_withdrawn",
        by=by,
        target=user,
        shown=[done.kind],
        detail={"reason": reason},
        at=done.withdrawn_at,
    )
    return done


@transaction.atomic
def allow_more_time(
    *, user: User, working_days: int, reason: str, by: User, at: datetime | None = None
) -> MoreTime:
    """Let somebody go on for some working days after the grace, once each time training ran out.

    Raises ``PermissionDenied`` for anyone but a manager in the line above, and ``ValidationError``
    when it has not run out, the grace is over, or it was allowed already.
    """
    if not by.has_role(Role.MANAGER) or user.pk not in reports_of(by):
        raise PermissionDenied("A manager in the line above allows this.")
    user = _locked(user)
    day = clock.day_of(at or clock.now())
    most = local.settings_value("training.more_working_days")
    ran_out_on, last = user.training_until, training.open_until(user)
    if ran_out_on is None or last is None:
        raise ValidationError("No training is on file")
    if training.state_of(user, day) is not training.State.GRACE:
        raise ValidationError("More days can be allowed only while the days of grace run")
    if not 1 <= working_days <= most:
        raise ValidationError({"working_days": f"Enter a number from 1 to {most}"})
    if MoreTime.objects.filter(user=user, ran_out_on=ran_out_on).exists():
        raise ValidationError("More days were allowed already. The course has to be done now")
    more = MoreTime(
        user=user,
        ran_out_on=ran_out_on,
        until=clock.add_working_days(last, working_days),
        reason=reason,
        allowed_by=by,
        allowed_at=at or clock.now(),
    )
    more.full_clean(exclude=["user", "allowed_by"])
    more.save()
    _keep_true(user)
    log.record(
        "accounts.training_time_allowed",
        by=by,
        target=user,
        shown=[more.until.isoformat()],
        detail={"reason": reason},
        at=more.allowed_at,
    )
    return more


def _keep_true(user: User) -> None:
    """Let the two dates on ``user`` say what is on file."""
    stands = Training.objects.filter(user=user, kind=Training.NEEDED, withdrawn_at=None)
    user.training_until = stands.aggregate(last=Max("valid_until"))["last"]
    more = MoreTime.objects.filter(user=user, ran_out_on=user.training_until)
    user.training_more_until = more.values_list("until", flat=True).first()
    user.save(update_fields=["training_until", "training_more_until"])


def _locked(user: User) -> User:
    return User.objects.select_for_update(of=("self",)).get(pk=user.pk)
