"""Reads of drafts, entries and actions, each asked for by someone."""

from records.queries.chronologies import (
    PICKED_FROM_AT_ONCE,
    ShownLine,
    chronologies_of,
    chronology_for,
    lines_of,
    pickable,
)
from records.queries.drafts import drafts_about, drafts_of, open_drafts_of
from records.queries.entries import (
    TimelineRow,
    anything_taken_off_since,
    by_field,
    entries_for_export,
    entry_for,
    may_open,
    openable,
    removal_for,
)
from records.queries.pages import (
    PER_PAGE,
    TimelineFilters,
    TimelinePage,
    authors_of,
    read_cursor,
    timeline,
    years_recorded,
)
from records.queries.tasks import open_actions_about, open_actions_of

__all__ = [
    "PER_PAGE",
    "PICKED_FROM_AT_ONCE",
    "ShownLine",
    "TimelineFilters",
    "TimelinePage",
    "TimelineRow",
    "anything_taken_off_since",
    "authors_of",
    "by_field",
    "chronologies_of",
    "chronology_for",
    "drafts_about",
    "drafts_of",
    "entries_for_export",
    "entry_for",
    "lines_of",
    "may_open",
    "open_actions_about",
    "open_actions_of",
    "open_drafts_of",
    "openable",
    "pickable",
    "read_cursor",
    "removal_for",
    "timeline",
    "years_recorded",
]
