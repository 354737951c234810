"""What is a question about how records were opened, and what is not."""

from datetime import timedelta

import pytest
from django.db import connection

import clock
from accounts.actions import change_setting
from accounts.models import Team
from accounts.roles import Role
from audit import log
from audit.models import Event
from governance import actions, jobs, near, watching
from governance.models import Signal, SignalLook
from people.access import Decision, Outcome
from people.models import AccessReason, ContactAbout, IncomingContact, Person
from tests.accounts.factories import make_staff, make_team, put_on_duty
from tests.people.factories import (
    allocate,
    make_involvement,
    make_person,
    make_referral,
    make_worker_of,
)
from tests.records.factories import make_entries, make_entry

pytestmark = pytest.mark.django_db

DAY = clock.add_days(clock.today(), -2)
while not clock.is_working_day(DAY):
    DAY = clock.add_days(DAY, -1)
NOON = clock.at_time(DAY, 12)
SERVICE = log.Service("clock")


def open_record(user, person, *, basis="WORKER", at=NOON, verb="people.about_opened"):
    because = Decision(Outcome.ALLOWED, basis, "")
    return log.record(verb, by=user, about=person, because=because, at=at)


def make_incoming_contact(person: Person, *, at):
    """Somebody got in touch about a person, as it was matched to them."""
    involvement = make_involvement(person=person, team=make_team(), opened_at=at)
    taken_by = make_staff()
    contact = IncomingContact.objects.create(
        team=involvement.team,
        received_at=at,
        how="PHONE",
        came_from="SELF",
        from_name="The person",
        about="Themselves",
        asked="A ramp",
        urgency="ROUTINE",
        logged_by=taken_by,
        logged_at=at,
        all_matched_at=at,
    )
    ContactAbout.objects.create(
        contact=contact, involvement=involvement, matched_by=taken_by, matched_at=at
    )
    return contact


def asked(kind=None, day=DAY):
    found = list(watching.questions_of(day, waited=True))
    return [each for each in found if kind is None or each.kind == kind]


def test_ordinary_work_is_no_question():
    person = make_person(given_names="Ama", family_name="Okafor")
    open_record(make_worker_of(person, name="Fola Adeyemi"), person)

    assert asked() == []


def test_the_same_surname_is_a_question():
    person = make_person(family_name="O’Brien-Łuc")
    user = make_worker_of(person, name="Dee O'Brien-Luc")
    number = open_record(user, person)

    (found,) = asked("same_surname")
    assert (found.user, found.subject, found.events) == (user, person.key, (number,))


def test_a_worker_who_was_asked_whether_they_know_the_person_is_not_asked_again():
    person, user = make_person(family_name="Okafor"), make_staff(name="Ada Okafor")
    allocate(person, user, conflict_asked=True)
    open_record(user, person)
    assert asked("same_surname") == []

    person.allocations.update(ends_on=clock.add_days(DAY, -1))

    assert len(asked("same_surname")) == 1


def test_a_surname_that_several_staff_share_is_none():
    person = make_person(family_name="Clarke")
    for first in ("Ann", "Ben", "Cy"):
        open_record(make_staff(name=f"{first} Clarke"), person)
    assert asked("same_surname") == []

    stranger = make_staff(name="Di Clarke")
    open_record(stranger, person, basis="REASON")

    assert [each.user for each in asked("same_surname")] == [stranger]


def test_the_name_of_a_colleague_is_a_question_to_others():
    make_staff(name="Ros Hale")
    person = make_person(given_names="Ros Mary", family_name="Hale")
    open_record(make_staff(name="Fola Adeyemi"), person, basis="REASON")

    assert len(asked("colleague")) == 1


def test_the_name_of_somebody_in_the_team_is_a_question_unless_it_is_their_work():
    team = make_team()
    make_staff(name="Ros Hale", team=team)
    person = make_person(given_names="Ros", family_name="Hale")
    mate, worker, far = (make_staff(name=f"Staff {n}", team=team) for n in range(3))
    far.team = make_team()
    far.save()
    open_record(mate, person, basis="TEAM")
    open_record(worker, person)
    open_record(far, person, basis="TEAM")

    assert [each.user for each in asked("colleague")] == [mate]


@pytest.mark.parametrize("basis", ["REASON", "BREAK_GLASS"])
def test_a_reason_with_nothing_recorded_is_a_question(basis):
    person, user = make_person(), make_staff(name="Fola Adeyemi")
    open_record(user, person, basis=basis)

    assert len(asked("no_work")) == 1


def test_a_reason_for_somebody_with_a_worker_is_none_and_for_five_on_one_day_is_one():
    user = make_staff(name="Fola Adeyemi")
    people = [make_person() for _ in range(5)]
    for person in people:
        allocate(person)
    for person in people[:4]:
        open_record(user, person, basis="REASON")
    assert asked("no_work") == []

    open_record(user, people[4], basis="REASON")

    (found,) = asked("no_work")
    assert (found.subject, len(found.events)) == ("", 5)


