"""Whom entries alone name is looked for as well, and so is "her mother" away from a name."""

import pytest

import clock
from disclosure.redacting import actions as redacting
from disclosure.redacting import shown
from disclosure.redacting.terms import Terms, called
from disclosure.requests import actions, weighing
from people.naming import said_of
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer, make_redaction, make_signed
from tests.disclosure.test_redaction import marked, row_of
from tests.people.factories import make_contact, make_person

pytestmark = pytest.mark.django_db
TYPED = {"kind": "other", "key": "", "name": "Jo Reed", "role": "neighbour at number 4"}


@pytest.fixture
def officer(person):
    return make_officer(person)


def weigh(asked, by, name, outcome):
    (whom,) = [each.key for each in weighing.others_of(asked.person) if each.name == name]
    said = {"choice": "UNASKED", "outcome": outcome, "words": "Weighed.", "on": clock.today()}
    actions.weigh(asked, by=by, whom=[whom], **said)


def words_marked(case, officer, rule):
    return [words for words, _, found_by in marked(case, officer) if found_by == rule]


@pytest.mark.parametrize(
    ("outcome", "is_marked"), [("", True), ("HOLD", True), ("PART", True), ("GIVE", False)]
)
def test_a_name_that_entries_alone_hold_is_marked_wherever_it_stands(
    person, officer, asked, outcome, is_marked
):
    make_signed(person, values={"who_was_present": [{**TYPED, "name": "jo  reed"}, TYPED]})
    text = "Jo Reed rang. JO\nREED was cross, and Mrs Reed sorry. He can read."
    mine = {"kind": "person_words", "text": "I like Jo Reed"}
    make_signed(person, values={"discussion": text}, said=[mine])
    if outcome:
        weigh(asked, officer, "Jo Reed", outcome)

    found = marked(make_redaction(person, officer, request=asked), officer)

    names = [each for each in found if each[2] == "name" and "eed" in each[0].casefold()]
    assert {each[1] for each in names} == ({"WHO_OTHER"} if is_marked else set())
    in_text = [words for words, _, _ in names if words in text]
    for words in ("Jo Reed", "JO\nREED", "Reed"):
        assert (words in in_text) == is_marked
    assert not any("read" in words for words, _, _ in found)
    assert not any("I like" in words for words, _, _ in found)


def test_a_name_is_marked_with_either_apostrophe_and_the_persons_own_is_not():
    person = make_person(given_names="Ama", family_name="O’Neill")
    make_contact(person, name="Kit O'Neill", relationship="Brother")
    make_contact(person, name="Sean O’Brien", relationship="Friend", kind="FRIEND")
    make_contact(person, name="Una D'Arcy", relationship="Friend", kind="FRIEND")
    make_signed(person, values={"discussion": "Mr O'Brien, Una D’Arcy; Mrs O'Neill"})
    officer = make_officer(person)

    found = marked(make_redaction(person, officer), officer)

    names = [words for words, _, rule in found if rule == "name"]
    assert {"O'Brien", "Una D’Arcy"} <= set(names)
    assert "O'Neill" not in names


def test_a_name_that_comes_or_is_weighed_later_is_marked_on_looking_again(person, officer, asked):
    entry = make_signed(person, values={"discussion": "Jo Reed came, not Sam."})
    make_signed(person, values={"who_was_present": [{**TYPED, "name": "Jo Reed"}]})
    weigh(asked, officer, "Jo Reed", "GIVE")
    case = make_redaction(person, officer, request=asked)
    redacting.finish_entry(row=row_of(case, entry), by=officer)
    assert "Jo Reed" not in words_marked(case, officer, "name")

    weigh(asked, officer, "Jo Reed", "HOLD")
    redacting.look_again(redaction=case, by=officer)
    redacting.look_again(redaction=case, by=officer)

    row = row_of(case, entry)
    assert [mark.found_by for mark in row.marks.all()] == ["name"]
    assert row.done_at is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Jo Reed", {"Jo Reed", "Reed"}),
        ("Ana van Dijk", {"Ana van Dijk", "Ana", "Dijk"}),
        ("Two police officers", {"Two police officers"}),
        ("Home manager", {"Home manager"}),
        ("jo reed", {"jo reed"}),
        ("Ana", {"Ana"}),
    ],
)
def test_what_is_no_name_is_looked_for_as_a_whole_alone(name, words):
    assert said_of(name) == words


