"""The council changes how long it keeps a class, after seeing whom that would change."""

import random
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from caserecords import privacy
from retention import actions, destroying, over, queries, reckoning, simulating
from retention.models import Due, KeptLonger, ScheduleChange, ScheduleEffect
from retention.policy import in_force
from retention.rules import reckoned_of
from retention.schedule import schedule
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer, make_request, make_step
from tests.people.factories import make_involvement, make_person, make_worker_of, restrict
from tests.retention.by_class import make
from tests.retention.test_destroying import agreed, begin_draft, hold
from tests.retention.test_kept import written

pytestmark = pytest.mark.django_db


def ask(class_key="asc_general", **given) -> ScheduleChange:
    """Ask for six years instead of eight, from in a month."""
    kept = schedule().classes[class_key]
    change = actions.ask_schedule_change(
        **{
            "class_key": class_key,
            "length": 6,
            "disposal": kept.disposal,
            "basis": "Limitation Act 1980",
            "authority": "verified",
            "reason": "The committee decided it",
            "starts_on": clock.add_days(clock.today(), 30),
            "by": make_officer(),
        }
        | given
    )
    simulating.work_out(change.key)
    change.refresh_from_db()
    return change


def decide(change: ScheduleChange, **given) -> ScheduleChange:
    return actions.put_in_force(change, **{"by": make_officer()} | given)


def last_seen(years_ago: int, days: int = 0, **given):
    """Somebody whose last contact was so many years ago, and some days more."""
    person = make_person(**given)
    day = clock.add_days(clock.add_years(clock.today(), -years_ago), -days)
    written(person, day)
    return person, day


def test_it_holds_from_its_day_on_for_clocks_and_the_sentence(client):
    person, day = last_seen(1)
    change = decide(ask())

    at = change.starts_on
    assert reckoned_of(person, on=clock.add_days(at, -1)).due == _after(day, 8)
    assert reckoned_of(person, on=at).due == _after(day, 6)
    ScheduleChange.objects.update(starts_on=clock.today())
    client.force_login(make_worker_of(person))
    page = client.get(reverse("retention:kept", args=[person.key])).text
    assert "six years after the last contact" in page
    reckoning.reckon_all()
    assert Due.objects.get(person=person).due_on == _after(day, 6)


def _after(day: date, years: int) -> date:
    return clock.add_days(clock.add_years(day, years), 1)


def test_the_last_change_that_has_begun_holds_and_another_takes_it_back():
    first = decide(ask(length=6))
    second = decide(ask(length=8, starts_on=clock.add_days(first.starts_on, 10)))
    third = decide(ask(length=7, starts_on=first.starts_on))

    days = [(first.starts_on, -1), (third.starts_on, 0), (second.starts_on, 0)]
    lengths = [
        in_force(clock.add_days(day, more)).classes["asc_general"].length for day, more in days
    ]
    assert lengths == [8, 7, 8]
    assert ScheduleChange.objects.filter(state="IN_FORCE").count() == 3


def test_what_it_would_change_is_what_an_oracle_says():
    dice, today = random.Random(8), clock.today()
    officer = make_officer()
    expected = dict.fromkeys(
        ("sooner", "later", "listed", "unlisted", "otherwise", "held", "planned", "kept"), 0
    )
    for _ in range(40):
        years, days = dice.choice([1, 5, 6, 7, 8, 9]), dice.choice([0, 1, 40])
        person, day = last_seen(years, days)
        is_open, is_longer, is_held, is_planned, is_kept, is_hidden = (
            dice.random() < 0.25 for _ in range(6)
        )
        if is_open:
            make_involvement(person=person, state="ACTIVE")
        if is_longer:  # another class decides, whatever this one says
            written(person, day, type_key="social_circumstances_report")
        if is_held:
            hold(person, by=make_officer(person))
        if is_planned:
            agreed(person)
        if is_kept:
            KeptLonger.objects.create(
                person=person,
                reason="A book",
                review_on=clock.add_days(today, 5),
                decided_by=officer,
                decided_at=clock.now(),
            )
        if is_hidden:
            restrict(person)
        if is_open or is_longer or is_hidden:
            continue
        on = clock.add_days(today, 30)
        expected["sooner"] += 1
        expected["listed"] += _after(day, 6) <= on < _after(day, 8)
        expected["held"] += is_held
        expected["planned"] += is_planned
        expected["kept"] += is_kept

    change = ask()

    assert queries.effects_counted(officer, change) == expected
    assert all(expected[name] for name in ("sooner", "listed", "held", "planned", "kept"))
    shown, _ = queries.page_of_effects(officer, change, kind="sooner", page=1)
    assert len(shown) == expected["sooner"]
    assert {each.was_due_on > each.would_be_due_on for each in shown} == {True}


