"""Documents of another system: looked for in one folder, and looked at as any that is uploaded."""

from pathlib import Path

from people.importing.known import find_people
from people.importing.reading import Line
from people.importing.run import Run
from people.models import Import, Imported
from records.files import accepted
from records.files.accepted import FileRefused
from records.importing.entries import prepare_one
from records.models import Attachment

FIELD = "files"


def prepare(lines: list[Line], run: Run) -> None:
    """Make an entry of each line with its file accepted but not stored, or refuse it."""
    find_people(lines, source=run.mapping.source)
    entries = _entries([line for line in lines if line.stands], run)
    for line in lines:
        number = line.values.get("entry") or ""
        if line.stands and number and entries.get(number, (0, 0))[1] != line.person.pk:
            line.refuse("Entry: this person has none of that number. Bring the entries in first")
        if line.stands:
            line.values["belongs_with"] = entries[number][0] if number else None
            prepare_one(line, run, text="")
        if line.stands:
            _accept(line, run)


def _entries(lines: list[Line], run: Run) -> dict[str, tuple[int, int]]:
    numbers = [line.values["entry"] for line in lines if line.values.get("entry")]
    rows = Imported.objects.filter(
        source=run.mapping.source, kind=Import.Kind.ENTRIES, source_id__in=numbers
    ).values_list("source_id", "row", "person_id")
    return {number: (row, person) for number, row, person in rows}


def _accept(line: Line, run: Run) -> None:
    path = found_in(run.folder, line.values["file"])
    if path is None:
        line.refuse("File: there is no such file in the folder")
        return
    if path.stat().st_size > accepted.LARGEST:
        line.refuse(f"File: it is larger than {accepted.LARGEST_WORDS}")
        return
    content = path.read_bytes()
    try:
        file = accepted.accept(content, filename=path.name)
    except FileRefused as why:
        # Its own name would say something of somebody: the line is enough.
        words = str(why).split("” ", 1)[-1]
        line.refuse(f"File: it {words}")
        return
    line.content = file.content
    line.attachment = Attachment(
        person=line.person,
        entry=line.made,
        field=FIELD,
        title=line.values["title"],
        source=(line.values.get("written_by") or run.mapping.source_title)[:150],
        added_by=run.by,
        added_at=run.at,
        **file.columns,
    )
    line.version.values[FIELD] = [line.attachment.key]


def found_in(folder: Path | None, name: str) -> Path | None:
    """Return a file of the folder; nothing for one outside it, however it is named or linked."""
    if folder is None or "\0" in name:
        return None
    root = folder.resolve()
    try:
        path = (root / name.replace("\\", "/")).resolve(strict=True)
    except (OSError, RuntimeError):
        return None
    return path if path.is_relative_to(root) and path.is_file() else None
