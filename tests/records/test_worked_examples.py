"""The twelve worked examples as the product looks at them: on the page before signing."""

import html

import pytest
from django.urls import reverse

from records.quality import COACH, checks
from records.rules.examples import examples, looked_at
from tests.accounts.factories import make_staff

pytestmark = pytest.mark.django_db
GOOD, POOR = ([each for each in examples() if each["good"] is good] for good in (True, False))


@pytest.mark.parametrize("example", GOOD, ids=lambda each: each["title"])
def test_a_good_example_raises_nothing_above_advice_but_what_it_lacks(example):
    found = looked_at(example)

    assert {each.check for each in found if each.severity != "advice"} == set(example["expected"])
    assert {each.check for each in found}.issuperset(example.get("advice", ()))


@pytest.mark.parametrize("example", POOR, ids=lambda each: each["title"])
def test_a_poor_example_raises_its_points_but_what_the_form_asks_for(example):
    expected = {each for each in example["listed"] if checks()[each].told_by == COACH}

    assert {each.check for each in looked_at(example)} == expected


def test_everybody_learns_from_them_on_their_page(client):
    client.force_login(make_staff())

    page = client.get(reverse("records:examples"))

    shown = {each["example"]["title"]: each["said"] for each in page.context["shown"]}
    assert list(shown) == [each["title"] for each in examples()]
    assert [each["finding"] for each in shown["A visit in four lines"]] == looked_at(POOR[0])
    assert "Will FU, date TBC." in page.text
    assert looked_at(POOR[0])[0].message in html.unescape(page.text)
