"""What waits for a manager's review, and what came back to its writer, rule by rule."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from accounts.models import SettingChange
from accounts.roles import Role
from oversight import actions
from oversight.models import Review
from oversight.queries import awaiting_review, panels_for, praise_for, returned_to
from records.models import Addition, EntryLink, EntryVersion, Finding
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of, restrict
from tests.records.factories import make_entries

pytestmark = pytest.mark.django_db

SIGN_OFF = {"status": "AWAITING_SIGN_OFF"}


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER)


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def writer(person, manager):
    return make_worker_of(
        person, line_manager=manager, starts_on=clock.add_months(clock.today(), -13)
    )


def make_entry_by(writer, person, **fields):
    return make_entries(person, author=writer, **fields)[0]


def make_review(entry, manager, state="RETURNED", *, hours_ago=24, praise=""):
    return Review.objects.create(
        entry=entry,
        version_number=1,
        state=state,
        reviewed_by=manager,
        reviewed_at=clock.add_hours(clock.now(), -hours_ago),
        comment="Say who was there" if state == "RETURNED" else "",
        praise=praise,
    )


def correct(entry, by, *, hours_ago=1):
    EntryVersion.objects.create(
        entry=entry,
        number=2,
        values={},
        signed_by=by,
        signed_at=clock.add_hours(clock.now(), -hours_ago),
        reason="I forgot who was there",
        digest="0" * 64,
    )


def add_to(entry, by, *, hours_ago=1):
    Addition.objects.create(
        entry=entry,
        kind=Addition.Kind.MORE_DETAIL,
        text="Her daughter was there",
        author=by,
        added_at=clock.add_hours(clock.now(), -hours_ago),
    )


def link_to(entry, by, kind, *, hours_ago=1):
    at = clock.add_hours(clock.now(), -hours_ago)
    source = make_entries(entry.person, author=by, signed_at=at)[0]
    EntryLink.objects.create(source=source, target=entry, kind=kind)


def waiting(manager):
    return [(row.entry, row.reasons) for row in awaiting_review(manager)]


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({}, None),
        ({"status": "SIGNED_OFF"}, None),
        (SIGN_OFF, ["Needs sign-off"]),
        ({"finish_later": True}, ["Signed now, to be finished later"]),
        ({"gaps": {"source": {"reason": "Not asked"}}}, ["Answers missing, with reasons"]),
        (
            {**SIGN_OFF, "finish_later": True},
            ["Needs sign-off", "Signed now, to be finished later"],
        ),
    ],
)
def test_an_entry_waits_when_something_calls_for_a_look(manager, writer, person, fields, reasons):
    entry = make_entry_by(writer, person, **fields)

    assert waiting(manager) == ([(entry, reasons)] if reasons else [])


def test_the_queue_says_how_many_wait_beyond_those_that_stand_in_it(
    client, manager, writer, person
):
    make_entries(person, 103, author=writer, finish_later=True)
    client.force_login(manager)

    queue = client.get(reverse("oversight:queue")).text

    assert "103 entries, the most pressing first; the first 100 stand here" in queue


@pytest.mark.parametrize(
    ("months", "days", "is_new"), [(-12, 0, False), (-12, 1, True), (0, 0, True), (-13, 0, False)]
)
def test_everything_by_a_writer_in_their_first_twelve_months_waits(
    manager, person, months, days, is_new
):
    starts_on = clock.add_days(clock.add_months(clock.today(), months), days)
    writer = make_worker_of(person, line_manager=manager, starts_on=starts_on)
    entry = make_entry_by(writer, person)

    assert waiting(manager) == ([(entry, ["The writer is new"])] if is_new else [])


@pytest.mark.parametrize(
    ("check_key", "reason", "waits"),
    [
        ("safeguarding_not_raised", "", True),
        ("safeguarding_not_raised", "Raised on Monday", False),
        ("risk_without_action", "", True),
        ("jargon", "", False),
    ],
)
def test_what_may_be_a_risk_waits_until_its_writer_answered(
    manager, writer, person, check_key, reason, waits
):
    entry = make_entry_by(writer, person)
    given = {"check_key": check_key, "level": "warning", "message": "x", "reason": reason}
    Finding.objects.create(version=entry.versions.get(), position=0, **given)

    expected = [(entry, ["Possible harm or risk, not answered"])] if waits else []
    assert waiting(manager) == expected


def test_what_is_urgent_on_the_same_day_waits(manager, writer, person):
    entry = make_entry_by(writer, person, values={"urgency": "Same day"})

    assert waiting(manager) == [(entry, ["Urgent: same day"])]


def test_gaps_that_a_correction_filled_do_not_wait(manager, writer, person):
    entry = make_entry_by(writer, person, gaps={"source": {"reason": "Not asked"}})

    correct(entry, writer)

    assert waiting(manager) == []


def test_managers_at_every_level_see_it_and_nobody_sees_their_own(manager, writer, person):
    head = make_staff(Role.MANAGER)
    manager.line_manager = head
    manager.save()
    entry = make_entry_by(writer, person, **SIGN_OFF)
    own = make_entry_by(manager, person, **SIGN_OFF)
    stranger = make_staff(Role.MANAGER)

    assert [row.entry for row in awaiting_review(manager)] == [entry]
    assert {row.entry for row in awaiting_review(head)} == {entry, own}
    assert awaiting_review(stranger) == []
    assert awaiting_review(writer) == []


def test_what_one_may_not_open_does_not_wait(manager, writer, person):
    closed = make_person()
    allocate(closed, writer)
    make_entry_by(writer, closed, **SIGN_OFF)
    restrict(closed, writer)
    manager.team = make_team()
    manager.save()
    make_entry_by(writer, make_person(team=manager.team), **SIGN_OFF, sensitivity="RESTRICTED")
    shown = make_entry_by(writer, person, **SIGN_OFF, sensitivity="RESTRICTED")

    assert [row.entry for row in awaiting_review(manager)] == [shown]


def test_the_oldest_comes_first_with_its_working_days(manager, writer, person):
    monday = clock.at_time(clock.add_days(clock.today(), -clock.today().weekday() - 7), 9)
    new = make_entry_by(writer, person, **SIGN_OFF, signed_at=clock.now())
    old = make_entry_by(writer, person, **SIGN_OFF, signed_at=monday)

    rows = awaiting_review(manager)

    assert [(row.entry, row.since, row.working_days) for row in rows] == [
        (
            old,
            clock.day_of(monday),
            clock.working_days_between(clock.day_of(monday), clock.today()),
        ),
        (new, clock.today(), 0),
    ]


def test_an_approved_entry_waits_no_more(manager, writer, person):
    make_review(make_entry_by(writer, person, finish_later=True), manager, "APPROVED")

    assert waiting(manager) == []
    assert returned_to(writer) == []


def test_a_returned_entry_waits_for_its_writer_and_not_for_the_manager(manager, writer, person):
    entry = make_entry_by(writer, person, finish_later=True)
    review = make_review(entry, manager)

    (row,) = returned_to(writer)

    assert waiting(manager) == []
    assert (row.entry, row.review, row.title) == (entry, review, "Case note")


@pytest.mark.parametrize(
    ("answer", "is_answer"),
    [
        (lambda entry, writer, manager: correct(entry, writer), True),
        (lambda entry, writer, manager: add_to(entry, writer), True),
        (lambda entry, writer, manager: link_to(entry, writer, "ADDS_TO"), True),
        (lambda entry, writer, manager: link_to(entry, writer, "CORRECTS"), True),
        (lambda entry, writer, manager: link_to(entry, writer, "BELONGS_WITH"), False),
        (lambda entry, writer, manager: add_to(entry, writer, hours_ago=30), False),
        (lambda entry, writer, manager: link_to(entry, writer, "ADDS_TO", hours_ago=30), False),
        (lambda entry, writer, manager: add_to(entry, manager), False),
        (lambda entry, writer, manager: link_to(entry, manager, "ADDS_TO"), False),
        (lambda entry, writer, manager: add_to(entry, make_staff()), False),
        (lambda entry, writer, manager: link_to(entry, make_staff(), "CORRECTS"), False),
        (lambda entry, writer, manager: correct(entry, make_staff()), False),
    ],
    ids=[
        "correction",
        "addition",
        "linked entry",
        "correcting entry",
        "entry that only belongs with it",
        "addition before the return",
        "link before the return",
        "addition by the reviewer",
        "link by the reviewer",
        "addition by somebody else",
        "entry by somebody else",
        "correction by somebody else",
    ],
)
def test_a_return_is_answered_by_the_writers_correction_addition_or_linked_entry(
    manager, writer, person, answer, is_answer
):
    entry = make_entry_by(writer, person)
    make_review(entry, manager)

    answer(entry, writer, manager)

    if is_answer:
        assert waiting(manager) == [(entry, ["The writer has answered"])]
        assert awaiting_review(manager)[0].since == clock.day_of(clock.now() - timedelta(hours=1))
        assert returned_to(writer) == []
    else:
        assert waiting(manager) == []
        assert [row.entry for row in returned_to(writer)] == [entry]


@pytest.mark.parametrize(
    "left", [{"is_active": False}, {"ends_on": clock.add_days(clock.today(), -1)}]
)
@pytest.mark.parametrize("answer", [add_to, correct])
def test_anybody_answers_for_a_writer_who_works_here_no_more(manager, writer, person, left, answer):
    entry = make_entry_by(writer, person)
    make_review(entry, manager)
    type(writer).objects.filter(pk=writer.pk).update(**left)

    answer(entry, make_staff())

    assert returned_to(writer) == []
    assert waiting(manager) == [(entry, ["The writer has answered"])]


def test_nobody_reviews_what_they_told_the_writer(client, manager, writer, person):
    entry = make_entry_by(writer, person, **SIGN_OFF, information_provider=manager)
    head = make_staff(Role.MANAGER)
    manager.line_manager = head
    manager.save()

    assert waiting(manager) == []
    assert waiting(head) == [(entry, ["Needs sign-off"])]
    with pytest.raises(PermissionDenied, match="told what it says"):
        actions.approve_entry(entry=entry, by=manager, version_number=1)
    client.force_login(manager)
    address = reverse("oversight:review", args=[person.key, entry.key])
    page = client.get(address).text
    assert "You wrote this entry, or told what it says" in page
    assert "Approve" not in page


def test_an_answer_to_a_first_return_does_not_answer_a_second(manager, writer, person):
    entry = make_entry_by(writer, person)
    make_review(entry, manager, hours_ago=24)
    add_to(entry, writer, hours_ago=12)
    second = make_review(entry, manager, hours_ago=6)

    assert [row.review for row in returned_to(writer)] == [second]
    assert waiting(manager) == []


def test_an_addition_does_not_restart_the_wait_for_a_first_review(manager, writer, person):
    signed_at = clock.add_hours(clock.now(), -24 * 20)
    entry = make_entry_by(writer, person, **SIGN_OFF, signed_at=signed_at)
    add_to(entry, writer)

    assert [row.since for row in awaiting_review(manager)] == [clock.day_of(signed_at)]


def test_what_came_back_about_a_person_who_is_no_longer_open_is_not_listed(manager, writer, person):
    make_review(make_entry_by(writer, person), manager)
    restrict(person)

    assert returned_to(writer) == []


def test_a_review_stands_beside_the_entry_for_its_writer_and_managers_alone(
    manager, writer, person
):
    entry = make_entry_by(writer, person)
    make_review(entry, manager)

    panel = panels_for(writer, entry)[0]

    assert (panel.title, panel.texts, panel.by, panel.attention) == (
        "Returned with a comment",
        ("Say who was there",),
        manager.name,
        True,
    )
    assert panels_for(manager, entry) == [panel]
    assert panels_for(make_staff(), entry) == []


def test_the_queue_asks_as_often_for_three_entries_as_for_one(
    manager, writer, person, django_assert_num_queries
):
    restricted = {**SIGN_OFF, "sensitivity": "RESTRICTED"}
    make_entry_by(writer, person, **SIGN_OFF)
    make_entry_by(writer, person, **restricted)

    with django_assert_num_queries(6):
        assert len(awaiting_review(manager)) == 2
    for _ in range(3):
        make_entry_by(writer, person, **SIGN_OFF)
        make_entry_by(writer, person, **restricted)
    with django_assert_num_queries(6):
        assert len(awaiting_review(manager)) == 8


def test_what_is_corrected_after_its_sign_off_waits_again(person, writer, manager):
    entry = make_entry_by(writer, person, status="SIGNED_OFF")
    make_review(entry, manager, "APPROVED")
    assert awaiting_review(manager) == []

    correct(entry, writer)
    entry.status = "AWAITING_SIGN_OFF"
    entry.save()

    (waiting,) = awaiting_review(manager)
    assert waiting.reasons == ["Corrected since it was signed off"]


def test_what_the_writer_is_very_worried_about_comes_first_then_harm_then_what_was_urgent(
    manager, writer, person
):
    old = make_entry_by(writer, person, status="AWAITING_SIGN_OFF")
    urgent = make_entry_by(
        writer,
        person,
        type_key="referral_received",
        values={"urgency": "Same day"},
        status="AWAITING_SIGN_OFF",
    )
    worried = make_entry_by(
        writer, person, type_key="missed_visit", values={"risk_level": "Very worried: act now"}
    )
    make_entry_by(writer, person, type_key="missed_visit", values={"risk_level": "Some worry"})
    harm = make_entry_by(writer, person)
    said = {"check_key": "risk_without_action", "level": "warning", "message": "x"}
    Finding.objects.create(version=harm.versions.get(), position=0, reason="", **said)

    assert [(row.entry, row.is_pressing) for row in awaiting_review(manager)] == [
        (worried, True),
        (harm, False),
        (urgent, False),
        (old, False),
    ]
    assert awaiting_review(manager)[0].reasons == ["Very worried: act now"]


def sample(percent, *, hours_ago):
    SettingChange.objects.create(
        key="review.sample_percent",
        old=0,
        new=percent,
        reason="Agreed by the quality board",
        changed_at=clock.add_hours(clock.now(), -hours_ago),
    )


def test_the_sample_draws_its_share_of_what_is_signed_since_and_always_the_same(
    writer, person, manager
):
    make_entries(person, 20, author=writer, signed_at=clock.add_hours(clock.now(), -30))
    assert awaiting_review(manager) == []

    sample(50, hours_ago=20)
    assert awaiting_review(manager) == []  # older than the day on which it was set

    recent = make_entries(person, 40, author=writer, signed_at=clock.add_hours(clock.now(), -10))
    drawn = {row.entry.pk for row in awaiting_review(manager)}
    assert 6 < len(drawn) < 34
    assert drawn == {row.entry.pk for row in awaiting_review(manager)}
    assert drawn < {entry.pk for entry in recent}
    assert {tuple(row.reasons) for row in awaiting_review(manager)} == {("Drawn for a sample",)}

    sample(100, hours_ago=15)
    assert {row.entry.pk for row in awaiting_review(manager)} == {entry.pk for entry in recent}
    make_review(recent[0], manager, "APPROVED", hours_ago=1)
    assert recent[0].pk not in {row.entry.pk for row in awaiting_review(manager)}


def test_praise_reaches_the_writer_for_two_weeks(client, writer, person, manager):
    entry, older = make_entries(person, 2, author=writer)
    for each, hours in ((entry, 1), (older, 24 * 16)):
        words = "Her own words come first"
        make_review(each, manager, "APPROVED", hours_ago=hours, praise=words)

    assert [row.entry for row in praise_for(writer)] == [entry]
    assert not praise_for(manager)
    client.force_login(writer)
    assert "Her own words come first" in client.get("/").text
    restrict(person)
    assert "Her own words come first" not in client.get("/").text
