"""Every name and number that is known around a person is replaced, and nothing else."""

from datetime import date

import pytest

from people.pseudonyms import pseudonyms_of
from tests.accounts.factories import make_staff
from tests.people.factories import make_contact, make_person, make_relationship, restrict

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
        (
            "14/3/42, 14th March 1942; 14 Mar 42",
            "[date of birth], [date of birth]; [date of birth]",
        ),
        ("Write to ana@home.example, M1 2AB", "Write to [email address], [postcode]"),
        ("The kitchen was warm at 10am.", "The kitchen was warm at 10am."),
    ],
)
def test_what_is_known_is_replaced(person, text, shown):
    assert pseudonyms_of(person).hide(text) == shown


def test_staff_are_named_though_somebody_around_the_person_is_called_alike(person):
    make_staff(name="Grace Clarke")

    assert pseudonyms_of(person).hide("Grace Clarke saw Grace") == "Grace Clarke saw [daughter]"


@pytest.mark.parametrize(
    ("called", "text", "shown"),
    [
        ("Sean O’Brien", "Mr O'Brien", "Mr [friend]"),
        ("Sean O'Brien", "Mr O’BRIEN", "Mr [friend]"),
        ("Ayşe Yıldız", "Mrs Yildiz and Mrs YILDIZ", "Mrs [somebody] and Mrs [somebody]"),
        ("İpek Demir", "İpek rang", "[friend] rang"),
        ("Eva Weiß", "Weiß, WEISS", "[friend], [friend]"),
        ("Lucy Ng", "Mr Ng had an NG tube, ng", "Mr [friend] had an [friend] tube, ng"),
        ("Mei So", "So Mei So went", "So [friend] went"),
        ("Mary Smith-Jones", "Mrs Smith, née Jones", "Mrs [friend], née [friend]"),
        (
            "June May",
            "May came on 3 May, the 12th of June and in May 2026; June, 3",
            "[friend] came on 3 May, the 12th of June and in May 2026; [friend], 3",
        ),
    ],
)
def test_a_name_is_replaced_however_it_is_spelled(person, called, text, shown):
    make_contact(person, name=called, relationship="Friend")

    assert pseudonyms_of(person).hide(text) == shown


def test_a_member_of_staff_of_the_same_name_does_not_show_the_person(person):
    make_staff(name="Win Clarke")
    make_staff(name="ana grace")

    assert pseudonyms_of(person).hide("Win Clarke, Ana Grace") == "[the person], [daughter]"


def test_staff_whom_the_record_has_as_a_professional_are_named(person):
    make_staff(name="Fola Adeyemi")
    make_contact(person, name="Fola Adeyemi", relationship="Social worker", kind="PROFESSIONAL")

    assert pseudonyms_of(person).hide("Fola Adeyemi rang Fola") == "Fola Adeyemi rang Fola"


def test_only_staff_who_share_a_word_with_the_hidden_are_looked_for(person):
    for name in ("Grace Clarke", "Mary Ana-Lee", "Fola Adeyemi"):
        make_staff(name=name)

    assert {"Grace Clarke", "Mary Ana-Lee"} <= set(pseudonyms_of(person).stand_ins)
    assert "Fola Adeyemi" not in pseudonyms_of(person).stand_ins


def test_an_organisation_is_hidden_by_its_whole_name_alone(person):
    make_contact(person, name="Elm Day Centre", relationship="Day centre", kind="ORGANISATION")
    make_contact(person, name="Jo Reed", relationship="Carer", organisation="Home Instead Care")

    shown = pseudonyms_of(person).hide("Home Care: Jo of Home Instead Care. Elm Day Centre. Day 2.")

    assert shown == "Home Care: [carer] of [somebody]. [somebody]. Day 2."


def test_whoever_is_around_the_person_and_restricted_is_hidden_as_well(person):
    make_staff()
    son = make_person(given_names="Kofi", family_name="Mensah")
    linked = make_person(given_names="Efua", family_name="Boateng")
    make_relationship(person, other=son)
    make_contact(person, name="E", relationship="Niece", record=linked)
    for each in (son, linked):
        restrict(each)

    assert pseudonyms_of(person).hide("Kofi and Efua Boateng") == "[somebody] and [somebody]"


def test_whom_entries_alone_name_is_hidden(person):
    hidden = pseudonyms_of(person, named=["Jo Reed", "two police officers", "Win Clarke"])

    shown = hidden.hide("Mrs Reed, Win Clarke and two police officers; Officers came")

    assert shown == "Mrs [somebody], [the person] and [somebody]; Officers came"


def test_texts_within_an_answer_are_replaced_and_its_keys_and_staff_stay(person):
    answer = [
        {"kind": "other", "key": "Ana", "name": "Ana", "role": "her Ana"},
        {"kind": "staff", "key": "S1", "name": "Ana Grace", "role": "Clarke Team"},
        {"by": {"name": ["Ana"]}, "number": 3},
    ]

    assert pseudonyms_of(person).hide_in(answer) == [
        {"kind": "other", "key": "Ana", "name": "[daughter]", "role": "her [daughter]"},
        answer[1],
        {"by": {"name": ["[daughter]"]}, "number": 3},
    ]
