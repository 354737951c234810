"""Who sees questions about access, and what becomes of them."""

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit import queries as audit_queries
from audit.models import Event, EventDetail
from governance import queries
from governance.models import Signal, SignalLook
from governance.queries import waiting_signals
from people.actions import give_reason
from people.models import Person
from tests.accounts.factories import make_staff
from tests.people.factories import declare_conflict, make_person, make_worker_of, restrict

pytestmark = pytest.mark.django_db

PAGE = "/access-questions/"


@pytest.fixture
def manager():
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def worker(manager):
    return make_staff(name="Fola Adeyemi", line_manager=manager)


@pytest.fixture
def person():
    return make_person(given_names="Ama", family_name="Okafor")


def ask(user, person=None, kind="no_work", **fields):
    about = [person] if person else fields.pop("people", [])
    events = [log.record("people.about_opened", by=user, about=each) for each in about]
    return Signal.objects.create(
        kind=kind,
        user=user,
        subject=person.key if person else "",
        day=clock.today(),
        because="They gave a reason, and recorded nothing within a day.",
        events=events,
        raised_at=clock.now(),
        look_by=clock.add_days(clock.today(), fields.pop("in_days", 5)),
        **fields,
    )


def test_a_manager_looks_at_what_their_staff_opened(client, manager, worker, person):
    signal = ask(worker, person)
    client.force_login(manager)

    listed = client.get(PAGE)
    page = client.get(f"{PAGE}{signal.key}/")

    assert "Fola Adeyemi" in listed.text
    assert "Ama Okafor" in listed.text
    assert "opened" in page.text
    assert Event.objects.filter(verb="governance.signals_listed", subjects=[person.key]).exists()
    assert Event.objects.filter(verb="governance.signal_opened", subjects=[person.key]).exists()


def test_what_was_opened_is_shown_whole_page_by_page(client, manager, worker, monkeypatch):
    monkeypatch.setattr(audit_queries, "PER_PAGE", 2)
    signal = ask(worker, kind="volume", people=[make_person() for _ in range(5)])
    client.force_login(manager)

    numbers, before = [], ""
    while before is not None:
        page = client.get(f"{PAGE}{signal.key}/", {"before": before})
        numbers += [told.number for day in page.context["days"] for told in day.sentences]
        before = page.context["older"]

    assert numbers == sorted(signal.events, reverse=True)


def test_whoever_looks_reads_why_they_said_they_needed_the_records(client, manager, person):
    officer, other = make_staff(Role.RECORDS_OFFICER, line_manager=manager), make_person()
    kept_back = make_person(family_name="Quartermaine")
    for each in (person, other, kept_back):
        give_reason(
            person=each, by=officer, basis="QUALITY", reference="SAR 26/104", words="Make a copy"
        )
    signal = ask(officer, kind="volume", people=[person, other, kept_back])
    restrict(kept_back, make_staff())
    client.force_login(manager)

    page = client.get(f"{PAGE}{signal.key}/")

    assert page.text.count("SAR 26/104") == 2
    assert "Quartermaine" not in page.text
    opened = Event.objects.get(verb="governance.signal_opened")
    assert set(opened.subjects) == {person.key, other.key}


def test_a_reason_for_a_record_that_was_merged_is_told_of_the_one_it_leads_to(
    client, manager, person
):
    officer = make_staff(Role.RECORDS_OFFICER, line_manager=manager)
    first, second = make_person(family_name="Twice"), make_person(family_name="Again")
    for each in (first, second):
        give_reason(
            person=each, by=officer, basis="QUALITY", reference="SAR 26/104", words="Make a copy"
        )
    signal = ask(officer, person=first, kind="no_work")
    merge(second, person)
    merge(first, second)
    client.force_login(manager)

    page = client.get(f"{PAGE}{signal.key}/")

    assert page.text.count("SAR 26/104") == 2
    assert page.text.count("for a record that was merged into theirs") == 2
    assert "Ama Okafor" in page.text
    assert "Twice" not in page.text
    opened = Event.objects.get(verb="governance.signal_opened")
    assert set(opened.subjects) == {person.key}


def test_a_reason_for_a_record_merged_into_a_restricted_one_stays_untold(client, manager, person):
    officer, gone = make_staff(Role.RECORDS_OFFICER, line_manager=manager), make_person()
    give_reason(
        person=gone, by=officer, basis="QUALITY", reference="SAR 26/104", words="Make a copy"
    )
    signal = ask(officer, kind="volume", people=[gone])
    merge(gone, person)
    restrict(person, make_staff())
    client.force_login(manager)

    page = client.get(f"{PAGE}{signal.key}/")

    assert page.status_code == 200
    assert "SAR 26/104" not in page.text


def merge(gone, kept):
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)


