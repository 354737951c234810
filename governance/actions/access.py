"""Questions about access and looks at them, and lists of who opened a record."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

import clock
from accounts import local
from accounts.models import User
from accounts.roles import Role
from audit import log
from governance import access_lists, queries, watching
from governance.day import Found
from governance.models import AccessList, Signal, SignalLook, WithheldName
from people import access
from people.access import Permission
from people.models import Person

ASKED_AGAIN_DAYS = 28
_ANSWERED = "Somebody has answered this question already."


@transaction.atomic
def raise_signals(day: date, *, by: log.Actor, at: datetime | None = None) -> int:
    """Keep what the rules ask about one day, each question once, and return how many are new.

    Of the day before it too, with what a day had to pass for: a night may have been missed.
    """
    at, before = at or clock.now(), clock.add_days(day, -1)
    new = _keep(_as_one(watching.questions_of(day), day), day, by=by, at=at)
    waited = watching.questions_of(before, waited=True)
    return new + _keep(_as_one(waited, before), before, by=by, at=at)


def _as_one(questions: Iterable[Found], day: date) -> Iterator[Found]:
    """Put what several rules ask about one record into one question, headed by the first of them.

    A record about which somebody was asked that day is not asked about again, nor under the same
    heading within four weeks, unless no work reason was found. What is about no single record is
    asked under each heading by itself.
    """
    asked = Signal.objects.exclude(kind="sample").filter(day=day)
    of_day = {_about(*each) for each in asked.values_list("user", "subject", "kind")}
    lately = set(
        Signal.objects.filter(day__lt=day, day__gt=clock.add_days(day, -ASKED_AGAIN_DAYS))
        .exclude(subject="")
        .exclude(looks__finding=SignalLook.Finding.BREACH)
        .values_list("user", "subject", "kind")
    )
    together: dict[tuple[int, str, str], list[Found]] = defaultdict(list)
    for each in questions:
        about = _about(each.user.pk, each.subject, each.kind)
        if about not in of_day and (each.user.pk, each.subject, each.kind) not in lately:
            together[about].append(each)
    order = list(watching.kinds())
    for some in together.values():
        some.sort(key=lambda each: order.index(each.kind))
        yield replace(
            some[0],
            because=" ".join(dict.fromkeys(each.because for each in some)),
            events=tuple(sorted({number for each in some for number in each.events})),
        )


def _about(user: int, subject: str, kind: str) -> tuple[int, str, str]:
    return user, subject, "" if subject else kind


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
    of_day = Signal.objects.filter(day=day)
    before = of_day.count()
    Signal.objects.bulk_create(kept, ignore_conflicts=True)
    new = of_day.count() - before
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


@transaction.atomic
def prepare_access_list(
    *, person: Person, since: date, until: date, by: User, at: datetime | None = None
) -> AccessList:
    """Keep who opened a record between two days, for checking before it goes to the person."""
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    if since > until:
        raise ValidationError({"since": "The first day must not be after the last"})
    made = AccessList.objects.create(
        subject=person.key,
        since=since,
        until=until,
        lines=access_lists.lines_of(person, since, until),
        prepared_by=by,
        prepared_at=at,
    )
    log.record(
        "governance.list_prepared", by=by, about=person, target=made, because=decision, at=at
    )
    return made


@transaction.atomic
def ask_to_withhold(
    access_list: AccessList,
    *,
    person: Person,
    staff_number: str,
    reason: str,
    by: User,
    at: datetime | None = None,
) -> WithheldName:
    """Ask a second officer to leave a name out of a list: telling it could harm somebody."""
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    access_list = _unreleased(access_list)
    if staff_number not in {each.staff_number for each in access_lists.staff_on(access_list)}:
        raise ValidationError("They are not on this list.")
    if access_list.withheld.filter(staff_number=staff_number).exclude(answer="REFUSED").exists():
        raise ValidationError("That has been asked already.")
    asked = WithheldName(
        access_list=access_list,
        staff_number=staff_number,
        reason=reason.strip(),
        asked_by=by,
        asked_at=at,
    )
    asked.full_clean(exclude=["access_list"])
    asked.save()
    log.record(
        "governance.withholding_asked",
        by=by,
        about=person,
        target=access_list,
        because=decision,
        detail={"reason": asked.reason},
        at=at,
    )
    return asked


@transaction.atomic
def answer_withholding(
    asked: WithheldName, *, person: Person, agree: bool, by: User, at: datetime | None = None
) -> None:
    """Leave a name out, or in. Two people decide, and nobody about their own name.

    Raises ``PermissionDenied`` for whoever asked, and whoever it names.
    """
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    access_list = _unreleased(asked.access_list)
    asked = WithheldName.objects.select_for_update().get(pk=asked.pk, access_list=access_list)
    if asked.asked_by_id == by.pk:
        raise PermissionDenied("A second officer decides what you asked for.")
    if asked.staff_number == by.staff_number:
        raise PermissionDenied("This is your own name. Another officer decides about it.")
    if asked.answer != WithheldName.Answer.WAITING:
        raise ValidationError("That has been answered already.")
    asked.answer = WithheldName.Answer.AGREED if agree else WithheldName.Answer.REFUSED
    asked.answered_by, asked.answered_at = by, at
    asked.save()
    log.record(
        "governance.withholding_answered",
        by=by,
        about=person,
        target=access_list,
        because=decision,
        shown=[asked.answer],
        at=at,
    )


@transaction.atomic
def release_access_list(
    access_list: AccessList, *, person: Person, checked: str, by: User, at: datetime | None = None
) -> None:
    """Let a list go to the person. Nothing that waits for a second officer may be open."""
    at = at or clock.now()
    decision = access.decide(by, Permission.EXPORT, person, at=at).require()
    access_list = _unreleased(access_list)
    if access_list.withheld.filter(answer=WithheldName.Answer.WAITING).exists():
        raise ValidationError("A second officer has still to decide about a name.")
    access_list.checked = checked.strip()
    access_list.released_by, access_list.released_at = by, at
    access_list.full_clean(exclude=["lines"])
    access_list.save()
    log.record(
        "governance.list_released",
        by=by,
        about=person,
        target=access_list,
        because=decision,
        detail={"checked": access_list.checked},
        at=at,
    )


def _unreleased(access_list: AccessList) -> AccessList:
    locked = AccessList.objects.select_for_update().get(pk=access_list.pk)
    if locked.released_at is not None:
        raise ValidationError("The list has been released: it stays as it was given out.")
    return locked
