"""Reads of drafts, entries and actions, each asked for by someone."""

from records.queries.across import open_across
from records.queries.chronologies import (
    PICKED_FROM_AT_ONCE,
    ShownLine,
    chronologies_of,
    chronology_for,
    lines_of,
    pickable,
)
from records.queries.confirming import (
    ToPutRight,
    as_provider,
    to_confirm,
    to_put_right,
    told_entry,
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
from records.queries.facets import FLAGS, Facets, facets
from records.queries.filters import SOURCES, TimelineFilters
from records.queries.glance import Sources, sources_for_summary
from records.queries.grounds import facts_to_rest_on, grounds_for, may_rest_on, words_for
from records.queries.pages import (
    PER_PAGE,
    Extent,
    TimelinePage,
    cursor_at,
    extent,
    read_cursor,
    timeline,
)
from records.queries.tasks import (
    STATES,
    action_for,
    actions_of,
    changes_of,
    colleagues_of,
    count_open_actions,
    open_actions_about,
    open_actions_of,
    team_actions,
)

__all__ = [
    "FLAGS",
    "PER_PAGE",
    "PICKED_FROM_AT_ONCE",
    "SOURCES",
    "STATES",
    "Extent",
    "Facets",
    "ShownLine",
    "Sources",
    "TimelineFilters",
    "TimelinePage",
    "TimelineRow",
    "ToPutRight",
    "action_for",
    "actions_of",
    "anything_taken_off_since",
    "as_provider",
    "by_field",
    "changes_of",
    "chronologies_of",
    "chronology_for",
    "colleagues_of",
    "count_open_actions",
    "cursor_at",
    "drafts_about",
    "drafts_of",
    "entries_for_export",
    "entry_for",
    "extent",
    "facets",
    "facts_to_rest_on",
    "grounds_for",
    "lines_of",
    "may_open",
    "may_rest_on",
    "open_across",
    "open_actions_about",
    "open_actions_of",
    "open_drafts_of",
    "openable",
    "pickable",
    "read_cursor",
    "removal_for",
    "sources_for_summary",
    "team_actions",
    "timeline",
    "to_confirm",
    "to_put_right",
    "told_entry",
    "words_for",
]