def test_what_was_found_is_kept_with_the_reason_and_closes_it(client, manager, worker, person):
    signal = ask(worker, person)
    client.force_login(manager)

    answer = client.post(
        f"{PAGE}{signal.key}/", {"finding": "WORK", "reason": "A call from her daughter."}
    )

    assert answer.status_code == 302
    assert SignalLook.objects.get().looked_by == manager
    assert "Fola Adeyemi" not in client.get(PAGE).text
    assert "There was a work reason" in client.get(f"{PAGE}?answered=1").text
    event = Event.objects.get(verb="governance.signal_looked_at")
    assert EventDetail.objects.get(event=event.pk).fields == {"reason": "A call from her daughter."}
    again = client.post(f"{PAGE}{signal.key}/", {"finding": "BREACH", "reason": "No."})
    assert "answered this question already" in again.text
    assert SignalLook.objects.count() == 1


def test_an_explanation_that_was_asked_for_leaves_it_open(client, manager, worker, person):
    signal = ask(worker, person)
    client.force_login(manager)

    client.post(f"{PAGE}{signal.key}/", {"finding": "ASKED", "reason": "Asked Fola today."})

    assert "explanation asked for by Ros Hale" in client.get(PAGE).text


def test_a_mistake_keeps_what_was_typed(client, manager, worker, person):
    signal = ask(worker, person)
    client.force_login(manager)

    page = client.post(f"{PAGE}{signal.key}/", {"reason": "A call from her daughter."})

    assert page.status_code == 400
    assert "Select what you found" in page.text
    assert "A call from her daughter." in page.text


def test_nobody_sees_a_question_about_themselves_or_about_another_line(client, manager, worker):
    own = ask(manager)
    ask(worker)
    other = make_staff(Role.MANAGER, name="Other Manager")

    client.force_login(manager)
    assert "Ros Hale</a>" not in client.get(PAGE).text
    assert client.get(f"{PAGE}{own.key}/").status_code == 404
    client.force_login(other)
    assert "Fola Adeyemi" not in client.get(PAGE).text
    client.force_login(worker)
    assert client.get(PAGE).status_code == 403


def test_information_governance_sees_all_but_their_own(client, worker):
    officer = make_staff(Role.RECORDS_OFFICER, name="Helen Marsh")
    ask(worker)
    ask(officer)
    client.force_login(officer)

    page = client.get(PAGE)

    assert "Fola Adeyemi" in page.text
    assert ": Helen Marsh" not in page.text


def test_questions_are_chosen_by_who_by_what_and_by_being_late(client, manager, worker, person):
    other = make_staff(name="Kasia Nowak", line_manager=manager)
    restricted = make_person()
    restrict(restricted, worker)
    ask(worker, person, kind="no_work")
    ask(worker, restricted, kind="no_work")
    ask(other, kind="volume", in_days=-1)
    client.force_login(make_staff(Role.RECORDS_OFFICER))

    def listed(**chosen):
        asked = client.get(PAGE, chosen).context["asked"]
        return sorted((each.signal.user.name, bool(each.kept_by)) for each in asked)

    kasia, fola, kept = ("Kasia Nowak", False), ("Fola Adeyemi", False), ("Fola Adeyemi", True)
    assert listed() == [fola, kept, kasia]
    assert listed(who=worker.staff_number.lower()) == [fola, kept]
    assert listed(kind="no_work") == [fola]
    assert listed(kind="nothing") == [fola, kept, kasia]
    assert listed(late="on") == [kasia]
    page = client.get(PAGE, {"who": worker.staff_number, "kind": "hours"}).text
    assert "No question fits these filters" in page
    assert f"?who={worker.staff_number}&amp;kind=hours&amp;answered=1" in page


def test_no_work_reason_leads_to_the_report_of_a_breach_with_what_is_known(
    client, manager, worker, person
):
    signal = ask(worker, person)
    client.force_login(manager)

    found = {"finding": "BREACH", "reason": "She was only curious."}
    report = client.post(f"{PAGE}{signal.key}/", found, follow=True)

    assert report.resolver_match.view_name == "governance:report-breach"
    assert report.context["form"].initial == {
        "kind": "LOOKED",
        "about_staff": worker,
        "people": person.council_reference,
    }
    assert f"report/?question={signal.key}" in client.get(f"{PAGE}{signal.key}/").text
    shown = Event.objects.filter(verb="governance.signal_opened", subjects=[person.key])
    assert shown.count() == 2
    client.force_login(make_staff())
    assert (
        client.get(report.request["PATH_INFO"], {"question": signal.key}).context["form"].initial
        == {}
    )


