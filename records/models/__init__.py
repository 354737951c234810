"""What is written about a person: drafts, signed entries, and what stands beside them."""

from records.models.attachment import Attachment
from records.models.beside import Confirmation, GuidanceRequest, ReportRead
from records.models.check import CheckChange, CheckReport
from records.models.chronology import Chronology, ChronologyLine
from records.models.decision import Decision
from records.models.draft import Draft
from records.models.entry import Addition, Entry, EntryLink, EntryVersion, Statement
from records.models.finding import Finding
from records.models.misfiling import Misfiling
from records.models.removal import Removal, Unsealing
from records.models.restricted import (
    EntryRestriction,
    EntryRestrictionReview,
    EntryUserObjectPermission,
)
from records.models.search import SearchText
from records.models.significance import SignificantMark
from records.models.task import Action, ActionChange
from records.models.visit import PlannedVisit

__all__ = [
    "Action",
    "ActionChange",
    "Addition",
    "Attachment",
    "CheckChange",
    "CheckReport",
    "Chronology",
    "ChronologyLine",
    "Confirmation",
    "Decision",
    "Draft",
    "Entry",
    "EntryLink",
    "EntryRestriction",
    "EntryRestrictionReview",
    "EntryUserObjectPermission",
    "EntryVersion",
    "Finding",
    "GuidanceRequest",
    "Misfiling",
    "PlannedVisit",
    "Removal",
    "ReportRead",
    "SearchText",
    "SignificantMark",
    "Statement",
    "Unsealing",
]
