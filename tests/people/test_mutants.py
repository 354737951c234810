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
    "tests/people/test_referrals.py",
    "tests/people/test_conflicts.py",
    "tests/records/test_restricted.py",
)
NEVER_NULL = "the question answers with a list, empty or not"
MORE_ASKED = "more is asked than is read"
ASKED_TWICE = "it is asked for once more, and answered the same"
BY_ROLES = "`people/access.py` looks once more at which reasons still open"
AS_IT_IS_READ = "called while the module is read, before the fault is put in"
# Mutants that change nothing that anybody could see, and why.
SAME: dict[str, dict[str, str]] = {
    "people/access.py": {},
    "people/standing.py": {
        "Standing.knowing: another word for '_facts'": ASKED_TWICE,
        "Standing.restricted_parts: `self._facts['parts'] or ()` without `()`": NEVER_NULL,
        "Standing.reasons_given: `self._facts['reasons'] or ()` without `()`": NEVER_NULL,
        "Standing.asked_for: `self._facts.get('asked') or ()` without `()`": (
            "read of those alone for whom it is asked"
        ),
        "Standing.known_above: `self._facts.get(name) or ()` without `()`": NEVER_NULL,
        "Standing.covers: `self._facts['covers'] or []` without `[]`": NEVER_NULL,
        "Standing.covered: `self._facts['covers'] or []` without `[]`": NEVER_NULL,
        "Standing.covered: `whom[0].worker_number or ''` without `''`": (
            "every member of staff has a number"
        ),
        "Standing.acted_for: `self._facts.get('acted') or []` without `[]`": (
            "read of those alone who act"
        ),
        "Standing.is_on_duty: `self._facts['rota'] or []` without `[]`": (
            "without a team it is not read"
        ),
        "facts_of_people: `if looks_when_asked(user)` always True": MORE_ASKED,
        "facts_of_people: `if user.has_role(roles.Role.MANAGER)` always True": MORE_ASKED,
        "facts_of: `if not people` always False": "nobody is asked for, and nobody found",
        "_facts_of_each: `if is_teamless` always False": "a team that is no team has no members",
        **{
            f"_marks: another word for '{each}'": AS_IT_IS_READ
            for each in ("user", "team", "people", "at", "day")
        },
        "looks_when_asked: `return not set(Referral.Basis.values).isdisjoint("
        "roles.reasons_of(user.roles))` returns True": MORE_ASKED,
        "reasons_of: `if training_is_out is None` always True": ASKED_TWICE,
        "reasons_of: `if training_is_out is None` always False": BY_ROLES,
        "reasons_of: `if training_is_out` always False": BY_ROLES,
        "reasons_of: `training_is_out is None` turned round": BY_ROLES,
        "reasons_of: `held.filter(basis__in=OPEN_WITHOUT_TRAINING)` without its filter": BY_ROLES,
    },
}
PAGES = {"people/access.py": "mutants", "people/standing.py": "mutants-of-standing"}


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
        PAGES[path],
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
