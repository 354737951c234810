"""A sample is drawn the same way again, and agreement is counted as the books count it."""

from collections import Counter

import pytest

from oversight.audit_tool import tool
from oversight.sampling import draw, draw_for_each, kappa
from tests.oversight.factories import answers

FRAME = [[f"key{number:03}", 1] for number in range(200)]


def test_the_same_seed_draws_the_same_whatever_the_order():
    drawn = draw(FRAME, size=10, seed=41)

    assert draw(reversed(FRAME), size=10, seed=41) == drawn
    assert len(set(drawn)) == 10
    assert draw(FRAME, size=10, seed=42) != drawn
    assert draw(FRAME[:3], size=10, seed=41) != []


def test_more_weight_is_more_chance():
    frame = [["heavy", 9], *([f"light{number}", 1] for number in range(9))]

    first = Counter(draw(frame, size=1, seed=seed)[0] for seed in range(2000))

    assert 0.45 < first["heavy"] / 2000 < 0.55  # nine of eighteen


def test_each_worker_has_as_many_and_no_record_is_drawn_twice():
    frame = [[key, 1, worker] for key, _ in FRAME[:40] for worker in ("N1", "N2")]
    frame += [["alone", 1, "N3"]]

    drawn = draw_for_each(frame, size=2, seed=41)

    assert Counter(worker for _, worker in drawn) == {"N1": 2, "N2": 2, "N3": 1}
    assert len({key for key, _ in drawn}) == 5
    assert draw_for_each(reversed(frame), size=2, seed=41) == drawn
    assert draw_for_each(frame, size=2, seed=42) != drawn


@pytest.mark.parametrize(
    ("table", "known"),
    [
        ({"yy": 20, "yn": 5, "ny": 10, "nn": 15}, 0.4),
        ({"yy": 45, "yn": 15, "ny": 25, "nn": 15}, 0.1304),
        ({"yy": 25, "yn": 35, "ny": 5, "nn": 35}, 0.2593),
        ({"yy": 10, "nn": 10}, 1.0),
        ({"yn": 10, "ny": 10}, -1.0),
    ],
)
def test_kappa_of_known_tables(table, known):
    pairs = [(cell[0], cell[1]) for cell, count in table.items() for _ in range(count)]

    assert kappa(pairs) == pytest.approx(known, abs=0.0001)


def test_where_agreement_cannot_be_said():
    assert kappa([]) is None
    assert kappa([("y", "y")] * 5) is None


@pytest.mark.parametrize(
    ("grade", "other", "suggested"),
    [
        ("GOOD", {}, "GOOD"),
        ("GOOD", {"q2": "INADEQUATE"}, "INADEQUATE"),
        ("GOOD", {"q1": "INADEQUATE"}, "GOOD"),
        ("GOOD", {"q1": "INADEQUATE", "q3": "INADEQUATE", "q4": "INADEQUATE"}, "INADEQUATE"),
        ("GOOD", {"q7": "REQUIRES_IMPROVEMENT"}, "REQUIRES_IMPROVEMENT"),
        ("GOOD", {f"q{n}": "REQUIRES_IMPROVEMENT" for n in (1, 3, 4, 6, 8, 10, 11)}, "GOOD"),
        (
            "GOOD",
            {f"q{n}": "REQUIRES_IMPROVEMENT" for n in (1, 3, 4, 6, 8, 10, 11, 13)},
            "REQUIRES_IMPROVEMENT",
        ),
        ("OUTSTANDING", {}, "OUTSTANDING"),
        ("OUTSTANDING", {"q9": "GOOD"}, "GOOD"),
        ("OUTSTANDING", {"q1": "REQUIRES_IMPROVEMENT"}, "GOOD"),
    ],
)
def test_the_rule_suggests_a_grade(grade, other, suggested):
    grades = {number: row["grade"] for number, row in answers(grade, **other).items()}

    assert tool().suggested(grades) == suggested


def test_the_ready_tool_asks_28_questions_of_which_10_are_starred():
    asked = tool().questions

    assert list(asked) == list(range(1, 29))
    starred = [number for number, each in asked.items() if each.starred]
    assert starred == [2, 5, 7, 9, 12, 15, 19, 20, 21, 26]
