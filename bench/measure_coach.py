"""What the coach costs: 1,000 words, and 1 MB beside 100 KB of ordinary and of hostile text."""

import gc
import statistics
import time
import tomllib
from pathlib import Path

import django

ROUNDS = 15
SHORT, LONG = 100_000, 1_000_000
_EXAMPLES = Path(__file__).parent.parent / "tests" / "records" / "quality_examples.toml"
_HOSTILE = (
    "a", '"a ', "' ", "her brother ", "told Abc said ", ". ", "as a muslim ", "Mr Xyz ",
    "I will not gay brother ", "!?", "99 ", "She fell. ", "refused because ",
)  # fmt: skip


def main() -> None:
    """Read the lists once, then look at each text."""
    django.setup()
    from records.quality import words

    started = time.process_time()
    words()
    print(f"reading the lists, once for each process: {_since(started):.0f} ms")
    with _EXAMPLES.open("rb") as file:
        prose = " ".join(each["text"] for each in tomllib.load(file)["example"])
    thousand = " ".join((prose.split() * 2)[:1000])
    taken = sorted(_look(thousand) for _ in range(ROUNDS))
    print(f"1,000 words: median {statistics.median(taken):.1f} ms, slowest {taken[-1]:.1f} ms")
    for name, unit in (("ordinary text", prose + " "), *((repr(each), each) for each in _HOSTILE)):
        short = min(_look(_filled(unit, SHORT)) for _ in range(2))
        long = _look(_filled(unit, LONG))
        print(f"{name}: 100 KB {short:.0f} ms, 1 MB {long:.0f} ms, {long / short:.1f} times")


def _filled(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


def _look(text: str) -> float:
    """Return the milliseconds of work of one look, without the collector, as ``timeit`` does."""
    from records.quality import look_at
    from records.quality.told import facts_of_row

    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        look_at(facts_of_row({"text": text}))
        return _since(started)
    finally:
        gc.enable()


def _since(started: float) -> float:
    return (time.process_time() - started) * 1000


if __name__ == "__main__":
    main()
