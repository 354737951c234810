"""Training of staff: on file, put right, run out, and what stays open when it has."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts import actions, queries, training
from accounts.models import MoreTime, Posting, SettingChange, Team, Training
from accounts.roles import Role
from accounts.training import State
from audit.models import Event
from people.access import EntryAccess, Outcome, Permission, decide, visible_people
from people.actions import give_reason
from people.choosing import why_not
from tests.accounts.factories import make_staff, make_team, make_training, put_on_duty
from tests.people.factories import make_person, make_worker_of
from ui import formats

pytestmark = pytest.mark.django_db

TODAY = clock.today()
LONG_AGO = clock.add_days(TODAY, -60)


@pytest.fixture
def administrator():
    return make_staff(Role.SYSTEM_ADMINISTRATOR, name="Ada Min")


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Mo Lead")


def record(user, by, **given):
    given = {"kind": "DATA_PROTECTION", "course": "Yearly", "done_on": TODAY} | given
    return actions.record_training(user=user, by=by, **given)


def ask_it_of_everybody():
    SettingChange.objects.create(
        key="training.asked_of_everybody",
        old=0,
        new=1,
        reason="The log is on file",
        changed_at=clock.now(),
    )


def test_training_is_valid_for_a_year_and_what_is_withdrawn_counts_no_more(administrator):
    user = make_staff()
    first = record(user, administrator, done_on=clock.add_days(TODAY, -40))
    second = record(user, administrator)
    record(user, administrator, kind="RECORDING", valid_until=clock.add_months(TODAY, 30))
    user.refresh_from_db()
    assert second.valid_until == clock.add_months(TODAY, 12) == user.training_until

    actions.withdraw_training(done=second, reason="Another person’s", by=administrator)

    user.refresh_from_db()
    assert user.training_until == first.valid_until
    with pytest.raises(ValidationError, match="already"):
        actions.withdraw_training(done=second, reason="Again", by=administrator)
    verbs = list(Event.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("accounts.training_recorded") == 3
    assert verbs.count("accounts.training_withdrawn") == 1


def test_nobody_but_another_administrator_puts_training_on_file(administrator, manager):
    for by, user in ((administrator, administrator), (manager, make_staff(line_manager=manager))):
        with pytest.raises(PermissionDenied):
            record(user, by)
    with pytest.raises(ValidationError, match="in the past"):
        record(manager, administrator, done_on=clock.add_days(TODAY, 1))
    with pytest.raises(ValidationError, match="after the course"):
        record(manager, administrator, valid_until=TODAY)
    assert not Training.objects.exists()


def test_the_state_goes_from_valid_to_due_to_grace_to_out():
    user = make_staff(training_until=None)
    assert training.state_of(user, TODAY) is State.NEVER
    for until, state in (
        (clock.add_days(TODAY, 31), State.VALID),
        (clock.add_days(TODAY, 30), State.DUE),
        (TODAY, State.DUE),
        (clock.add_days(TODAY, -1), State.GRACE),
        (LONG_AGO, State.OUT),
    ):
        user.training_until = until
        assert training.state_of(user, TODAY) is state
    user.training_until = clock.add_days(TODAY, -20)
    last = training.open_until(user)
    assert training.state_of(user, last) is State.GRACE
    assert training.state_of(user, clock.add_days(last, 1)) is State.OUT


def test_a_manager_allows_more_days_once_and_only_in_the_grace(manager):
    user = make_staff(line_manager=manager)
    make_training(user, until=clock.add_days(TODAY, -1))
    last = training.open_until(user)
    with pytest.raises(ValidationError, match="from 1 to 5"):
        actions.allow_more_time(user=user, working_days=6, reason="Course full", by=manager)
    with pytest.raises(PermissionDenied):
        actions.allow_more_time(
            user=user, working_days=5, reason="Course full", by=make_staff(Role.MANAGER)
        )

    more = actions.allow_more_time(user=user, working_days=5, reason="Course full", by=manager)

    user.refresh_from_db()
    assert more.until == clock.add_working_days(last, 5) == training.open_until(user)
    assert training.state_of(user, more.until) is State.GRACE
    assert training.state_of(user, clock.add_days(more.until, 1)) is State.OUT
    with pytest.raises(ValidationError, match="already"):
        actions.allow_more_time(user=user, working_days=1, reason="Again", by=manager)
    late = make_staff(line_manager=manager)
    make_training(late, until=LONG_AGO)
    with pytest.raises(ValidationError, match="only while"):
        actions.allow_more_time(user=late, working_days=1, reason="Late", by=manager)


def test_training_that_ran_out_leaves_allocated_work_open_and_closes_the_team(manager):
    team = make_team()
    own, of_team = make_person(team=team), make_person(team=team)
    worker = make_worker_of(own, team=team)
    assert set(visible_people(worker)) == {own, of_team}

    make_training(worker, until=LONG_AGO)

    assert decide(worker, Permission.WRITE, own).basis == "WORKER"
    decision = decide(worker, Permission.VIEW, of_team)
    assert (decision.outcome, decision.basis) == (Outcome.NEEDS_EMERGENCY, "TRAINING")
    assert decide(worker, Permission.WRITE, of_team).outcome is Outcome.DENIED
    assert "ran out on" in decision.because
    assert set(visible_people(worker)) == {own}
    assert "training has run out" in why_not(worker, of_team, at=clock.now())
    # In the days of grace everything stays as it was.
    worker.training_until = clock.add_days(TODAY, -1)
    assert set(visible_people(worker)) == {own, of_team}
    assert why_not(worker, of_team, at=clock.now()) == ""


def test_it_closes_a_managers_line_with_its_restricted_entries_and_a_roles_task(manager):
    person = make_person()
    make_worker_of(person, line_manager=manager)
    assert EntryAccess(manager, person).is_named
    make_training(manager, until=LONG_AGO)
    assert decide(manager, Permission.REVIEW, person).basis == "TRAINING"
    assert not EntryAccess(manager, person).is_named
    assert not visible_people(manager).exists()

    officer = make_staff(Role.RECORDS_OFFICER)
    give_reason(person=person, by=officer, basis="QUALITY", reference="R 12", words="SAR 12")
    assert decide(officer, Permission.VIEW, person).basis == "REASON"
    make_training(officer, until=LONG_AGO)
    assert decide(officer, Permission.VIEW, person).basis == "TRAINING"
    assert not visible_people(officer).exists()


@pytest.mark.parametrize("basis", ["DUTY", "EMERGENCY"])
def test_duty_stays_open(basis):
    person, worker = make_person(), make_staff(team=make_team())
    if basis == "DUTY":
        put_on_duty(worker)
    else:
        worker = make_staff(team=make_team(kind=Team.Kind.EMERGENCY))
    make_training(worker, until=LONG_AGO)
    assert decide(worker, Permission.VIEW, person).outcome is Outcome.NEEDS_REASON

    give_reason(person=person, by=worker, basis=basis, words="Call")

    assert decide(worker, Permission.VIEW, person).basis == "REASON"
    assert set(visible_people(worker)) == {person}


def test_none_on_file_closes_only_where_the_council_asks_it_of_everybody():
    person = make_person(team=make_team())
    worker = make_staff(team=person.team, training_until=None)
    assert decide(worker, Permission.VIEW, person).basis == "TEAM"

    ask_it_of_everybody()

    decision = decide(worker, Permission.VIEW, person)
    assert decision.basis == "TRAINING"
    assert "no data protection training on file" in decision.because
    assert not visible_people(worker).exists()


@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER])
def test_whoever_sees_to_all_reads_whether_it_is_asked_of_everybody_since_when_and_who_has_none(
    client, manager, role
):
    page = reverse("staff:training")
    make_staff(name="Kim Reed", training_until=None, line_manager=manager)
    make_staff(name="Lou Stone", training_until=None, is_active=False)
    client.force_login(make_staff(role))
    shown = client.get(page).text
    assert "Records open to whoever has none on file as to anybody else: 1 colleague now" in shown
    assert "never switched on" in shown
    assert ("Ask it of everybody" in shown) == (role is Role.SYSTEM_ADMINISTRATOR)
    listed = client.get(page, {"state": "NEVER"}).text
    assert "Kim Reed" in listed
    assert "Lou Stone" not in listed

    ask_it_of_everybody()

    today = formats.long_date(TODAY)
    shown = client.get(page).text
    assert f"Since {today} nothing new opens for whoever has none on file" in shown
    SettingChange.objects.create(
        key="training.asked_of_everybody", old=1, new=0, reason="Too early", changed_at=clock.now()
    )
    assert f"since {today}, when the council’s setting was switched off" in client.get(page).text
    client.force_login(manager)
    assert "asked of everybody" not in client.get(page).text


def test_the_pages_put_on_file_withdraw_and_list(client, administrator, manager):
    user = make_staff(name="Kim Reed", line_manager=manager, team=make_team(name="North"))
    client.force_login(administrator)
    page = reverse("staff:training-of", args=[user.staff_number])
    assert client.post(page, {"act": "record"}).status_code in (200, 400)
    assert not Training.objects.exists()
    typed = {"act": "record", "kind": "DATA_PROTECTION", "course": "Yearly course"}
    day = {"done_on_day": TODAY.day, "done_on_month": TODAY.month, "done_on_year": TODAY.year}
    assert client.post(page, typed | day).status_code == 302
    done = Training.objects.get()
    assert (done.recorded_by, done.course) == (administrator, "Yearly course")
    listed = client.get(reverse("staff:training")).content.decode()
    assert "Kim Reed" in listed
    assert "North" in listed

    withdraw = reverse("staff:withdraw-training", args=[user.staff_number, done.key])
    assert "Enter why it was wrong" in client.post(withdraw, {}).content.decode()
    client.post(withdraw, {"reason": "Another person’s"})

    assert "Recorded wrongly" in client.get(page).content.decode()
    user.refresh_from_db()
    assert user.training_until is None


def test_a_manager_sees_their_staff_alone_and_allows_days_on_the_page(client, manager):
    user = make_staff(name="Kim Reed", line_manager=manager)
    other = make_staff(name="Lou Stone")
    make_training(user, until=clock.add_days(TODAY, -1))
    client.force_login(manager)
    listed = client.get(reverse("staff:training"), {"state": "look"}).content.decode()
    assert "Kim Reed" in listed
    assert "Lou Stone" not in listed
    assert client.get(reverse("staff:training-of", args=[other.staff_number])).status_code == 403
    assert "Training of your staff to see to" in client.get(reverse("home")).content.decode()
    page = reverse("staff:training-of", args=[user.staff_number])
    wrong = client.post(page, {"act": "allow", "working_days": "99", "reason": "Full"})
    assert "Enter a number from 1 to 5" in wrong.content.decode()

    client.post(page, {"act": "allow", "working_days": "2", "reason": "Course full"})

    assert MoreTime.objects.get().reason == "Course full"
    assert "Allow more days" not in client.get(page).content.decode()


def test_whoever_it_ran_out_for_is_told_on_every_page_and_sees_their_own(client):
    user = make_staff()
    client.force_login(user)
    assert "training" not in client.get(reverse("home")).content.decode().lower()
    make_training(user, until=LONG_AGO)
    assert "training ran out on" in client.get(reverse("staff:directory")).content.decode()
    own = client.get(reverse("staff:training-of", args=[user.staff_number])).content.decode()
    assert "Data protection, yearly" in own
    assert "Put on file" not in own


def test_whoever_has_to_do_it_again_soon_or_has_none_reads_so_on_the_home_page_alone(client):
    user = make_staff()
    client.force_login(user)
    soon = clock.add_days(TODAY, 30)
    for until, words in (
        (soon, f"training is valid until {formats.long_date(soon)}. Do the course again by then"),
        (None, "You have no data protection training on file. Do the course, then tell"),
    ):
        user.training_until = until
        user.save()
        assert words in client.get(reverse("home")).text
        assert words not in client.get(reverse("staff:directory")).text
    ask_it_of_everybody()
    closed = client.get(reverse("home")).text
    assert closed.count("no data protection training on file") == 1
    assert "Until it is recorded again you open" in closed


def test_teams_are_counted(administrator):
    north, south = make_team(name="North"), make_team(name="South")
    make_training(make_staff(team=north), until=clock.add_days(TODAY, 90))
    make_training(make_staff(team=north), until=LONG_AGO)
    make_staff(team=south, training_until=None)

    rows = {
        row.team and row.team.name: row for row in queries.by_team(queries.trained(administrator))
    }

    assert (rows["North"].staff, rows["North"].percent, rows["North"].out) == (2, 50, 1)
    assert (rows["South"].never, rows["South"].percent) == (1, 0)


def test_roles_are_counted_and_who_has_several_counts_in_each(administrator):
    make_training(make_staff(Role.MANAGER, Role.AUDITOR), until=LONG_AGO)
    make_staff(Role.AUDITOR)

    rows = {row.role: row for row in queries.by_role(queries.trained(administrator))}

    assert set(rows) == {Role.MANAGER, Role.AUDITOR, Role.SYSTEM_ADMINISTRATOR}
    assert (rows[Role.AUDITOR].staff, rows[Role.AUDITOR].percent) == (2, 50)
    assert (rows[Role.MANAGER].out, rows[Role.MANAGER].percent) == (1, 0)


def test_the_year_counts_who_was_here_then_with_what_was_valid_then(client, administrator, manager):
    mine = {"line_manager": manager}
    stayed, joined, left = make_staff(**mine), make_staff(**mine), make_staff(**mine)
    post(stayed, 30)
    post(joined, 6)
    post(left, 30)
    post(left, 3, kind="LEFT")
    other = make_staff()
    post(other, 30)
    for user, months in ((stayed, 7), (left, 2), (joined, -9), (other, -9)):
        make_training(user, until=clock.add_months(TODAY, -months))
    withdrawn = make_training(stayed, until=clock.add_months(TODAY, -1))
    Training.objects.filter(pk=withdrawn.pk).update(
        withdrawn_at=clock.now(), withdrawn_by=administrator, withdrawn_because="Another person’s"
    )

    year = {row.day: (row.staff, row.valid) for row in queries.over_the_year(manager)}

    def ago(months):
        return year[clock.add_months(TODAY, -months)]

    assert len(year) == 12
    assert (ago(12), ago(8), ago(7)) == ((2, 2), (2, 2), (2, 2))
    assert ago(6) == (3, 1)
    assert (ago(4), ago(3), ago(1)) == ((3, 1), (2, 1), (2, 1))
    assert queries.over_the_year(administrator)[0].staff == 3
    client.force_login(manager)
    shown = client.get(reverse("staff:training")).text
    assert "A year ago: 2 of 2 (100%)" in shown
    assert "Over the past 12 months" in shown


def post(user, months_ago, *, kind="JOINED"):
    Posting.objects.create(
        user=user,
        kind=kind,
        starts_on=clock.add_months(TODAY, -months_ago),
        reason="As agreed",
        recorded_at=clock.now(),
        begun_at=clock.now(),
    )
