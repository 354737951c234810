from datetime import UTC, date, datetime

import pytest

import clock


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday to Monday
        (date(2026, 12, 24), 1, date(2026, 12, 29)),  # over Christmas, Boxing Day's substitute
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # over Easter
        (date(2026, 11, 21), 0, date(2026, 11, 21)),  # none: the day itself, even a Saturday
        (date(2026, 11, 23), -1, date(2026, 11, 20)),  # backwards
    ],
)
def test_working_days_leave_out_weekends_and_bank_holidays(day, count, expected):
    assert clock.add_working_days(day, count) == expected


def test_counting_working_days_agrees_with_adding_them():
    start = date(2026, 12, 20)

    for count in range(30):
        assert clock.working_days_between(start, clock.add_working_days(start, count)) == count


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 3), 1, date(2026, 4, 3)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 2, date(2027, 2, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
    ],
)
def test_months_go_to_the_same_day_or_the_last_of_the_month(day, months, expected):
    assert clock.add_months(day, months) == expected


def test_an_anniversary_of_29_february_is_1_march_in_a_common_year():
    assert clock.add_years(date(2024, 2, 29), 8) == date(2032, 2, 29)
    assert clock.add_years(date(2024, 2, 29), 6) == date(2030, 3, 1)
    assert clock.add_years(date(2024, 4, 1), 8) == date(2032, 4, 1)


def test_age_turns_on_the_birthday_and_on_1_march_for_a_leap_day():
    assert clock.age(date(1942, 3, 14), date(2026, 3, 13)) == 83
    assert clock.age(date(1942, 3, 14), date(2026, 3, 14)) == 84
    assert clock.age(date(2004, 2, 29), date(2026, 2, 28)) == 21
    assert clock.age(date(2004, 2, 29), date(2026, 3, 1)) == 22


def test_age_before_birth_is_an_error():
    with pytest.raises(ValueError, match="before the birth"):
        clock.age(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("kept_in", [clock.LONDON, UTC])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ((date(2026, 3, 28), 12), (date(2026, 3, 31), 13)),
        ((date(2026, 10, 24), 12), (date(2026, 10, 27), 11)),
    ],
)
def test_hours_are_clock_hours_even_when_the_clocks_change(kept_in, before, after):
    instant = clock.at_time(*before).astimezone(kept_in)

    assert clock.add_hours(instant, 72) == clock.at_time(*after)
    assert clock.add_seconds(instant, 72 * 3600) == clock.at_time(*after)
    assert clock.add_hours(instant, 72).tzinfo is kept_in


def test_a_day_ends_in_english_time():
    assert clock.end_of_day(date(2026, 7, 1)).utcoffset().total_seconds() == 3600
    assert clock.day_of(datetime(2026, 7, 1, 23, 30, tzinfo=clock.now().tzinfo)) == date(2026, 7, 2)
