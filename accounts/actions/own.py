"""What staff decide for themselves."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from audit import log


@transaction.atomic
def choose_settings(*, by: User, wants_shortcuts: bool, at: datetime | None = None) -> User:
    """Keep how the product behaves for ``by``."""
    by.wants_shortcuts = wants_shortcuts
    by.save(update_fields=["wants_shortcuts"])
    log.record("accounts.settings_chosen", by=by, target=by, shown=["wants_shortcuts"], at=at)
    return by


@transaction.atomic
def say_how_to_reach(*, by: User, phone: str, at: datetime | None = None) -> User:
    """Keep the telephone number at which colleagues reach ``by``."""
    by.phone = phone
    by.save(update_fields=["phone"])
    log.record("accounts.phone_changed", by=by, target=by, at=at)
    return by
