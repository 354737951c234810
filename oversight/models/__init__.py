"""Managers' review of recording, audits, supervision, what they agree, and local guidance."""

from oversight.models.auditing import (
    AgreedAction,
    AuditFile,
    AuditModeration,
    AuditRating,
    AuditRound,
    Grade,
)
from oversight.models.kept import KeptWords
from oversight.models.library import LocalGuidance
from oversight.models.reviewing import (
    GateAnswer,
    Review,
)
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
    "LocalGuidance",
    "Review",
    "SupervisionAgreement",
    "SupervisionCase",
    "SupervisionSession",
]
