"""Changes to what a council decides for itself: figures and bank holidays."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts import local
from accounts.allowed import require_administrator
from accounts.models import HolidayChange, SettingChange, User
from audit import log, turns
from audit.turns import Turn


@transaction.atomic
def change_setting(
    *, key: str, new: int, reason: str, by: User, at: datetime | None = None
) -> SettingChange:
    """Change a local figure, for everyone and at once.

    Raises ``PermissionDenied`` unless ``by`` is an administrator, ``KeyError`` for a figure that is
    not in the catalogue and ``ValidationError`` outside its limits or if it changes nothing.
    """
    require_administrator(by)
    setting = local.catalogue()[key]
    turns.wait_for(Turn.CHANGE_COUNCIL)
    local.forget()
    old = local.settings_value(key)
    if not setting.least <= new <= setting.most:
        least, most = setting.in_words(setting.least), setting.in_words(setting.most)
        raise ValidationError(f"It must be from {least} to {most}")
    if new == old:
        raise ValidationError(f"It is {setting.in_words(old)} already")
    change = SettingChange(
        key=key, old=old, new=new, reason=reason, changed_by=by, changed_at=at or clock.now()
    )
    change.full_clean()
    change.save()
    local.forget()
    log.record(
        "accounts.setting_changed",
        by=by,
        target=key,
        detail={"change": f"{setting.in_words(old)} to {setting.in_words(new)}", "reason": reason},
        at=at,
    )
    return change


@transaction.atomic
def change_holiday(
    *,
    day: date,
    is_holiday: bool,
    reason: str,
    by: User,
    name: str = "",
    at: datetime | None = None,
) -> HolidayChange:
    """Make a day a bank holiday, or an ordinary day, in every rule that counts working days.

    Raises ``PermissionDenied`` unless ``by`` is an administrator, and ``ValidationError`` if it
    changes nothing.
    """
    require_administrator(by)
    turns.wait_for(Turn.CHANGE_COUNCIL)
    local.forget()
    if (day in local.holidays()) == is_holiday:
        is_one = "a bank holiday already" if is_holiday else "no bank holiday"
        raise ValidationError({"day": f"{day.day} {day:%B %Y} is {is_one}"})
    change = HolidayChange(
        day=day,
        is_holiday=is_holiday,
        name=name,
        reason=reason,
        changed_by=by,
        changed_at=at or clock.now(),
    )
    change.full_clean()
    change.save()
    local.forget()
    log.record(
        "accounts.holiday_changed",
        by=by,
        target=day.isoformat(),
        shown=["bank holiday" if is_holiday else "ordinary day"],
        detail={"reason": reason},
        at=at,
    )
    return change
