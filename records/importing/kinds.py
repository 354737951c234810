"""Every kind of file of another system that can be brought in."""

from people.importing import columns
from people.importing.kinds import KINDS as ABOUT_PEOPLE
from people.importing.reading import Line
from people.importing.run import Kind, Run
from records import actions, files
from records.importing import documents, entries

# Each file is looked at in the box and held until its batch is written: a few at a time.
_FILES_AT_ONCE = 20


def _write(lines: list[Line], run: Run) -> None:
    actions.add_moved_entries(lines, by=run.by, at=run.at)


def _undo(names: list[str]) -> None:
    for name in names:
        files.remove(name)


KINDS: dict[str, Kind] = {
    **ABOUT_PEOPLE,
    "entries": Kind(columns.ENTRIES, entries.prepare, _write),
    "files": Kind(columns.FILES, documents.prepare, _write, undo=_undo, at_once=_FILES_AT_ONCE),
}
