"""The twelve worked examples as the product looks at them: on the page before signing."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from records.catalogue import catalogue, fields_by_name
from records.drafting.references import Known
from records.quality import COACH, Context, checks
from records.rules import coached

pytestmark = pytest.mark.django_db
EXAMPLES = tomllib.loads((Path(__file__).parent / "quality_examples.toml").read_text())["example"]
GOOD, POOR = ([each for each in EXAMPLES if each["good"] is good] for good in (True, False))


def named(kind, names):
    return [{"kind": kind, "key": each, "name": each, "role": ""} for each in names]


def looked_at(example):
    record_type = catalogue().get(example["type"])
    place = "body_sent" if "body_sent" in fields_by_name(record_type) else "discussion"
    known = Known(
        person=named("person", [example["person"]])[0],
        contacts=[
            {"kind": "contact", "key": "", "name": each["name"], "role": each["relationship"]}
            for each in example.get("contacts", ())
        ],
        staff=named("staff", example.get("staff", ())),
        reference=example.get("reference", ""),
    )
    happened = example.get("happened_on", date(2026, 3, 3))
    return coached.coached(
        record_type,
        known=known,
        values={
            "event_at": f"{happened.isoformat()}T09:00",
            "people_present": named("other", example.get("present", ())),
            place: example["text"],
        }
        | example.get("answers", {}),
        statements=[],
        actions=[],
        context=Context(state=example.get("state", {})),
        today=happened,
    )


@pytest.mark.parametrize("example", GOOD, ids=lambda each: each["title"])
def test_a_good_example_raises_nothing_above_advice_but_what_it_lacks(example):
    found = looked_at(example)

    assert {each.check for each in found if each.severity != "advice"} == set(example["expected"])
    assert {each.check for each in found}.issuperset(example.get("advice", ()))


@pytest.mark.parametrize("example", POOR, ids=lambda each: each["title"])
def test_a_poor_example_raises_its_points_but_what_the_form_asks_for(example):
    expected = {each for each in example["listed"] if checks()[each].told_by == COACH}

    assert {each.check for each in looked_at(example)} == expected