@pytest.mark.parametrize("disposal", ["destroy", "archive"])
def test_a_record_that_would_come_to_another_end_counts_whatever_its_day(client, disposal):
    person, _ = last_seen(7)
    looked_at, day = last_seen(7)
    written(looked_at, day, type_key="social_circumstances_report")
    officer = make_officer()

    change = ask(length=8, disposal=disposal)

    counts = queries.effects_counted(officer, change)
    expected = {person} if disposal == "destroy" else {person, looked_at}
    assert (counts["otherwise"], counts["sooner"], counts["later"]) == (len(expected), 0, 0)
    shown, _ = queries.page_of_effects(officer, change, kind="otherwise", page=1)
    assert {each.person for each in shown} == expected
    client.force_login(officer)
    page = client.get(reverse("retention:schedule-change", args=[change.key])).text
    assert page.count("Another end") == len(expected)


def test_a_longer_age_moves_that_of_whom_was_known_at_17():
    decide(ask("transition_to_adult", length=30, starts_on=clock.add_days(clock.today(), 1)))
    kept = in_force(clock.add_days(clock.today(), 1)).classes["transition_to_adult"]

    assert kept.period == {"until_age": 30, "until_age_if_last_at_17": 31}
    assert kept.longer_if.startswith("Until the 31st birthday if the last record")
    shipped = schedule().classes["transition_to_adult"]
    assert shipped.longer_if.startswith("Until the 26th birthday if the last record")


