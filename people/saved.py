"""Saving a row only if it is true of every rule of its model."""

from typing import TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


def save(row: Row) -> Row:
    """Check and save a row. Raises ``ValidationError`` if it breaks a rule of its model."""
    row.full_clean()
    row.save()
    return row
