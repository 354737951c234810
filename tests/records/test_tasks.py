"""Actions as tasks: lists, handing over, moving, and what the entry shows of it."""

import lxml.html
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from records import actions, queries
from records.models import Entry
from records.signed import digests
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of, restrict
from tests.records.factories import make_action, make_entries, make_entry
from ui import formats

pytestmark = pytest.mark.django_db


def url(name, person, *keys):
    return reverse(f"records:{name}", args=[person.key, *keys])


@pytest.fixture
def team():
    return make_team("Northgate Adults")


@pytest.fixture
def person(team):
    return make_person(team=team)


@pytest.fixture
def worker(person, team):
    return make_worker_of(person, name="Fola Adeyemi", team=team)


def agreed(person, worker, **fields):
    given = {
        "text": "Ring the surgery",
        "owner": worker,
        "owner_name": "",
        "due_on": clock.today(),
        "priority": "ROUTINE",
    }
    entry = make_entry(person=person, by=worker, actions=[given | fields])
    return entry.actions.get()


def listed(page):
    return [row["text"] for row in page.context["actions"]]


@pytest.mark.parametrize(
    ("state", "texts"),
    [
        ("open", ["Late", "Today", "Next month"]),
        ("overdue", ["Late"]),
        ("week", ["Today"]),
        ("closed", ["Done"]),
        ("nonsense\x00", ["Late", "Today", "Next month"]),
    ],
)
def test_own_actions_are_listed_by_when_they_are_due(client, person, worker, state, texts):
    (entry,) = make_entries(person, author=worker)
    today = clock.today()
    make_action(entry, owner=worker, text="Next month", due_on=clock.add_days(today, 31))
    make_action(entry, owner=worker, text="Today", due_on=today)
    make_action(entry, owner=worker, text="Late", due_on=clock.add_days(today, -8))
    done = make_action(entry, owner=worker, text="Done")
    actions.close_action(action=done, by=worker, status="DONE", outcome="They rang back")
    client.force_login(worker)

    page = client.get(reverse("records:my-actions"), {"state": state})

    assert listed(page) == texts


def test_the_team_sees_its_actions_and_of_closed_records_nothing(client, person, worker, team):
    manager = make_staff(Role.MANAGER, team=team)
    (entry,) = make_entries(person, author=worker)
    make_action(entry, owner=worker, text="Ours")
    make_action(entry, owner=make_staff(), text="Of another team")
    (closed,) = make_entries(person, author=worker, sensitivity=Entry.Sensitivity.RESTRICTED)
    make_action(closed, owner=worker, text="Of a restricted entry")
    hidden = make_person(team=team, family_name="Hidden")
    restrict(hidden, worker)
    (secret,) = make_entries(hidden, author=worker)
    make_action(secret, owner=worker, text="Of a restricted person")
    colleague = make_staff(team=team)
    client.force_login(colleague)

    theirs = client.get(reverse("records:team-actions"))
    client.force_login(manager)
    managers = client.get(reverse("records:team-actions"), {"owner": worker.staff_number})

    assert listed(theirs) == listed(managers) == ["Ours"]
    assert "Hidden" not in theirs.text


def test_a_manager_of_the_worker_sees_actions_of_restricted_entries(client, person, worker, team):
    manager = make_staff(Role.MANAGER)
    worker.line_manager = manager
    worker.save()
    (entry,) = make_entries(person, author=worker, sensitivity=Entry.Sensitivity.RESTRICTED)
    make_action(entry, owner=worker, text="Change the locks")
    client.force_login(manager)

    page = client.get(reverse("records:team-actions"))

    assert listed(page) == ["Change the locks"]


def test_the_lists_take_as_many_queries_for_many_actions_as_for_one(
    client, person, worker, django_assert_max_num_queries
):
    for entry in make_entries(person, 30, author=worker):
        make_action(entry, owner=worker)
    client.force_login(worker)

    with django_assert_max_num_queries(16):
        client.get(reverse("records:team-actions"))
    with django_assert_max_num_queries(16):
        client.get(reverse("records:my-actions"))


def test_an_action_is_handed_over_and_its_entry_still_says_what_was_agreed(client, person, worker):
    action = agreed(person, worker)
    colleague = make_worker_of(person, name="Jo Marsh")
    client.force_login(worker)

    answer = client.post(
        url("hand-over-action", person, action.key),
        {"owner": f"staff:{colleague.staff_number}", "reason": "I am away from Monday"},
    )
    page = client.get(url("entry", person, action.entry.key))

    action.refresh_from_db()
    assert answer.status_code == 302
    assert action.owner == colleague
    assert "Agreed when it was signed: Fola Adeyemi" in page.text
    assert digests.is_whole(action.entry.versions.get())
    assert action.changes.get().reason == "I am away from Monday"
    assert Event.objects.filter(verb="records.action_handed_over", target=action.key).exists()


