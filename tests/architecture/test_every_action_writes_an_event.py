"""Every change of state is an event: no action without ``log.record``, no verb unused."""

import ast
from pathlib import Path

import pytest

from audit.verbs import verbs

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
)


def _action_files():
    for app in APPS:
        yield from (ROOT / app).glob("actions.py")
        yield from (ROOT / app).glob("actions/*.py")


def _calls(function: ast.FunctionDef) -> set[str]:
    names = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            target = node.func
            if isinstance(target, ast.Attribute):
                base = target.value.id if isinstance(target.value, ast.Name) else ""
                names.add(f"{base}.{target.attr}")
            elif isinstance(target, ast.Name):
                names.add(target.id)
    return names


def _functions(path: Path) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _writes(
    name: str, functions: dict[str, ast.FunctionDef], seen: frozenset = frozenset()
) -> bool:
    """Say whether a function logs, itself or through one that it calls in the same module."""
    if name in seen or name not in functions:
        return False
    calls = _calls(functions[name])
    return bool(calls & {"log.record", "log.record_alike"}) or any(
        _writes(called, functions, seen | {name}) for called in calls
    )


@pytest.mark.parametrize(
    "path", sorted(_action_files()), ids=lambda path: str(path.relative_to(ROOT))
)
def test_every_action_writes_an_event(path):
    functions = _functions(path)
    silent = [
        name for name in functions if not name.startswith("_") and not _writes(name, functions)
    ]

    assert silent == []


def test_there_are_actions_to_look_at():
    assert len(list(_action_files())) >= 5


def _verbs_in_code() -> set[str]:
    found = set()
    for app in (*APPS, "caserecords"):
        for path in (ROOT / app).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    found.add(node.value)
    return found


def test_every_verb_is_used_and_reads_as_a_sentence():
    used = _verbs_in_code()

    assert [name for name in verbs() if name not in used] == []
    assert [verb.name for verb in verbs().values() if not verb.sentence[0].islower()] == []
