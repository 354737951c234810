"""Managers' review of recording, case file audits, and what they agree."""

from oversight.models.auditing import (
    AgreedAction,
    AuditFile,
    AuditModeration,
    AuditRating,
    AuditRound,
    Grade,
)
from oversight.models.reviewing import GateAnswer, Review

__all__ = [
    "AgreedAction",
    "AuditFile",
    "AuditModeration",
    "AuditRating",
    "AuditRound",
    "GateAnswer",
    "Grade",
    "Review",
]
