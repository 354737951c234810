"""What the coach costs: 1,000 words, and 1 MB beside 100 KB of ordinary and of hostile text.

Beside it, on the same text: ``proselint`` where the folder of its package is in ``PROSELINT``, and
npm's ``alex`` where the folder that it is installed in is in ``ALEX``.
"""

import gc
import json
import os
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

ROUNDS = 15
SHORT, LONG = 100_000, 1_000_000
_EXAMPLES = Path(__file__).parent.parent / "records" / "quality" / "examples.toml"
_HOSTILE = (
    "a", '"a ', "' ", "her brother ", "told Abc said ", ". ", "as a muslim ", "Mr Xyz ",
    "I will not gay brother ", "!?", "99 ", "She fell. ", "refused because ",
)  # fmt: skip
_ALEX = """
import {text} from 'alex'
import {readFileSync} from 'node:fs'
const {rounds, prose} = JSON.parse(readFileSync(0, 'utf8'))
const taken = []
let found = 0
for (let round = 0; round < rounds; round++) {
  const started = process.cpuUsage()
  found = text(prose).messages.length
  const spent = process.cpuUsage(started)
  taken.push((spent.user + spent.system) / 1000)
}
console.log(JSON.stringify([found, taken]))
"""

# What is said of a text: how many remarks, and the milliseconds of each round.
Taken = tuple[int, list[float]]


def main() -> None:
    """Read the lists once, then look at each text."""
    from records.quality import words

    started = time.process_time()
    words()
    print(f"reading the lists, once for each process: {_since(started):.0f} ms")
    with _EXAMPLES.open("rb") as file:
        prose = " ".join(each["text"] for each in tomllib.load(file)["example"])
    _beside("the coach", _coach, prose)
    if "PROSELINT" in os.environ:
        sys.path.append(os.environ["PROSELINT"])
        _beside("proselint", _proselint(), prose)
    if "ALEX" in os.environ:
        _beside("alex", _alex, prose)
    for name, unit in (("ordinary text", prose + " "), *((repr(each), each) for each in _HOSTILE)):
        short, long = (min(_coach(_filled(unit, each), 2)[1]) for each in (SHORT, LONG))
        print(f"{name}: 100 KB {short:.0f} ms, 1 MB {long:.0f} ms, {long / short:.1f} times")


def _beside(name: str, look: Callable[[str, int], Taken], prose: str) -> None:
    """Print what 1,000 words cost, and how many remarks are made of them."""
    found, taken = look(" ".join((prose.split() * 2)[:1000]), ROUNDS)
    taken.sort()
    print(
        f"{name}, 1,000 words: median {statistics.median(taken):.1f} ms, "
        f"slowest {taken[-1]:.1f} ms, {found} remarks"
    )


def _filled(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _coach(text: str, rounds: int) -> Taken:
    from records.quality import look_at
    from records.quality.told import facts_of_row

    return _timed(lambda: len(look_at(facts_of_row({"text": text}))), rounds)


def _proselint() -> Callable[[str, int], Taken]:
    from proselint.checks import __register__ as checks
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile

    CheckRegistry().register_many(checks)
    return lambda text, rounds: _timed(lambda: len(LintFile("prose", text).lint()), rounds)


def _alex(text: str, rounds: int) -> Taken:
    said = subprocess.run(
        ["node", "--input-type=module", "--eval", _ALEX],
        cwd=os.environ["ALEX"], input=json.dumps({"rounds": rounds, "prose": text}),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    found, taken = json.loads(said.stdout)
    return found, taken


def _timed(look: Callable[[], int], rounds: int) -> Taken:
    """Time the work of each round, without the collector, as ``timeit`` does."""
    found = 0
    taken: list[float] = []
    for _ in range(rounds):
        gc.collect()
        gc.disable()
        try:
            started = time.process_time()
            found = look()
            taken.append(_since(started))
        finally:
            gc.enable()
    return found, taken


def _since(started: float) -> float:
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
