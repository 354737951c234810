"""What is written about a person: drafts, signed entries, and what stands beside them."""

from records.models.attachment import Attachment
from records.models.draft import Draft
from records.models.entry import Addition, Entry, EntryLink, EntryVersion, Statement
from records.models.task import Action

__all__ = [
    "Action",
    "Addition",
    "Attachment",
    "Draft",
    "Entry",
    "EntryLink",
    "EntryVersion",
    "Statement",
]
