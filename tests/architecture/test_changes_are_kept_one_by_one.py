"""An UPDATE of many rows passes the change log by: it is for what has no changes to keep."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
APPS = (
    "audit",
    "accounts",
    "people",
    "records",
    "oversight",
    "disclosure",
    "governance",
    "retention",
    "caserecords",
)
# Where rows are changed many at once, by file, and why none of those changes is lost.
MANY_AT_ONCE = {
    "accounts/sessions.py": "where somebody is signed in is no record",
    "people/actions/moving_in.py": "people who just came in; each has an event",
    "people/merging/doing.py": "each row that a merge changes is a step of it, kept with the merge",
    "records/actions/drafts.py": "drafts are what somebody is typing",
    "records/actions/removing.py": "drafts that are set aside; reports, which the event tells of",
    "records/signed/moving.py": "drafts, and where an import put a row",
    "disclosure/letters/outcome.py": "how far the sending of a letter got",
    "disclosure/letters/queries.py": "a letter follows its entry, whose move is logged",
    "disclosure/letters/sending.py": "how far the sending of a letter got",
    "disclosure/making.py": "how far the making of a copy got",
    "disclosure/redacting/actions.py": "marks and what is done, as the redaction keeps them",
    "disclosure/redacting/first_pass.py": "what is done, as the redaction keeps it",
    "retention/destroying.py": "names of files to be taken away; plans and merges of a restore",
}


def _changes_many(call: ast.Call) -> bool:
    """Say whether this is an UPDATE: ``update`` of a dictionary or a set is given no keywords."""
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr == "update":
        return bool(call.keywords) and not call.args
    return call.func.attr == "bulk_update"


def _files() -> dict[str, ast.Module]:
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    }


def test_rows_are_changed_many_at_once_only_where_nothing_is_lost():
    found = {
        name
        for name, tree in _files().items()
        if any(isinstance(node, ast.Call) and _changes_many(node) for node in ast.walk(tree))
    }

    assert found == set(MANY_AT_ONCE)


@pytest.mark.parametrize(
    ("code", "is_one"),
    [
        ("rows.update(ended_at=at)", True),
        ("rows.update(**given)", True),
        ("model.objects.bulk_update(rows, ['team'])", True),
        ("found.update(more)", False),
        ("update_each(rows, ended_at=at)", False),
    ],
)
def test_what_counts_as_many_at_once(code, is_one):
    call = ast.parse(code, mode="eval").body

    assert isinstance(call, ast.Call)
    assert _changes_many(call) == is_one
