"""Complaints on the register: their times, who looks at them, what the record says of them."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from disclosure.models import SubjectRequest
from disclosure.requests import actions, queries
from disclosure.requests.counting import acknowledge_by, count_complaint
from disclosure.requests.data import request_kinds
from disclosure.requests.standing import Stands
from records import ending
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_officer, make_request, make_step
from tests.people.factories import allocate, make_person
from tests.retention.by_class import decide

WORDS = "The carer came two hours late all of May."


@pytest.mark.parametrize(
    ("received", "by"),
    [
        (date(2026, 3, 3), date(2026, 3, 6)),
        (date(2026, 4, 1), date(2026, 4, 8)),  # 3 April is Good Friday, 6 April a holiday
        (date(2026, 8, 29), date(2026, 9, 3)),  # a Saturday before a bank holiday
        (date(2026, 12, 23), date(2026, 12, 30)),  # Christmas, a weekend, a day in its place
    ],
)
def test_a_complaint_about_care_is_acknowledged_in_three_working_days(received, by):
    assert acknowledge_by(received, working_days=3) == by


def test_a_complaint_about_data_is_acknowledged_in_thirty_days_of_which_its_own_is_the_first():
    assert acknowledge_by(date(2026, 9, 1), days=30) == date(2026, 9, 30)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        (date(2026, 3, 3), date(2026, 9, 2)),
        (date(2026, 8, 31), date(2027, 2, 27)),
        (date(2027, 8, 31), date(2028, 2, 28)),
    ],
)
def test_six_months_begin_with_the_day_on_which_it_came(received, due):
    counted = count_complaint(received, months=6)

    assert (counted.due_on, counted.first_due_on) == (due, due)


def test_what_was_agreed_in_time_is_the_last_day_be_it_earlier_or_later():
    came = date(2026, 3, 3)
    earlier = (date(2026, 3, 5), date(2026, 4, 30))
    later = (date(2026, 5, 4), date(2026, 10, 30))
    too_late = (date(2026, 11, 2), date(2027, 3, 1))

    assert count_complaint(came, months=6, agreed=[earlier]).due_on == date(2026, 4, 30)
    assert count_complaint(came, months=6, agreed=[earlier, later]).due_on == date(2026, 10, 30)
    assert count_complaint(came, months=6, agreed=[later, too_late]).due_on == date(2026, 10, 30)
    assert count_complaint(came, months=6, agreed=[too_late]).due_on == date(2026, 9, 2)


@pytest.mark.django_db
def test_the_clocks_of_a_complaint_as_time_moves():
    person = make_person()
    officer = make_officer(person)
    asked = make_request(person, officer, kind="CARE", received_on=date(2026, 3, 3))

    def stands(on):
        return Stands(asked, list(asked.steps.all()), on)

    assert stands(date(2026, 3, 6)).acknowledge_by == date(2026, 3, 6)
    assert [stands(date(2026, 3, day)).is_late for day in (6, 7)] == [False, True]
    make_step(asked, officer, "CACK", on=date(2026, 3, 6))
    assert stands(date(2026, 3, 9)).acknowledge_by is None
    assert stands(date(2026, 3, 9)).acknowledged_in_time is True
    assert [stands(date(2026, 9, day)).is_late for day in (2, 3)] == [False, True]
    lacks = [each.key for each in stands(date(2026, 9, 3)).lacking]
    assert "WHYLATE" in lacks
    assert "WHYLATE" not in [each.key for each in stands(date(2026, 9, 2)).lacking]
    make_step(asked, officer, "REPLY", on=date(2026, 9, 2))
    assert stands(date(2027, 1, 1)).in_time is True


@pytest.mark.django_db
def test_a_complaint_of_somebody_who_may_not_make_it_is_closed_and_not_answered():
    person = make_person()
    officer = make_officer(person)
    other = {"made_by": "OTHER", "asker": "Jo Reed, a neighbour"}
    asked = make_request(person, officer, kind="CARE", **other)
    make_step(asked, officer, "BEHALF", choice="NOT")

    stands = Stands(asked, list(asked.steps.all()), asked.received_on)

    assert "BEHALF" in [each.key for each in stands.lacking]
    make_step(asked, officer, "BEHALF", choice="AGREED")
    stands = Stands(asked, list(asked.steps.all()), asked.received_on)
    assert "BEHALF" not in [each.key for each in stands.lacking]


@pytest.fixture
def person(db):
    return make_person(preferred_name="", given_names="Ama", family_name="Okafor")


@pytest.fixture
def officer(person):
    return make_officer(person, name="Helen Marsh")


@pytest.fixture
def manager(person):
    return make_staff(Role.MANAGER, name="Ros Hale")


@pytest.fixture
def worker(person, manager):
    found = make_staff(name="Fola Adeyemi", line_manager=manager)
    allocate(person, found)
    return found


@pytest.fixture
def complaint(person, officer):
    return make_request(person, officer, kind="CARE", words=WORDS, received_on=clock.today())


def take(asked, by, kind, **said):
    given = {"words": "As it was.", "on": clock.today()}
    return actions.take_step(asked, kind=kind, by=by, **given | said)


def test_anybody_who_may_open_the_record_puts_a_complaint_on_the_register(client, person, worker):
    today = clock.today()
    client.force_login(worker)
    page = client.get(reverse("disclosure:register-request", args=[person.key]))
    assert "To complain about care or support" in page.text

    client.post(
        reverse("disclosure:register-request", args=[person.key]),
        {
            "submission": str(uuid.uuid4()),
            "kind": "CARE",
            "words": WORDS,
            "made_by": "SELF",
            "how": "PHONE",
            "received_on_day": today.day,
            "received_on_month": today.month,
            "received_on_year": today.year,
        },
    )

    asked = SubjectRequest.objects.get()
    assert (asked.kind, asked.words, asked.received_by) == ("CARE", WORDS, worker)


def test_neither_whom_it_is_about_nor_their_line_manager_looks_at_it(
    complaint, officer, worker, manager
):
    other = make_staff(Role.MANAGER)
    take(complaint, officer, "ABOUT", staff=worker)

    for barred in (worker, manager):
        with pytest.raises(ValidationError, match="Somebody else looks at it"):
            take(complaint, officer, "LOOKER", staff=barred)

    take(complaint, officer, "LOOKER", staff=other)
    with pytest.raises(ValidationError, match="Say first who else looks"):
        take(complaint, officer, "ABOUT", staff=other)


def test_an_officer_takes_no_step_about_a_complaint_about_them(complaint, officer, person):
    second = make_officer(person)
    take(complaint, officer, "ABOUT", staff=officer)

    with pytest.raises(PermissionDenied):
        take(complaint, officer, "FINDING", about="Lateness", outcome="NOT")
    take(complaint, second, "FINDING", about="Lateness", outcome="UPHELD")


def test_it_is_answered_when_all_was_said_and_the_ombudsman_is_named(complaint, officer, manager):
    assert [each.step for each in queries.dossier_of(complaint).lacks] == [
        "CACK",
        "LOOKER",
        "PLAN",
        "FINDING",
        "REMEDY",
        "LEARN",
    ]
    take(complaint, officer, "CACK")
    take(complaint, officer, "LOOKER", staff=manager)
    until = clock.add_days(clock.today(), 30)
    take(complaint, officer, "PLAN", until=until)
    take(complaint, officer, "FINDING", about="She was late", outcome="UPHELD")
    take(complaint, officer, "REMEDY", choice="SORRY")
    with pytest.raises(PermissionDenied):
        take(complaint, officer, "REPLY", choice="LGSCO")
    take(complaint, officer, "LEARN", choice="DELAY")
    with pytest.raises(ValidationError):
        take(complaint, officer, "REPLY", choice="")

    take(complaint, officer, "REPLY", choice="LGSCO")

    stands = queries.dossier_of(complaint).stands
    assert (stands.is_open, stands.in_time, stands.time.due_on) == (False, True, until)
    figures = queries.complaint_figures()
    assert (figures.received, figures.acknowledged_in_time) == (1, 1)
    assert figures.findings == [("Upheld", 1)]
    assert figures.themes == [("Waiting and delay", 1)]


def test_of_a_request_no_step_of_a_complaint_is_taken_and_the_other_way_round(
    complaint, officer, person, manager
):
    request = make_request(person, officer)

    with pytest.raises(PermissionDenied):
        take(request, officer, "LOOKER", staff=manager)
    with pytest.raises(PermissionDenied):
        take(complaint, officer, "IDENTITY", choice="KNOWN")


def test_while_a_complaint_runs_the_record_is_held_and_kept_ten_years_after(
    person, complaint, officer
):
    assert ending.is_held(person)
    assert ending.still_open(person) == ["A complaint waits for an answer."]

    answered = clock.add_years(clock.today(), -10)
    make_step(complaint, officer, "REPLY", on=clock.add_days(answered, 1))
    assert not ending.is_held(person)
    kept = ["A complaint was answered, and the time for which it is kept is not over."]
    assert ending.still_open(person) == kept

    decide("complaint", years=6)
    assert ending.still_open(person) == []


def test_every_kind_is_kept_as_a_class_of_the_schedule():
    assert {kind.kept for kind in request_kinds().values()} == {"subject_access", "complaint"}


def test_the_record_tells_that_a_complaint_was_made_and_what_changed_and_no_more(
    client, person, complaint, officer, worker
):
    take(complaint, officer, "CHANGE", words="Carers come at nine.")
    client.force_login(worker)

    text = client.get(reverse("records:timeline", args=[person.key])).text

    assert "Complaint made" in text
    assert "Care changed after a complaint: Carers come at nine." in text
    assert WORDS not in text


def test_who_looks_at_it_reads_it_and_managers_only_know_of_it(
    client, person, complaint, officer, worker, manager
):
    looker = make_staff(Role.MANAGER)
    take(complaint, officer, "LOOKER", staff=looker)
    address = reverse("disclosure:complaints")

    shown = {}
    for viewer in (looker, manager, worker, make_staff(Role.MANAGER)):
        client.force_login(viewer)
        shown[viewer] = client.get(address).text

    assert [WORDS in text for text in shown.values()] == [True, False, False, False]
    assert ["Okafor" in text for text in shown.values()] == [True, True, False, False]
    event = Event.objects.filter(verb="disclosure.complaints_listed", actor=manager.staff_number)
    assert event.get().subjects == [person.key]


def test_nobody_is_told_on_lists_of_a_complaint_about_them(
    client, person, complaint, officer, worker, manager
):
    client.force_login(manager)
    assert "Okafor" in client.get(reverse("home")).text
    make_step(complaint, officer, "ABOUT", staff=manager)

    assert list(queries.complaints_for(manager)) == []
    assert "No complaint is open" in client.get(reverse("disclosure:complaints")).text


def test_a_compliment_has_no_clock_and_is_passed_on(client, person, officer):
    praise = make_request(person, officer, kind="PRAISE", words="She is lovely.")
    client.force_login(officer)
    address = reverse("disclosure:request", args=[person.key, praise.key])
    assert "There is no time limit" in client.get(address).text

    take(praise, officer, "PASSEDON")

    assert not queries.dossier_of(praise).stands.is_open


def give(complaint, officer, worker, **said):
    said = {"words": "Write the new visit times to her", "staff": worker} | said
    until = clock.add_days(clock.today(), 7)
    return take(complaint, officer, "TODO", **{"until": until} | said)


def test_what_a_complaint_leaves_to_do_has_an_owner_and_a_day_and_goes_once_it_is_done(
    client, complaint, officer, worker, manager
):
    with pytest.raises(ValidationError):
        give(complaint, officer, worker, until=None)
    with pytest.raises(ValidationError):
        give(complaint, officer, None)
    first = give(complaint, officer, worker)
    second = give(complaint, officer, manager, words="Talk to the provider")

    assert list(queries.to_do(worker, below=False)) == [first]
    assert list(queries.to_do(manager, below=False)) == [second]
    assert set(queries.to_do(manager, below=True)) == {first, second}
    assert list(queries.to_do(make_staff(Role.MANAGER), below=True)) == []
    client.force_login(worker)
    for page in ("home", "disclosure:complaints"):
        shown = client.get(reverse(page)).text
        assert ("Write the new visit" in shown, "Talk to the provider" in shown) == (True, False)
    client.force_login(officer)
    url = reverse("disclosure:request-step", args=[complaint.person.key, complaint.key, "done"])
    assert "Write the new visit" in client.get(url).text
    today = clock.today()
    words = {"words": "The letter is on file"}
    words |= {f"on_{part}": getattr(today, part) for part in ("day", "month", "year")}
    assert client.post(url, words | {"choice": "0"}).status_code == 400
    assert client.post(url, words | {"choice": str(first.pk)}).status_code == 302

    assert list(queries.to_do(manager, below=True)) == [second]
    take(complaint, officer, "DONE", choice=str(second.pk))
    assert list(queries.to_do(manager, below=True)) == []
    assert "Nothing is left to be done" in client.get(url, follow=True).text


def test_what_is_overdue_stands_on_the_register_and_on_the_week_of_the_manager(
    client, complaint, officer, worker, manager
):
    step = give(complaint, officer, worker)
    take(complaint, officer, "DROPPED", choice="WITHDRAWN")
    stands = queries.dossier_of(complaint, on=clock.add_days(step.until, 1)).stands
    assert ([each.pk for each in stands.overdue_to_do], stands.is_open) == ([step.pk], False)
    late = clock.add_days(step.until, 1)
    figures = queries.complaint_figures(on=late)
    assert (figures.to_do, figures.overdue) == (1, 1)
    assert queries.complaint_figures(on=step.until).overdue == 0

    client.force_login(manager)
    assert "To be done after complaints" in client.get(reverse("managing")).text
    assert "by you, or by your staff" in client.get(reverse("disclosure:complaints")).text.lower()


def test_nobody_is_given_to_do_on_a_list_what_follows_a_complaint_about_them(
    complaint, officer, worker
):
    give(complaint, officer, worker)
    assert len(queries.to_do(worker, below=False)) == 1

    take(complaint, officer, "ABOUT", staff=worker)

    assert list(queries.to_do(worker, below=False)) == []
