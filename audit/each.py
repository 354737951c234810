"""Changing rows so that the change log has each change, which one UPDATE of many would pass by."""

from collections.abc import Iterable
from typing import Any

from django.db import models


def update_each(rows: Iterable[models.Model], **values: Any) -> int:
    """Give every row these values, one by one, and return how many there were."""
    changed = 0
    for row in rows:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))
        changed += 1
    return changed
