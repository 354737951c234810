"""When a person dies: each row of section 15 of the process reference. See docs/how-to."""

import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from people import actions, dying, queries
from people.actions.death import Circumstances
from people.dying import cared_for_by, carers_of
from people.keeping import Told
from people.models import CommunicationNeed, Death, DeathTask, DetailsChange, PersonRole
from records.reviews import reviews_due
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import (
    allocate,
    declare_conflict,
    make_alert,
    make_contact,
    make_involvement,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)
from tests.records.factories import make_action, make_entries, make_visit

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 3)


def tell(person, by, **given):
    given = {
        "died_on": DAY,
        "precision": "KNOWN",
        "source": "FAMILY",
        "told": Told(by="Ana, daughter", checked="She rang"),
    } | given
    death = actions.record_death(person=person, by=by, **given)
    person.refresh_from_db()
    return death


def typed(**given):
    return {
        "precision": "KNOWN",
        "died_on_day": 3,
        "died_on_month": 3,
        "died_on_year": 2026,
        "source": "FAMILY",
        "told_by": "Ana, daughter",
        "checked_how": "She rang",
    } | given


def test_a_death_is_recorded_with_its_source_and_stands_on_top_of_every_page(client):
    person = make_person()
    client.force_login(make_worker_of(person))

    answer = client.post(reverse("people:record-death", args=[person.key]), typed())

    assert answer.url == reverse("people:death", args=[person.key])
    page = client.get(reverse("people:about", args=[person.key])).text
    assert "Died 3 March 2026, aged 75 (not confirmed yet)" in page
    assert "Family or friend. Told by Ana, daughter" in page
    assert Death.objects.get().recorded_by.staff_number


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"died_on_year": 2099}, "Enter a day that is today or in the past"),
        ({"died_on_year": 1940}, "Enter a day that is not before they were born"),
        (
            {"died_on_day": "", "died_on_month": "", "died_on_year": ""},
            "Enter the day, or select “Not known”",
        ),
        ({"source": ""}, "Select where this comes from"),
        ({"checked_how": ""}, "Enter what they said, or what you saw"),
        ({"concerns": ["ABUSE"]}, "Select whether the record should be held"),
        ({"concerns": ["ABUSE"], "hold": "ASKED"}, "Enter why, or why not"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_is_recorded(client, given, words):
    person = make_person()
    client.force_login(make_worker_of(person))

    page = client.post(reverse("people:record-death", args=[person.key]), typed(**given))

    assert words in page.text
    assert not Death.objects.exists()


@pytest.mark.parametrize(
    ("day", "precision", "words"),
    [(DAY, "ESTIMATED", "Died about 3 March 2026"), (None, "UNKNOWN", "Died, day not known")],
)
def test_the_day_may_be_estimated_or_not_known(day, precision, words):
    person = make_person()

    tell(person, make_worker_of(person), died_on=day, precision=precision)

    assert person.has_died
    assert person.death_words == words


def test_a_source_that_counts_confirms_it_and_any_other_asks_for_a_second():
    seen, told = make_person(), make_person()

    tell(seen, make_worker_of(seen), source="CERTIFICATE")
    death = tell(told, make_worker_of(told))

    assert not DeathTask.objects.filter(person=seen, kind="confirm").exists()
    task = DeathTask.objects.get(person=told, kind="confirm")
    worker = task.worker
    with pytest.raises(ValidationError, match="Select a source that confirms a death"):
        actions.confirm_death(
            death=death, source="FAMILY", how="-", died_on=DAY, precision="KNOWN", by=worker
        )
    actions.confirm_death(
        death=death,
        source="REGISTRAR",
        how="Tell Us Once, 5 March",
        died_on=date(2026, 3, 2),
        precision="KNOWN",
        by=worker,
    )
    told.refresh_from_db()
    task.refresh_from_db()
    assert (told.died_on, task.status) == (date(2026, 3, 2), "DONE")
    change = DetailsChange.objects.filter(what="Day of death").get()
    assert (change.was, change.became) == ("Died 3 March 2026", "Died 2 March 2026")


def test_a_death_is_recorded_once():
    person = make_person()
    worker = make_worker_of(person)
    tell(person, worker)

    with pytest.raises(ValidationError, match="recorded already"):
        tell(person, worker)


def test_who_may_not_write_records_no_death():
    person = make_person()

    with pytest.raises(PermissionDenied):
        tell(person, make_staff())


def test_planned_visits_stop_and_what_was_before_the_death_stays():
    person = make_person()
    worker = make_worker_of(person)
    ahead = make_visit(person, worker, days=3)
    before = make_visit(person, worker, days=-3)

    tell(person, worker, died_on=clock.today())

    ahead.refresh_from_db()
    before.refresh_from_db()
    assert (ahead.status, ahead.said) == ("CANCELLED", "Ama Okafor has died")
    assert before.status == "PLANNED"


def test_nothing_new_is_planned_with_somebody_who_has_died():
    from records import actions as record_actions

    person = make_person()
    worker = make_worker_of(person)
    tell(person, worker)

    with pytest.raises(ValidationError, match="Ama Okafor has died"):
        record_actions.plan_visit(
            person=person,
            worker=worker,
            starts_at=clock.add_hours(clock.now(), 48),
            purpose="Talk",
            by=worker,
        )


def test_nobody_is_reminded_to_ring_ask_or_look_again(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    past = clock.add_days(clock.today(), -1)
    make_alert(person, title="Steep stairs", review_on=past)
    CommunicationNeed.objects.create(person=person, need="Ring first", review_on=past)
    involvement = make_involvement(person=person, state="ACTIVE", team=worker.team)
    allocate(person, worker, involvement=involvement)
    before = client.get(reverse("home")).text

    tell(person, worker)

    after = client.get(reverse("home")).text
    for words in ("Steep stairs", "Ring first", "Tell them who their worker is"):
        assert words in before
        assert words not in after
    page = client.get(reverse("records:timeline", args=[person.key])).text
    assert "Ring first" not in page
    assert "Steep stairs" in page
    assert reverse("records:plan-visit", args=[person.key]) not in page


def test_a_task_goes_to_each_who_works_with_them(client):
    person = make_person()
    worker, second = make_worker_of(person), make_staff(name="Marcus Webb")
    allocate(person, second, role="CO_WORKER")
    client.force_login(second)

    tell(person, worker)

    know = DeathTask.objects.filter(kind="know")
    assert {task.worker for task in know} == {worker, second}
    assert "Know of the death" in client.get(reverse("home")).text
    assert set(DeathTask.objects.values_list("kind", flat=True)) == {
        "know", "confirm", "actions", "services", "family", "money", "close",
    }  # fmt: skip


def test_a_team_without_a_worker_gets_the_tasks(client):
    team = make_team()
    person = make_person(team=team)
    manager = make_staff(Role.MANAGER, team=team)
    client.force_login(manager)
    allocate(person, None, team=team)

    tell(person, manager)

    assert {task.team for task in DeathTask.objects.all()} == {team}
    assert "After a death" in client.get(reverse("home")).text


def test_every_kind_of_task_is_one_that_the_code_knows():
    for kind in dying.kinds().values():
        assert kind.when in dying._WHEN
        assert kind.whose in ("each", "worker", "manager", "records", "carers", "cared_for")


def test_a_carers_record_stays_open_and_asks_for_support(client):
    person, carer = make_person(), make_person(given_names="Ana", is_carer=True)
    make_contact(person, record=carer)
    worker, hers = make_worker_of(person), make_worker_of(carer)
    involvement = make_involvement(person=carer, role="CARER", state="ACTIVE", team=hers.team)
    PersonRole.objects.create(person=carer, kind="CARER", retention="carer_general")

    tell(person, worker)

    task = DeathTask.objects.get(person=carer)
    involvement.refresh_from_db()
    carer.refresh_from_db()
    assert (task.kind, task.worker) == ("carer", hers)
    assert (involvement.state, carer.status) == ("ACTIVE", "OPEN")
    assert carer.roles.get(kind="CARER").until is None
    client.force_login(hers)
    assert "Ama Okafor" in client.get(reverse("people:death-task", args=[carer.key, task.key])).text


def test_a_restricted_death_is_not_named_on_the_carers_record(client):
    person, carer = make_person(), make_person(given_names="Ana", is_carer=True)
    make_contact(person, record=carer)
    worker, hers = make_worker_of(person), make_worker_of(carer)
    restrict(person, worker)

    tell(person, worker)

    client.force_login(hers)
    task = DeathTask.objects.get(person=carer)
    for address in (
        reverse("home"),
        reverse("people:about", args=[carer.key]),
        reverse("people:death-task", args=[carer.key, task.key]),
    ):
        page = client.get(address).text
        assert "somebody they cared for has died" in page
        assert not re.search(r"\bAma\b", page)
        assert person.key not in page


def test_a_carers_own_part_ends_and_whom_they_cared_for_is_looked_after_the_same_day():
    carer, cared_for = make_person(is_carer=True), make_person(given_names="Win")
    role = PersonRole.objects.create(person=carer, kind="CARER", retention="carer_general")
    make_contact(cared_for, record=carer)
    worker, hers = make_worker_of(carer), make_worker_of(cared_for)

    tell(carer, worker)

    role.refresh_from_db()
    task = DeathTask.objects.get(kind="cared_for")
    assert role.until == DAY
    assert (task.person, task.worker, task.due_on) == (cared_for, hers, clock.today())


def test_relationships_with_two_sides_say_who_cared_for_whom():
    person, wife = make_person(), make_person(given_names="Esi")
    mother, carer = make_person(is_carer=True), make_person(given_names="Kofi")
    make_relationship(person, wife, kind="wife", back="husband")
    make_relationship(mother, person, kind="son", back="mother")
    make_relationship(carer, person, kind="cared_for", back="carer")
    make_contact(person, record=carer)

    assert carers_of(person) == [mother, carer]
    assert cared_for_by(person) == cared_for_by(wife) == []
    assert cared_for_by(mother) == cared_for_by(carer) == [person]


def test_a_hold_is_offered_where_the_death_may_be_looked_into(client):
    person, officer = make_person(), make_staff(Role.RECORDS_OFFICER)
    client.force_login(officer)

    tell(
        person,
        make_worker_of(person),
        circumstances=Circumstances(["CORONER"], "ASKED", "An inquest was opened"),
    )

    kinds = set(DeathTask.objects.values_list("kind", flat=True))
    assert {"hold", "concern"} <= kinds
    assert "Put a legal hold on the record" in client.get(reverse("home")).text
    declare_conflict(person, officer)
    assert "Put a legal hold" not in client.get(reverse("home")).text


def test_open_actions_stay_open_until_somebody_has_looked_at_them(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    entry, other = make_entries(person, 2, author=worker)
    stays, ends = make_action(entry, text="Pay the bill"), make_action(other, text="Order a rail")
    address = reverse("records:actions-after-death", args=[person.key])
    assert client.get(address).status_code == 404

    tell(person, worker)
    refused = client.post(address, {"outcome": "She died"})
    client.post(address, {"chosen": [ends.key], "outcome": "She died"})

    assert "Select the actions that are needed no longer" in refused.text
    stays.refresh_from_db()
    ends.refresh_from_db()
    assert (stays.status, ends.status, ends.outcome) == ("OPEN", "NOT_NEEDED", "She died")


def test_safeguarding_goes_on_and_is_listed(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    make_entries(person, author=worker, type_key="safeguarding_concern")

    tell(person, worker)

    page = client.get(reverse("people:death", args=[person.key])).text
    assert "Safeguarding concern" in page
    assert "goes on until it ends" in page


def test_the_record_is_kept_from_the_day_of_a_confirmed_death(client):
    person = make_person()
    PersonRole.objects.create(person=person, kind="NEEDS", retention="asc_general")
    worker = make_worker_of(person)
    client.force_login(worker)
    death = tell(person, worker)
    address = reverse("people:death", args=[person.key])
    before = client.get(address).text

    actions.confirm_death(
        death=death, source="NHS", how="Seen", died_on=DAY, precision="KNOWN", by=worker
    )

    assert "counted once the death is confirmed" in before
    assert "8 years after death: not before 4 March 2034" in client.get(address).text


def test_a_death_recorded_in_error_is_taken_back_with_the_reason_and_stays_in_the_history(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    visit = make_visit(person, worker, days=3)
    role = PersonRole.objects.create(person=person, kind="CARER", retention="carer_general")
    tell(person, worker)
    address = reverse("people:undo-death", args=[person.key])

    refused = client.post(address, {"reason": ""})
    client.post(address, {"reason": "Another Mrs Okafor"})

    assert "Enter how the mistake came about" in refused.text
    for row in (person, visit, role):
        row.refresh_from_db()
    assert (person.has_died, person.death_source) == (False, "")
    assert (visit.status, visit.said, role.until) == ("PLANNED", "", None)
    assert set(DeathTask.objects.values_list("status", flat=True)) == {"NOT_NEEDED"}
    page = client.get(reverse("people:death", args=[person.key])).text
    assert "Another Mrs Okafor" in page
    assert "Another Mrs Okafor" in client.get(reverse("people:changes", args=[person.key])).text
    tell(person, worker)
    assert person.has_died


def test_somebody_who_has_died_is_still_found_and_the_card_says_so(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    tell(person, worker)

    found = client.post(reverse("people:search"), {"words": "Okafor"}, follow=True).text

    assert "Died 3 March 2026" in found


def test_the_words_about_them_are_in_the_past(client):
    person = make_person()
    worker = make_worker_of(person)
    client.force_login(worker)
    address = reverse("people:about", args=[person.key])
    before = client.get(address).text

    tell(person, worker)

    after = client.get(address).text
    for words in ("How to communicate", "How to reach them", "Who works with"):
        assert words in before
        assert words not in after
    for words in ("How they communicated", "How they were reached", "Who worked with"):
        assert words in after


def test_a_task_is_closed_by_those_whom_it_is_for_with_what_was_done(client):
    person = make_person()
    worker = make_worker_of(person)
    tell(person, worker)
    task = DeathTask.objects.get(kind="services")
    address = reverse("people:death-task", args=[person.key, task.key])
    client.force_login(worker)

    refused = client.post(address, {"status": "DONE", "said": ""})
    client.post(address, {"status": "DONE", "said": "Rang the agency"})

    assert "Enter what was done" in refused.text
    task.refresh_from_db()
    assert (task.status, task.said, task.closed_by) == ("DONE", "Rang the agency", worker)
    with pytest.raises(PermissionDenied):
        actions.close_death_task(
            task=DeathTask.objects.get(kind="money"), status="DONE", said="-", by=make_staff()
        )
    assert task not in queries.death_tasks_for(worker)


def test_reviews_stop_and_safeguarding_goes_on():
    person = make_person()
    worker = make_worker_of(person)
    for type_key in ("care_and_support_plan", "safeguarding_plan"):
        answers = {"review_on": "2026-06-01"}
        make_entries(person, author=worker, type_key=type_key, values=answers)
    before = [each.title for each in reviews_due(person)]

    tell(person, worker)

    assert before == ["Care and support plan", "Safeguarding plan"]
    assert [each.title for each in reviews_due(person)] == ["Safeguarding plan"]