def test_an_action_moves_to_another_day_with_a_reason(client, person, worker):
    action = agreed(person, worker)
    day = clock.add_days(clock.today(), 7)
    client.force_login(worker)
    typed = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}

    refused = client.post(url("move-action", person, action.key), typed)
    moved = client.post(url("move-action", person, action.key), typed | {"reason": "He is away"})
    shown = client.get(url("close-action", person, action.key))
    timeline = client.get(url("timeline", person))

    action.refresh_from_db()
    assert "Enter why the date is changed" in refused.text
    assert moved.status_code == 302
    assert action.due_on == day
    assert "He is away" in shown.text
    assert "agreed: Fola Adeyemi" in timeline.text


@pytest.mark.parametrize("days", [-1, 0])
def test_an_action_is_not_moved_to_a_past_day_or_to_its_own(person, worker, days):
    action = agreed(person, worker)

    with pytest.raises(ValidationError):
        actions.move_action(
            action=action, by=worker, due_on=clock.add_days(clock.today(), days), reason="So"
        )


def test_nobody_is_given_an_action_on_a_record_that_is_closed_to_them(client, person, worker):
    action = agreed(person, worker)
    stranger = make_staff(name="Pat Stranger")
    client.force_login(worker)

    page = client.post(
        url("hand-over-action", person, action.key),
        {"owner": f"staff:{stranger.staff_number}", "reason": "Because"},
    )

    action.refresh_from_db()
    assert "Pat Stranger cannot write on this record" in page.text
    assert "Because" in page.text
    assert action.owner == worker


def test_an_action_can_be_handed_to_somebody_outside_the_council(client, person, worker):
    action = agreed(person, worker)
    client.force_login(worker)

    client.post(
        url("hand-over-action", person, action.key),
        {"owner_other": "Hina Patel, nurse", "reason": "She goes there daily"},
    )
    timeline = client.get(url("timeline", person))

    action.refresh_from_db()
    assert (action.owner, action.owner_name) == (None, "Hina Patel, nurse")
    assert "Hina Patel, nurse" in timeline.text


def test_a_closed_action_is_neither_handed_over_nor_moved(person, worker):
    action = agreed(person, worker)
    colleague = make_worker_of(person)
    actions.close_action(action=action, by=worker, status="NOT_NEEDED", outcome="He moved")

    with pytest.raises(ValidationError):
        actions.hand_over_action(action=action, by=worker, owner=colleague, reason="So")
    with pytest.raises(ValidationError):
        actions.move_action(
            action=action, by=worker, due_on=clock.add_days(clock.today(), 2), reason="So"
        )


def test_only_those_who_may_write_beside_the_entry_change_its_actions(person, worker):
    (entry,) = make_entries(person, author=worker, sensitivity=Entry.Sensitivity.RESTRICTED)
    action = make_action(entry, owner=worker)
    reader = make_staff(team=person.team)

    with pytest.raises(PermissionDenied):
        actions.hand_over_action(action=action, by=reader, owner=reader, reason="So")


def test_the_timeline_says_what_became_of_an_action(client, person, worker):
    action = agreed(person, worker)
    actions.close_action(action=action, by=worker, status="NOT_NEEDED", outcome="He rang himself")
    client.force_login(worker)

    page = client.get(url("timeline", person))

    assert "not needed" in page.text
    assert "He rang himself" in page.text


def test_the_navigation_counts_what_is_still_to_do(client, person, worker):
    agreed(person, worker)
    away = make_person(family_name="Elsewhere")
    (entry,) = make_entries(away)
    make_action(entry, owner=worker)
    client.force_login(worker)

    items = client.get("/").context["nav_items"]

    assert [item["count"] for item in items if item["label"] == "My actions"] == [1]


def test_every_restricted_entry_that_a_list_shows_would_open(person, worker, team):
    """The condition for lists says what the check of one entry says."""
    manager = make_staff(Role.MANAGER)
    worker.line_manager = manager
    worker.save()
    duty = make_staff(team=make_team(key="safeguarding"))
    allocate(person, duty)
    (entry,) = make_entries(person, author=make_staff(), sensitivity=Entry.Sensitivity.RESTRICTED)
    action = make_action(entry, owner=worker)
    viewers = [worker, manager, duty, make_staff(team=team), make_staff()]

    for viewer in viewers:
        seen = type(action).objects.filter(queries.open_across(viewer)).exists()
        may = viewer in (worker, manager, duty)
        assert seen == may
        if may:
            assert queries.may_open(viewer, entry)