def test_what_somebody_else_recorded_that_week_is_a_sign_of_work():
    signed, contacted, quiet = (make_person() for _ in range(3))
    user, other = make_staff(name="Fola Adeyemi"), make_staff()
    make_entries(signed, author=other, event_at=NOON - timedelta(days=6))
    contact = make_incoming_contact(contacted, at=NOON - timedelta(hours=1))
    for person in (signed, contacted, quiet):
        open_record(user, person, basis="REASON")

    assert [each.subject for each in asked("no_work")] == [quiet.key]
    assert contact.people.count() == 1


def test_what_was_asked_for_by_others_is_no_question():
    manager, auditor = make_staff(Role.MANAGER), make_staff(Role.AUDITOR, name="Ida Audit")
    officer = make_staff(Role.RECORDS_OFFICER, name="Helen Marsh")
    sampled, requested, corrected = (make_person() for _ in range(3))
    referral = make_referral(sampled, auditor, asked_by=manager, asked_at=NOON)
    give = {"words": "Looked at", "given_at": NOON, "expires_at": clock.end_of_day(DAY)}
    AccessReason.objects.create(
        person=sampled, user=auditor, basis="AUDIT", referral=referral, **give
    )
    AccessReason.objects.create(person=requested, user=officer, basis="REQUEST", **give)
    AccessReason.objects.create(person=corrected, user=officer, basis="QUALITY", **give)
    for user, person in ((auditor, sampled), (officer, requested), (officer, corrected)):
        open_record(user, person, basis="REASON")

    assert [each.subject for each in asked()] == [corrected.key]


def test_a_reason_and_an_entry_within_a_day_is_none():
    person, user = make_person(), make_staff(name="Fola Adeyemi")
    open_record(user, person, basis="REASON", at=clock.now())
    assert len(asked("no_work", clock.today())) == 1

    allocate(person, user)
    make_entry(person=person, by=user)
    person.allocations.update(ends_on=clock.add_days(clock.today(), -1))

    assert asked("no_work", clock.today()) == []


def test_a_search_before_it_is_told_of():
    person, user = make_person(), make_staff(name="Fola Adeyemi")
    searched_at = NOON - timedelta(minutes=5)
    log.record("people.people_searched", by=user, subjects=[person, make_person()], at=searched_at)
    open_record(user, person, basis="REASON")

    assert [each.subject for each in asked("searched")] == [person.key]
    assert asked("no_work") == []


def test_a_search_after_it_is_none():
    person, user = make_person(), make_staff(name="Fola Adeyemi")
    open_record(user, person, basis="REASON")
    searched_at = NOON + timedelta(minutes=5)
    log.record("people.people_searched", by=user, subjects=[person], at=searched_at)

    assert (asked("searched"), len(asked("no_work"))) == ([], 1)


def test_far_more_records_than_usual_is_a_question():
    user = make_staff(name="Fola Adeyemi")
    people = [make_person() for _ in range(25)]
    for back in range(1, 6):
        for person in people[:4]:
            open_record(user, person, at=NOON - timedelta(days=back))
    for person in people:
        open_record(user, person)

    (found,) = asked("volume")
    assert "25 people; on other days it is about 4" in found.because


def test_records_of_new_work_are_not_counted_as_many():
    user = make_staff(name="Fola Adeyemi")
    people = [make_person() for _ in range(25)]
    for person in people:
        allocate(person, user, starts_on=clock.add_days(DAY, -1))
    for back in range(1, 6):
        open_record(user, people[0], at=NOON - timedelta(days=back))
    for person in people:
        open_record(user, person)

    assert asked("volume") == []


def test_as_many_as_on_other_days_is_none():
    user = make_staff(name="Fola Adeyemi")
    people = [make_person() for _ in range(25)]
    for back in range(4):
        for person in people:
            open_record(user, person, at=NOON - timedelta(days=back))

    assert asked("volume") == []


def test_the_night_is_a_question_but_not_to_the_emergency_team():
    person = make_person()
    night = clock.at_time(DAY, 23, 10)
    open_record(make_staff(name="Fola Adeyemi"), person, at=night, basis="REASON")
    open_record(make_staff(name="Own Work"), person, at=night)
    emergency = make_team(kind=Team.Kind.EMERGENCY)
    open_record(make_staff(name="Out Hours", team=emergency), person, at=night, basis="REASON")

    (found,) = asked("hours")
    assert found.user.name == "Fola Adeyemi"
    assert "23:10" in found.because


