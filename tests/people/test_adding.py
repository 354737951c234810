"""Adding a person: who looks like them is shown first, and nobody is added twice."""

import uuid
from datetime import date

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event, EventDetail
from people import access
from people.access import Permission
from people.finding import duplicates
from people.finding.comparing import Described, compare
from people.models import Person, ToldApart
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_address, make_name, make_person, restrict

pytestmark = pytest.mark.django_db

NHS_NUMBER = "9990000018"
ADD = "people:add"


def answers(**more):
    return {
        "submission": str(uuid.uuid4()),
        "given_names": "Ama",
        "family_name": "Okafor",
        "birth_precision": "KNOWN",
        "born_on_day": "3",
        "born_on_month": "5",
        "born_on_year": "1950",
        "address": "12 Mill Lane",
        "postcode": "zz14pl",
        "phone": "020 7946 0123",
        "nhs_number": "999 000 0018",
        "known_as": "NEEDS",
        "reason": "First call, from her daughter",
        "act": "create",
    } | more


@pytest.fixture
def worker(client):
    worker = make_staff(Role.BUSINESS_SUPPORT, team=make_team())
    client.force_login(worker)
    return worker


def likeness(first: dict, second: dict):
    return compare(Described(**first), Described(**second))


WHOLE = {
    "given_names": "Ama",
    "family_name": "Okafor",
    "born_on": date(1950, 5, 3),
    "addresses": (("12 Mill Lane", "ZZ1 4PL"),),
    "phones": ("020 7946 0123",),
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"given_names": "Amma"},
        {"given_names": "Okafor", "family_name": "Ama"},
        {"born_on": date(1950, 3, 5)},
        {"born_on": date(1950, 5, 8)},
        {"family_name": "Smith", "given_names": "Ama"},
        {"addresses": (("3 Other Road", "ZZ9 9ZZ"),)},
        {"born_on": None, "phones": ()},
        {"born_on": date(1951, 1, 1), "is_estimated": True},
    ],
)
def test_one_thing_written_otherwise_leaves_somebody_likely_the_same(change):
    assert likeness(WHOLE, WHOLE | change).is_likely


@pytest.mark.parametrize(
    "change",
    [
        {"given_names": "Kofi", "born_on": date(1972, 8, 9)},
        {"given_names": "Grace", "family_name": "Mensah", "phones": (), "born_on": None},
        {"given_names": "Kofi", "born_on": None, "addresses": (), "phones": ()},
    ],
)
def test_a_relative_at_the_same_address_or_a_namesake_is_not_likely_the_same(change):
    assert not likeness(WHOLE, WHOLE | change).is_likely


def test_what_is_the_same_and_what_is_not_are_both_said():
    found = likeness(WHOLE, WHOLE | {"born_on": date(1950, 3, 5), "phones": ("020 7946 0999",)})

    assert found.same == [
        "same first name",
        "same family name",
        "date of birth with day and month swapped",
        "same postcode",
        "same address",
    ]
    assert found.unlike == ["another phone number"]


def test_a_new_person_is_added_with_what_was_typed_and_is_open_to_the_team(client, worker):
    assert client.get(reverse(ADD)).status_code == 200

    response = client.post(reverse(ADD), answers(), follow=True)

    person = Person.objects.get()
    assert response.resolver_match.view_name == "people:about"
    assert (person.legal_name, person.nhs_number) == ("Ama Okafor", NHS_NUMBER)
    assert (person.born_on, person.team) == (date(1950, 5, 3), worker.team)
    assert person.addresses.get().postcode == "ZZ1 4PL"
    assert access.decide(worker, Permission.WRITE, person).allowed
    added = Event.objects.get(verb="people.person_added")
    assert EventDetail.objects.get(event=added.pk).fields == {
        "reason": "First call, from her daughter"
    }


def test_a_form_sent_twice_adds_one_person(client, worker):
    sent = answers()

    first = client.post(reverse(ADD), sent)
    second = client.post(reverse(ADD), sent)

    assert first.url == second.url
    assert Person.objects.count() == 1


def test_nobody_is_added_while_somebody_who_looks_like_them_is_not_told_apart(client, worker):
    known = make_person(nhs_number=NHS_NUMBER)

    shown = client.post(reverse(ADD), answers(act="check", nhs_number=""))
    refused = client.post(reverse(ADD), answers(nhs_number=""))
    too_short = client.post(
        reverse(ADD), answers(nhs_number="", **{f"different_{known.key}": "no"})
    )

    for response in (shown, refused, too_short):
        assert f"ref {known.council_reference}" in response.text
        assert "Same first name, same family name, same date of birth" in response.text
    assert "Say how you know that this is not Ama Okafor" not in shown.text
    assert "Say how you know that this is not Ama Okafor" in refused.text
    assert Person.objects.count() == 1
    assert Event.objects.filter(
        verb="people.lookalikes_shown", subjects__contains=[known.key]
    ).exists()


