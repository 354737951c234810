"""Whom staff declare that they know: closed at once, also later, and told to nobody."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from people import access, actions
from people.access import Permission, decide
from people.models import Conflict, Declaration
from tests.accounts.factories import make_staff
from tests.people.factories import make_name, make_person, make_worker_of, restrict

pytestmark = pytest.mark.django_db
ZOE = {"given_names": "Zoe", "family_name": "O'Brien", "born_on": date(1950, 5, 3)}


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER)


@pytest.fixture
def user(manager):
    return make_staff(line_manager=manager)


def declared(user, by=None, kind="RELATIVE", **who):
    return actions.declare(user=user, by=by or user, kind=kind, **who or ZOE)


@pytest.mark.parametrize("kind", ["SELF", "RELATIVE", "FRIEND", "OTHER"])
def test_a_declared_record_opens_by_no_basis_whatever(manager, kind):
    person = make_person(council_reference="P90001")
    worker = make_worker_of(person, line_manager=manager)
    for codename in ("open_record", "open_restricted", "break_glass"):
        access.give_grant(
            person=person,
            user=worker,
            codename=codename,
            by=None,
            reason="Test",
            expires_at=None,
            at=clock.now(),
        )

    declared(worker, kind=kind, reference="p90001")

    assert decide(worker, Permission.VIEW, person).basis == "CONFLICT"
    with pytest.raises(PermissionDenied, match="conflict"):
        actions.break_glass(
            person=person, by=worker, category="PERSON", words="She needs help now, I think"
        )
    assert Event.objects.filter(verb="people.conflict_declared").get().subjects == [person.key]


def test_a_name_fits_with_its_date_of_birth_however_it_is_written(user):
    fits = make_person(given_names="Zoë", family_name="O’Brien", born_on=date(1950, 5, 3))
    married = make_person(given_names="Zara", family_name="Ali", born_on=date(1950, 5, 3))
    make_name(married, given_names="Zoe", family_name="O'Brien")
    make_person(given_names="Zoe", family_name="O'Brien", born_on=date(1951, 5, 3))

    declared(user)

    assert set(Conflict.objects.values_list("person", flat=True)) == {fits.pk, married.pk}


def test_a_name_alone_closes_nothing_until_a_records_officer_says_whose_it_is(user, manager):
    person = make_person(given_names="Zoe", family_name="O'Brien", council_reference="P90001")
    declaration = declared(user, given_names="Zoe", family_name="O'Brien")
    assert not Conflict.objects.exists()
    officer = make_staff(Role.RECORDS_OFFICER)
    own = declared(officer, family_name="Somebody")
    for by, which in ((manager, declaration), (user, declaration), (officer, own)):
        with pytest.raises(PermissionDenied):
            actions.tie_declaration(declaration=which, reference="P90001", by=by)

    actions.tie_declaration(declaration=declaration, reference="P90001", by=officer)

    assert decide(user, Permission.VIEW, person).basis == "CONFLICT"


@pytest.mark.parametrize("who", [ZOE, {"reference": "999 000 0018"}])
def test_a_record_that_is_added_later_is_closed_from_its_first_moment(user, who):
    declared(user, **who)

    person = actions.add_person(
        by=make_staff(),
        given_names="Zoë",
        family_name="O’Brien",
        born_on=date(1950, 5, 3),
        nhs_number="9990000018",
    )

    assert decide(user, Permission.VIEW, person).basis == "CONFLICT"


def test_the_answer_is_the_same_whether_there_is_a_record_or_not(client, user):
    restrict(make_person(council_reference="P90001", family_name="Rowbotham"))
    client.force_login(user)

    def answer(reference):
        response = client.post(
            reverse("people:declare"), {"kind": "FRIEND", "reference": reference}, follow=True
        )
        text = response.text.replace(reference, "…").split("</main")[0]
        key = Declaration.objects.latest("pk").key
        return response.status_code, text.split("<main")[1].replace(key, "")

    assert answer("P90001") == answer("P90002")
    assert Conflict.objects.count() == 1


def test_only_somebody_else_ends_it_and_says_why(user, manager):
    person = make_person(council_reference="P90001")
    declaration = declared(user, reference="P90001")
    for nobody in (user, make_staff(), make_staff(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            actions.end_declaration(declaration=declaration, reason="Not her", by=nobody)
    with pytest.raises(ValidationError, match="why it ends"):
        actions.end_declaration(declaration=declaration, reason=" ", by=manager)
    assert decide(user, Permission.VIEW, person).basis == "CONFLICT"

    actions.end_declaration(declaration=declaration, reason="Not her", by=manager)

    assert decide(user, Permission.VIEW, person).basis == "NO_BASIS"
    assert Event.objects.get(verb="people.conflict_ended").subjects == [person.key]
    with pytest.raises(ValidationError, match="ended already"):
        actions.end_declaration(declaration=declaration, reason="Not her", by=manager)


def test_a_manager_declares_for_their_staff_and_nobody_elses(user, manager):
    assert declared(user, by=manager).declared_by == manager
    with pytest.raises(PermissionDenied):
        declared(make_staff(), by=manager)
    with pytest.raises(ValidationError, match="reference, or a name"):
        declared(user, given_names="Zoe")


def test_from_the_form_to_the_managers_page_and_its_end(client, user, manager):
    client.force_login(user)
    empty = client.post(reverse("people:declare"), {"words": "My aunt"})
    assert "Enter a family name, or a reference above" in empty.text
    assert "Select who it is" in empty.text
    assert "My aunt" in empty.text
    sent = client.post(
        reverse("people:declare"),
        {"kind": "RELATIVE", "family_name": "O'Brien", "asked_to_look": "Her son, for her address"},
    )
    assert "Her son, for her address" in client.get(sent.url).text
    assert "End it" not in client.get(sent.url).text

    client.force_login(make_staff(Role.MANAGER))
    assert client.get(sent.url).status_code == 404
    assert sent.url not in client.get(reverse("people:declarations")).text
    client.force_login(manager)
    assert sent.url in client.get(reverse("people:declarations")).text
    assert "Enter why it ends" in client.post(sent.url, {"end": "end", "reason": ""}).text
    ended = client.post(sent.url, {"end": "end", "reason": "She moved away"}, follow=True)
    assert "She moved away" in ended.text
