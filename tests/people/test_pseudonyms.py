"""Every name and number that is known around a person is replaced, and nothing else."""

from dataclasses import dataclass
from datetime import date

import pytest

from people.pseudonyms import pseudonyms_of
from tests.accounts.factories import make_staff
from tests.people.factories import make_contact, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    made = make_person(
        given_names="Winifred Joan",
        family_name="Clarke",
        preferred_name="Win Clarke",
        born_on=date(1942, 3, 14),
    )
    make_contact(made, name="Ana Grace", relationship="Daughter", phone="0161 496 0123")
    return made


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Winifred Clarke and Mrs Clarke", "[the person] and Mrs [the person]"),
        ("WIN  CLARKE’s kitchen", "[the person]’s kitchen"),
        ("Ana rang; Ana Grace said grace", "[daughter] rang; [daughter] said grace"),
        ("Ring 0161 496 0123 or 07700 900 456", "Ring [address or number] or [telephone number]"),
        ("Born 14 March 1942, 14/03/1942", "Born [date of birth], [date of birth]"),
        ("Write to ana@home.example, M1 2AB", "Write to [email address], [postcode]"),
        ("The kitchen was warm at 10am.", "The kitchen was warm at 10am."),
    ],
)
def test_what_is_known_is_replaced(person, text, shown):
    assert pseudonyms_of(person).hide(text) == shown


def test_staff_are_named_though_somebody_around_the_person_is_called_alike(person):
    make_staff(name="Grace Clarke")

    assert pseudonyms_of(person).hide("Grace Clarke saw Grace") == "Grace Clarke saw [daughter]"


def test_texts_within_what_a_page_shows_are_replaced_and_its_keys_stay(person):
    @dataclass(frozen=True)
    class Row:
        key: str
        texts: list
        said: dict

    row = Row("Win Clarke", ["Ana"], {"kind": "Ana", "text": "Ana", "by": {"name": "Ana"}})

    hidden = pseudonyms_of(person).hide_in(row)

    assert hidden == Row(
        "Win Clarke", ["[daughter]"],
        {"kind": "Ana", "text": "[daughter]", "by": {"name": "[daughter]"}},
    )  # fmt: skip
