"""Small faults put into a module one at a time, to see whether the tests notice (A-8).

``python -m tests.mutants people/access.py tests/people/test_access.py …`` makes every mutant of the
module, runs the tests against each until one fails, and prints what survived as JSON. A mutant
lives in a process of its own, in which the functions of the module get the code of the mutant.
"""

import ast
import copy
import gc
import importlib
import json
import os
import re
import signal
import sys
import types
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from queue import Queue

from tests import databases

# What was left open is looked for at each end of a process, through all of the memory: not here.
QUICKLY = ("-x", "-q", "-n", "0", "-p", "no:cacheprovider", "-p", "no:unraisableexception")
CHECKOUT = Path(__file__).resolve().parent.parent
SECONDS = 300  # a mutant that reckons for longer has been noticed too
AT_ONCE = os.cpu_count() or 1
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
_LOOKUPS = {"__lte": "__lt", "__gte": "__gt", "__lt": "__lte", "__gt": "__gte"}
# Names whose members take one another's place.
_CHOICES = ("Permission", "Outcome", "Role", "Secrecy", "Kind", "Basis")


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what it does, and the whole module with it."""

    function: str
    line: int
    what: str
    tree: ast.Module

    @property
    def name(self) -> str:
        """The mutant as the page of results names it, whatever line it stands on."""
        return f"{self.function}: {self.what}"


def mutants_of(source: str) -> list[Mutant]:
    """Return every mutant of a module's functions and of its constants."""
    tree, made = ast.parse(source), []
    for function, node in _functions(tree):
        for place, field, index, old in _places(node):
            for new, what in _instead_of(old, place, node):
                changed = _with(tree, node, (place, field, index), new)
                line = getattr(old, "lineno", place.lineno if hasattr(place, "lineno") else 0)
                made.append(Mutant(function, line, what, changed))
    times: Counter[str] = Counter()
    for number, each in enumerate(made):
        times[each.name] += 1
        if times[each.name] > 1:
            made[number] = replace(each, what=f"{each.what} ({times[each.name]})")
    return made


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            for each in node.body:
                if isinstance(each, ast.FunctionDef):
                    yield f"{node.name}.{each.name}", each
        elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) != "__all__":
            yield ast.unparse(node.targets[0]), node


def _places(function: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Return each node with the place where it hangs. Annotations and decorators are no code."""
    parents = deque([function])
    while parents:
        parent = parents.popleft()
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "decorator_list", "type_params"):
                continue
            if isinstance(parent, ast.AnnAssign) and field == "target":
                continue
            many = value if isinstance(value, list) else [value]
            for index, each in enumerate(many):
                if isinstance(each, ast.AST):
                    parents.append(each)
                    yield parent, field, index if isinstance(value, list) else None, each


def _with(tree: ast.Module, function: ast.AST, place: tuple, new: ast.AST) -> ast.Module:
    """Return a copy of the module with one node replaced."""
    parent, field, index = place
    holder = getattr(parent, field)
    old = holder if index is None else holder[index]
    if index is None:
        setattr(parent, field, new)
    else:
        holder[index] = new
    # Of all else in the module there is one copy: hundreds of them would be slow to make and fork.
    changed = ast.Module(
        [copy.deepcopy(each) if function in ast.walk(each) else each for each in tree.body], []
    )
    if index is None:
        setattr(parent, field, old)
    else:
        holder[index] = old
    return ast.fix_missing_locations(changed)


def _instead_of(old: ast.AST, place: ast.AST, function: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Return what may stand in the place of a node, with words for each change."""
    said = ast.unparse(old) if isinstance(old, (ast.expr, ast.stmt)) else ""
    short = " ".join(said.split())[:90]
    match old:
        case ast.Compare(ops=[op]):
            flipped = copy.deepcopy(old)
            flipped.ops = [_FLIPPED[type(op)]()]
            yield flipped, f"`{short}` turned round"
        case ast.BoolOp():
            turned = copy.deepcopy(old)
            turned.op = ast.Or() if isinstance(old.op, ast.And) else ast.And()
            yield turned, f"`{short}` with the other of and, or"
            for number, part in enumerate(old.values):
                rest = [each for n, each in enumerate(old.values) if n != number]
                left = rest[0] if len(rest) == 1 else ast.BoolOp(old.op, rest)
                yield left, f"`{short}` without `{ast.unparse(part)[:60]}`"
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield old.operand, f"`{short}` without its negation"
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd()):
            other = ast.BitAnd() if isinstance(old.op, ast.BitOr) else ast.BitOr()
            yield ast.BinOp(old.left, other, old.right), f"`{short}` with the other of & and |"
            yield old.left, f"`{short}` without `{ast.unparse(old.right)[:60]}`"
            yield old.right, f"`{short}` without `{ast.unparse(old.left)[:60]}`"
        case ast.AugAssign() | ast.Expr(value=ast.Call()):
            yield ast.Pass(), f"`{short}` left out"
        case ast.If() | ast.IfExp():
            test = " ".join(ast.unparse(old.test).split())[:90]
            for value in (True, False):
                always = copy.deepcopy(old)
                always.test = ast.Constant(value)
                yield always, f"`if {test}` always {value}"
        case ast.Return(value=ast.expr()) if _returns_bool(function):
            for value in (True, False):
                if said != f"return {value}":
                    yield ast.Return(ast.Constant(value)), f"`{short}` returns {value}"
        case ast.Constant(value=bool()):
            yield ast.Constant(not old.value), f"{old.value} for {not old.value}"
        case ast.Constant(value=str()) if not isinstance(place, ast.Expr) and _is_code(old.value):
            yield ast.Constant(f"{old.value}_"), f"another word for {old.value!r}"
        case ast.Attribute(value=ast.Name(id=name) | ast.Attribute(attr=name)) if (
            name in _CHOICES and old.attr.isupper()
        ):
            for member in _members(name, old.attr):
                yield ast.Attribute(old.value, member, old.ctx), f"{member} for {name}.{old.attr}"
        case ast.Call(func=ast.Attribute(attr="filter" | "exclude", value=rows)):
            if not isinstance(rows, ast.Attribute) or rows.attr != "objects":
                yield rows, f"`{short}` without its filter"
            yield from _looser(old, short)
        case ast.Call(func=ast.Name(id="Q")):
            yield from _looser(old, short)
        case ast.Call(func=ast.Name(id="max")):
            yield ast.Call(ast.Name("min", ast.Load()), old.args, []), f"`{short}` the least"


