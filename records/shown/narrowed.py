"""An entry of the timeline, narrowed to the statements that a filter asks for."""

from collections.abc import Mapping
from typing import Any

from records.queries import TimelineFilters, TimelineRow
from records.rules.own_words import are_the_persons
from ui.formats import counted

# What is no statement: hidden with the other statements.
_REST = ("actions", "additions", "files", "files_removed", "corrections")
_TEXT = ("passages", "text_additions")


def narrowed(entry: Mapping[str, Any], row: TimelineRow, filters: TimelineFilters) -> dict:
    """Return what ``timeline.shown`` gave with only the statements that ``filters`` ask for.

    ``hidden`` says in words what else the entry holds. Without such a filter nothing is hidden.
    """
    if not filters.narrows or row.version is None:
        return dict(entry)
    whole = filters.fits_source(row.version.values)
    kept: dict[str, Any] = {}
    hidden = 0
    for name in ("own_words", "statements"):
        kept[name] = [each for each in entry[name] if _fits(each, filters, whole=whole)]
        hidden += len(entry[name]) - len(kept[name])
    # The main text is of every kind: it stands only where all of it is known in the way asked for.
    if filters.statement or filters.own_words or not whole:
        kept |= {"summary": "", **{name: [] for name in _TEXT}}
    if filters.statement or filters.own_words:
        kept |= {name: [] for name in _REST}
    rest = any(entry[name] and not kept.get(name, True) for name in ("summary", *_REST))
    return {**entry, **kept, "hidden": _in_words(hidden, rest=rest)}


def _fits(said: Mapping[str, Any], filters: TimelineFilters, *, whole: bool) -> bool:
    if filters.statement and said["kind"] != filters.statement:
        return False
    if filters.own_words and not are_the_persons({**said, "details": said}):
        return False
    own = said.get("source")
    return not filters.source or own == filters.source or (not own and whole)


def _in_words(hidden: int, *, rest: bool) -> str:
    others = counted(hidden, "other statement") if hidden else ""
    if rest:
        words = f"{others} and the rest of the entry are" if others else "The rest of the entry is"
    elif others:
        words = f"{others} {'is' if hidden == 1 else 'are'}"
    else:
        return ""
    return f"{words} hidden by the filter."
