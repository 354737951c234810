"""Breaches of data: who sees one, what it asks before it is closed, and its 72 hours."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from governance import actions, breaches
from governance.models import Breach, BreachStep
from people.models import Person
from records import ending
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, restrict

pytestmark = pytest.mark.django_db

DECIDES = {
    "CONTAIN": {"words": "The letter came back unopened."},
    "RISK": {"choice": "UNLIKELY", "words": "Nobody read it."},
    "ICO": {"choice": "NOT", "words": "A risk to people is unlikely."},
    "PEOPLE": {"choice": "NOT", "words": "Nobody read it."},
    "LESSON": {"choice": "ERROR", "words": "Two letters are never folded at once."},
}


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def worker(manager):
    return make_staff(name="Fola Adeyemi", line_manager=manager)


@pytest.fixture
def dpo():
    return make_staff(Role.DATA_PROTECTION_OFFICER, name="Ines Brandt")


def report(by, **said):
    given = {
        "kind": "SENT",
        "what": "A letter went to number 12.",
        "noticed_at": None,
        "whose": "One person: name and diagnosis",
    }
    return actions.report_breach(by=by, **given | said)


def take(breach, by, *kinds):
    for kind in kinds:
        actions.take_step(breach, kind=kind, by=by, **DECIDES[kind])


def page(client, user, breach):
    client.force_login(user)
    return client.get(reverse("governance:breach", args=[breach.key]))


def sent(**more):
    return {
        "kind": "LOST",
        "what": "My notebook is gone.",
        "whose": "Four people, by initials",
        **more,
    }


def test_anybody_reports_in_one_form_and_manager_and_officers_see_it_now(
    client, worker, manager, dpo
):
    person = make_person(council_reference="P70009")
    client.force_login(worker)

    response = client.post(reverse("governance:report-breach"), sent(people="p70009"), follow=True)

    breach = Breach.objects.get()
    assert f"{breach.reference} is reported" in response.text
    assert Event.objects.get(verb="governance.breach_reported").subjects == [person.key]
    for user in (manager, dpo):
        client.force_login(user)
        assert breach.reference in client.get("/").text
        assert person.name in page(client, user, breach).text
    assert page(client, make_staff(), breach).status_code == 404


def test_what_was_typed_stays_when_something_is_missing(client, worker):
    client.force_login(worker)

    response = client.post(
        reverse("governance:report-breach"), sent(whose="", people="P1, P999999")
    )

    assert response.status_code == 400
    assert "Enter whose data it is" in response.text
    assert "no record with the reference P1" in response.text
    assert "My notebook is gone." in response.text
    assert not Breach.objects.exists()


def test_a_restricted_record_is_no_reference_to_whoever_may_not_find_it(client, worker):
    person = make_person(council_reference="P70010")
    restrict(person, make_staff())
    client.force_login(worker)

    response = client.post(reverse("governance:report-breach"), sent(people="P70010"))

    assert "no record with the reference P70010" in response.text


def test_a_report_about_their_manager_is_for_information_governance(client, worker, manager, dpo):
    breach = report(worker, tells_manager=False, about_staff=manager)

    assert page(client, manager, breach).status_code == 404
    assert page(client, dpo, breach).status_code == 200
    assert "reported" in page(client, worker, breach).text


def test_nobody_looks_into_what_they_are_said_to_have_done(client, worker, dpo):
    breach = report(worker, about_staff=dpo)

    assert page(client, dpo, breach).status_code == 404
    with pytest.raises(PermissionDenied):
        take(breach, dpo, "RISK")


def test_whoever_reported_their_own_slip_reads_the_report_and_not_the_work_on_it(
    client, worker, dpo
):
    breach = report(worker, about_staff=worker)
    take(breach, dpo, "RISK", "LESSON")

    shown = page(client, worker, breach).text

    assert "A letter went to number 12." in shown
    assert "never folded at once" in shown
    assert "Nobody read it." not in shown


def test_only_the_data_protection_officer_decides_risk_and_regulator(worker, manager):
    breach = report(worker)
    officer = make_staff(Role.RECORDS_OFFICER)

    take(breach, manager, "CONTAIN")

    for by in (worker, manager, officer):
        with pytest.raises(PermissionDenied):
            take(breach, by, "ICO")


def test_a_breach_is_closed_when_everything_was_decided_and_by_somebody_else(client, worker, dpo):
    breach = report(dpo)
    other = make_staff(Role.RECORDS_OFFICER)
    take(breach, dpo, "CONTAIN", "RISK", "PEOPLE", "LESSON")

    with pytest.raises(PermissionDenied):
        actions.take_step(breach, kind="CLOSE", by=other, words="Done")
    assert "whether the Information Commissioner is told" in page(client, other, breach).text
    take(breach, dpo, "ICO")
    with pytest.raises(PermissionDenied):
        actions.take_step(breach, kind="CLOSE", by=dpo, words="Done")
    actions.take_step(breach, kind="CLOSE", by=other, words="Done")

    assert breaches.stands_of(breach).status == "Closed"
    client.force_login(dpo)
    address = reverse("governance:breaches")
    assert breach.reference not in client.get(address).text
    assert breach.reference in client.get(address, {"answered": "1"}).text
    with pytest.raises(PermissionDenied):
        take(breach, dpo, "CONTAIN")
    actions.take_step(breach, kind="REOPEN", by=dpo, words="It came back")
    take(breach, dpo, "CONTAIN")
    assert breach.reference in client.get(address).text


def test_a_loss_is_not_closed_without_the_searches(worker, dpo):
    lost, elsewhere = report(worker, kind="LOST"), report(worker)

    assert "the searches that were made" in breaches.stands_of(lost).lacks
    assert "the searches that were made" not in breaches.stands_of(elsewhere).lacks


def confirm(breach, by):
    actions.take_step(breach, kind="NEAR_MISS", by=by, words="It came back unopened")


def test_a_near_miss_that_is_confirmed_asks_only_what_was_learned(worker, dpo):
    breach = report(worker, is_near_miss=True)

    confirm(breach, dpo)
    take(breach, dpo, "LESSON")

    assert breaches.stands_of(breach).lacks == []
    assert not breaches.stands_of(breach).waits_for_regulator


def test_what_is_reported_as_a_near_miss_counts_its_hours_until_that_is_confirmed(
    client, worker, manager, dpo
):
    breach = report(worker, is_near_miss=True)
    own, other = report(dpo, is_near_miss=True), report(worker)
    pages = [reverse(name) for name in ("home", "governance:breaches")]

    def shown():
        texts = [page(client, dpo, breach).text, *(client.get(each).text for each in pages)]
        return [texts[0].count("hours left"), *(text.count("hours left") for text in texts[1:])]

    assert shown() == [1, 3, 3]
    assert "whether the Information Commissioner is told" in page(client, dpo, breach).text
    for by, each in ((manager, breach), (dpo, own), (dpo, other)):
        with pytest.raises(PermissionDenied):
            confirm(each, by)
    confirm(breach, dpo)

    assert shown() == [0, 2, 2]


def test_a_risk_to_people_ends_a_near_miss(worker, dpo):
    breach, early = report(worker, is_near_miss=True), report(worker, is_near_miss=True)
    actions.take_step(early, kind="RISK", by=dpo, choice="HIGH", words="He found the address")
    with pytest.raises(PermissionDenied):
        confirm(early, dpo)
    confirm(breach, dpo)
    take(breach, dpo, "RISK")
    assert not breaches.stands_of(breach).waits_for_regulator

    actions.take_step(breach, kind="RISK", by=dpo, choice="HIGH", words="He found the address")

    stands = breaches.stands_of(breach)
    assert stands.waits_for_regulator
    assert "whether the people are told, with the reason" in stands.lacks
    assert [each.decided for each in breaches.waiting_for(dpo)] == [False, False]


def waits(breach, dpo):
    """Whether the regulator waits, as the breach and as the list of those that wait say it."""
    (row,) = breaches.waiting_for(dpo)
    stands = breaches.stands_of(breach)
    assert stands.waits_for_regulator is not row.decided
    said = {"regulator": "Information Commissioner", "people": "whether the people are told"}
    lacks = " ".join(stands.lacks)
    return [name for name, words in said.items() if words in lacks]


def test_a_risk_that_is_raised_later_starts_the_72_hours_and_the_telling_again(worker, dpo):
    breach = report(worker)
    take(breach, dpo, "RISK", "ICO", "PEOPLE")
    assert waits(breach, dpo) == []

    actions.take_step(breach, kind="RISK", by=dpo, choice="HIGH", words="He knows the address")

    assert waits(breach, dpo) == ["regulator", "people"]
    take(breach, dpo, "ICO", "PEOPLE")
    assert waits(breach, dpo) == []
    take(breach, dpo, "RISK")
    assert waits(breach, dpo) == []


def test_an_answer_of_the_regulator_counts_only_once_they_were_told(worker, dpo):
    breach = report(worker)
    answer = {"kind": "ICO", "by": dpo, "words": "By their form"}
    actions.take_step(breach, choice="ANSWER", **answer)
    assert waits(breach, dpo) == ["regulator", "people"]

    actions.take_step(breach, choice="TOLD", **answer)
    actions.take_step(breach, kind="RISK", by=dpo, choice="HIGH", words="He knows the address")

    assert waits(breach, dpo) == ["people"]


def test_where_the_people_are_told_it_is_not_closed_before_each_of_them_was(client, worker, dpo):
    breach = report(worker, people=[make_person(), make_person()])
    hidden = make_person()
    actions.add_affected(breach, people=[hidden], by=dpo)
    restrict(hidden, make_staff())
    actions.take_step(breach, kind="PEOPLE", by=dpo, choice="TOLD", words="By letter")

    assert "when 3 people were told" in breaches.stands_of(breach).lacks
    assert "1 other is not shown" in page(client, dpo, breach).text
    for row in list(breach.people.all())[:2]:
        person = Person.objects.get(key=row.subject)
        actions.tell_affected(row, person=person, on=clock.today(), how="By letter", by=dpo)
    assert "when 1 person was told" in breaches.stands_of(breach).lacks


def test_an_open_breach_of_their_data_is_in_the_way_of_destroying_a_record(worker, dpo):
    kept, gone = make_person(), make_person()
    breach = report(worker, people=[gone])
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    take(breach, dpo, "CONTAIN", "RISK", "ICO", "PEOPLE", "LESSON")
    said = ["A breach of data about this person is looked into."]
    assert ending.still_open(kept) == said

    actions.take_step(breach, kind="CLOSE", by=dpo, words="Done")

    assert ending.still_open(kept) == []


@pytest.mark.parametrize(
    ("noticed", "hour", "due", "due_hour"),
    [
        (date(2025, 9, 5), 9, date(2025, 9, 8), 9),  # over a weekend
        (date(2024, 12, 24), 16, date(2024, 12, 27), 16),  # over three days off work
        (date(2025, 3, 28), 9, date(2025, 3, 31), 10),  # the clocks go forward
        (date(2025, 10, 24), 9, date(2025, 10, 27), 8),  # the clocks go back
    ],
)
def test_the_72_hours_are_hours_over_weekends_holidays_and_clock_changes(
    worker, noticed, hour, due, due_hour
):
    breach = report(worker, noticed_at=clock.at_time(noticed, hour))
    breach.refresh_from_db()

    def left(hours):
        return breaches.Stands(breach, [], clock.add_hours(breach.noticed_at, hours)).hours_left

    assert breaches.stands_of(breach).due_at == clock.at_time(due, due_hour)
    assert [left(hours) for hours in (0, 71, 72, 73)] == [72, 1, 0, -1]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (30, "41 hours left"),
        (48, "23 hours left"),
        (70, "1 hour left"),
        (71, "Less than an hour left"),
        (72, "72 hours are over"),
    ],
)
def test_the_hours_that_are_left_stand_on_the_home_page_the_list_and_the_breach(
    client, worker, manager, dpo, hours, words
):
    noticed = clock.add_hours(clock.now(), -hours) - timedelta(minutes=10)
    breach = report(worker, noticed_at=noticed)

    for viewer in (manager, dpo):
        shown = [page(client, viewer, breach).text]
        shown += [client.get(reverse(name)).text for name in ("home", "governance:breaches")]
        assert [words in text for text in shown] == [True, True, True]

    late = {"late_because": "It was found late"} if hours >= 72 else {}
    actions.take_step(breach, kind="ICO", by=dpo, choice="TOLD", words="By their form", **late)
    assert words not in client.get(reverse("home")).text
    assert words not in page(client, dpo, breach).text


def test_an_action_whose_day_is_over_is_marked_on_the_home_page(client, worker, manager):
    breach, today = report(worker), clock.today()
    for words, due in (("Ring number 12", clock.add_days(today, -1)), ("Ring number 14", today)):
        actions.take_step(breach, kind="ACTION", by=manager, words=words, owner=worker, due_on=due)
    client.force_login(worker)

    late, in_time = client.get(reverse("home")).text.split("Ring number 12")[1].split("number 14")

    assert ("Overdue" in late, "Overdue" in in_time.split("</li>")[0]) == (True, False)


def test_telling_the_regulator_late_asks_why(client, worker, dpo):
    breach = report(worker, noticed_at=clock.add_hours(clock.now(), -80))

    with pytest.raises(ValidationError, match="after 72 hours"):
        actions.take_step(breach, kind="ICO", by=dpo, choice="TOLD", words="By their form")
    client.force_login(dpo)
    address = reverse("governance:breach-step", args=[breach.key, "ico"])
    refused = client.post(address, {"choice": "TOLD", "words": "By their form"})
    assert refused.status_code == 400
    assert "Say why they are told after 72 hours" in refused.text
    assert "By their form" in refused.text
    client.post(
        address, {"choice": "TOLD", "words": "By their form", "late_because": "It was found late"}
    )

    assert not breaches.stands_of(breach).waits_for_regulator


def test_an_action_is_done_by_whom_it_was_given_to(client, worker, manager, dpo):
    breach, doer = report(worker), make_staff(name="Sam Doer")
    step = actions.take_step(
        breach, kind="ACTION", by=manager, words="Ring number 12", owner=doer, due_on=clock.today()
    )
    assert "that each action is done" in breaches.stands_of(breach).lacks

    client.force_login(doer)
    assert "Ring number 12" in client.get("/").text
    address = reverse("governance:breach-action", args=[breach.key, step.pk])
    client.force_login(dpo)
    assert client.get(address).status_code == 404
    client.force_login(doer)
    client.post(address, {"words": "They gave it back"})

    assert not breaches.stands_of(breach).actions
    assert client.get(address).status_code == 404
    assert "that each action is done" not in breaches.stands_of(breach).lacks


def scope_of(worker):
    today = clock.today()
    return {
        "staff": f"staff:{worker.staff_number}",
        **{
            f"{name}_{part}": value
            for name in ("since", "until")
            for part, value in (("day", today.day), ("month", today.month), ("year", today.year))
        },
    }


def test_everybody_whose_record_was_opened_is_reached_page_by_page(
    client, worker, dpo, monkeypatch
):
    monkeypatch.setattr(breaches, "SEEN_PER_PAGE", 2)
    people = [make_person() for _ in range(3)]
    for person in people:
        log.record("people.about_opened", by=worker, about=person)
    client.force_login(dpo)
    address, asked = reverse("governance:breach-scope", args=[report(worker).key]), scope_of(worker)

    first = client.get(address, asked)
    last = client.get(address, asked | {"after": "2"})

    assert "3 records" in first.text
    assert "after=2" in first.text
    assert "from number 3" in last.text
    assert "after=" not in last.text.split("</form>")[-1]
    shown = [row.person for page in (first, last) for row in page.context["seen"].rows]
    assert sorted(each.key for each in shown) == sorted(each.key for each in people)
    assert client.get(address, asked | {"after": "x"}).status_code == 400


def test_the_log_says_whose_records_somebody_opened_and_the_ticked_are_added(client, worker, dpo):
    seen, listed, hidden = make_person(), make_person(), make_person()
    for person in (seen, hidden):
        log.record("people.about_opened", by=worker, about=person)
    log.record("people.contacts_listed", by=worker, subjects=[listed])
    restrict(hidden, make_staff())
    breach = report(worker)
    client.force_login(dpo)

    shown = client.get(reverse("governance:breach-scope", args=[breach.key]), scope_of(worker))

    assert [each.person for each in shown.context["seen"].rows] == [seen]
    client.post(
        reverse("governance:breach-people", args=[breach.key]),
        {"person": [seen.key, hidden.key]},
    )
    assert list(breach.people.values_list("subject", flat=True)) == [seen.key]


def test_when_and_how_somebody_was_told_is_kept_once(client, worker, dpo):
    person = make_person()
    breach = report(worker, people=[person])
    row = breach.people.get()

    actions.tell_affected(row, person=person, on=clock.today(), how="By telephone", by=dpo)

    assert "By telephone" in page(client, dpo, breach).text
    with pytest.raises(ValidationError):
        actions.tell_affected(row, person=person, on=clock.today(), how="Again", by=dpo)


def test_a_report_and_a_step_cannot_be_changed(worker, dpo):
    breach = report(worker)
    take(breach, dpo, "RISK")

    for change in (
        lambda: Breach.objects.update(what="Nothing"),
        lambda: BreachStep.objects.update(words="Nothing"),
        lambda: BreachStep.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_year_in_numbers(worker, dpo):
    noticed = clock.add_hours(clock.now(), -5)
    breach = report(worker, noticed_at=noticed)
    confirm(report(worker, is_near_miss=True, noticed_at=noticed), dpo)
    take(breach, dpo, "CONTAIN", "LESSON")

    found = breaches.figures()

    assert (found.reported, found.near_misses) == (1, 1)
    assert found.causes == [("A slip", 1)]
    assert (found.hours_to_report, found.hours_to_contain) == (5, 5)


def test_a_near_miss_that_was_closed_with_what_was_learned_alone_stays_one(worker, dpo):
    near, whole = report(worker, is_near_miss=True), report(worker, is_near_miss=True)
    take(near, dpo, "LESSON")
    closed = {"kind": "CLOSE", "added_by": dpo, "added_at": clock.now()}
    near.steps.create(words="Nothing came of it", happened_at=clock.now(), **closed)
    take(whole, dpo, *DECIDES)
    actions.take_step(whole, kind="CLOSE", by=dpo, words="Done")

    found = breaches.figures()

    assert (found.reported, found.near_misses) == (1, 1)
    actions.take_step(near, kind="REOPEN", by=dpo, words="It came back")
    assert not breaches.stands_of(near).waits_for_regulator
    assert [each.decided for each in breaches.waiting_for(dpo)] == [True]
    actions.take_step(near, kind="RISK", by=dpo, choice="HIGH", words="He found the address")
    assert breaches.stands_of(near).waits_for_regulator
    assert [each.decided for each in breaches.waiting_for(dpo)] == [False]