def test_nothing_is_decided_that_was_not_worked_out_with_the_schedule_as_it_is():
    change = ask()
    ScheduleChange.objects.update(state="ASKED")
    with pytest.raises(ValidationError, match="worked out again"):
        decide(change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScheduleChange.objects.update(state="IN_FORCE", worked_out_at=None)
    simulating.work_out(change.key)

    decide(ask("carer_general"))
    with pytest.raises(ValidationError, match="worked out again"):
        decide(change)
    actions.work_out_again(change, by=make_officer())
    simulating.work_out(change.key)
    assert decide(change).state == "IN_FORCE"
    with pytest.raises(ValidationError, match="decided this already"):
        actions.drop_schedule_change(change, by=make_officer())


def test_a_shorter_time_destroys_nothing_and_a_longer_one_stops_a_destruction(settings, tmp_path):
    settings.SEAL_FOLDER = str(tmp_path)
    under_review, _ = last_seen(7)
    waiting, _ = last_seen(9)
    plan = agreed(waiting)
    decide(ask(length=6))
    ScheduleChange.objects.update(starts_on=clock.today())

    certificates = destroying.do_what_is_due(at=clock.add_days(plan.not_before, -1))
    reckoning.reckon_all()

    officer, today = make_officer(), clock.today()
    assert certificates == []
    assert [row.person for row in queries.due(officer, on=today)] == [under_review]
    decide(ask(length=10))
    ScheduleChange.objects.update(starts_on=today)
    assert destroying.do_what_is_due() == []
    plan.refresh_from_db()
    assert plan.state == "STOPPED"


def test_the_notice_says_the_new_period_with_another_version():
    before = privacy.notice()
    decide(ask())
    assert privacy.notice().version == before.version
    ScheduleChange.objects.update(starts_on=clock.today())

    after = privacy.notice()

    kept = {each.title: each.kept_for for each in after.kept}
    assert kept["Adult social care record"] == "6 years"
    assert after.version != before.version


def test_an_officer_asks_sees_whom_it_changes_and_decides(client):
    person, _ = last_seen(7, given_names="Abena")
    hidden, _ = last_seen(7, given_names="Yaa")
    restrict(hidden)
    officer = make_officer()
    client.force_login(officer)
    day = clock.add_days(clock.today(), 30)
    typed = {
        "length": "6",
        "length_if_died": "6",
        "disposal": "review",
        "basis": "Limitation Act 1980",
        "authority": "unverified",
        "reason": "The committee decided it",
        "starts_on_day": day.day,
        "starts_on_month": day.month,
        "starts_on_year": day.year,
    }
    asks = reverse("retention:change-class", args=["asc_general"])
    assert 'value="8"' in client.get(asks).text
    refused = client.post(asks, typed | {"starts_on_year": day.year - 2})
    assert (refused.status_code, "Enter a day after today" in refused.text) == (400, True)
    assert "The committee decided it" in refused.text
    waits = client.post(asks, typed, follow=True)
    assert "It is being worked out" in waits.text
    change = ScheduleChange.objects.get()
    simulating.work_out(change.key)

    page = client.get(reverse("retention:schedule-change", args=[change.key]))
    assert ("Abena" in page.text, "Yaa" in page.text) == (True, False)
    assert Event.objects.filter(verb="retention.effects_listed").last().subjects == [person.key]
    client.post(reverse("retention:schedule-change", args=[change.key]), {"do": "decide"})

    change.refresh_from_db()
    assert (change.state, change.counts["sooner"]) == ("IN_FORCE", 1)
    assert not ScheduleEffect.objects.exists()
    policy = client.get(reverse("retention:schedule")).text
    assert "(to come)" in policy
    ScheduleChange.objects.update(starts_on=clock.today())
    policy = client.get(reverse("retention:schedule")).text
    assert "Adult social care record: 6 years" in policy
    assert "As it comes with the product" in policy
    client.force_login(make_staff())
    policy = client.get(reverse("retention:schedule")).text
    assert ("The committee decided it" in policy, asks in policy) == (True, False)


def years_since_it_ended(kind, years):
    make(kind, clock.add_years(clock.today(), -years))


def shown(client, change):
    client.force_login(make_officer())
    return client.get(reverse("retention:schedule-change", args=[change.key])).text


def test_of_what_goes_with_no_record_it_is_counted_what_would_be_over(client):
    years_since_it_ended("breach", 7)
    years_since_it_ended("breach", 5)
    years_since_it_ended("breach", 3)
    change = ask("data_breach", length=4)

    page = shown(client, change)

    assert "<strong>2</strong> over on" in page
    assert "<strong>1</strong> without the change" in page
    assert "No record would change" not in page
    decide(change)
    change.refresh_from_db()
    assert change.counts["rows"] == {"Breaches of data": [1, 2]}
    assert "<strong>2</strong> over on" in shown(client, change)


def test_so_too_of_drafts_that_their_manager_is_asked_about(client):
    for days in (10, 70, 130):
        at = clock.add_hours(clock.now(), -24 * days)
        begin_draft(make_person(), started_at=at)

    page = shown(client, ask("draft", length=3))

    assert "Unsigned drafts: <strong>2</strong> over on" in page
    assert "<strong>3</strong> without the change" in page


@pytest.mark.parametrize(
    "class_key", sorted(key for key in schedule().classes if over.goes_by(key) != "record")
)
def test_no_class_that_ends_otherwise_is_said_to_change_no_record(client, class_key):
    kept = schedule().classes[class_key]
    change = ask(class_key, length=kept.length + 1)

    page = shown(client, change)

    assert "No record would change" not in page
    assert "<strong>0</strong> over on" in page


def test_a_change_of_the_class_of_complaints_says_whose_records_it_changes(client):
    person, _ = last_seen(1, given_names="Abena")
    officer = make_officer(person)
    complaint = make_request(person, officer, kind="CARE")
    make_step(complaint, officer, "REPLY")

    page = shown(client, ask("complaint", length=12))

    assert "Abena" in page


def test_nobody_else_changes_it_and_what_changes_nothing_is_refused():
    with pytest.raises(PermissionDenied):
        ask(by=make_staff(Role.SYSTEM_ADMINISTRATOR))
    kept = schedule().classes["asc_general"]
    with pytest.raises(ValidationError, match="stands like this already"):
        ask(length=8, basis=kept.basis, authority=kept.authority)
    with pytest.raises(ValidationError, match="after today"):
        ask(starts_on=clock.today())


@pytest.mark.parametrize("class_key", sorted(schedule().classes))
def test_every_class_can_be_changed(class_key):
    kept = schedule().classes[class_key]

    change = decide(ask(class_key, length=kept.length + 1, length_if_died=kept.length_if_died))

    changed = in_force(change.starts_on).classes[class_key]
    assert changed.length == kept.length + 1
    assert str(kept.length + 1) in changed.kept_for
    assert changed.if_died == kept.if_died
