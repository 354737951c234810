"""The coach: rules that read a record and say, kindly and with a reason, what might be better.

Facts in, findings out. It advises and never rewrites; nothing here knows a database, and the time
it takes grows with the length of the text and no faster.
"""

from records.quality.definitions import (
    ADVICE,
    COACH,
    DETAIL,
    MUST_FIX,
    WARNING,
    Check,
    Context,
    Earlier,
    Facts,
    Finding,
    KindOfRecord,
    Local,
    Named,
    Other,
    OwnWords,
    Passage,
    Step,
)
from records.quality.engine import DRAFT, SAFETY, SIGN, checks, look_at
from records.quality.words import words

__all__ = [
    "ADVICE",
    "COACH",
    "DETAIL",
    "DRAFT",
    "MUST_FIX",
    "SAFETY",
    "SIGN",
    "WARNING",
    "Check",
    "Context",
    "Earlier",
    "Facts",
    "Finding",
    "KindOfRecord",
    "Local",
    "Named",
    "Other",
    "OwnWords",
    "Passage",
    "Step",
    "checks",
    "look_at",
    "words",
]