def test_the_council_says_from_when_it_is_late():
    administrator, late = make_staff(Role.SYSTEM_ADMINISTRATOR), "access.watch_late_from"
    change_setting(key=late, new=22, reason="Evening visits", by=administrator)
    open_record(make_staff(), make_person(), at=clock.at_time(DAY, 21), basis="REASON")

    assert asked("hours") == []


def test_a_shift_covers_the_hours_of_a_day_off_and_not_the_night():
    day_off = clock.add_days(DAY, -1)
    while clock.is_working_day(day_off):
        day_off = clock.add_days(day_off, -1)
    team, person = make_team(), make_person()
    on_duty, off = make_staff(team=team), make_staff(team=team, name="Off Duty")
    late = make_staff(team=team, name="Late On Duty")
    for user in (on_duty, late):
        put_on_duty(user, day=day_off)
    for user, hour in ((on_duty, 11), (off, 11), (late, 22)):
        open_record(user, person, at=clock.at_time(day_off, hour), basis="REASON")

    assert {each.user for each in asked("hours", day_off)} == {off, late}


def test_a_record_after_the_work_had_ended_is_a_question():
    person, user = make_person(), make_staff(name="Fola Adeyemi")
    allocate(person, user, starts_on=clock.add_days(DAY, -300), ends_on=clock.add_days(DAY, -40))
    open_record(user, person, basis="REASON")

    assert len(asked("after_end")) == 1


def test_three_strangers_on_one_day_are_a_question_and_two_are_none():
    news, quiet = make_person(), make_person()
    for number in range(3):
        open_record(make_staff(name=f"Staff {number}"), news, basis="REASON")
    for number in range(2):
        open_record(make_staff(name=f"Other {number}"), quiet, basis="REASON")

    assert {each.subject for each in asked("many_people")} == {news.key}
    assert len(asked("many_people")) == 3


def test_three_strangers_of_one_team_are_one_desk():
    news, team = make_person(), make_team()
    for number in range(3):
        open_record(make_staff(name=f"Staff {number}", team=team), news, basis="REASON")
    assert asked("many_people") == []

    open_record(make_staff(name="Elsewhere", team=make_team()), news, basis="REASON")

    assert len(asked("many_people")) == 4


def test_the_same_record_copied_twice_in_a_week_is_a_question():
    person, user = make_person(), make_staff(Role.RECORDS_OFFICER, name="Helen Marsh")
    open_record(user, person, verb="disclosure.export_made", at=NOON - timedelta(days=4))
    open_record(user, person, verb="disclosure.export_made")

    (found,) = asked("copies")
    assert "twice" in found.because


def test_three_refusals_are_a_question():
    user = make_staff(name="Fola Adeyemi")
    for _ in range(3):
        log.record("accounts.page_refused", by=user, at=NOON)

    (found,) = asked("refusals")
    assert found.because == "Refused 3 times."


def test_being_asked_for_the_password_is_no_refusal():
    person, user = make_person(), make_staff(name="Fola Adeyemi")
    for _ in range(4):
        log.record("people.password_asked", by=user, about=person, at=NOON)

    assert asked("refusals") == []


def test_a_night_that_was_missed_is_made_up_for():
    person = make_person(family_name="Okafor")
    open_record(make_worker_of(person, name="Ada Okafor"), person)

    assert actions.raise_signals(clock.add_days(DAY, 1), by=SERVICE) == 1


def test_who_leaves_soon_and_opens_what_is_not_theirs_is_a_question():
    person = make_person()
    leaver = make_staff(name="Fola Adeyemi", ends_on=clock.add_days(DAY, 10))
    open_record(leaver, person, basis="REASON")

    assert len(asked("leaver")) == 1


def test_who_leaves_soon_and_opens_many_of_their_team_is_a_question():
    leaver = make_staff(name="Fola Adeyemi", ends_on=clock.add_days(DAY, 10))
    for _ in range(4):
        open_record(leaver, make_person(), basis="TEAM")
    open_record(leaver, make_person())
    assert asked("leaver") == []

    open_record(leaver, make_person(), basis="TEAM")

    (found,) = asked("leaver")
    assert (found.subject, len(found.events)) == ("", 5)


def test_every_rule_has_its_words():
    import inspect

    said = set(watching.kinds())
    rules = inspect.getsource(watching) + inspect.getsource(near)
    named = {word for word in said if f'"{word}"' in rules}
    assert named == said


def test_each_question_is_kept_once_however_often_a_day_is_looked_at():
    person, user = make_person(), make_staff(name="Fola Adeyemi")
    open_record(user, person, basis="REASON")

    assert actions.raise_signals(DAY, by=SERVICE) == 0
    assert actions.raise_signals(clock.add_days(DAY, 1), by=SERVICE) == 1
    assert actions.raise_signals(clock.add_days(DAY, 1), by=SERVICE) == 0
    assert Signal.objects.get().events == [Event.objects.get(verb="people.about_opened").pk]


