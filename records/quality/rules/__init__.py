"""The rules, one function for each check. Importing this package registers them all."""

from records.quality.rules import (
    completeness,
    consistency,
    decisions,
    identity,
    plain_english,
    private,
    respect,
    statements,
    timeliness,
    voice,
)

__all__ = [
    "completeness",
    "consistency",
    "decisions",
    "identity",
    "plain_english",
    "private",
    "respect",
    "statements",
    "timeliness",
    "voice",
]
