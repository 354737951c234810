"""With the name of somebody goes what says who they are: "Ana Clarke (daughter; attorney)"."""

import pytest

from disclosure.redacting import queries
from disclosure.redacting.terms import Terms
from tests.disclosure.factories import make_officer, make_redaction, make_signed
from tests.disclosure.test_redaction import marked
from tests.people.factories import make_contact, make_person, make_relationship

pytestmark = pytest.mark.django_db
SISTER = {"kind": "sister", "back": "sister"}


@pytest.fixture
def officer(person):
    return make_officer(person)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Told by Ana Clarke (Daughter, Carer; attorney)",
            "Ana Clarke (Daughter, Carer; attorney)",
        ),
        ("She lives with her daughter Ana Clarke now", "her daughter Ana Clarke"),
        ("Daughter: Ana Clarke", "Daughter: Ana Clarke"),
        ("Ana Clarke, daughter, rang", "Ana Clarke, daughter"),
        ("Ana Clarke is her daughter and rang", "Ana Clarke is her daughter"),
        ("Ana Clarke (nearest relative (Mental Health Act)) rang", None),
        ("Ana Clarke (with Fola Adeyemi) rang", "Ana Clarke"),
        ("Ana Clarke and her dog rang", "Ana Clarke"),
        ("The daughter of a neighbour met Ana Clarke", "Ana Clarke"),
    ],
)
def test_what_stands_beside_a_name_goes_with_it(text, words):
    terms = Terms(
        frozenset(["Ana Clarke"]), frozenset(["Fola Adeyemi"]), frozenset(), frozenset(["daughter"])
    )

    (found,) = terms.find(text)

    assert text[found.start : found.end] == (words or text.removesuffix(" rang"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "Maggie Doran lives with him, Shauna Doran visits",
            ["Maggie Doran", "Shauna Doran"],
        ),
        (
            "Maggie Doran, his wife, Shauna Doran visits",
            ["Maggie Doran, his wife", "Shauna Doran"],
        ),
        (
            "Maggie Doran met his daughter Shauna Doran",
            ["Maggie Doran", "his daughter Shauna Doran"],
        ),
    ],
)
def test_what_says_who_one_is_never_goes_with_the_next(text, words):
    terms = Terms(
        frozenset(["Maggie Doran", "Shauna Doran"]),
        frozenset(),
        frozenset(),
        frozenset(["wife", "lives with him", "daughter"]),
    )

    assert [text[found.start : found.end] for found in terms.find(text)] == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ana Clarke (07700 900123) rang", ["Ana Clarke", "(07700 900123"]),
        (
            "Ana Clarke (her daughter, 07700 900123, in the flat above) rang",
            ["Ana Clarke (her daughter", "07700 900123", "in the flat above"],
        ),
        ("Ana Clarke (ana@example.org) rang", ["Ana Clarke", "ana@example.org"]),
    ],
)
def test_how_somebody_is_reached_is_marked_apart_from_their_name(text, words):
    terms = Terms(frozenset(["Ana Clarke"]), frozenset(), frozenset(), frozenset(["daughter"]))

    found = terms.find(text)

    assert [text[each.start : each.end] for each in found] == words
    assert found[1].rule in ("telephone", "email")


def test_the_pages_about_the_person_keep_no_relation_where_the_name_goes(person, officer):
    make_relationship(person, make_person(given_names="Efua", family_name="Mensah"), **SISTER)
    make_contact(person, name="Kwame Boye", kind="FRIEND", relationship="Bowling partner")
    make_contact(person, name="Dr Iqbal Shah", kind="PROFESSIONAL", relationship="GP")
    make_signed(person, values={"discussion": "She was a sister to many"})

    case = make_redaction(person, officer)

    found = [(words, rule) for words, _, rule in marked(case, officer)]
    # Both ways round, and not in the entry, where nobody is named beside it.
    assert [words for words, rule in found if rule == "relation"].count("sister") == 2
    assert ("Bowling partner", "relation") in found
    assert [rule for words, rule in found if words == "sister"] == ["relation", "relation"]
    assert not any(words == "GP" for words, _ in found)
    (part,) = [each for each in queries.parts_of(officer, case) if each.key == "about"]
    assert any("GP" in piece.text for piece in part.pieces)
