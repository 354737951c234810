from html import unescape

import pytest
from django.urls import reverse

from retention import also
from retention.schedule import AUTHORITIES, in_words, schedule
from tests.accounts.factories import make_staff


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ({"years": 8}, "8 years"),
        ({"months": 1}, "1 month"),
        ({"days": 7}, "7 days"),
        ({"until_age": 25}, "until the age of 25"),
        (
            {"life_of_parent": True, "minimum_years": 6},
            "as long as the record it belongs to, and 6 years at least",
        ),
    ],
)
def test_a_period_is_told_as_people_say_it(period, words):
    assert in_words(period) == words


def test_a_period_without_a_length_is_an_error():
    with pytest.raises(ValueError, match="A period needs"):
        in_words({"weeks": 3})


def test_every_class_says_how_far_its_authority_was_checked():
    assert {each.authority for each in schedule().classes.values()} <= set(AUTHORITIES)
    assert schedule().classes["asc_general"].kept_for == "8 years"
    assert schedule().classes["asc_general"].if_died == "8 years after death"
    assert schedule().classes["safeguarding_adult"].is_unverified
    assert {each.authority for each in schedule().rules} <= set(AUTHORITIES)
    assert all(each.basis for each in schedule().rules)


@pytest.mark.django_db
def test_the_page_says_every_class_rule_and_addition_with_what_it_rests_on(client):
    client.force_login(make_staff())

    page = unescape(client.get(reverse("retention:schedule")).text)

    for each in [*schedule().classes.values(), *schedule().rules]:
        assert each.title in page
        assert each.basis in page
    for rule in schedule().rules:
        for words in [*rule.exceptions, *rule.reasons, *(row.note for row in rule.inquiries)]:
            assert words in page
    added = page[page.index('id="longer"') : page.index('id="rules"')]
    for row in also.rows():
        kept = schedule().classes[row.class_key]
        assert row.when in added
        assert f'href="#{kept.key}">{kept.title}</a>: {kept.kept_for}' in added
        assert kept.basis in added
        assert row.look in added
    assert added.count("How far checked") == len(also.rows())
    assert "Deprivation of liberty" in added  # the type of entry that says it
