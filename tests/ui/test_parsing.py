from datetime import date, time
from decimal import Decimal

import pytest

from ui import parsing


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (("3", "9", "2026"), date(2026, 9, 3)),
        (("03", "09", "2026"), date(2026, 9, 3)),
        ((" 3 ", "September", "2026"), date(2026, 9, 3)),
        (("3", "sep", "2026"), date(2026, 9, 3)),
        (("3", "Sept.", "2026"), date(2026, 9, 3)),
        (("29", "2", "2024"), date(2024, 2, 29)),
        (("3 September 2026", "", ""), date(2026, 9, 3)),
        (("3/9/2026", "", ""), date(2026, 9, 3)),
        (("3.9.2026", "", ""), date(2026, 9, 3)),
        (("2026-09-03", "", ""), date(2026, 9, 3)),
        (("", "", ""), None),
    ],
)
def test_a_date_is_read_however_people_write_it(typed, expected):
    assert parsing.read_date(*typed) == expected


@pytest.mark.parametrize(
    ("typed", "message", "parts"),
    [
        (("3", "9", ""), "Date must include a year", ("year",)),
        (("", "9", ""), "Date must include a day and a year", ("day", "year")),
        (("3", "9", "26"), "Date: year must have 4 figures, like 2026", ("year",)),
        (("3/9/26", "", ""), "Date: year must have 4 figures, like 2026", ("year",)),
        (("31", "6", "2026"), "Date must be a real date: June 2026 has no day 31", ("day",)),
        (("29", "2", "2026"), "Date must be a real date: February 2026 has no day 29", ("day",)),
        (("0", "2", "2026"), "Date: day must be a number from 1 to 31", ("day",)),
        (("soon", "2", "2026"), "Date: day must be a number from 1 to 31", ("day",)),
        (
            ("1", "13", "2026"),
            "Date: month must be a number from 1 to 12 or a name, like March",
            ("month",),
        ),
        (
            ("1", "ma", "2026"),
            "Date: month must be a number from 1 to 12 or a name, like March",
            ("month",),
        ),
        (("1", "1", "0026"), "Date: year must be between 1850 and 2199", ("year",)),
    ],
)
def test_a_date_that_cannot_be_read_says_what_to_do_and_where(typed, message, parts):
    with pytest.raises(parsing.Unreadable) as raised:
        parsing.read_date(*typed)

    assert (raised.value.message, raised.value.parts) == (message, parts)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("3.45pm", time(15, 45)),
        ("3:45 PM", time(15, 45)),
        ("3pm", time(15, 0)),
        ("3 p.m.", time(15, 0)),
        ("15:45", time(15, 45)),
        ("15.45", time(15, 45)),
        ("1545", time(15, 45)),
        ("03:45", time(3, 45)),
        ("0345", time(3, 45)),
        ("9:30", time(9, 30)),
        ("12:30", time(12, 30)),
        ("12am", time(0, 0)),
        ("12pm", time(12, 0)),
        ("00:00", time(0, 0)),
        ("noon", time(12, 0)),
        ("Midnight", time(0, 0)),
        ("  ", None),
    ],
)
def test_a_time_is_read_however_people_write_it(typed, expected):
    assert parsing.read_time(typed) == expected


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("3:45", "Time: say if 3:45 is am or pm, or type 03:45 or 15:45"),
        ("3", "Time: say am or pm, like 3pm"),
        ("11", "Time: say am or pm, like 11pm"),
        ("24:00", "Time must be a time, like 3:45pm or 15:45"),
        ("10:75", "Time: minutes must be from 00 to 59"),
        ("15:45pm", "Time: with am or pm, hours go from 1 to 12"),
        ("after lunch", "Time must be a time, like 3:45pm or 15:45"),
    ],
)
def test_a_time_that_could_be_two_is_asked_about_and_not_guessed(typed, message):
    with pytest.raises(parsing.Unreadable) as raised:
        parsing.read_time(typed)

    assert raised.value.message == message


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("40", 40), ("40 minutes", 40), ("1 hour 20", 80), ("2 hrs", 120), ("1h 5m", 65), ("", None)],
)
def test_minutes_are_read(typed, expected):
    assert parsing.read_minutes(typed) == expected


@pytest.mark.parametrize("typed", ["0", "a while", "-5", "99999", "1.5"])
def test_minutes_that_make_no_sense_are_refused(typed):
    with pytest.raises(parsing.Unreadable):
        parsing.read_minutes(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("148.2", "148.20"), ("£1,480", "1480.00"), ("0.05", "0.05"), ("9999999.99", "9999999.99")],
)
def test_pounds_are_read_to_the_penny(typed, expected):
    assert parsing.read_pounds(typed) == Decimal(expected)


@pytest.mark.parametrize("typed", ["-1", "1.234", "ten", "1e3", "NaN", "٣", "99999999999"])
def test_pounds_that_are_not_an_amount_are_refused(typed):
    with pytest.raises(parsing.Unreadable):
        parsing.read_pounds(typed)


def test_names_are_read_a_line_each_with_the_role_after_the_comma():
    typed = "Jo Marsh, neighbour, at number 4\n\n Sam Hale \n"

    assert parsing.read_people(typed) == [
        ("Jo Marsh", "neighbour, at number 4"),
        ("Sam Hale", ""),
    ]


@pytest.mark.parametrize("character", ["\x00", "\x0b", "\x1b", "\x7f", "\x85", "\ud800"])
def test_a_character_that_cannot_be_kept_is_named_by_the_words_before_it(character):
    message = parsing.hidden_character_message(f"First line\nShe said{character} no")

    assert message == (
        "There is a hidden character after “She said” that cannot be kept. "
        "Delete the words around it and type them again"
    )


def test_any_language_sign_or_line_break_is_kept():
    text = "Ze\u0301lie said “Żółw” 🐢\n\tمرحبا\u200f — naïve\u00a0café\u2028"

    assert parsing.hidden_character_message(text) is None


@pytest.mark.parametrize(
    ("choice", "prompt"),
    [
        ("No (say why)", "Say why"),
        ("No, not possible (say why and when next)", "Say why and when next"),
        ("Not needed (reason)", "Say why"),
        ("No (reason given)", "What reason was given?"),
        ("Recorded, no action (give reason)", "Give reason"),
        ("Not yet (date)", "Date"),
        ("Held (people, date)", "People and date"),
        ("Yes (link)", "Which record?"),
        ("Will (held elsewhere)", None),
        ("Young carer (section 63)", None),
        ("Yes", None),
    ],
)
def test_a_choice_asks_for_words_when_its_brackets_say_so(choice, prompt):
    assert parsing.reason_prompt(choice) == prompt
