"""Records kept to named staff: who keeps them so, who may know, who ends it (ruling 4)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from people import actions, queries
from people.access import Permission, decide, findable_people
from people.models import PersonUserObjectPermission, Restriction
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_person,
    make_worker_of,
    put_on_list,
    restrict,
)

pytestmark = pytest.mark.django_db
CLOCK = log.Service(staff_number="clock")
WHY = {"kind": "ABUSE", "reason": "Somebody looks for her"}


@pytest.fixture
def owner():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def person(owner):
    return make_person(team=make_team(lead=owner), given_names="Zoë", family_name="Quartermaine")


@pytest.fixture
def worker(person, owner):
    return make_worker_of(person, line_manager=owner, name="Fola Adeyemi")


@pytest.fixture
def officer():
    return make_staff(Role.RECORDS_OFFICER, name="Helen Marsh")


@pytest.fixture
def restriction(person, owner, worker):
    return actions.restrict(person=person, by=owner, listed=[worker], **WHY)


def again(restriction):
    return Restriction.objects.get(pk=restriction.pk)


def test_a_restricted_record_is_there_for_its_list_alone_from_the_next_request(
    client, person, owner, worker
):
    colleague = make_staff()
    allocate(person, colleague)
    client.force_login(colleague)
    page = reverse("records:timeline", args=[person.key])
    assert client.get(page).status_code == 200

    restriction = actions.restrict(person=person, by=owner, listed=[worker], **WHY)

    assert client.get(page).status_code == 404
    assert decide(colleague, Permission.VIEW, person).basis == "RESTRICTED"
    assert decide(worker, Permission.VIEW, person).allowed
    assert decide(owner, Permission.VIEW, person).allowed
    assert restriction.review_on == clock.add_days(clock.today(), 90)
    event = Event.objects.get(verb="people.restricted")
    assert event.subjects == [person.key]
    assert event.shown == ["ABUSE", owner.staff_number, worker.staff_number]


def test_who_restricts_opens_the_record_and_keeps_restrictions(person, owner, worker, officer):
    for nobody in (worker, officer, make_staff(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            actions.restrict(person=person, by=nobody, listed=[], **WHY)
    near = make_staff()
    declare_conflict(person, near)
    with pytest.raises(ValidationError, match="cannot be on this list"):
        actions.restrict(person=person, by=owner, listed=[near], **WHY)
    assert not Restriction.objects.exists()

    actions.restrict(person=person, by=owner, listed=[], **WHY)

    with pytest.raises(ValidationError, match="restricted already"):
        actions.restrict(person=person, by=owner, listed=[], **WHY)


def test_the_list_is_changed_by_who_keeps_it_and_a_row_ends_on_its_day(
    person, owner, worker, restriction
):
    guest = make_staff()
    allocate(person, guest)
    given = {"restriction": restriction, "user": guest, "reason": "Joint visit on Friday"}
    for nobody in (worker, guest, make_staff(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            actions.add_to_list(by=nobody, **given)

    actions.add_to_list(by=owner, until=clock.today(), **given)

    assert decide(guest, Permission.VIEW, person).allowed
    tomorrow = clock.at_time(clock.add_days(clock.today(), 1), 9)
    assert decide(guest, Permission.VIEW, person, at=tomorrow).basis == "RESTRICTED"
    assert decide(worker, Permission.VIEW, person, at=tomorrow).allowed

    actions.take_off_list(restriction=restriction, user=guest, reason="Done", by=owner)

    assert not findable_people(guest).filter(pk=person.pk).exists()
    assert Event.objects.get(verb="people.list_taken_off").shown == [guest.staff_number]


def test_the_owner_stays_on_the_list_until_another_is_named(person, owner, officer, restriction):
    with pytest.raises(ValidationError, match="Name another first"):
        actions.take_off_list(restriction=restriction, user=owner, reason="Away", by=owner)
    with pytest.raises(ValidationError, match="and is on the list"):
        actions.add_to_list(
            restriction=restriction, user=owner, reason="x", by=owner, until=clock.today()
        )
    next_one = make_staff(Role.MANAGER)
    given = {"restriction": restriction, "reason": "She has left"}
    with pytest.raises(ValidationError, match="somebody else than yourself"):
        actions.name_owner(user=officer, by=officer, **given)
    with pytest.raises(ValidationError, match="manager or a records officer"):
        actions.name_owner(user=make_staff(), by=officer, **given)
    guardian = make_staff(Role.CALDICOTT_GUARDIAN)
    with pytest.raises(PermissionDenied):
        actions.name_owner(user=next_one, by=guardian, **given)

    actions.name_owner(user=next_one, by=officer, **given)

    assert again(restriction).owner == next_one
    assert findable_people(next_one).filter(pk=person.pk).exists()
    assert not findable_people(officer).filter(pk=person.pk).exists()
    assert Event.objects.get(verb="people.restriction_owner_named").subjects == []


def test_two_people_end_it_and_the_list_with_it(person, owner, worker, officer, restriction):
    with pytest.raises(PermissionDenied):
        actions.ask_to_lift(restriction=restriction, reason="Over", by=worker)
    actions.ask_to_lift(restriction=restriction, reason="The court order has ended", by=owner)
    with pytest.raises(ValidationError, match="Somebody else answers"):
        actions.answer_lift(restriction=restriction, agrees=True, by=owner)
    near = make_staff(Role.RECORDS_OFFICER)
    declare_conflict(person, near)
    for nobody in (worker, near, make_staff(Role.MANAGER)):
        with pytest.raises(PermissionDenied):
            actions.answer_lift(restriction=restriction, agrees=True, by=nobody)

    actions.answer_lift(restriction=restriction, agrees=False, by=officer)

    assert decide(officer, Permission.VIEW, person).basis == "RESTRICTED"
    assert Event.objects.get(verb="people.lift_answered").subjects == []

    actions.ask_to_lift(restriction=restriction, reason="The court order has ended", by=owner)
    actions.answer_lift(restriction=restriction, agrees=True, by=officer)

    assert findable_people(officer).filter(pk=person.pk).exists()
    assert not PersonUserObjectPermission.objects.exists()
    with pytest.raises(ValidationError, match="has ended"):
        actions.review_restriction(restriction=restriction, words="Still so", by=owner)


def test_a_review_is_due_then_late_and_is_told_once_each(owner, officer, restriction):
    def told(days):
        at = clock.at_time(clock.add_days(restriction.review_on, days), 9)
        return actions.tell_of_restrictions(by=CLOCK, at=at), at

    assert told(-1)[0] == 0
    assert [told(0)[0], told(1)[0]] == [1, 0]
    assert len(queries.restrictions_told(owner, at=told(1)[1]).to_review) == 1
    assert queries.restrictions_told(officer, at=told(1)[1]).late == []
    assert [told(14)[0], told(15)[0]] == [1, 0]
    late = queries.restrictions_told(officer, at=told(15)[1])
    assert [row.pk for row in late.late] == [restriction.pk]
    assert late.people == []

    actions.review_restriction(
        restriction=restriction, words="He still looks for her", by=owner, at=told(15)[1]
    )

    assert again(restriction).review_on == clock.add_days(restriction.review_on, 15 + 90)
    assert queries.restrictions_told(owner, at=told(15)[1]).to_review == []
    assert told(104)[0] == 0
    assert told(105)[0] == 1


def test_one_that_ends_on_its_day_is_written_down_and_leaves_no_list(person, owner, worker):
    last = clock.add_days(clock.today(), 10)
    actions.restrict(person=person, by=owner, listed=[worker], ends_on=last, **WHY)
    after = clock.at_time(clock.add_days(last, 1), 2)

    assert actions.tell_of_restrictions(by=CLOCK, at=after) == 1
    assert actions.tell_of_restrictions(by=CLOCK, at=after) == 0

    assert not PersonUserObjectPermission.objects.exists()
    assert findable_people(make_staff(), at=after).filter(pk=person.pk).exists()
    assert Event.objects.get(verb="people.restriction_ended").subjects == [person.key]


def test_its_owner_is_told_before_it_ends_by_itself_and_moves_its_last_day_on_or_takes_it_away(
    client, person, owner, officer
):
    last = clock.add_days(clock.today(), 20)
    given = {"person": person, "by": owner, "listed": [], **WHY}
    restriction = actions.restrict(ends_on=last, **given)
    near = clock.at_time(clock.add_days(last, -14), 9)
    assert queries.restrictions_told(owner).ending == []
    assert queries.restrictions_told(owner, at=near).ending == [restriction]
    assert queries.restrictions_told(officer, at=near).rows == []
    page = reverse("people:restriction", args=[restriction.key])
    client.force_login(owner)

    def send(day):
        parts = ("day", "month", "year")
        typed = {f"review-ends_on_{part}": getattr(day, part, "") for part in parts}
        typed |= {"act": "review", "review-words": "He still looks for her"}
        return client.post(page, typed, follow=True).text

    assert "takes two" in send(clock.add_days(last, -1))
    send(clock.add_days(last, 30))
    assert queries.restrictions_told(owner, at=near).ending == []
    assert again(restriction).ends_at == clock.end_of_day(clock.add_days(last, 30))
    send(None)
    assert again(restriction).ends_at is None
    shown = [event.shown for event in Event.objects.filter(verb="people.restriction_reviewed")]
    assert shown == [[clock.add_days(last, 30).isoformat()], ["no last day"]]
    with pytest.raises(ValidationError, match="takes two"):
        actions.review_restriction(restriction=restriction, words="Soon", by=owner, ends_on=last)


def test_a_later_restriction_begins_with_its_own_list(person, owner, worker):
    left_over = make_staff()
    put_on_list(person, left_over)

    actions.restrict(person=person, by=owner, listed=[worker], **WHY)

    assert not findable_people(left_over).filter(pk=person.pk).exists()


def test_who_oversees_reads_why_and_never_whose(client, person, officer, restriction):
    page = reverse("people:restriction", args=[restriction.key])
    client.force_login(officer)

    for text in (client.get(page).text, client.get(reverse("people:restrictions")).text):
        assert "Somebody looks for" in text
        assert "Ros Hale" in text
        assert "Quartermaine" not in text
        assert person.key not in text
        assert person.council_reference not in text
    # The log says whose it is to those who may know; to whoever read it without a name, nothing.
    told = Event.objects.filter(actor=officer.staff_number, subjects=[person.key])
    assert [each.verb for each in told] == ["people.restriction_shown"]
    own = client.get(reverse("governance:my-access")).text
    assert "Quartermaine" not in own
    assert person.key not in own


def test_nobody_else_learns_that_there_is_one(client, person, restriction):
    page = reverse("people:restriction", args=[restriction.key])
    near = make_staff(Role.RECORDS_OFFICER)
    declare_conflict(person, near)
    for stranger in (make_staff(), make_staff(Role.MANAGER), make_staff(Role.AUDITOR), near):
        client.force_login(stranger)
        assert client.get(page).status_code == 404
        assert client.post(page, {"act": "agree"}).status_code == 404
        assert restriction.key not in client.get(reverse("people:restrictions")).text


def test_what_is_over_is_read_by_its_owner_and_who_oversees(
    client, owner, worker, officer, restriction
):
    actions.ask_to_lift(restriction=restriction, reason="It is over", by=owner)
    actions.answer_lift(restriction=restriction, agrees=True, by=officer)
    page = reverse("people:restriction", args=[restriction.key])

    for viewer, status in ((owner, 200), (officer, 200), (worker, 404), (make_staff(), 404)):
        client.force_login(viewer)
        assert client.get(page).status_code == status


def test_from_the_access_page_to_its_end(client, person, owner, worker, officer):
    client.force_login(owner)
    page = reverse("people:restrict", args=[person.key])
    assert page in client.get(reverse("governance:who-has-looked", args=[person.key])).text
    wrong = client.post(page, {"reason": "She works here"})
    assert wrong.status_code == 400
    assert "Select why it is restricted" in wrong.text
    assert "She works here" in wrong.text
    sent = client.post(
        page, {"kind": "STAFF", "reason": "She works here", "listed": [worker.staff_number]}
    )
    shown = client.get(sent.url).text
    assert "Fola Adeyemi" in shown
    assert client.get(page).url == sent.url

    off = {"act": "take_off", "take_off-user": worker.staff_number, "take_off-reason": ""}
    assert "Enter why they come off the list" in client.post(sent.url, off).text
    client.post(sent.url, off | {"take_off-reason": "Moved to another team"})
    assert not findable_people(worker).filter(pk=person.pk).exists()
    client.post(sent.url, {"act": "review", "review-words": "She still works here"})
    assert "She still works here" in client.get(sent.url).text
    client.post(sent.url, {"act": "lift", "lift-reason": "She has left"})
    assert "Somebody else answers" in client.post(sent.url, {"act": "agree"}).text

    client.force_login(officer)
    assert sent.url in client.get("/").text
    ended = client.post(sent.url, {"act": "agree"}, follow=True)
    assert "It has ended." in ended.text
    assert findable_people(worker).filter(pk=person.pk).exists()


def test_whom_to_ask_is_the_same_whether_there_is_a_restricted_record_or_not(client, officer):
    page = reverse("people:whom-to-ask")
    client.force_login(make_staff())
    before = client.get(page).text.split("<main")[1]
    restrict(make_person())

    assert client.get(page).text.split("<main")[1] == before
    assert "Helen Marsh" in before
    assert page in client.get("/people/nobody/record/").text