def test_how_two_are_told_apart_is_kept_and_the_second_is_added(client, worker):
    known = make_person()
    words = {f"different_{known.key}": "They are twins, both present"}

    client.post(reverse(ADD), answers(**words))

    added = Person.objects.exclude(pk=known.pk).get()
    apart = ToldApart.objects.get()
    assert (apart.person, apart.other, apart.reason) == (
        added,
        known,
        "They are twins, both present",
    )
    assert Event.objects.filter(verb="people.told_apart").count() == 2


def test_an_nhs_number_that_is_held_is_refused_in_the_same_words_whoever_has_it(client, worker):
    known = make_person(given_names="Grace", family_name="Mensah", nhs_number=NHS_NUMBER)
    words = {f"different_{known.key}": "Another woman entirely"}

    response = client.post(reverse(ADD), answers(**words))

    assert "This NHS number is on another record" in response.text
    assert 'value="Okafor"' in response.text
    assert Person.objects.count() == 1


@pytest.mark.parametrize("act", ["check", "create"])
def test_a_likely_duplicate_that_is_restricted_says_to_ask_the_records_team_and_no_more(
    client, worker, act
):
    restricted = make_person(preferred_name="Efya", nhs_number=NHS_NUMBER)
    make_address(restricted, lines="12 Mill Lane")
    other = make_person(given_names="Amma", born_on=date(1950, 5, 3))
    restrict(restricted, make_staff())

    response = client.post(reverse(ADD), answers(act=act))

    assert "Speak to the records team before you add this person." in response.text
    for trace in ("Efya", restricted.key, restricted.council_reference, other.key):
        assert trace not in response.text
    assert Person.objects.count() == 2


def test_what_the_records_team_said_lets_somebody_new_be_added(client, worker):
    restricted = make_person()
    restrict(restricted, make_staff())

    client.post(reverse(ADD), answers(records_team="R. Hale, today: somebody new"))

    assert ToldApart.objects.get().other == restricted
    assert Person.objects.count() == 2


@pytest.mark.parametrize("somebody_else", [True, False])
def test_a_restricted_person_who_is_only_possible_changes_no_word_and_asks_as_often(
    worker, django_assert_num_queries, somebody_else
):
    described = Described(given_names="Ama", family_name="Okafor", born_on=date(1950, 5, 3))
    if somebody_else:
        make_person(given_names="Amy", born_on=date(1950, 5, 9))
    with django_assert_num_queries(7):
        before = duplicates.candidates(worker, described)

    restrict(make_person(born_on=date(1950, 9, 28), given_names="Kofi"), make_staff())
    make_name(restricted := Person.objects.latest("pk"), kind="ALIAS", given_names="Ama")

    with django_assert_num_queries(7):
        after = duplicates.candidates(worker, described)
    assert before == after
    assert restricted not in [each.person for each in after.shown]


def test_while_somebody_types_the_panel_alone_answers(client, worker):
    known = make_person()
    address = reverse("people:look-alikes")

    empty = client.post(address, {"given_names": "Ama"})
    found = client.post(address, {k: v for k, v in answers().items() if k != "reason"})

    assert known.council_reference not in empty.text
    assert known.council_reference in found.text
    assert "<html" not in found.text


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"given_names": " "}, "Enter their first name"),
        ({"born_on_year": ""}, "Date of birth must include a year"),
        ({"born_on_year": "1850"}, "Date of birth must be less than 125 years ago"),
        ({"born_on_year": "2050"}, "Date of birth must be in the past"),
        ({"born_on_day": "", "born_on_month": "", "born_on_year": ""}, "or say that it is not"),
        ({"nhs_number": "9990000019"}, "Enter an NHS number of 10 figures"),
        ({"address": ""}, "Enter the address that this postcode belongs to"),
        ({"postcode": "x" * 11}, "Text must be 10 characters or fewer"),
        ({"known_as": ""}, "Select how they are in touch with us"),
        ({"reason": ""}, "Enter why they are added today"),
        ({"family_name": "Oka\x00for"}, "There is a problem"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, worker, wrong, message):
    response = client.post(reverse(ADD), answers(**wrong))

    assert message in response.text
    assert Person.objects.count() == 0
    assert "First call, from her daughter" in response.text or wrong == {"reason": ""}


def test_an_unknown_birth_is_kept_as_unknown(client, worker):
    client.post(reverse(ADD), answers(birth_precision="UNKNOWN"))

    assert Person.objects.get().born_on is None


def test_going_back_keeps_what_was_typed_and_says_nothing_is_wrong(client, worker):
    response = client.post(reverse(ADD), answers(act="change"))

    assert 'value="Okafor"' in response.text
    assert "There is a problem" not in response.text
    assert Person.objects.count() == 0


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR])
def test_roles_that_do_not_write_add_nobody(client, role):
    client.force_login(make_staff(role))

    assert client.post(reverse(ADD), answers()).status_code == 403
    assert Person.objects.count() == 0


def test_search_offers_to_add_whoever_is_not_there(client, worker):
    response = client.post(reverse("people:search"), {"words": "Nobody"}, follow=True)

    assert reverse(ADD) in response.text