def test_a_restricted_person_leaves_no_trace(client, manager, worker, person):
    signal = ask(worker, person)
    restrict(person, worker)
    client.force_login(manager)

    assert "Fola Adeyemi" not in client.get(PAGE).text
    assert client.get(f"{PAGE}{signal.key}/").status_code == 404


def test_overseers_of_restrictions_look_at_what_is_restricted_without_whose_it_is(
    client, manager, worker, person
):
    keeper = make_staff(Role.MANAGER, name="Kim Keeper")
    signal = ask(worker, person, kind="same_surname")
    restrict(person, worker, owner=keeper)
    officer = make_staff(Role.RECORDS_OFFICER, name="Helen Marsh")
    client.force_login(officer)

    listed, page = client.get(PAGE).text, client.get(f"{PAGE}{signal.key}/").text
    client.post(f"{PAGE}{signal.key}/", {"finding": "ASKED", "reason": "Asked the keeper."})

    for text in (listed, page):
        assert "Restricted record: Fola Adeyemi" in text
        assert "Kim Keeper" in text
        told = text.rpartition("</select>")[2]  # the filter names every kind
        for kept_back in ("Okafor", person.council_reference, "surname", "They gave a reason"):
            assert kept_back not in told
    assert SignalLook.objects.get().looked_by == officer
    assert not Event.objects.filter(actor=officer.staff_number, subjects=[person.key]).exists()


@pytest.mark.parametrize("role", [Role.RECORDS_OFFICER, Role.CALDICOTT_GUARDIAN])
def test_what_is_restricted_is_left_to_nobody_who_is_asked_or_in_conflict(client, person, role):
    only = make_staff(role, name="Only Listed")
    signal = ask(only, person)
    restrict(person, only, owner=only)
    in_conflict, other = make_staff(role), make_staff(Role.CALDICOTT_GUARDIAN)
    declare_conflict(person, in_conflict)

    answers = []
    for viewer in (only, in_conflict, other):
        client.force_login(viewer)
        answers.append(client.get(f"{PAGE}{signal.key}/").status_code)

    assert answers == [404, 404, 200]


def test_words_about_a_restricted_record_are_for_those_on_its_list(client, manager, worker, person):
    signal = ask(worker, person)
    restrict(person, worker, manager)
    officer = make_staff(Role.RECORDS_OFFICER)
    client.force_login(manager)
    client.post(f"{PAGE}{signal.key}/", {"finding": "ASKED", "reason": "Ama fell that day."})
    assert "Ama fell" in client.get(f"{PAGE}{signal.key}/").text

    client.force_login(officer)

    page = client.get(f"{PAGE}{signal.key}/").text
    assert "I have asked for an explanation" in page
    assert "Ama" not in page


def test_a_manager_is_not_told_how_many_questions_are_about_restricted_records(
    manager, worker, person
):
    gone = make_person()
    ask(worker, person)
    ask(worker, gone)
    merge(gone, person)
    restrict(person, worker)

    assert waiting_signals(manager).count() == 0
    assert waiting_signals(make_staff(Role.RECORDS_OFFICER)).count() == 2


def test_the_late_stand_first_and_say_so(client, manager, worker):
    ask(worker, kind="volume")
    ask(worker, kind="hours", in_days=-1)
    client.force_login(manager)

    page = client.get(PAGE).text

    assert page.index("Outside working hours: ") < page.index("Many records in one day: ")
    assert page.count("Late</") == 1


@pytest.mark.parametrize("answered", ["", "1"])
def test_the_next_page_goes_on_where_the_last_ended(client, manager, worker, answered, monkeypatch):
    monkeypatch.setattr(queries, "PER_PAGE", 2)
    signals = [ask(worker, make_person(), in_days=days) for days in (1, 1, 2, 2, 3)]
    looks = signals if answered else signals[:1]
    client.force_login(manager)
    first = client.get(PAGE, {"answered": answered}) if not answered else None
    for signal in looks:
        client.post(f"{PAGE}{signal.key}/", {"finding": "WORK", "reason": "A call."})

    first = first or client.get(PAGE, {"answered": answered})
    shown, more = first.context["asked"], first.context["more"]
    while more:
        page = client.get(PAGE, {"answered": answered, "after": more})
        shown, more = [*shown, *page.context["asked"]], page.context["more"]

    order = signals[::-1] if answered else signals
    assert [each.signal for each in shown] == order


def test_staff_see_what_they_themselves_opened(client, person):
    worker = make_worker_of(person)
    log.record("people.about_opened", by=worker, about=person)
    log.record("people.about_opened", by=make_staff(name="Somebody Else"), about=person)
    client.force_login(worker)

    page = client.get(reverse("governance:my-access"))

    assert "Ama Okafor" in page.text
    assert "Somebody Else" not in page.text
    assert Event.objects.filter(verb="governance.own_access_opened", subjects=[person.key]).exists()