def test_a_relation_is_known_by_every_word_for_it():
    assert called("Mum, carer; attorney") == {
        *("mum", "mother", "mummy", "mam", "parent"),
        *("carer", "attorney"),
    }
    assert called("neighbour at number 4") == {"neighbour"}
    assert called("GP") == set()


def test_a_relation_away_from_a_name_is_to_look_at_and_not_struck(client, person, officer, asked):
    make_contact(person, name="Efua Mensah", kind="FAMILY", relationship="Mother")
    make_contact(person, name="Dr Iqbal Shah", kind="PROFESSIONAL", relationship="GP")
    text = "Her mother rang. Efua said her elder Mum’s flat is cold. Her GP and her sister know."
    mine = {"kind": "person_words", "text": "I miss my mother"}
    entry = make_signed(person, values={"discussion": text}, said=[mine])
    case = make_redaction(person, officer, request=asked)
    assert words_marked(case, officer, "relation_apart") == ["Her mother", "her elder Mum"]
    client.force_login(officer)
    here = shown.address_of(person, case, entry.key)

    page = client.get(here)
    client.post(here, {"act": "as-proposed"})

    assert "away from their name: to look at" in page.text
    apart = [each for each in page.context["marks"] if each.is_to_look_at]
    assert [each.begins_with["decision"] for each in apart] == ["", ""]
    assert [each.weighed[0].other.name for each in apart] == ["Efua Mensah"] * 2
    became = {mark.found_by: mark.decision for mark in row_of(case, entry).marks.all()}
    assert became == {"name": "REMOVE", "relation_apart": "UNDECIDED"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Mum rang. The mum was cross.", ["Mum", "The mum"]),
        ("Then the eldest daughter said so", ["the eldest daughter"]),
        ("Child protection; the parent, a partner agency; Spouse", []),
        ("Her partner and his child", ["Her partner", "his child"]),
        ("In his mother tongue, with mother and a daughter", ["his mother"]),
    ],
)
def test_a_relation_is_to_look_at_where_nobody_says_whose_it_is(text, words):
    apart = {word for each in ("Mother", "Daughter", "Spouse") for word in called(each)}
    terms = Terms(frozenset(), frozenset(), frozenset(), apart=frozenset({*apart, "partner"}))

    assert [text[each.start : each.end] for each in terms.related_apart(text)] == words


def test_a_name_that_a_member_of_staff_has_too_is_marked(person, officer, asked):
    for name in ("David Jones", "Jo Reed", "Fola Adeyemi"):
        make_staff(name=name)
    make_contact(person, name="David Jones", relationship="Son")
    manager = {**TYPED, "name": "Fola Adeyemi", "role": "Duty manager"}
    make_signed(person, values={"who_was_present": [TYPED, manager]})
    make_signed(person, values={"discussion": "David Jones, JO REED and Fola Adeyemi rang."})

    case = make_redaction(person, officer, request=asked)

    assert {"David Jones", "JO REED"} <= set(words_marked(case, officer, "name"))
    assert not any("Adeyemi" in words for words, *_ in marked(case, officer))
    assert {each.name for each in weighing.others_of(person)} == {"David Jones", "Jo Reed"}


def test_a_relation_to_somebody_who_is_given_is_not_marked(person, officer, asked):
    make_contact(person, name="Efua Mensah", kind="FAMILY", relationship="Mother")
    make_signed(person, values={"discussion": "Her mother rang."})
    weigh(asked, officer, "Efua Mensah", "GIVE")

    case = make_redaction(person, officer, request=asked)

    assert words_marked(case, officer, "relation_apart") == []