# What the date of an action is


def words_of(page):
    """The text of a page without its marks, in one line."""
    return " ".join(lxml.html.fromstring(page.content).text_content().split())


def test_each_date_of_an_action_says_whether_it_is_due_or_was_done(client, person, worker):
    client.force_login(worker)
    entry, today = agreed(person, worker, text="Visit").entry, clock.today()
    day = formats.short_date
    late, later = clock.add_days(today, -2), clock.add_days(today, 9)
    make_action(entry, text="Order a rail", due_on=late)
    make_action(entry, text="Ring Rosa", due_on=later)
    closed = {"closed_on": today, "outcome": "Came to nothing", "due_on": later}
    make_action(entry, text="Write to Leeds", status="DONE", **closed)
    make_action(entry, text="Ask the bank", status="NOT_NEEDED", **closed)

    entry_page = reverse("records:entry", args=[person.key, entry.key])
    timeline, printed = (
        reverse(name, args=[person.key]) for name in ("records:timeline", "records:print-timeline")
    )

    for address in (entry_page, timeline, printed):
        words = words_of(client.get(address))
        assert f"due {day(late)} ▲ 2 days late" in words
        assert f"due {day(later)}" in words
        assert f"done {day(today)}" in words
        assert f"not needed, closed {day(today)}" in words


def counted(person, writer, **fields):
    """What a time limit made due two days ago."""
    fields = {
        "kind": "TIME_LIMIT",
        "about": "needs_assessment",
        "due_on": clock.add_days(clock.today(), -2),
        "text": "Assess the person’s needs",
    } | fields
    return make_action(make_entries(person, author=writer)[0], **fields)


def test_what_others_are_to_do_is_chased_by_the_persons_worker(client, person, worker):
    outside = make_action(make_entries(person, author=worker)[0])
    left = make_staff(name="Zoe Left", is_active=False)
    leaver = make_action(make_entries(person, author=worker)[0], owner=left, text="Ring the bank")
    other = make_worker_of(make_person(), team=worker.team)
    found = queries.to_do(worker)

    assert set(found.with_others) == {outside, leaver}
    assert found.own == []
    assert queries.to_do(other).with_others == []
    client.force_login(worker)
    page = client.get(reverse("records:my-actions") + "?state=others")
    assert sorted(listed(page)) == ["Ring the bank", "Ring the surgery"]
    assert "Jo Bloggs, neighbour" in page.content.decode()
    assert "With others" in client.get("/").content.decode()


def test_what_others_are_to_do_for_somebody_without_a_worker_is_for_the_manager(team):
    manager = make_staff(Role.MANAGER, team=team)
    team.lead = manager
    team.save()
    person = make_person(team=team)
    action = make_action(make_entries(person)[0])

    assert queries.to_do(manager).with_others == [action]
    make_worker_of(person, team=team)
    assert queries.to_do(manager).with_others == []


def test_a_missed_time_limit_goes_up_to_the_manager(client, person, team):
    manager = make_staff(Role.MANAGER, team=team)
    worker = make_worker_of(person, team=team, line_manager=manager)
    missed = counted(person, worker, owner=worker)
    counted(person, worker, owner=worker, due_on=clock.today())
    counted(person, worker, owner=worker, kind="AGREED", about="", text="Only agreed")

    assert queries.to_do(manager).missed == [missed]
    assert queries.to_do(worker).missed == []
    client.force_login(manager)
    home = client.get("/").content.decode()
    assert "Missed by your staff" in home
    page = client.get(reverse("records:my-actions") + "?state=missed")
    assert listed(page) == ["Assess the person’s needs"]
    client.force_login(worker)
    assert len(listed(client.get(reverse("records:my-actions") + "?state=missed"))) == 3


def test_what_was_missed_from_a_closed_entry_tells_the_manager_nothing(person, team):
    manager = make_staff(Role.MANAGER, team=team)
    worker = make_worker_of(person, team=team, line_manager=manager)
    missed = counted(person, worker, owner=worker)
    restrict(person, worker)

    assert queries.to_do(manager).missed == []
    assert missed in queries.to_do(worker).own


def test_of_one_day_what_cannot_wait_comes_first(person, worker):
    for text, priority in (("a", "ROUTINE"), ("b", "SAME_DAY"), ("c", "FIVE_DAYS")):
        make_action(
            make_entries(person, author=worker)[0], owner=worker, text=text, priority=priority
        )

    assert [row.text for row in queries.actions_of(worker)] == ["b", "c", "a"]


def test_a_time_limit_is_not_put_off(person, worker):
    action = counted(person, worker, owner=worker)

    with pytest.raises(ValidationError, match="cannot be put off"):
        actions.move_action(
            action=action, by=worker, due_on=clock.add_days(clock.today(), 3), reason="Later"
        )


