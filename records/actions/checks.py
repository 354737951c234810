"""What a council decides about the checks of the coach, and what writers report of them."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

import clock
from accounts.allowed import require_administrator
from accounts.models import User
from audit import log, turns
from audit.turns import Turn
from records.models import CheckChange, CheckReport
from records.quality import checks
from records.quality.own_words import as_shipped, has_list, is_plain, is_sayable
from records.quality.words import words


@transaction.atomic
def change_check(
    *,
    check_key: str,
    is_on: bool,
    says: str,
    reason: str,
    by: User,
    phrase: str = "",
    at: datetime | None = None,
) -> CheckChange:
    """Switch a check, say it in other words, or add words to its list or take them out.

    It holds at once, for everyone. Without ``phrase`` it is about the check; an entry that came
    with the product is named by its id. ``says`` is empty for the words of the product. Raises
    ``PermissionDenied`` unless ``by`` is an administrator, ``KeyError`` for a check that there is
    not, and ``ValidationError`` for what cannot be looked for or said, or changes nothing.
    """
    require_administrator(by)
    check, phrase, says = checks()[check_key], " ".join(phrase.split()), says.strip()
    shipped = as_shipped(check, phrase) if phrase else ""
    turns.wait_for(Turn.CHANGE_CHECK)
    before = CheckChange.objects.filter(check_key=check_key, phrase=phrase).order_by("-id").first()
    if shipped is None and not (has_list(check_key) and is_plain(phrase)):
        raise ValidationError(
            {"phrase": "Enter words with nothing but spaces, hyphens and apostrophes between them"}
        )
    if not phrase and says == check.message:
        says = ""
    if phrase in words().entries and is_on and not says:
        says = check.message
    if (not phrase or phrase in words().entries) and says and not is_sayable(check, says):
        raise ValidationError({"says": "Use no curly brackets but those of the product’s words"})
    stood = (before.is_on, before.says) if before else (shipped is not None, shipped or "")
    if stood == (is_on, says if is_on or not phrase else stood[1]):
        raise ValidationError({"phrase" if phrase else "is_on": "It stands like this already"})
    change = CheckChange(
        check_key=check_key,
        phrase=phrase,
        is_on=is_on,
        says=says,
        reason=reason,
        changed_by=by,
        changed_at=at or clock.now(),
    )
    change.full_clean()
    change.save()
    log.record(
        "records.check_changed",
        by=by,
        target=check_key,
        shown=["on" if is_on else "off"],
        detail={"words": phrase, "says": says, "reason": reason},
        at=at,
    )
    return change


@transaction.atomic
def report_check(*, check_key: str, by: User, at: datetime | None = None) -> None:
    """Count that what a check said did not help ``by``: once a day, and nothing of what it was.

    Raises ``KeyError`` for a check that there is not.
    """
    at = at or clock.now()
    _, is_new = CheckReport.objects.get_or_create(
        check_key=checks()[check_key].key, reported_by=by, reported_on=clock.day_of(at)
    )
    if is_new:
        log.record("records.check_reported", by=by, target=check_key, at=at)
