from datetime import UTC, date, datetime, time

import pytest

from ui import formats


@pytest.mark.parametrize(
    ("write", "value", "words"),
    [
        ("long_date", date(2026, 9, 3), "Thursday 3 September 2026"),
        ("long_date", "2026-09-03", "Thursday 3 September 2026"),
        ("long_date", "not a date", ""),
        ("long_date", None, ""),
        ("short_date", date(2026, 9, 3), "3 Sep 2026"),
        ("day_and_month", "2026-09-03", "3 September 2026"),
        ("month_and_year", date(2026, 9, 3), "September 2026"),
        ("long_datetime", "2026-09-03T15:45", "Thursday 3 September 2026, 3:45pm"),
        (
            "long_datetime",
            datetime(2026, 9, 3, 14, 45, tzinfo=UTC),
            "Thursday 3 September 2026, 3:45pm",
        ),
        (
            "long_datetime",
            datetime(2026, 1, 3, 14, 45, tzinfo=UTC),
            "Saturday 3 January 2026, 2:45pm",
        ),
        (
            "long_datetime",
            {"on": "2026-09-03", "time_not_known": "told later"},
            "Thursday 3 September 2026, time not known: told later",
        ),
        ("long_datetime", date(2026, 9, 3), "Thursday 3 September 2026"),
        ("short_datetime", "2026-09-03T00:00", "3 Sep 2026, midnight"),
        ("machine_datetime", "2026-09-03T15:45", "2026-09-03T15:45"),
        ("machine_datetime", date(2026, 9, 3), "2026-09-03"),
        ("time12", time(15, 45), "3:45pm"),
        ("time12", time(9, 5), "9:05am"),
        ("time12", time(15, 0), "3pm"),
        ("time12", time(12, 0), "noon"),
        ("time12", time(0, 0), "midnight"),
        ("time12", time(0, 5), "12:05am"),
        ("time12", time(12, 5), "12:05pm"),
        ("time12", "14:00", "2pm"),
        ("time12", "", ""),
        ("nhs_number", "9993395633", "999 339 5633"),
        ("nhs_number", "999 339 5633", "999 339 5633"),
        ("nhs_number", "not known", "not known"),
        ("nhs_number", None, ""),
        ("quote_words", "I want to stay", "“I want to stay”"),
        ("quote_words", "“I want to stay” she said", "“I want to stay” she said"),
        ("quote_words", "", ""),
        ("people_names", [], ""),
        ("people_names", "Ana Clarke", "Ana Clarke"),
        ("people_names", {"name": "Ana Clarke", "role": "daughter"}, "Ana Clarke (daughter)"),
        (
            "people_names",
            [{"name": "Ana", "role": "daughter"}, {"name": "Jo", "role": ""}, "Win"],
            "Ana (daughter), Jo and Win",
        ),
        ("pounds", {"amount": "148.20", "every": "week"}, "£148.20 a week"),
        ("pounds", {"amount": "1480.00", "every": "one-off"}, "£1,480 once"),
        ("pounds", "12", "£12"),
        ("pounds", None, ""),
        ("length_of_time", {"start": "14:00", "end": "15:30"}, "2pm to 3:30pm"),
        ("length_of_time", {"minutes": 80}, "1 hour 20 minutes"),
        ("length_of_time", {"minutes": 1}, "1 minute"),
    ],
)
def test_values_are_written_the_same_everywhere(write, value, words):
    assert getattr(formats, write)(value) == words


def test_one_and_many_are_counted_in_words():
    assert [formats.counted(n, "entry", "entries") for n in (0, 1, 1250)] == [
        "0 entries",
        "1 entry",
        "1,250 entries",
    ]
