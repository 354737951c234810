"""How the sealing of the event log stands, in the words of its page."""

from datetime import datetime
from typing import Any

from django.utils.formats import localize

from audit import verify_log
from audit.expiring import Expired
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
    since = short_datetime(health.waits_since) if health.waits_since else ""
    return {
        "health": health,
        "late": f"What was written at {since} is in no seal yet. Is the worker running?",
        "newest": _newest(health),
        "restored": [
            f"Seal {seal.number}, {short_datetime(seal.sealed_at)}: the seals between it and the"
            " one before stand outside the database alone. What was written then is lost from it."
            for seal in health.restored
        ],
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


def _newest(health: Health) -> str:
    if health.last is None:
        return ""
    at = short_datetime(health.last.sealed_at)
    return f"Seal {health.last.number} was made {at}, and the same stands outside the database."
