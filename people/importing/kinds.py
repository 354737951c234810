"""The kinds of file about people: how each is checked, and what writes it."""

from people import actions, restrictions
from people.finding.index import rows_of
from people.importing import columns
from people.importing.inserting import insert_many
from people.importing.involvement import prepare_allocations, prepare_involvements
from people.importing.lookalikes import report_lookalikes
from people.importing.people import prepare as prepare_people
from people.importing.reading import Line
from people.importing.relationships import prepare as prepare_relationships
from people.importing.run import Kind, Run


def _write_people(lines: list[Line], run: Run) -> None:
    actions.add_moved_people(
        lines,
        source_title=run.mapping.source_title,
        review_on=restrictions.review_day(run.at),
        by=run.by,
        at=run.at,
    )


def _finish_people(lines: list[Line], run: Run) -> None:
    insert_many(rows_of([line.made for line in lines]))
    report_lookalikes(lines, at=run.at)


def _write_involvements(lines: list[Line], run: Run) -> None:
    actions.add_moved_involvements(
        lines, source_title=run.mapping.source_title, by=run.by, at=run.at
    )


def _write_allocations(lines: list[Line], run: Run) -> None:
    actions.add_moved_allocations(lines, by=run.by, at=run.at)


def _write_relationships(lines: list[Line], run: Run) -> None:
    actions.add_moved_relationships(lines, by=run.by, at=run.at)


KINDS: dict[str, Kind] = {
    "people": Kind(columns.PEOPLE, prepare_people, _write_people, _finish_people),
    "relationships": Kind(columns.RELATIONSHIPS, prepare_relationships, _write_relationships),
    "involvements": Kind(columns.INVOLVEMENTS, prepare_involvements, _write_involvements),
    "allocations": Kind(columns.ALLOCATIONS, prepare_allocations, _write_allocations),
}
