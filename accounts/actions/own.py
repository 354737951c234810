"""What staff decide for themselves."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from audit import log

OWN_SETTINGS = ("wants_shortcuts", "wants_privacy", "digest_every", "digest_kinds")


@transaction.atomic
def choose_settings(*, by: User, at: datetime | None = None, **chosen: Any) -> User:
    """Keep how the product behaves for ``by``, by the names of ``OWN_SETTINGS``."""
    changed = [name for name in OWN_SETTINGS if name in chosen]
    for name in changed:
        setattr(by, name, chosen[name])
    by.save(update_fields=changed)
    log.record("accounts.settings_chosen", by=by, target=by, shown=changed, at=at)
    return by


@transaction.atomic
def say_how_to_reach(*, by: User, phone: str, at: datetime | None = None) -> User:
    """Keep the telephone number at which colleagues reach ``by``."""
    by.phone = phone
    by.save(update_fields=["phone"])
    log.record("accounts.phone_changed", by=by, target=by, at=at)
    return by
