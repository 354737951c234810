"""How the sealing of the event log stands, in the words of its page."""

from datetime import datetime
from typing import Any

from django.utils.formats import localize

from audit import expiring, looking, verify_log
from audit.expiring import Expired, Month
from audit.looking import Look
from audit.models import Seal
from audit.sealing import Health
from ui.formats import month_and_year, short_datetime

COLUMNS = [
    "Seal",
    "Made",
    {"label": "Events", "numeric": True},
    {"label": "Field changes", "numeric": True},
    "Key",
]
EXPIRED_COLUMNS = ["Month", {"label": "Events", "numeric": True}, "Went", "Stated in"]


def told(health: Health, seals: list[verify_log.Seal], expired: list[Expired]) -> dict[str, Any]:
    """Return what the page shows."""
    unaccounted = health.unaccounted
    since = short_datetime(health.waits_since) if health.waits_since else ""
    return {
        "health": health,
        "late": f"What was written at {since} is in no seal yet. Is the worker running?",
        "newest": _newest(health),
        "restored": [_of_restore(each) for each in health.restored if each not in unaccounted],
        "unaccounted": [(each.number, _of_restore(each)) for each in unaccounted],
        "looked": _looked(looking.last_look()),
        "due": _due(expiring.due()),
        "expired_columns": EXPIRED_COLUMNS,
        "expired": [
            [
                month_and_year(each.first),
                localize(each.events),
                short_datetime(each.at),
                f"Seal {each.seal}",
            ]
            for each in expired
        ],
        "columns": COLUMNS,
        "rows": [
            [
                {"text": str(seal.number), "note": "After a backup was put back" * seal.restored},
                short_datetime(datetime.fromisoformat(seal.sealed_at)),
                localize(len(seal.events)),
                localize(len(seal.changes)),
                seal.key,
            ]
            for seal in seals
        ],
    }


def _of_restore(seal: Seal) -> str:
    return (
        f"Seal {seal.number}, {short_datetime(seal.sealed_at)}: the seals between it and the one"
        " before stand outside the database alone. What was written then is lost from it."
    )


def _looked(look: Look | None) -> dict[str, str]:
    """Return what the last check of the whole log found, as a message."""
    if look is None:
        title, text = "The whole log was not checked yet", "That is done every night."
        return {"tone": "warning", "title": title, "text": text}
    at = short_datetime(look.at)
    if look.is_old:
        title = "The whole log was not checked last night"
        text = f"The last time was {at}. Ask whoever runs the system whether the worker is running."
        return {"tone": "warning", "title": title, "text": text}
    if look.found == looking.WHOLE:
        return {"tone": "success", "title": "The whole log was checked", "text": f"{at}: whole."}
    known = look.found != looking.UNREADABLE
    title = "The log is not what was sealed" if known else "The whole log could not be checked"
    return {"tone": "error", "title": title, "text": f"{at}: {'; '.join(look.wrong)}"}


def _due(due: list[Month]) -> str:
    if not due:
        return ""
    named = ", ".join(month_and_year(each.first) for each in due)
    return f"{named}. Nothing goes by itself: whoever runs the system lets them go (expire_log)."


def _newest(health: Health) -> str:
    if health.last is None:
        return ""
    at = short_datetime(health.last.sealed_at)
    return f"Seal {health.last.number} was made {at}, and the same stands outside the database."
