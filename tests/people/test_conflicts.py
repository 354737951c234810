"""Whom staff declare that they know: closed at once, also later, and told to nobody."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from people import access, actions, queries
from people.access import Permission, decide
from people.keeping import NOT_SAID
from people.models import Address, Conflict, Declaration, Relationship
from tests.accounts.factories import make_cover, make_staff
from tests.people.factories import (
    allocate,
    make_address,
    make_name,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db
TODAY = clock.today()
NOON = clock.at_time(TODAY, 12)
ZOE = {"given_names": "Zoe", "family_name": "O'Brien", "born_on": date(1950, 5, 3)}


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER)


@pytest.fixture
def user(manager):
    return make_staff(line_manager=manager)


def declared(user, by=None, kind="RELATIVE", asked_to_look="", at=None, **who):
    return actions.declare(
        user=user, by=by or user, kind=kind, asked_to_look=asked_to_look, at=at, **who or ZOE
    )


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
        # The minute may have gone by between the two.
        page = re.sub(r"\d\d:\d\d", "", text.split("<main")[1].replace(key, ""))
        return response.status_code, page

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
    nothing = client.post(sent.url, {"decide": "decide", "decision": "END", "reason": ""})
    assert "Enter why" in nothing.text
    given = {"decide": "decide", "decision": "END", "reason": "She moved away"}
    assert "She moved away" in client.post(sent.url, given, follow=True).text
    assert Declaration.objects.get().end_reason == "She moved away"


def test_what_staff_declare_waits_for_their_manager_until_it_is_decided(user, manager):
    quiet = declared(user, at=clock.add_hours(NOON, -2))
    asked = declared(user, asked_to_look="Her son, for her address", at=NOON)
    own = declared(manager, at=NOON)
    declared(make_staff(line_manager=manager, is_active=False), by=manager, at=NOON)

    assert to_decide(manager) == [asked, quiet]
    assert to_decide(user) == to_decide(make_staff(Role.MANAGER)) == []
    assert to_decide(make_staff(Role.RECORDS_OFFICER)) == [own]

    decide_about(quiet, manager, "CLOSED")
    decide_about(asked, manager, "MOVED", review_on=clock.add_days(TODAY, 10))

    assert to_decide(manager) == []
    in_time = clock.at_time(clock.add_days(TODAY, 10), 9)
    assert to_decide(manager, in_time) == [asked]
    assert to_decide(manager, clock.at_time(clock.add_months(TODAY, 6), 9)) == [asked, quiet]
    assert Event.objects.filter(verb="people.declaration_decided").count() == 2


def test_who_acts_for_a_manager_decides_and_an_officer_for_staff_who_have_none(user, manager):
    stands_in, officer = make_staff(Role.MANAGER), make_staff(Role.RECORDS_OFFICER)
    make_cover(manager, stands_in, kind="MANAGING")
    declaration = declared(user)
    of_nobody = declared(make_staff())
    gone = make_staff(Role.MANAGER, is_active=False)
    of_gone = declared(make_staff(line_manager=gone))

    assert to_decide(stands_in) == [declaration]
    assert to_decide(officer) == [of_nobody, of_gone]
    with pytest.raises(PermissionDenied):
        decide_about(declaration, officer, "CLOSED")
    decide_about(declaration, stands_in, "CLOSED")
    decide_about(of_nobody, officer, "CLOSED")
    assert declaration.reviews.get().reviewed_by == stands_in


def test_a_decision_is_a_managers_has_a_reason_and_a_day_ahead(user, manager):
    person = make_person(council_reference="P90001")
    declaration = declared(user, reference="P90001")
    for nobody in (user, make_staff(), make_staff(Role.MANAGER), make_staff(Role.RECORDS_OFFICER)):
        with pytest.raises(PermissionDenied):
            decide_about(declaration, nobody, "CLOSED")
    with pytest.raises(ValidationError, match="Enter why"):
        decide_about(declaration, manager, "CLOSED", reason=" ")
    for day in (TODAY, clock.add_months(TODAY, 25)):
        with pytest.raises(ValidationError, match="within the next two years"):
            decide_about(declaration, manager, "CLOSED", review_on=day)
    decide_about(declaration, manager, "MOVED")
    assert decide(user, Permission.VIEW, person).basis == "CONFLICT"

    decide_about(declaration, manager, "END", reason="Another Zoe")

    assert decide(user, Permission.VIEW, person).basis == "NO_BASIS"
    assert to_decide(manager, clock.at_time(clock.add_months(TODAY, 7), 9)) == []
    with pytest.raises(ValidationError, match="ended already"):
        decide_about(declaration, manager, "CLOSED")


def test_records_officers_look_for_whom_a_name_alone_means(user):
    officer = make_staff(Role.RECORDS_OFFICER)
    name = {"given_names": "Zoe", "family_name": "O'Brien"}
    make_person(council_reference="P90001")
    tied, in_vain = declared(user, at=NOON, **name), declared(user, at=NOON, **name)
    dated = declared(user, at=NOON)
    declared(user, reference="P90002", at=NOON)
    declared(officer, at=NOON, **name)
    assert list(queries.declarations_to_tie(officer, at=NOON)) == [tied, in_vain, dated]
    assert list(queries.declarations_to_tie(make_staff(Role.MANAGER), at=NOON)) == []
    with pytest.raises(PermissionDenied):
        actions.leave_untied(declaration=in_vain, by=make_staff(Role.MANAGER))

    actions.tie_declaration(declaration=tied, reference="P90001", by=officer)
    actions.leave_untied(declaration=in_vain, by=officer, at=NOON)
    actions.leave_untied(declaration=dated, by=officer, at=clock.add_hours(NOON, 24))

    assert list(queries.declarations_to_tie(officer, at=NOON)) == []
    later = clock.at_time(clock.add_months(TODAY, 7), 9)
    assert list(queries.declarations_to_tie(officer, at=later)) == [in_vain, dated]


def test_a_declaration_that_closes_a_hidden_record_looks_as_if_it_closed_none(user):
    hidden = make_person(given_names="Zoe", family_name="O'Brien", born_on=date(1950, 5, 3))
    restrict(hidden)
    declaration = declared(user)
    officer = make_staff(Role.RECORDS_OFFICER)

    assert Conflict.objects.get().person == hidden
    assert list(queries.declarations_to_tie(officer)) == [declaration]
    access.give_grant(
        person=hidden,
        user=officer,
        codename="open_restricted",
        by=None,
        reason="Test",
        expires_at=None,
        at=clock.now(),
    )
    assert list(queries.declarations_to_tie(officer)) == []


def test_a_name_that_comes_later_is_put_before_records_officers_again(user):
    officer = make_staff(Role.RECORDS_OFFICER)
    alone = declared(user, family_name="O'Brien")
    dated = declared(user)
    for each in (alone, dated):
        actions.leave_untied(declaration=each, by=officer)
    add = {"by": make_staff(), "given_names": "Zoe"}
    actions.add_person(family_name="Else", **add)
    actions.add_person(family_name="O’Brien", born_on=date(1951, 5, 3), **add)
    assert list(queries.declarations_to_tie(officer)) == [alone]

    actions.add_person(family_name="O’Brien", **add)

    assert set(queries.declarations_to_tie(officer)) == {alone, dated}


@pytest.mark.parametrize("what", ["name", "birth", "number"])
def test_a_record_that_comes_to_fit_later_is_closed_then(user, manager, what):
    named = {"given_names": "Zoe", "family_name": "O'Brien", "born_on": date(1950, 5, 3)}
    person = make_person(**named | {"name": {"given_names": "Zara"}}.get(what, {}))
    person.born_on = None if what in ("birth", "number") else person.born_on
    person.save()
    worker = make_worker_of(person)
    declared(user, **({"reference": "9990000018"} if what == "number" else {}))
    assert decide(user, Permission.VIEW, person).basis == "NO_BASIS"

    if what == "name":
        actions.name_person(
            person=person,
            kind="ALIAS",
            given_names="Zoë",
            family_name="O’Brien",
            by=worker,
            told=NOT_SAID,
        )
    else:
        fields = {"born_on": date(1950, 5, 3)} if what == "birth" else {"nhs_number": "9990000018"}
        actions.change_person(person=person, by=worker, **fields)

    assert decide(user, Permission.VIEW, person).basis == "CONFLICT"


def test_whoever_is_near_to_ones_own_record_is_closed_too(user):
    own = make_person(**ZOE)
    mother, friend, lives_with, next_door = (make_person() for _ in range(4))
    make_relationship(own, mother, kind="mother", back="daughter")
    make_relationship(own, friend, kind="friend", back="friend")
    for person, lines in ((own, "1 Mill Lane"), (lives_with, "1 Mill Lane"), (next_door, "2 X")):
        make_address(person, lines=lines, postcode="AB1 2CD")

    declaration = declared(user, kind="SELF")

    assert closed_to(user) == {own, mother, lives_with}
    worker = make_worker_of(friend)
    actions.record_fact(
        Address(person=friend, kind="HOME", lines="1 Mill Lane", postcode="AB12CD"),
        by=worker,
        told=NOT_SAID,
    )
    assert closed_to(user) == {own, mother, lives_with, friend}
    actions.end_declaration(
        declaration=declaration, reason="Another Zoe", by=make_staff(Role.RECORDS_OFFICER)
    )
    assert closed_to(user) == set()


def test_a_relative_who_is_recorded_later_is_closed_then(user):
    own, son = make_person(**ZOE), make_person()
    declared(user, kind="SELF")
    declared(make_staff(), kind="FRIEND")
    worker = make_worker_of(own)
    allocate(son, worker)

    actions.record_relationship(
        Relationship(person=own, other=son, kind="son", back="mother"), by=worker, told=NOT_SAID
    )

    assert closed_to(user) == {own, son}
    assert decide(user, Permission.VIEW, son).basis == "CONFLICT"
    assert Conflict.objects.count() == 3


def test_the_night_closes_what_came_near_in_another_way(user):
    own, son = make_person(**ZOE), make_person()
    declared(user, kind="SELF")
    make_relationship(own, son, kind="son", back="mother")
    assert closed_to(user) == {own}

    actions.close_near_every_own_record(by=log.CLOCK)

    assert closed_to(user) == {own, son}


def test_from_the_managers_home_to_the_decision_that_its_user_reads(client, user, manager):
    declaration = declared(user, asked_to_look="Her son, for her address")
    page = reverse("people:declaration", args=[declaration.key])
    client.force_login(user)
    assert "Decide about it" not in client.get(page).text
    assert page not in client.get("/").text

    client.force_login(manager)
    home = client.get("/").text
    assert page in home
    assert "Was asked to look" in home
    assert "O&#x27;Brien" not in home
    typed = {"decide": "decide", "decision": "CLOSED", "reason": "He refused, as he should"}
    past = {"review_on_day": "1", "review_on_month": "2", "review_on_year": "2020"}
    wrong = client.post(page, typed | past)
    assert "Enter a day within the next two years" in wrong.text
    assert "He refused, as he should" in wrong.text
    client.post(page, typed)
    assert page not in client.get("/").text

    client.force_login(user)
    read = client.get(page).text
    assert "It stays closed to them" in read
    assert "He refused, as he should" in read
    assert "refuse, do not look, and say so here" in client.get(reverse("people:declare")).text


def test_an_officer_is_led_from_home_to_a_name_and_says_that_nobody_fits(client, user):
    declaration = declared(user, family_name="O'Brien")
    page = reverse("people:declaration", args=[declaration.key])
    client.force_login(make_staff(Role.RECORDS_OFFICER))
    assert page in client.get("/").text

    client.post(page, {"untied": "untied"})

    assert page not in client.get("/").text
    declaration.refresh_from_db()
    assert declaration.sought_on == clock.today()


def decide_about(declaration, by, decision, reason="Not near enough to matter", **when):
    actions.decide_declaration(
        declaration=declaration, decision=decision, reason=reason, by=by, **when
    )


def closed_to(user):
    running = Conflict.objects.filter(user=user, ended_at=None).select_related("person")
    return {conflict.person for conflict in running}


def to_decide(viewer, at=None):
    return list(queries.declarations_to_decide(viewer, at=at))
