import pytest

from retention.schedule import AUTHORITIES, in_words, schedule


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
