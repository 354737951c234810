"""Every page answers every role, however they stand to the person, as the tables say (A-1, A-2).

Held by what is answered, by whose words stand in the body, and by what was written. ``make test``
asks once for each page, everybody in turn; ``make assurance`` asks for every cell. For a new page,
``CASERECORDS_WRITE_POLICY=1`` reads its lines off the page: read them before they are kept.
"""

from collections import Counter
from dataclasses import dataclass, field
from itertools import cycle, product

import pytest
from django.test import Client

from accounts.roles import Role
from tests import assurance
from tests.security import matrix
from tests.security.matrix import STATES, Answer, Asker, Matrix, expected

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST")
REFUSED = ("no", "not found", "reason", "emergency", "method", "sign in")
# What an index card says, which whoever may find the person may read.
ON_A_CARD = (
    "people.person.",
    "people.name.",
    "people.address.",
)


@dataclass
class Held:
    """How many cells were asked, what they answered, and where they differ from the tables."""

    answers: Counter = field(default_factory=Counter)
    differ: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)

    @property
    def wrong(self) -> list[str]:
        """Everything that may not be."""
        return [*self.differ, *self.bodies, *self.effects]


def hold(made: Matrix, held: Held, page: str, method: str, asker: Asker, state: str) -> None:
    """Ask for one cell of the matrix, and hold the answer against the tables."""
    name = page.partition(",")[0]
    answer = made.ask(page, method, asker.client)
    should = expected(name, method, asker, state)
    cell = f"{method} {name}, {asker.role}, {asker.relationship}, {state}"
    held.answers[state, answer.word] += 1
    if not matrix.agrees(answer.word, should):
        held.differ.append(f"{cell}: {answer.word} ({answer.status}), and the table says {should}")
    if answer.word in REFUSED:
        _hold_refusal(made, held, cell, answer, state)


def _hold_refusal(made: Matrix, held: Held, cell: str, answer: Answer, state: str) -> None:
    told = {
        column
        for _, column in made.canaries.found(answer.body)
        if state == "restricted" or not column.startswith(ON_A_CARD)
    }
    if told:
        held.bodies.append(f"{cell}: refused, and the body says {sorted(told)}")
    if answer.wrote:
        held.effects.append(f"{cell}: refused, and {sorted(answer.wrote)} were written")


def everybody() -> list[tuple[str, str]]:
    """Return each role with each way of standing to a person."""
    return list(product(Role.values, matrix.relationships()))


def test_every_address_stands_in_the_table():
    if matrix.is_writing():
        matrix.write_policy(Matrix())

    assert matrix.missing() == []
    assert {line.guard for found in matrix.lines().values() for line in found} >= {"everyone"}


def test_the_table_says_what_guards_each_address():
    guards = matrix.guards()

    assert [
        (line.page, line.guard)
        for found in matrix.lines().values()
        for line in found
        if guards[line.page] != line.guard
    ] == []


def test_each_page_answers_some_as_the_tables_say():
    made, held = Matrix(), Held()
    turns = cycle(everybody())
    # The number of pages has nothing in common with that of the states, so all of them meet.
    for number, state in enumerate(STATES):
        asked = [
            (page, method)
            for n, (page, method) in enumerate(product(matrix.pages(), METHODS))
            if n % len(STATES) == number
        ]
        cells = [(page, method, made.asker(*next(turns))) for page, method in asked]
        with made.in_state(state):
            for page, method, asker in cells:
                hold(made, held, page, method, asker, state)

    assert not held.wrong, "\n".join(held.wrong[:40])
    assert len(held.answers) > 12


def test_whoever_has_not_signed_in_is_asked_to():
    made, nobody = Matrix(), Client(raise_request_exception=False)
    guards = matrix.guards()

    wrong = {
        page: answer.word
        for page in matrix.pages()
        if guards[page.partition(",")[0]] != "everyone"
        for answer in (made.ask(page, "GET", nobody),)
        if answer.word not in ("sign in", "method") or made.canaries.found(answer.body)
    }

    assert wrong == {}


@pytest.mark.assurance
@pytest.mark.parametrize("state", STATES)
def test_every_page_answers_everybody_as_the_tables_say(state):
    made, held = Matrix(), Held()
    askers = [made.asker(*each) for each in everybody()]
    with made.in_state(state):
        for number, page in enumerate(matrix.pages()):
            # What a state wrote is undone at its end, the last acts of sessions too; and on a busy
            # machine a session does not last for all the pages.
            for asker in askers if number % 20 == 0 else ():
                asker.client.force_login(asker.user)
            for method, asker in product(METHODS, askers):
                hold(made, held, page, method, asker, state)
    _write_down(held, state)

    assert not held.wrong, "\n".join(held.wrong[:40])


def _write_down(held: Held, state: str) -> None:
    words = sorted({word for _, word in held.answers})
    whose = "who has died" if state == "died" else f"whose record is {state}"
    assurance.write(
        f"matrix-{state.replace(',', '').replace(' ', '-')}",
        f"The matrix of access, {state}: a run of the campaign",
        [
            f"{len(matrix.pages())} pages, {len(METHODS)} methods, {len(Role)} roles, "
            f"{len(matrix.relationships())} ways of standing to a person {whose}:",
            f"{sum(held.answers.values()):,} cells were asked for, and held against "
            "`tests/security/policy.csv` and the two tables beside it.",
            "",
            "| What | Count |",
            "|---|---|",
            f"| answers that differ from the tables | {len(held.differ)} |",
            f"| refusals whose body says more than an index card | {len(held.bodies)} |",
            f"| refusals that wrote something | {len(held.effects)} |",
            "",
            f"| {' | '.join(words)} |",
            f"|{'---|' * len(words)}",
            f"| {' | '.join(f'{held.answers[state, word]:,}' for word in words)} |",
            *(["", "What is wrong:", ""] if held.wrong else []),
            *(f"- {each}" for each in held.wrong[:100]),
        ],
    )