def _looser(call: ast.Call, short: str) -> Iterator[tuple[ast.AST, str]]:
    for number, keyword in enumerate(call.keywords):
        if len(call.keywords) + len(call.args) > 1 and keyword.arg:
            loose = copy.deepcopy(call)
            del loose.keywords[number]
            yield loose, f"`{short}` without {keyword.arg}"
        for end, other in _LOOKUPS.items():
            if keyword.arg and keyword.arg.endswith(end):
                edge = copy.deepcopy(call)
                edge.keywords[number].arg = keyword.arg.removesuffix(end) + other
                yield edge, f"`{short}` with {edge.keywords[number].arg}"


def _returns_bool(function: ast.AST) -> bool:
    returns = getattr(function, "returns", None)
    return isinstance(returns, ast.Name) and returns.id == "bool"


def _is_code(text: str) -> bool:
    """Say whether a text means something to the program: prose has blanks or ends a sentence."""
    return bool(text) and " " not in text and not text.startswith((".", ","))


def _members(name: str, but: str) -> list[str]:
    """Return one or two members to take another's place: those next to it."""
    every = {
        "Permission": ["VIEW", "ADD", "WRITE", "REVIEW", "BREAK_GLASS"],
        "Outcome": ["ALLOWED", "NEEDS_REASON", "NEEDS_EMERGENCY", "DENIED", "HIDDEN"],
        "Role": ["MANAGER", "PRACTITIONER", "AUDITOR"],
        "Secrecy": ["PROTECTED", "ON_REQUEST"],
        "Kind": ["DUTY", "EMERGENCY"],
        "Basis": ["DUTY", "EMERGENCY", "REQUEST"],
    }[name]
    if but not in every:
        return []
    place = every.index(but)
    return [each for each in (every[place - 1], every[(place + 1) % len(every)]) if each != but][:2]


# --- Putting a mutant into the module ---


def put_in(module: types.ModuleType, mutant: Mutant) -> None:
    """Give a function of the module the code of the mutant, wherever it was imported to."""
    node = next(each for name, each in _functions(mutant.tree) if name == mutant.function)
    if isinstance(node, ast.Assign):
        value = eval(compile(ast.Expression(node.value), "mutant", "eval"), module.__dict__)  # noqa: S307
        _replace(module, mutant.function, value)
        return
    code = _code_of(compile(mutant.tree, module.__file__ or "", "exec"), mutant.function)
    function = _bare(_found(module, mutant.function))
    function.__code__ = code
    given = node.args  # type: ignore[attr-defined]
    evaluated = lambda each: eval(compile(ast.Expression(each), "mutant", "eval"), module.__dict__)  # noqa: S307, E731
    function.__defaults__ = tuple(evaluated(each) for each in given.defaults) or None
    named = zip(given.kwonlyargs, given.kw_defaults, strict=True)
    function.__kwdefaults__ = {arg.arg: evaluated(each) for arg, each in named if each} or None


