"""Joiners, movers and leavers: from a day on, with a reason, and never one's own."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts import actions, queries
from accounts.models import Posting, User
from accounts.roles import Role
from audit.log import Service
from audit.models import Event
from people.access import Permission, decide
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import make_person, make_worker_of, restrict

pytestmark = pytest.mark.django_db

TODAY = clock.today()
WORKER = Service(staff_number="clock")


@pytest.fixture
def administrator():
    return make_staff(Role.SYSTEM_ADMINISTRATOR, name="Ade Admin")


@pytest.fixture
def second():
    return make_staff(Role.SYSTEM_ADMINISTRATOR, name="Bo Admin")


def join(by, **fields):
    given = {
        "staff_number": "N5001",
        "name": "Joy Ling",
        "email": "joy.ling@northmere.example",
        "job_title": "Social worker",
        "roles": [Role.PRACTITIONER],
    }
    return confirmed(actions.add_staff(by=by, **given | fields))


def confirmed(user):
    """Return a member of staff once a records officer confirmed what was asked for, on its day."""
    for posting in user.postings.filter(needs_second=True, confirmed_at=None):
        on = min(posting.starts_on, TODAY)
        officer = make_staff(Role.RECORDS_OFFICER)
        actions.confirm_posting(posting=posting, by=officer, at=clock.at_time(on, 9))
    return User.objects.get(pk=user.pk)


def move(user, by, *, on=TODAY, **changes):
    return actions.move_staff(user, by=by, starts_on=on, reason="Reorganised", **changes)


def day(count):
    return clock.add_days(TODAY, count)


def test_a_joiner_has_no_password_and_a_first_line_of_history(administrator):
    user = join(administrator, starts_on=day(3))

    assert not user.has_usable_password()
    posting = user.postings.get(kind="JOINED")
    assert (posting.starts_on, posting.roles) == (day(3), [])
    assert not user.works_on(TODAY)


def test_a_move_holds_from_its_day_and_history_says_who_was_where(administrator):
    old, new, manager = make_team(), make_team(), make_staff(Role.MANAGER)
    user = join(administrator, team=old, starts_on=day(-20))
    person = make_person(team=new)

    move(user, administrator, on=day(-5), team=new, line_manager=manager)

    user.refresh_from_db()
    assert (user.team, user.line_manager) == (new, manager)
    assert decide(user, Permission.VIEW, person).basis == "TEAM"
    stood = {each: queries.standing_on(day(each)).filter(user=user) for each in (-21, -6, -5)}
    assert not stood[-21].exists()
    assert stood[-6].get().team == old
    assert (stood[-5].get().team, stood[-5].get().line_manager) == (new, manager)


def test_a_planned_move_opens_nothing_before_its_day_and_begins_by_itself(administrator):
    new = make_team()
    user = join(administrator, starts_on=day(-20))
    person = make_person(team=new)
    posting = move(user, administrator, on=day(2), team=new)

    assert actions.begin_postings(by=WORKER) == 0
    assert not decide(user, Permission.VIEW, person).allowed
    assert actions.begin_postings(by=WORKER, at=clock.at_time(day(2), 0, 5)) == 1
    assert actions.begin_postings(by=WORKER, at=clock.at_time(day(2), 0, 15)) == 0
    assert User.objects.get(pk=user.pk).team == new
    with pytest.raises(ValidationError, match="cannot be called off"):
        actions.withdraw_posting(posting=posting, by=administrator)


def test_a_planned_move_can_be_called_off(administrator):
    user = join(administrator, starts_on=day(-20))
    posting = move(user, administrator, on=day(2), team=make_team())

    actions.withdraw_posting(posting=posting, by=administrator)

    assert actions.begin_postings(by=WORKER, at=clock.at_time(day(3), 9)) == 0
    assert User.objects.get(pk=user.pk).team is None


def test_nobody_changes_their_own_roles_and_only_administrators_change_others(administrator):
    with pytest.raises(PermissionDenied, match="Nobody changes their own"):
        move(administrator, administrator, roles=[Role.MANAGER])
    with pytest.raises(PermissionDenied):
        move(make_staff(), make_staff(Role.MANAGER), roles=[Role.MANAGER])
    with pytest.raises(PermissionDenied):
        join(make_staff(Role.MANAGER))


def test_an_administrator_alone_gives_no_role_that_opens_a_record(administrator, second):
    person = make_person(team=make_team())
    joiner = actions.add_staff(
        by=administrator,
        staff_number="N5001",
        name="Joy Ling",
        email="own@northmere.example",
        job_title="Records officer",
        team=person.team,
        roles=[Role.RECORDS_OFFICER],
    )
    mover = make_staff()
    asked = move(mover, administrator, roles=[Role.MANAGER])

    assert (joiner.roles, decide(joiner, Permission.VIEW, person).basis) == ([], "ROLE")
    assert User.objects.get(pk=mover.pk).roles == [Role.PRACTITIONER]
    assert list(queries.waiting_for_second()) == [
        joiner.postings.get(needs_second=True),
        asked,
    ]
    assert confirmed(joiner).roles == [Role.RECORDS_OFFICER]
    with pytest.raises(ValidationError, match="yourself"):
        actions.confirm_posting(posting=asked, by=administrator)
    with pytest.raises(PermissionDenied):
        actions.confirm_posting(posting=asked, by=mover)
    actions.confirm_posting(posting=asked, by=second)
    assert User.objects.get(pk=mover.pk).roles == [Role.MANAGER]
    with pytest.raises(ValidationError, match="does not wait"):
        actions.confirm_posting(posting=asked, by=second)


def test_what_waits_follows_later_moves_and_brings_nothing_back(administrator, second):
    old, new, mover = make_team(), make_team(), make_staff(Role.PRACTITIONER, Role.AUDITOR)
    move(mover, administrator, team=old)
    first = move(mover, administrator, roles=[Role.PRACTITIONER, Role.AUDITOR, Role.MANAGER])
    move(mover, administrator, team=new)
    actions.confirm_posting(posting=first, by=second)
    mover.refresh_from_db()
    assert (mover.team, Role.MANAGER in mover.roles) == (new, True)

    again = move(mover, administrator, roles=[*mover.roles, Role.RECORDS_OFFICER])
    move(mover, administrator, roles=[Role.PRACTITIONER])
    with pytest.raises(ValidationError, match="does not wait"):
        actions.confirm_posting(posting=again, by=second)


def test_a_new_address_of_somebody_with_a_role_waits_and_the_old_one_is_told(
    client, administrator, mailoutbox
):
    user = make_staff()
    old = user.email
    client.force_login(administrator)
    details = {"name": user.name, "email": "evil@northmere.example", "phone": "1"}
    said = client.post(
        reverse("administration:change-details", args=[user.staff_number]), details, follow=True
    )
    client.post(reverse("administration:invite", args=[user.staff_number]))

    assert "waits until a second person" in said.text
    assert [message.to for message in mailoutbox] == [[old], [old]]
    officer = make_staff(Role.RECORDS_OFFICER)
    client.force_login(officer)
    assert "evil@northmere.example" in client.get("/").text
    posting = user.postings.get(kind="ADDRESS")
    page = reverse("administration:answer-posting", args=[posting.key])
    assert client.post(page, {"act": "confirm"}).url == "/"
    assert User.objects.get(pk=user.pk).email == "evil@northmere.example"
    assert client.post(page, {"act": "withdraw"}).status_code == 403


def test_an_address_is_put_right_at_once_before_any_role_is_given(administrator, mailoutbox):
    user = actions.add_staff(
        by=administrator,
        staff_number="N5001",
        name="Joy Ling",
        email="wrong@northmere.example",
        job_title="Social worker",
        roles=[Role.PRACTITIONER],
        starts_on=day(3),
    )
    actions.change_staff(user, by=administrator, email="right@northmere.example")
    assert User.objects.get(pk=user.pk).email == "right@northmere.example"

    user = confirmed(user)  # from the first day on
    assert user.roles == []
    actions.change_staff(user, by=administrator, email="evil@northmere.example")
    assert User.objects.get(pk=user.pk).email == "right@northmere.example"
    with pytest.raises(ValidationError, match="colleague"):
        actions.change_staff(administrator, by=administrator, email="own@northmere.example")


def test_a_line_of_management_never_goes_in_a_circle(administrator):
    head = make_staff(Role.MANAGER)
    manager = make_staff(Role.MANAGER, line_manager=head)
    worker = make_staff(line_manager=manager)

    for below in (worker, manager, head):
        with pytest.raises(ValidationError, match="in the line of management"):
            move(head, administrator, line_manager=below)
    move(worker, administrator, line_manager=head)
    assert [row.depth for row in queries.tree() if row.user in (head, manager, worker)] == [0, 1, 1]


def test_a_move_needs_a_change_and_a_day_that_can_be(administrator):
    user = join(administrator, starts_on=day(-20))
    with pytest.raises(ValidationError, match="Nothing is changed"):
        move(user, administrator, roles=[Role.PRACTITIONER])
    with pytest.raises(ValidationError, match="within a year"):
        move(user, administrator, on=day(400), job_title="Lead")
    with pytest.raises(ValidationError, match="start"):
        move(user, administrator, on=day(-21), job_title="Lead")
    move(user, administrator, on=day(-3), job_title="Lead")
    with pytest.raises(ValidationError, match="that day or a later one"):
        move(user, administrator, on=day(-4), job_title="Worker")


def test_a_leaver_opens_nothing_after_the_last_day(administrator):
    user = join(administrator, starts_on=day(-20))
    posting = actions.end_staff(user, by=administrator, last_day=TODAY, reason="A new job")

    user.refresh_from_db()
    assert user.works_on(TODAY)
    assert not user.works_on(day(1))
    assert not queries.standing_on(day(1)).filter(user=user).exists()
    actions.withdraw_posting(posting=posting, by=administrator)
    assert User.objects.get(pk=user.pk).works_on(day(1))


def test_a_leavers_planned_moves_are_called_off_and_they_can_come_back(administrator):
    user = join(administrator, starts_on=day(-20))
    planned = move(user, administrator, on=day(5), job_title="Lead")
    actions.end_staff(user, by=administrator, last_day=day(-1), reason="Gone")

    planned.refresh_from_db()
    assert planned.withdrawn_at is not None
    with pytest.raises(ValidationError, match="left already"):
        actions.end_staff(user, by=administrator, last_day=TODAY, reason="Again")
    posting = move(user, administrator)
    assert not User.objects.get(pk=user.pk).works_on(TODAY)
    user = confirmed(user)
    assert (posting.kind, user.works_on(TODAY), user.ends_on) == ("RETURNED", True, None)


@pytest.mark.parametrize("stop_now", [True, False])
def test_a_leaver_is_signed_out_at_their_next_request(client, administrator, stop_now):
    user = join(administrator, starts_on=day(-20))
    client.force_login(user)
    assert client.get("/").status_code == 200

    last_day = TODAY if stop_now else day(-1)
    actions.end_staff(user, by=administrator, last_day=last_day, reason="Gone", stop_now=stop_now)

    assert client.get("/").status_code == (302 if stop_now else 403)
    assert client.get("/").url == "/accounts/sign-in/?next=/"


def test_what_is_left_is_counted_for_the_manager_and_restricted_records_are_not(client):
    head = make_staff(Role.MANAGER)
    manager = make_staff(Role.MANAGER, line_manager=head)
    person, hidden = make_person(), make_person()
    leaver = make_worker_of(person, line_manager=manager)
    make_worker_of(hidden)
    hidden.allocations.update(worker=leaver)
    restrict(hidden, leaver)
    page = reverse("staff:leaving", args=[leaver.staff_number])

    client.force_login(head)
    held = {each.title: each.count for each in client.get(page).context["held"]}
    assert held["People allocated to them"] == 1
    assert person.family_name not in client.get(page).text
    client.force_login(make_staff(Role.MANAGER))
    assert client.get(page).status_code == 403
    client.force_login(leaver)
    assert client.get(page).status_code == 403


def test_teams_are_added_renamed_and_closed_only_when_empty(administrator):
    team = actions.add_team(by=administrator, name="North", kind="TEAM")
    user = make_staff(team=team)
    actions.change_team(team, by=administrator, name="North West", reason="Merged")

    with pytest.raises(ValidationError, match="not empty"):
        actions.close_team(team, by=administrator, reason="Merged")
    move(user, administrator, team=make_team())
    person = make_person(team=team)
    with pytest.raises(ValidationError, match="not empty"):
        actions.close_team(team, by=administrator, reason="Merged")
    person.team = None
    person.save()
    closed = actions.close_team(team, by=administrator, reason="Merged")
    assert closed not in queries.open_teams()
    assert [(each.name, each.is_closed) for each in team.changes.all()] == [
        ("North West", True),
        ("North West", False),
        ("North", False),
    ]


def test_every_change_is_an_event(administrator):
    user = join(administrator, starts_on=day(-20))
    move(user, administrator, job_title="Lead")
    actions.change_staff(user, by=administrator, phone="01632 960 123")
    actions.end_staff(user, by=administrator, last_day=TODAY, reason="Gone")

    assert list(Event.objects.order_by("pk").values_list("verb", flat=True)) == [
        "accounts.staff_added",
        "accounts.role_asked_for",
        "accounts.role_confirmed",
        "accounts.staff_moved",
        "accounts.staff_changed",
        "accounts.staff_leaves",
    ]


def typed(**fields):
    return {
        "job_title": "Senior social worker",
        "team": "",
        "line_manager": "",
        "roles": [Role.PRACTITIONER],
        "starts_on_day": str(TODAY.day),
        "starts_on_month": str(TODAY.month),
        "starts_on_year": str(TODAY.year),
        "reason": "Promoted",
    } | fields


def test_the_pages_add_move_and_end_somebody(client, administrator, mailoutbox):
    client.force_login(administrator)
    add = reverse("administration:add-staff")
    joins = typed(staff_number="N7001", name="Jo Okoro", email="jo@northmere.example", invite="on")
    taken = client.post(add, joins | {"email": administrator.email})
    assert "already exists" in taken.text
    assert "Jo Okoro" in taken.text
    page = reverse("administration:member", args=["N7001"])
    assert client.post(add, joins).url == page
    assert [message.to for message in mailoutbox] == [["jo@northmere.example"]]

    moved = client.post(reverse("administration:move", args=["N7001"]), typed(roles=[Role.MANAGER]))
    assert moved.url == page
    assert "Promoted" in client.get(page).text
    leave = reverse("administration:leave", args=["N7001"])
    left = client.post(
        leave,
        {"last_day_day": "1", "last_day_month": "1", "last_day_year": "2020", "reason": "x"},
    )
    assert "They start after that day" in left.text
    assert Posting.objects.filter(user__staff_number="N7001").count() == 3


def test_the_details_say_until_when_somebody_is_newly_qualified(client, administrator):
    user = join(administrator, starts_on=day(-20))
    address = reverse("administration:change-details", args=[user.staff_number])
    client.force_login(administrator)
    until = day(200)
    given = {"name": user.name, "email": user.email, "phone": ""} | {
        "newly_qualified_until_day": until.day,
        "newly_qualified_until_month": until.month,
        "newly_qualified_until_year": until.year,
    }

    assert client.post(address, given).status_code == 302

    assert User.objects.get(pk=user.pk).newly_qualified_until == until
    assert f'value="{until.year}"' in client.get(address).text


def test_the_pages_keep_teams(client, administrator):
    client.force_login(administrator)
    given = {"name": "South", "area": "", "kind": "DUTY", "lead": "", "reason": "New"}
    assert client.post(reverse("administration:add-team"), given).url == reverse(
        "administration:team", args=["south"]
    )
    assert "already exists" in client.post(reverse("administration:add-team"), given).text
    assert client.post(
        reverse("administration:close-team", args=["south"]), {"reason": "A mistake"}
    ).url == reverse("administration:teams")


def test_lists_ask_as_often_for_many_staff_as_for_one(
    client, administrator, django_assert_max_num_queries
):
    client.force_login(administrator)
    client.get("/staff/")
    for _ in range(4):
        make_staff(team=make_team(), line_manager=administrator)

    for page in ("staff", "teams", "lines", "staff-on-day"):
        with django_assert_max_num_queries(12):
            assert client.get(reverse(f"administration:{page}")).status_code == 200
    with django_assert_max_num_queries(12):
        client.get(reverse("staff:directory"))


def test_the_directory_finds_who_is_here_and_nobody_who_left(client, administrator):
    team = make_team(name="Harbour")
    make_staff(name="Nia Quay", team=team)
    make_staff(name="Nia Gone", team=team, ends_on=day(-1))
    client.force_login(make_staff())

    shown = client.get(reverse("staff:directory"), {"words": "nia harbour"}).text
    assert "Nia Quay" in shown
    assert "Nia Gone" not in shown
    assert client.get(reverse("staff:directory"), {"words": "\x00", "page": "x"}).status_code == 200
    assert client.get(reverse("staff:colleague", args=["nobody"])).status_code == 404
    assert client.post(reverse("staff:me"), {"phone": "01632 960 456"}).status_code == 302
    assert "01632 960 456" in client.get(reverse("staff:me")).text


def test_an_invitation_works_once_and_the_newest_alone(client, administrator, mailoutbox):
    user = join(administrator, starts_on=day(-1))
    client.force_login(administrator)
    for _ in range(2):
        client.post(reverse("administration:invite", args=[user.staff_number]))
    client.logout()
    first, newest = [
        next(line for line in message.body.splitlines() if line.startswith("http"))
        for message in mailoutbox
    ]

    assert client.get(first).status_code == 404
    assert "Too common" not in client.get(newest).text
    chosen = {"password": "three-grey-kettles", "again": "three-grey-kettles"}
    assert client.post(newest, chosen | {"again": "other"}).status_code == 200
    assert "too common" in client.post(newest, dict.fromkeys(chosen, "password1234")).text
    assert client.post(newest, chosen).url == reverse("account_login")
    assert client.post(newest, chosen).status_code == 404
    assert client.login(email=user.email, password="three-grey-kettles")


def test_an_invitation_grows_old_and_ends_with_the_account(administrator):
    secrets = []
    user = join(administrator, starts_on=day(-1))

    def invite(at=None):
        actions.invite(
            user, by=administrator, link_to=lambda s: secrets.append(s) or s, council="X", at=at
        )

    invite(at=clock.now() - timedelta(hours=73))
    assert queries.invitation_behind(secrets[0]) is None
    invite()
    assert queries.invitation_behind(secrets[1]).user == user
    actions.end_staff(user, by=administrator, last_day=TODAY, reason="Gone", stop_now=True)
    assert queries.invitation_behind(secrets[1]) is None
    user.refresh_from_db()
    with pytest.raises(ValidationError, match="left"):
        invite()
