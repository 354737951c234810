"""The tests of access notice every small fault that is put into what decides (A-8)."""

import json
import subprocess
import sys

import pytest

from tests import assurance, mutants

TESTS = (  # the quickest first
    "tests/people/test_access.py",
    "tests/people/test_sealed.py",
    "tests/accounts/test_cover.py",
    "tests/people/test_worlds.py",
    "tests/accounts/test_training.py",
    "tests/records/test_in_place_of.py",
    "tests/people/test_emergencies.py",
    "tests/people/test_facts.py",
)
# Mutants that change nothing that anybody could see, and why.
SAME: dict[str, dict[str, str]] = {
    "people/access.py": {},
}


def test_a_fault_in_access_is_noticed():
    """One mutant, so that the way of making them is tried in every run."""
    source = "def allowed(age: int) -> bool:\n    return age >= 18 and not closed\n"

    made = {each.what for each in mutants.mutants_of(source)}

    assert "`age >= 18` turned round" in made
    assert "`age >= 18 and (not closed)` with the other of and, or" in made
    assert "`not closed` without its negation" in made


@pytest.mark.assurance
@pytest.mark.parametrize("path", SAME)
def test_every_fault_in_access_is_noticed(path):
    run = subprocess.run(
        [sys.executable, "-m", "tests.mutants", path, *TESTS],
        stdout=subprocess.PIPE,  # what lives is said as it is found, on the other stream
        text=True,
        check=True,
        cwd=mutants.CHECKOUT,
    )
    found = json.loads(run.stdout.splitlines()[-1])
    same = SAME[path]
    lived = sorted(set(found["survived"]) - set(same))
    assurance.write(
        "mutants",
        "Faults put into what decides: a run of the campaign",
        [
            f"`{path}`, one fault at a time: a comparison turned round, `and` for `or`, a "
            "negation, a condition, a filter or an",
            "addition left out, another constant, role or permission. Words that are only read "
            "were left alone.",
            "",
            "| What | Count |",
            "|---|---|",
            f"| faults made | {found['made']} |",
            f"| noticed by a test | {found['made'] - len(found['survived'])} |",
            f"| that change nothing, as said below | {len(same)} |",
            f"| not noticed | {len(lived)} |",
            "",
            *(f"- {name}: {why}" for name, why in same.items()),
        ],
    )
    assert lived == []
    assert set(same) <= set(found["survived"])