def test_what_several_rules_ask_about_one_record_is_one_question():
    person, user = make_person(family_name="O’Brien-Łuc"), make_staff(name="Dee O'Brien-Luc")
    night = clock.at_time(DAY, 23, 10)
    open_record(user, person, basis="REASON", at=night)

    assert {each.kind for each in asked()} == {"same_surname", "no_work", "hours"}
    actions.raise_signals(clock.add_days(DAY, 1), by=SERVICE)

    (signal,) = Signal.objects.all()
    assert signal.kind == "same_surname"
    assert signal.because.startswith("They have the same surname. They gave a reason, and nobody")


def test_what_is_about_no_single_record_is_a_question_for_each_rule_that_asks():
    user = make_staff(name="Fola Adeyemi")
    for _ in range(3):
        log.record("accounts.page_refused", by=user, at=NOON)
    for _ in range(5):
        open_record(user, make_person(), basis="REASON")

    assert actions.raise_signals(DAY, by=SERVICE) == 1
    actions.raise_signals(clock.add_days(DAY, 1), by=SERVICE)

    of_none = Signal.objects.filter(subject="").values_list("kind", flat=True)
    assert sorted(of_none) == ["no_work", "refusals"]
    assert actions.raise_signals(clock.add_days(DAY, 1), by=SERVICE) == 0


@pytest.mark.parametrize(("finding", "times"), [(None, 1), ("WORK", 1), ("BREACH", 2)])
def test_the_same_ground_is_asked_again_after_four_weeks_or_a_breach(finding, times):
    person = make_person(family_name="Okafor")
    user, manager = make_worker_of(person, name="Ada Okafor"), make_staff(Role.MANAGER)
    for back in (70, 3, 0):
        open_record(user, person, at=NOON - timedelta(days=back))
    actions.raise_signals(clock.add_days(DAY, -70), by=SERVICE)
    actions.raise_signals(clock.add_days(DAY, -3), by=SERVICE)
    assert Signal.objects.count() == 2
    if finding:
        SignalLook.objects.create(
            signal=Signal.objects.get(day=clock.add_days(DAY, -3)),
            finding=finding,
            reason="Looked at",
            looked_by=manager,
            looked_at=NOON,
        )

    assert actions.raise_signals(DAY, by=SERVICE) == times - 1


def done_on(day):
    """Have the job begin late on a day and be done after its midnight."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH job AS (INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('clock', 'governance.watch', '{}', 'succeeded') RETURNING id)"
            " INSERT INTO procrastinate_events (job_id, type, at)"
            " SELECT id, type::procrastinate_job_event_type, at FROM job,"
            " (VALUES ('started', %s::timestamptz), ('succeeded', %s)) AS done(type, at)",
            [clock.at_time(day, 23, 50), clock.at_time(clock.add_days(day, 1), 0, 5)],
        )


def test_days_of_nights_that_were_missed_are_looked_at_the_next_night():
    days = [clock.add_days(clock.today(), -back) for back in (5, 4, 3, 2, 1)]
    user = make_staff(name="Fola Adeyemi")
    for day in days:
        person = make_person(family_name="Adeyemi")
        allocate(person, user)
        open_record(user, person, at=clock.at_time(day, 11))
    done_on(days[2])  # the night after the second of these days

    jobs.watch(timestamp=0)
    jobs.watch(timestamp=0)

    # The second was looked at once more, for what a day had to pass for.
    assert sorted(Signal.objects.values_list("day", flat=True)) == days[1:]


def test_to_be_asked_why_is_not_to_have_opened_a_record():
    user = make_staff(name="Fola Adeyemi")
    for verb in ("people.reason_asked", "people.emergency_offered"):
        person = make_person(family_name="Adeyemi")
        open_record(user, person, basis="NO_BASIS", verb=verb)

    assert asked() == []
    assert watching.sample_of([user], DAY, DAY) == []


def test_a_sample_is_drawn_for_each_manager_once():
    manager = make_staff(Role.MANAGER, name="Ros Hale")
    person = make_person()
    user = make_worker_of(person, name="Fola Adeyemi", line_manager=manager)
    month = clock.add_months(clock.today(), -1).replace(day=10)
    for hour in range(8, 20):
        open_record(user, person, at=clock.at_time(month, hour))
    for _ in range(8):
        open_record(user, make_person(), at=clock.at_time(month, 9))

    assert actions.draw_samples(month, by=SERVICE) == 9
    assert len(Signal.objects.get(subject=person.key).events) == 12
    assert actions.draw_samples(month, by=SERVICE) == 0
    assert set(Signal.objects.values_list("kind", "user__name")) == {("sample", "Fola Adeyemi")}
