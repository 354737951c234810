"""Records opened in an emergency: for some hours, told at once, answered by a second, looked at."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

import clock
from accounts.models import Team
from accounts.roles import Role
from audit.models import Event, EventDetail
from people import access, actions, emergencies, jobs, queries
from people.access import EntryAccess, Outcome, Permission, decide, visible_people
from people.models import EmergencyAccess
from tests.accounts.factories import make_staff, make_team, put_on_duty
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_person,
    make_worker_of,
    restrict,
)

pytestmark = pytest.mark.django_db
WHY = "The ambulance crew asks what she takes"


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def stranger(manager):
    return make_staff(line_manager=manager, name="Kasia Nowak")


@pytest.fixture
def on_call():
    return make_staff(Role.MANAGER, name="Idris Bell", team=make_team(kind=Team.Kind.EMERGENCY))


def told_to(viewer, at=None):
    at = at or clock.now()
    return queries.told_of(viewer, queries.emergencies_to_tell(viewer, at), at)


def opened(person, by, **more):
    return actions.break_glass(person=person, by=by, category="PERSON", words=WHY, **more)


def test_an_emergency_opens_the_ordinary_record_for_four_hours_and_says_so_in_the_log(stranger):
    person = make_person()
    assert decide(stranger, Permission.VIEW, person).outcome is Outcome.NEEDS_EMERGENCY

    opened(person, stranger)

    assert decide(stranger, Permission.VIEW, person).basis == "BREAK_GLASS"
    assert decide(stranger, Permission.ADD, person).allowed
    assert set(visible_people(stranger)) == {person}
    event = Event.objects.get(verb="people.emergency_opened")
    assert (event.actor, event.subjects, event.basis) == (
        stranger.staff_number,
        [person.key],
        "BREAK_GLASS",
    )
    assert EventDetail.objects.get(event=event.pk).fields == {"words": WHY}
    almost, after = (clock.add_hours(clock.now(), hours) for hours in (3, 5))
    assert decide(stranger, Permission.VIEW, person, at=almost).allowed
    assert decide(stranger, Permission.VIEW, person, at=after).basis == "NO_BASIS"
    assert not visible_people(stranger, at=after).exists()


@pytest.mark.parametrize(
    "permission", [Permission.WRITE, Permission.REVIEW, Permission.MANAGE, Permission.EXPORT]
)
def test_in_an_emergency_nothing_is_changed_reviewed_or_copied(permission):
    person, user = make_person(), make_staff(Role.MANAGER, Role.RECORDS_OFFICER)
    user.roles = [Role.MANAGER]
    opened(person, user)

    assert not decide(user, permission, person).allowed
    assert not visible_people(user, permission).exists()


def test_fewer_than_twenty_characters_are_no_reason(stranger):
    with pytest.raises(ValidationError, match="at least 20"):
        actions.break_glass(
            person=make_person(), by=stranger, category="OTHER", words="Need it now" + " " * 20
        )


@pytest.mark.parametrize(
    "role", [Role.BUSINESS_SUPPORT, Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER]
)
def test_roles_that_answer_no_emergency_open_nothing(role):
    with pytest.raises(PermissionDenied):
        opened(make_person(), make_staff(role))


def test_a_conflict_is_never_opened_and_closes_what_was_open(stranger):
    person, other = make_person(), make_person()
    declare_conflict(person, stranger)
    with pytest.raises(PermissionDenied, match="conflict"):
        opened(person, stranger)
    opened(other, stranger)

    declare_conflict(other, stranger)

    assert decide(stranger, Permission.VIEW, other).basis == "CONFLICT"
    assert not visible_people(stranger).exists()


def test_a_role_that_is_taken_away_takes_the_emergency_with_it(stranger):
    person = make_person()
    opened(person, stranger)

    stranger.roles = [Role.AUDITOR]
    stranger.save()

    assert not decide(stranger, Permission.VIEW, person).allowed
    assert not visible_people(stranger).exists()


def test_what_is_restricted_waits_for_a_second_person_on_call_and_both_are_named(
    stranger, on_call, manager
):
    person = make_person()
    emergency = opened(person, stranger, wants_restricted=True)
    assert not EntryAccess(stranger, person).is_named
    for nobody in (stranger, manager):
        with pytest.raises(PermissionDenied):
            actions.answer_emergency(emergency=emergency, by=nobody, agrees=True)

    actions.answer_emergency(emergency=emergency, by=on_call, agrees=True)

    assert EntryAccess(stranger, person).is_named
    assert set(access.people_open_whole(stranger)) == {person}
    event = Event.objects.get(verb="people.emergency_answered")
    assert (event.actor, event.shown) == (on_call.staff_number, ["AGREED", stranger.staff_number])
    after = clock.add_hours(clock.now(), 5)
    assert not EntryAccess(stranger, person, at=after).is_named
    with pytest.raises(ValidationError, match="answered already"):
        actions.answer_emergency(emergency=emergency, by=on_call, agrees=True)


def test_a_second_person_who_refuses_opens_nothing_more(stranger, on_call):
    person = make_person()
    emergency = opened(person, stranger, wants_restricted=True)

    actions.answer_emergency(emergency=emergency, by=on_call, agrees=False)

    assert not EntryAccess(stranger, person).is_named
    assert decide(stranger, Permission.VIEW, person).allowed


def test_another_manager_on_call_is_told_that_it_was_answered_and_no_more(
    client, stranger, on_call
):
    other = make_staff(Role.MANAGER, team=on_call.team)
    emergency = opened(make_person(), stranger, wants_restricted=True)
    page = reverse("people:emergency", args=[emergency.key])
    client.force_login(other)
    assert client.get(page).status_code == 200
    actions.answer_emergency(emergency=emergency, by=on_call, agrees=True)

    shown = client.post(page, {"answer": "agree"}, follow=True)

    assert "Somebody else on call has answered that already." in shown.text
    assert emergency.words not in shown.text
    client.force_login(make_staff(Role.MANAGER))
    assert client.get(page).status_code == 404


def test_the_allocated_workers_colleague_asks_only_for_what_is_restricted(on_call):
    team = make_team()
    person, colleague = make_person(team=team), make_staff(team=team)
    with pytest.raises(PermissionDenied, match="without an emergency"):
        opened(person, colleague)

    emergency = opened(person, colleague, wants_restricted=True)
    actions.answer_emergency(emergency=emergency, by=on_call, agrees=True)

    assert decide(colleague, Permission.VIEW, person).basis == "TEAM"
    assert EntryAccess(colleague, person).is_named


def ask(by, reference):
    return actions.ask_for_record_not_found(
        asked_for=reference, by=by, category="PERSON", words=WHY
    )


def test_a_restricted_person_opens_by_number_when_a_second_person_agrees(stranger, on_call):
    person = make_person(council_reference="P90001")
    restrict(person)
    with pytest.raises(PermissionDenied):
        opened(person, stranger)
    emergency = ask(stranger, "p90001")
    assert emergency.person is None
    assert not access.findable_people(stranger).exists()

    actions.answer_emergency(emergency=emergency, by=on_call, agrees=True)

    assert decide(stranger, Permission.VIEW, person).basis == "BREAK_GLASS"
    assert set(access.findable_people(stranger)) == {person}
    assert not access.findable_people(on_call).exists()


@pytest.mark.parametrize("who", ["asker", "nobody"])
def test_asking_for_a_number_tells_nothing_of_a_conflict_or_of_nobody(stranger, on_call, who):
    person = make_person(council_reference="P90001")
    restrict(person)
    if who == "asker":
        declare_conflict(person, stranger)
    emergency = ask(stranger, "P90001" if who == "asker" else "P90002")

    answered = actions.answer_emergency(emergency=emergency, by=on_call, agrees=True)

    assert (answered.answer, answered.person, answered.opened_at) == ("NOT_FOUND", None, None)
    assert not access.findable_people(stranger).exists()


def test_after_the_hours_of_the_emergency_nobody_answers(stranger, on_call):
    emergency = opened(make_person(), stranger, wants_restricted=True)

    with pytest.raises(ValidationError, match="emergency is over"):
        actions.answer_emergency(
            emergency=emergency, by=on_call, agrees=True, at=clock.add_hours(clock.now(), 5)
        )


def test_worker_and_manager_are_told_at_once_and_nobody_else(stranger, manager):
    person = make_person()
    worker = make_worker_of(person)
    emergency = opened(person, stranger)

    assert told_to(worker).of_people == [emergency]
    assert told_to(manager).to_review == [emergency]
    assert told_to(stranger).own == [emergency]
    assert told_to(make_staff(Role.RECORDS_OFFICER)).overseen == [emergency]
    for other in (make_staff(), make_staff(Role.MANAGER)):
        told = told_to(other)
        found = [*told.to_review, *told.of_people, *told.own, *told.to_answer, *told.overseen]
        assert found == []


def test_who_owns_a_restriction_is_told_and_who_leads_the_team_of_somebody_without_a_worker(
    stranger, manager
):
    owner, lead = make_staff(Role.RECORDS_OFFICER), make_staff()
    person, other = make_person(team=make_team(lead=lead)), make_person()
    restrict(person, owner, owner=owner, part="CARER")
    make_worker_of(other)

    emergency = opened(person, stranger)
    opened(other, stranger)

    assert set(emergencies.to_tell(emergency)) == {owner, lead, manager}
    for user in (owner, lead):
        assert told_to(user).of_people == [emergency]
        assert [row.pk for row in queries.page_of_emergencies(make_staff())[0]] == []
        assert emergency in queries.page_of_emergencies(user)[0]
    allocate(person)
    assert set(emergencies.to_tell(emergency)) == {owner, manager}
    assert told_to(lead).of_people == []


def test_a_message_that_names_nobody_goes_out_at_once(stranger, manager, mailoutbox):
    person = make_person(given_names="Winifred")
    above = make_staff(Role.MANAGER)
    worker = make_worker_of(person, line_manager=above)
    allocate(person, stranger, role="CO_WORKER", ends_on=clock.add_days(clock.today(), -1))
    near = make_worker_of(person)
    declare_conflict(person, near)

    emergency = opened(person, stranger)
    for job in ProcrastinateJob.objects.filter(task_name="people.tell_of_emergency"):
        jobs.tell_of_emergency(**job.args)

    sent = {message.to[0]: message for message in mailoutbox}
    assert set(sent) == {worker.email, above.email, manager.email}
    for message in sent.values():
        for secret in ("Winifred", stranger.name, WHY, emergency.key, person.council_reference):
            assert secret not in message.subject + message.body
    assert Event.objects.filter(verb="people.emergency_told", subjects=[person.key]).count() == 3


def test_records_officers_see_it_until_a_manager_has_looked(client, stranger, manager):
    emergency = opened(make_person(), stranger)
    client.force_login(make_staff(Role.RECORDS_OFFICER))
    page = reverse("people:emergency", args=[emergency.key])
    assert page in client.get("/").text

    review(emergency, manager)

    assert page not in client.get("/").text


def test_a_late_look_goes_to_the_manager_above_and_to_information_governance(stranger, manager):
    above, officer = make_staff(Role.MANAGER), make_staff(Role.RECORDS_OFFICER)
    manager.line_manager = above
    manager.save()
    emergency = opened(make_person(), stranger)
    late = clock.at_time(clock.add_days(emergency.review_by, 1), 9)

    for user in (above, officer):
        assert told_to(user).to_review == []
        assert told_to(user, at=late).to_review == [emergency]
    with pytest.raises(PermissionDenied):
        review(emergency, officer)
    review(emergency, officer, at=late)
    assert told_to(above, at=late).to_review == []


def review(emergency, by, finding="JUSTIFIED", **more):
    return actions.review_emergency(
        emergency=emergency, by=by, finding=finding, words="I rang the crew", **more
    )


def test_the_manager_looks_at_it_once_and_never_the_user_or_the_second_person(stranger, manager):
    put_on_duty(manager, team=make_team())
    emergency = opened(make_person(), stranger, wants_restricted=True)
    actions.answer_emergency(emergency=emergency, by=manager, agrees=True)
    for nobody in (stranger, manager):
        with pytest.raises(PermissionDenied, match="took part"):
            review(emergency, nobody)
    officer = make_staff(Role.RECORDS_OFFICER)
    assert told_to(officer).to_review == [emergency]

    review(emergency, officer, finding="UNCLEAR")
    review(emergency, officer, finding="NOT_JUSTIFIED")

    emergency.refresh_from_db()
    assert (emergency.finding, emergency.reviewed_by) == ("NOT_JUSTIFIED", officer)
    with pytest.raises(ValidationError, match="already"):
        review(emergency, officer)


def test_an_opening_that_was_not_needed_leads_to_the_report_of_a_breach(client, stranger, manager):
    person = make_person()
    emergency = opened(person, stranger)
    page = reverse("people:emergency", args=[emergency.key])
    client.force_login(manager)

    found = {"review": "review", "finding": "NOT_JUSTIFIED", "words": "She was only curious"}
    report = client.post(page, found, follow=True)

    assert report.resolver_match.view_name == "governance:report-breach"
    initial = report.context["form"].initial
    assert (initial["about_staff"], initial["people"]) == (stranger, person.council_reference)
    assert f"?emergency={emergency.key}" in client.get(page).text


def test_from_a_closed_record_to_its_page_and_the_managers_finding(client, stranger, manager):
    person = make_person(team=make_team("Northgate Adults"))
    record = reverse("records:timeline", args=[person.key])
    client.force_login(stranger)
    asked = client.get(record, follow=True)
    assert asked.resolver_match.view_name == "people:break-glass"
    assert "Ros Hale" in asked.text
    assert Event.objects.filter(verb="people.record_refused", basis="NO_BASIS").count() == 1

    short = client.post(asked.request["PATH_INFO"], {"category": "PERSON", "words": "Need it"})
    assert "Say why in at least 20 characters" in short.text
    assert "Need it</textarea>" in short.text
    shown = client.post(
        asked.request["PATH_INFO"],
        {"category": "PERSON", "words": WHY, "next": record},
        follow=True,
    )
    assert shown.request["PATH_INFO"] == record
    assert reverse("records:choose-type", args=[person.key]) in shown.text
    assert client.get(reverse("records:choose-type", args=[person.key])).status_code == 200
    changed = client.get(reverse("people:identity", args=[person.key]))
    assert changed.status_code == 403

    client.force_login(manager)
    emergency = EmergencyAccess.objects.get()
    page = reverse("people:emergency", args=[emergency.key])
    assert page in client.get("/").text
    assert page in client.get(reverse("people:emergencies")).text
    assert WHY in client.get(page).text
    client.post(page, {"review": "review", "finding": "JUSTIFIED", "words": "I rang the crew"})
    emergency.refresh_from_db()
    assert emergency.reviewed_by == manager
    assert page not in client.get("/").text


def test_pages_of_an_emergency_name_a_restricted_person_to_nobody_who_may_not_know(
    client, stranger, manager, on_call
):
    person = make_person(council_reference="P90001", family_name="Rowbotham")
    restrict(person)
    client.force_login(stranger)
    gone = client.get(reverse("people:break-glass", args=[person.key]))
    assert gone.status_code == 404
    sent = client.post(
        reverse("people:ask-in-emergency"),
        {"asked_for": "P90001", "category": "PERSON", "words": WHY},
    )
    assert "Rowbotham" not in client.get(sent.url).text
    client.force_login(on_call)
    assert sent.url in client.get("/").text
    client.post(sent.url, {"answer": "agree"})

    client.force_login(stranger)
    assert "Rowbotham" in client.get(sent.url).text
    for user in (on_call, manager):
        client.force_login(user)
        assert "Rowbotham" not in client.get(sent.url).text
    assert "P90001" not in client.get(sent.url).text
    client.force_login(make_staff())
    assert client.get(sent.url).status_code == 404


def test_a_worker_reads_about_the_opening_of_their_persons_record(client, stranger):
    person = make_person()
    worker = make_worker_of(person)
    page = reverse("people:emergency", args=[opened(person, stranger).key])
    client.force_login(worker)

    assert page in client.get("/").text
    assert client.get(page).status_code == 200
    assert client.post(page, {"review": "review", "finding": "JUSTIFIED", "words": "x"}).text.count(
        "looks at it"
    )


def test_allocating_somebody_afterwards_opens_the_record_as_usual(stranger):
    person = make_person()
    opened(person, stranger)
    allocate(person, stranger)

    assert decide(stranger, Permission.WRITE, person).basis == "WORKER"


def test_what_an_emergency_opened_closes_with_the_role_in_every_list():
    person, user = make_person(), make_staff()
    restrict(person)
    access.give_grant(
        person=person,
        user=user,
        codename="break_glass_restricted",
        by=None,
        reason="Her door was open",
        expires_at=clock.add_hours(clock.now(), 4),
        at=clock.now(),
    )
    assert person in access.findable_people(user)

    user.roles = [Role.RECORDS_OFFICER]
    user.save()

    assert decide(user, Permission.VIEW, person).outcome is Outcome.HIDDEN
    assert person not in access.findable_people(user)
    assert person in access.hidden_people(user, clock.now())
    assert person not in access.people_open_whole(user)
