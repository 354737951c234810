"""People are found by what is remembered of them: names as heard, short, swapped, or a number."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from people import actions
from people.finding import asked, likeness
from people.finding.letters import names_in, sound_of
from people.keeping import Told
from people.models import FindingKeys
from people.queries import find_people
from tests.accounts.factories import make_staff
from tests.people.factories import (
    make_address,
    make_contact_point,
    make_name,
    make_person,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db


def found(words, viewer=None):
    return [card.legal_name for card in find_people(viewer or make_staff(), words)[0]]


@pytest.mark.parametrize(
    ("given", "family", "words"),
    [
        ("Zoë", "O’Brien", "zoe obrien"),
        ("Zoë", "O’Brien", "o brien zoe"),
        ("Zoe", "OBrien", "Zoë O'Brien"),
        ("Mei-Ling", "Tan", "meiling tan"),
        ("Meiling", "Tan", "mei ling tan"),
        ("Anna", "Smith-Jones", "jones anna"),
        ("Anna", "Smith-Jones", "Smith Jones, Anna"),
        ("Stanisław", "Dąbrowski", "stanislaw dabrowska"),
        ("William", "Okafor", "bill okafor"),
        ("Elizabeth", "Okafor", "Betty Okafor"),
        ("Mohammed", "Hussain", "muhammad husain"),
        ("Katarzyna", "Nowak", "Kasia Nowak"),
        ("Gurpreet", "Kaur", "gurprit kaur"),
        ("Ama", "Okafor", "Ama Okaofr"),
        ("Ama", "Okafor", "Ama Okaffor"),
        ("Ama", "Okafor", "Ama Okfor"),
        ("Ama", "Okafor", "Ama Okador"),
        ("Philip", "Stephenson", "filip stevenson"),
        ("Winifred", "Clarke", "win cla"),
        ("Ama", "Okafor", "Okafor 3 May 1950"),
        ("Ama", "Okafor", "Okafor 1950-05-03"),
        ("Ama", "Okafor", "Ama 5/3/50"),
        ("Ama", "Okafor", "Okafor 1950"),
        ("Ama", "Okafor", "okafor zz1 4pl"),
        ("Ama", "Okafor", "3/5/1950 zz1 4pl"),
        ("Ama", "Okafor", "zz1"),
        ("Ama", "Okafor", "12 Mill Lane"),
        ("Ama", "Okafor", "mill lane"),
        ("Ama", "Okafor", "020 7946 0123"),
        ("Ama", "Okafor", "+44 20 7946 0123"),
        ("Ama", "Okafor", "K7M 4QX"),
    ],
)
def test_a_person_is_found_however_the_name_is_remembered(given, family, words):
    person = make_person(
        given_names=given,
        family_name=family,
        born_on=date(1950, 5, 3),
        council_reference="K7M-4QX",
    )
    make_contact_point(person, value="020 7946 0123")
    make_address(person, lines="Flat 2\n12 Mill Lane", postcode="ZZ1 4PL")
    make_person(given_names="Rosalind", family_name="Vickers", born_on=date(1961, 8, 29))

    assert found(words) == [person.legal_name]


@pytest.mark.parametrize(
    "words", ["Ama Vickers", "Okafor 1951", "31/2/1950", "Okafor zz9 9zz", "12"]
)
def test_what_does_not_fit_together_finds_nobody(words):
    make_address(make_person(), lines="7 Mill Lane")
    make_person(given_names="Rosalind", family_name="Pym", born_on=date(1961, 8, 29))

    assert found(words) == []


def test_who_fits_best_stands_first():
    near = make_person(given_names="Amy", family_name="Okafur")
    longer = make_person(given_names="Ama", family_name="Okaforson")
    exact = make_person(given_names="Ama", family_name="Okafor")

    assert found("ama okafor") == [each.legal_name for each in (exact, longer, near)]


def test_a_right_birth_comes_before_one_the_other_way_round():
    make_person(given_names="Ama", born_on=date(1950, 3, 5))
    make_person(given_names="Efua", born_on=date(1950, 5, 3))

    assert found("okafor 3/5/1950") == ["Efua Okafor", "Ama Okafor"]


def test_a_name_with_another_birth_is_found_when_nobody_has_both():
    make_person(given_names="Ama", born_on=date(1950, 5, 3))

    assert found("Ama Okafor 4/6/1951") == ["Ama Okafor"]


def test_a_name_in_use_finds_and_the_one_before_does_not():
    person = make_person(family_name="Okafor")
    worker = make_worker_of(person)

    actions.name_person(
        person=person, kind="LEGAL", given_names="Ama", family_name="Vickers", by=worker,
        told=Told(),
    )  # fmt: skip

    assert (found("Vickers"), found("Okafor")) == (["Ama Vickers"], [])


def test_another_name_finds_until_it_is_protected_and_a_former_name_never_does():
    person = make_person()
    make_name(person, kind="FORMER", given_names="Abena", family_name="Asante")
    alias = make_name(person, kind="ALIAS", given_names="Ace", family_name="")

    assert (found("Asante"), found("Abena"), found("Ace")) == ([], [], ["Ama Okafor"])

    actions.protect_name(name=alias, by=make_worker_of(person), reason="Safety")

    assert found("Ace") == []


def test_a_person_is_found_as_soon_as_they_are_added():
    actions.add_person(
        by=make_staff(),
        given_names="Ama",
        family_name="Okafor",
        addresses=({"lines": "12 Mill Lane", "postcode": "ZZ1 4PL"},),
    )

    assert found("zz1 4pl") == ["Ama Okafor"]


@pytest.mark.parametrize(
    "words", ["ama okafor", "amy okafur", "3/5/1950", "zz1 4pl", "mill lane", "020 7946 0123"]
)
def test_a_restricted_person_is_found_by_nobody_else_however_near_the_words(words):
    person = make_person()
    make_contact_point(person, value="020 7946 0123")
    make_address(person, lines="12 Mill Lane", postcode="ZZ1 4PL")
    listed = make_staff()
    restrict(person, listed)

    assert found(words) == []
    assert found(words, listed) == ["Ama Okafor"]


def test_the_index_says_whom_it_does_not_know_and_learns_them():
    person = make_person()
    FindingKeys.objects.filter(person=person).update(names=["wrong"])

    with pytest.raises(CommandError, match="does not know everybody"):
        call_command("index_people", stdout=StringIO())
    call_command("index_people", commit=True, stdout=StringIO())
    output = StringIO()
    call_command("index_people", stdout=output)

    assert output.getvalue() == "0 to index.\n"
    assert Event.objects.filter(verb="people.people_indexed").count() == 1


@pytest.mark.parametrize(
    ("words", "names", "born", "year"),
    [
        ("Okafor, Ama (1950)", ["okafor", "ama"], None, 1950),
        ("born 1950", [], None, 1950),
        ("3rd May 1950", [], date(1950, 5, 3), None),
        ("3.5.12", [], date(2012, 5, 3), None),
        ("3.5.50", [], date(1950, 5, 3), None),
        ("\x00", [], None, None),
        ("Ñandú’s", ["nandus"], None, None),
    ],
)
def test_what_is_typed_is_taken_apart(words, names, born, year):
    read = asked.read(words)

    assert (read.names, read.born, read.year) == (names, born, year)


def test_names_that_sound_alike_have_one_sound():
    for first, second in (
        ("philips", "filips"),
        ("catherine", "kathryn"),
        ("knight", "nite"),
        ("szymanski", "shimanski"),
        ("vasquez", "wasques"),
    ):
        assert sound_of(first) == sound_of(second) != ""
    assert sound_of("lee") == ""
    assert names_in("O’Neill-Łuc  St. John") == ["oneill", "luc", "st", "john"]


def test_a_swapped_pair_of_letters_is_one_step():
    assert likeness.steps_between("okafor", "okaofr") == 1
    assert likeness.steps_between("", "ama") == 3
    assert likeness.of_birth(date(1950, 3, 5), date(1950, 5, 3)) == 0.9
    assert likeness.of_birth(date(1950, 5, 3), None) == 0