def _replace(module: types.ModuleType, name: str, value: object) -> None:
    old = getattr(module, name)
    if isinstance(old, dict) and isinstance(value, dict):
        old.clear()
        old.update(value)
    setattr(module, name, value)


def _code_of(code: types.CodeType, name: str) -> types.CodeType:
    for each in code.co_consts:
        if isinstance(each, types.CodeType):
            if each.co_qualname == name:
                return each
            if name.startswith(f"{each.co_qualname}."):
                return _code_of(each, name)
    raise LookupError(name)


def _found(module: types.ModuleType, name: str) -> object:
    found: object = module
    for part in name.split("."):
        found = found.__dict__[part]
    return found


def _bare(found: object) -> types.FunctionType:
    """Return the function itself from under its decorators."""
    for inner in ("__wrapped__", "func", "fget", "__func__"):
        if getattr(found, inner, None) is not None:
            return _bare(getattr(found, inner))
    assert isinstance(found, types.FunctionType)
    return found


# --- Running the tests ---


def survivors(path: str, tests: list[str]) -> tuple[int, list[str]]:
    """Return how many mutants a module has, and the names of those that no test noticed."""
    import pytest

    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    for test in tests:
        importlib.import_module(test.removesuffix(".py").replace("/", "."))
    mutants = mutants_of((CHECKOUT / path).read_text(encoding="utf-8"))
    only = re.compile(os.environ.get("CASERECORDS_MUTANTS", ""))  # of their names: all without it
    mutants = [each for each in mutants if only.search(each.name)]

    def notices(mutant: Mutant | None) -> bool:
        database = free.get()
        child = os.fork()
        if child == 0:
            _be_quiet()
            databases.fresh_database = lambda *_: database
            databases.drop_database = lambda *_: None
            signal.setitimer(signal.ITIMER_PROF, SECONDS if mutant else 0)
            failed = True
            try:
                if mutant is not None:
                    put_in(module, mutant)
                failed = pytest.main([*QUICKLY, *tests]) != 0
            finally:
                os._exit(1 if failed else 0)
        noticed = os.waitpid(child, 0)[1] != 0
        free.put(database)
        if mutant is not None:
            sys.stderr.write("." if noticed else f"\n{mutant.name}\n")
            sys.stderr.flush()
        return noticed

    gc.collect()
    gc.freeze()  # what every child has from here is not looked through again in each of them
    with _databases() as free, ThreadPoolExecutor(AT_ONCE) as runs:
        if any(runs.map(notices, [None] * AT_ONCE)):
            raise SystemExit("The tests fail without any mutant.")
        found = list(runs.map(notices, mutants))
        if any(runs.map(notices, [None] * AT_ONCE)):
            raise SystemExit("The tests fail without any mutant after the others.")
    lived = [each.name for each, noticed in zip(mutants, found, strict=True) if not noticed]
    return len(mutants), lived


def _be_quiet() -> None:
    """Let pytest say nothing, unless one mutant was asked for by its name."""
    if not os.environ.get("CASERECORDS_MUTANTS"):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.dup2(nowhere, 2)


@contextmanager
def _databases() -> Iterator[Queue[str]]:
    """Have a database for each mutant of those at once: each test takes back what it wrote."""
    names = [databases.fresh_database() for _ in range(AT_ONCE)]
    free: Queue[str] = Queue()
    for name in names:
        free.put(name)
    try:
        yield free
    finally:
        for name in names:
            databases.drop_database(name)


def main(arguments: list[str]) -> None:
    """Set Django up as tests have it, and print what survived."""
    os.environ["CASERECORDS_ENV"] = "test"
    # The campaigns among these tests are not run again for each mutant.
    os.environ.pop("CASERECORDS_ASSURANCE", None)
    # The database reckons no longer either: a join without its condition would never end.
    os.environ["CASERECORDS_STATEMENT_TIMEOUT"] = f"{SECONDS}s"
    from tools import environment

    environment.load()
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "caserecords.settings"
    django.setup()
    made, lived = survivors(arguments[0], arguments[1:])
    sys.stdout.write(json.dumps({"made": made, "survived": lived}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
