"""Managers' review of recording, case file audits, supervision, and what they agree."""

from oversight.models.auditing import (
    AgreedAction,
    AuditFile,
    AuditModeration,
    AuditRating,
    AuditRound,
    Grade,
)
from oversight.models.kept import KeptWords
from oversight.models.reviewing import GateAnswer, Review
from oversight.models.supervision import (
    SupervisionAgreement,
    SupervisionCase,
    SupervisionSession,
)

__all__ = [
    "AgreedAction",
    "AuditFile",
    "AuditModeration",
    "AuditRating",
    "AuditRound",
    "GateAnswer",
    "Grade",
    "KeptWords",
    "Review",
    "SupervisionAgreement",
    "SupervisionCase",
    "SupervisionSession",
]