def test_no_review_waits_once_the_work_has_ended(person, worker):
    counted(person, worker, owner=worker, kind="REVIEW", about="risk_assessment")
    assert len(queries.to_do(worker).own) == 1

    person.status = "CLOSED"
    person.save()

    assert queries.to_do(worker).own == []


# --- The same form sent twice, and a form of yesterday


def twice(client, address, typed):
    """Send one form two times; return both answers and the page that the second leads to."""
    first, second = (client.post(address, typed) for _ in range(2))
    return first, second, client.get(second["Location"]) if second.status_code == 302 else second


def sent(person, colleague):
    """Each change of an action, as its form is sent: page, what is typed, verb, what is said."""
    day = clock.add_days(clock.today(), 7)
    date = {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}
    return {
        "close-action": (
            {"status": "DONE", "outcome": " They rang back "},
            "records.action_closed",
            "Action closed.",
        ),
        "hand-over-action": (
            {"owner": f"staff:{colleague.staff_number}", "reason": "I am away"},
            "records.action_handed_over",
            "Handed over to Jo Marsh.",
        ),
        "move-action": (date | {"reason": "He is away"}, "records.action_moved", "date is changed"),
    }


@pytest.mark.parametrize("name", ["close-action", "hand-over-action", "move-action"])
def test_a_change_that_is_sent_twice_is_made_once_and_ends_on_the_same_page(
    client, person, worker, name
):
    action = agreed(person, worker)
    typed, verb, words = sent(person, make_worker_of(person, name="Jo Marsh"))[name]
    client.force_login(worker)

    first, second, page = twice(client, url(name, person, action.key), typed | {"seen": "0"})

    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    assert page.text.count(words) == 1
    assert Event.objects.filter(verb=verb).count() == 1
    assert action.changes.count() == (name != "close-action")


def test_handing_over_twice_ends_well_where_the_entry_is_closed_to_them(client, person, worker):
    (entry,) = make_entries(person, sensitivity=Entry.Sensitivity.RESTRICTED)
    safe = make_team(key="safeguarding")
    colleague = make_staff(name="Jo Marsh", team=safe)
    allocate(person, colleague)
    reader = make_staff(team=person.team)
    action = make_action(entry, owner=reader)
    client.force_login(reader)
    typed = {"owner": f"staff:{colleague.staff_number}", "reason": "I am away"}

    first, second, page = twice(client, url("hand-over-action", person, action.key), typed)

    assert first["Location"] == second["Location"] == reverse("records:my-actions")
    assert page.status_code == 200
    assert action.changes.count() == 1
    assert client.get(url("hand-over-action", person, action.key)).status_code == 404
    client.force_login(make_staff(team=person.team))
    assert client.post(url("hand-over-action", person, action.key), typed).status_code == 404


@pytest.mark.parametrize("name", ["close-action", "hand-over-action", "move-action"])
def test_another_change_meanwhile_is_told_of_and_what_was_typed_stays(client, person, worker, name):
    action = agreed(person, worker)
    colleague = make_worker_of(person, name="Ana Reed")
    typed, _, _ = sent(person, make_worker_of(person, name="Jo Marsh"))[name]
    actions.hand_over_action(action=action, by=colleague, owner=colleague, reason="She asked me")
    client.force_login(worker)
    address = url(name, person, action.key)

    page = client.post(address, typed | {"seen": "0"})

    assert page.status_code == 200
    assert "Ana Reed changed this action after you opened the page" in page.text
    assert "She asked me" in page.text
    kept = typed.get("outcome", typed.get("reason"))
    assert f'value="{kept.strip()}"' in page.text or kept in page.text
    action.refresh_from_db()
    assert (action.owner, action.status, action.due_on) == (colleague, "OPEN", clock.today())
    assert client.post(address, typed | {"seen": "1"}).status_code == 302


@pytest.mark.parametrize("name", ["close-action", "hand-over-action", "move-action"])
def test_a_change_of_what_somebody_closed_says_who_did_and_gives_back_the_words(
    client, person, worker, name
):
    action = agreed(person, worker)
    colleague = make_worker_of(person, name="Ana Reed")
    typed, _, _ = sent(person, make_worker_of(person, name="Jo Marsh"))[name]
    actions.close_action(action=action, by=colleague, status="NOT_NEEDED", outcome="He moved")
    client.force_login(worker)

    page = client.post(url(name, person, action.key), typed | {"seen": "0"})

    assert "Ana Reed closed this action already" in page.text
    assert "He moved" in page.text
    assert "None of it has been saved" in page.text
    assert typed.get("outcome", typed.get("reason")).strip() in page.text
