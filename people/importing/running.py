"""Bringing a file in: batch by batch, in little memory, all of it or row by row."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

import clock
from accounts.models import User
from people.actions import begin_import, end_import
from people.importing import reading
from people.importing.inserting import insert_many
from people.importing.known import Known
from people.importing.mapping import Mapping
from people.importing.reading import Line, Outcome
from people.importing.report import DONE, NOT_DONE, WOULD, Report
from people.importing.run import Kind, Run
from people.models import Import, Imported


class _RolledBack(Exception):
    """Leaves a transaction whose work must not stay."""


def bring_in(
    kind: Kind,
    path: Path,
    mapping: Mapping,
    *,
    by: User,
    write: bool = False,
    per_row: bool = False,
    folder: Path | None = None,
    report: Report,
    store: Callable[[bytes], str],
    progress: Callable[[Run], None] = lambda run: None,
    at: datetime | None = None,
) -> Run:
    """Read a file through a mapping and bring in what is new; without ``write``, only say so.

    All or nothing, unless ``per_row``: then rows without mistakes stay, batch by batch, and one
    that is stopped goes on when it is run again. Raises ``reading.FileRefused`` for a file that
    cannot be read; nothing is kept of it then, but for the batches before it with ``per_row``.
    """
    at = at or clock.now()
    digest, breaks = reading.size_of(path)
    begun = Import(
        kind=kind.columns.kind,
        source=mapping.source,
        source_title=mapping.source_title,
        filename=path.name[:150],
        file_digest=digest,
        mapping_digest=mapping.digest,
        is_per_row=per_row,
        begun_by=by,
        begun_at=at,
    )
    run = Run(kind, path, mapping, by, at, Known.read(), begun, write, folder, breaks=breaks)
    whole = not per_row or not write
    stored: list[str] = []
    try:
        with transaction.atomic() if whole else _each_by_itself():
            begin_import(begun, by=by, at=at)
            _go(run, report, progress, stored)
            if not write or run.stops:
                raise _RolledBack
            _end(run, report, store)
    except _RolledBack:
        _undo(kind, stored)
    except BaseException:
        if whole:
            _undo(kind, stored)
        raise
    return run


def _undo(kind: Kind, stored: list[str]) -> None:
    if kind.undo is not None:
        kind.undo(stored)


def called(run: Run) -> dict[Outcome, str]:
    """Return what the report calls what was done, or was not."""
    if run.stops:
        return NOT_DONE
    return DONE if run.write else WOULD


class _each_by_itself:  # noqa: N801 - stands where transaction.atomic() does
    """No transaction around the batches: each has its own."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: Any) -> None:
        return None


def _go(run: Run, report: Report, progress: Callable[[Run], None], stored: list[str]) -> None:
    started = time.monotonic()
    for batch in _batches(reading.lines(run.path, run.mapping, run.kind.columns), run.kind.at_once):
        with transaction.atomic():
            _bring_in_batch(batch, run)
        for line in batch:
            run.counts[line.outcome] += 1
            report.add(line)
            stored += line.stored
        run.last_line = batch[-1].number
        run.taken = time.monotonic() - started
        progress(run)


def _end(run: Run, report: Report, store: Callable[[bytes], str]) -> None:
    counts, begun = run.counts, run.brought_in
    begun.lines = run.total
    begun.added, begun.unchanged = counts[Outcome.ADD], counts[Outcome.SAME]
    begun.changed, begun.refused = counts[Outcome.CHANGED], counts[Outcome.REFUSED]
    begun.report = store(report.packed(DONE))
    end_import(begun, by=run.by, at=clock.now())


def _bring_in_batch(batch: list[Line], run: Run) -> None:
    _look_in_file(batch)
    _look_for_known(batch, run)
    run.kind.prepare([line for line in batch if line.stands], run)
    fresh = [line for line in batch if line.stands]
    if not fresh:
        return
    try:
        with transaction.atomic():
            _write(fresh, run)
    except (DatabaseError, ValidationError):
        # One of them cannot be written: which one is found by writing each alone.
        for line in fresh:
            try:
                with transaction.atomic():
                    _write([line], run)
            except (DatabaseError, ValidationError) as why:
                line.refuse(_words_of(why))


def _write(lines: list[Line], run: Run) -> None:
    run.kind.write(lines, run)
    insert_many(
        Imported(
            kind=run.kind.columns.kind,
            source=run.mapping.source,
            source_id=line.source_id,
            person=line.person,
            row=line.made.pk,
            digest=line.digest(),
            marks=line.marks(run.kind.columns),
            brought_in=run.brought_in,
            line=line.number,
        )
        for line in lines
    )
    run.kind.finish(lines, run)


def _look_in_file(batch: list[Line]) -> None:
    """Refuse a number that stands a second time among these lines."""
    first: dict[str, int] = {}
    for line in batch:
        if line.source_id and first.setdefault(line.source_id, line.number) != line.number:
            line.refuse(f"The same number stands in line {first[line.source_id]}")


def _look_for_known(batch: list[Line], run: Run) -> None:
    """Tell which lines came in before, and whether they say the same still."""
    wanted = [line.source_id for line in batch if line.stands]
    before = {
        row.source_id: row
        for row in Imported.objects.filter(
            source=run.mapping.source, kind=run.kind.columns.kind, source_id__in=wanted
        ).only("source_id", "digest", "marks", "line", "brought_in_id")
    }
    for line in batch:
        row = before.get(line.source_id)
        if row is None or not line.stands:
            continue
        if row.brought_in_id == run.brought_in.pk:
            line.refuse(f"The same number stands in line {row.line}")
        elif row.digest == line.digest():
            line.outcome = Outcome.SAME
        else:
            line.outcome = Outcome.CHANGED
            differ = reading.columns_that_differ(
                row.marks, line.marks(run.kind.columns), run.kind.columns
            )
            line.words.append(
                f"Came in before and reads differently now: {', '.join(differ) or 'in some column'}"
                ". Nothing here was changed: put it right on the record if need be"
            )


def _words_of(why: Exception) -> str:
    if isinstance(why, ValidationError):
        return "; ".join(why.messages)
    return f"The database refuses it ({type(why).__name__})"


def _batches(lines: Iterator[Line], at_once: int) -> Iterator[list[Line]]:
    """Return lines a batch at a time. A line that is wrong by itself travels along."""
    while batch := list(islice(lines, at_once)):
        yield batch
