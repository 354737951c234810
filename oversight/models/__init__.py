"""Managers' review of recording, audits, supervision, what they agree, and local guidance."""

from oversight.models.auditing import (
    AgreedAction,
    AuditFile,
    AuditModeration,
    AuditRating,
    AuditRound,
    Grade,
    OwnTool,
)
from oversight.models.kept import KeptWords
from oversight.models.library import GuidanceAnswer, LinkLook, LocalGuidance
from oversight.models.reviewing import (
    CommentAnswer,
    GateAnswer,
    Review,
    SampleChange,
    SentenceComment,
)
from oversight.models.supervision import (
    AgendaPoint,
    SupervisionAgreement,
    SupervisionCase,
    SupervisionReading,
    SupervisionSession,
)

__all__ = [
    "AgendaPoint",
    "AgreedAction",
    "AuditFile",
    "AuditModeration",
    "AuditRating",
    "AuditRound",
    "CommentAnswer",
    "GateAnswer",
    "Grade",
    "GuidanceAnswer",
    "KeptWords",
    "LinkLook",
    "LocalGuidance",
    "OwnTool",
    "Review",
    "SampleChange",
    "SentenceComment",
    "SupervisionAgreement",
    "SupervisionCase",
    "SupervisionReading",
    "SupervisionSession",
]
