"""An interpreter for a planned visit: asked for with it, chased, booked, and in its record."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit.models import Event
from oversight.queries import needs
from people.models import CommunicationNeed
from records import actions, queries
from records.models import PlannedVisit
from records.queries import left
from records.rules.interpreters import booked_by
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, make_person, make_worker_of, restrict
from tests.records.factories import make_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    person = make_person(team=make_team())
    need(person, kind="INTERPRETER", language="Polish")
    return person


@pytest.fixture
def worker(client, person):
    worker = make_worker_of(person, name="Fola Adeyemi", team=person.team)
    client.force_login(worker)
    return worker


def need(person, **fields):
    return CommunicationNeed.objects.create(person=person, need="An interpreter", **fields)


def typed(day, **fields):
    return {
        "starts_at_day": day.day, "starts_at_month": day.month, "starts_at_year": day.year,
        "starts_at_time": "14:00", "minutes": "60", "how": "VISIT", "purpose": "See the flat",
    } | fields  # fmt: skip


def counted(answer):
    """Return the number beside My actions in the navigation."""
    items = {item["label"]: item["count"] for item in answer.context["nav_items"]}
    return items["My actions"]


def page(visit):
    return reverse("records:visit", args=[visit.person.key, visit.key])


def test_one_tick_has_an_interpreter_booked_in_time(client, person, worker):
    colleague = make_staff(name="Ros Hale")
    allocate(person, colleague)
    plan = reverse("records:plan-visit", args=[person.key])
    shown = client.get(plan).text
    assert "Book an interpreter: Polish" in shown
    assert "5 working days before the visit" in " ".join(shown.split())
    day = clock.add_days(clock.today(), 30)

    client.post(plan, typed(day, worker=worker.staff_number, book="on",
                            book_owner=colleague.staff_number))  # fmt: skip

    visit = PlannedVisit.objects.get()
    assert visit.interpreter == "TO_BOOK"
    assert (visit.interpreter_for, visit.interpreter_owner) == ("Polish", colleague)
    assert visit.interpreter_due_on == clock.add_working_days(day, -5)
    assert Event.objects.get(verb="records.interpreter_asked").target == visit.key
    assert "Ros Hale books it by" in client.get(page(visit)).text
    assert list(queries.interpreters_to_arrange(colleague)) == [visit]
    assert list(queries.interpreters_to_arrange(worker)) == []


def test_it_stands_in_my_actions_of_whoever_books_it_and_can_be_handed_over(client, person, worker):
    colleague = make_staff(name="Ros Hale")
    allocate(person, colleague)
    visit = make_visit(person, worker, days=40)
    booking = actions.Booking(which="Polish", owner=worker)
    actions.ask_for_interpreter(visit=visit, booking=booking, by=worker)
    mine = reverse("records:my-actions")
    listed = client.get(mine).text
    assert "Interpreters to arrange" in listed
    assert queries.count_open_actions(worker) == 1
    assert counted(client.get(mine)) == counted(client.get(reverse("home"))) == 1
    assert page(visit) in listed
    assert visit.key in Event.objects.filter(verb="records.actions_listed").last().shown
    for state in ("overdue", "week", "closed"):
        assert page(visit) not in client.get(mine, {"state": state}).text

    client.post(page(visit), {"do": "give", "give-book_owner": colleague.staff_number})

    visit.refresh_from_db()
    assert visit.interpreter_owner == colleague
    assert queries.count_open_actions(worker) == 0
    assert Event.objects.get(verb="records.interpreter_handed_over").target == visit.key
    assert page(visit) not in client.get(mine).text
    client.force_login(colleague)
    assert page(visit) in client.get(mine).text
    stranger = make_staff()
    with pytest.raises(ValidationError, match="cannot write on this record"):
        actions.hand_over_booking(visit=visit, owner=stranger, by=worker)
    actions.settle_interpreter(visit=visit, state="BOOKED", said="Eva Lis", by=worker)
    assert page(visit) not in client.get(mine).text
    with pytest.raises(ValidationError, match="changed this"):
        actions.hand_over_booking(visit=visit, owner=worker, by=worker)


def test_a_team_sees_what_its_staff_have_to_book(client, person, worker):
    visit = make_visit(person, worker, days=40)
    actions.ask_for_interpreter(
        visit=visit, booking=actions.Booking(which="Polish", owner=worker), by=worker
    )
    hidden = make_person(team=person.team, family_name="Hidden")
    need(hidden, kind="INTERPRETER", language="Polish")
    allocate(hidden, worker)
    theirs = make_visit(hidden, worker, days=1)
    colleague = make_staff(name="Ros Hale", team=person.team)
    restrict(hidden, worker)
    client.force_login(colleague)
    team = reverse("records:team-actions")

    listed = client.get(team)

    assert page(visit) in listed.text
    assert f", {worker.name}" in listed.text
    assert page(theirs) not in listed.text
    event = Event.objects.get(verb="records.team_actions_listed")
    assert (event.subjects, event.shown) == ([person.key], ["actions", visit.key])
    assert page(visit) in client.get(team, {"owner": worker.staff_number}).text
    for other in ({"owner": colleague.staff_number}, {"state": "overdue"}, {"state": "closed"}):
        assert page(visit) not in client.get(team, other).text


def test_what_somebody_left_unbooked_is_for_the_persons_worker(person, worker):
    gone = make_staff(name="Ros Hale")
    allocation = allocate(person, gone)
    visit = make_visit(person, worker, days=40)
    booking = actions.Booking(which="Polish", owner=gone)
    actions.ask_for_interpreter(visit=visit, booking=booking, by=worker)
    assert list(queries.interpreters_to_arrange(worker)) == []

    allocation.ends_on = clock.add_days(clock.today(), -1)
    allocation.starts_on = allocation.ends_on
    allocation.save()

    assert list(queries.interpreters_to_arrange(worker)) == [visit]
    mine = queries.interpreters_to_arrange(worker)
    assert list(queries.interpreters_due(mine, "open")) == [visit]


def test_without_the_tick_none_is_booked_and_without_a_need_none_is_offered(client, person, worker):
    day = clock.add_days(clock.today(), 30)
    plan = reverse("records:plan-visit", args=[person.key])
    client.post(plan, typed(day, worker=worker.staff_number))
    assert PlannedVisit.objects.get().interpreter == ""
    plain = make_person(team=person.team)
    plan = reverse("records:plan-visit", args=[plain.key])
    assert "Book an interpreter" not in client.get(plan).text


def test_a_wrong_day_is_said_and_what_was_typed_is_kept(client, person, worker):
    day, after = clock.add_days(clock.today(), 10), clock.add_days(clock.today(), 11)
    by = {"book_by_day": after.day, "book_by_month": after.month, "book_by_year": after.year}
    plan = reverse("records:plan-visit", args=[person.key])

    wrong = client.post(plan, typed(day, worker=worker.staff_number, book="on",
                                    book_owner=worker.staff_number, **by))  # fmt: skip

    assert "Enter a day from today to the day of the visit" in wrong.text
    assert "See the flat" in wrong.text
    assert not PlannedVisit.objects.exists()


def test_who_goes_is_told_soon_before_if_none_is_arranged(client, person, worker):
    soon = make_visit(person, worker, days=0, hour=23)
    make_visit(person, worker, days=40)
    plain = make_person()
    allocate(plain, worker)
    make_visit(plain, worker, days=0, hour=23)

    assert list(queries.interpreters_to_arrange(worker)) == [soon]
    home = client.get("/").text
    assert "No interpreter arranged" in home
    assert "Nobody has been asked to book one" in home
    about = client.get(reverse("people:about", args=[person.key])).text
    assert about.count("Open it to have one booked") == 2

    actions.settle_interpreter(visit=soon, state="BOOKED", said="Eva Lis", by=worker)

    assert list(queries.interpreters_to_arrange(worker)) == []
    assert "No interpreter arranged" not in client.get("/").text


def test_from_the_visit_to_its_record(client, person, worker):
    visit = make_visit(person, worker, days=0, hour=0)
    asked = client.post(page(visit), {"do": "book", "book-book_owner": worker.staff_number})
    assert asked.status_code == 302
    visit.refresh_from_db()
    assert visit.interpreter_due_on == clock.today()
    wrong = client.post(page(visit), {"do": "settle", "settle-state": "BOOKED"})
    assert "Enter who comes and from which service" in wrong.text
    said = "Eva Lis, City Interpreting, 020 7946 0199"
    client.post(page(visit), {"do": "settle", "settle-state": "BOOKED", "settle-said": said})
    assert said in client.get(page(visit)).text

    form = client.get(reverse("records:write", args=[person.key, "visit_face_to_face"]))

    assert f"Polish: {said}" in form.text
    assert form.context["desk"].form["interpreter_used"].value().chosen == ["Trained interpreter"]
    note = client.get(reverse("records:write", args=[person.key, "case_note"])).text
    assert said not in note


def test_a_visit_at_another_time_is_booked_anew(person, worker):
    visit = make_visit(person, worker, days=20)
    booking = actions.Booking(which="Polish", owner=worker)
    actions.ask_for_interpreter(visit=visit, booking=booking, by=worker)
    actions.settle_interpreter(visit=visit, state="BOOKED", said="Eva Lis", by=worker)
    later = clock.add_days(visit.starts_at, 10)

    moved = actions.move_visit(
        visit=visit, starts_at=later, worker=worker, said="She is away", by=worker
    )

    assert (moved.interpreter, moved.interpreter_said) == ("TO_BOOK", "Eva Lis")
    assert moved.interpreter_due_on == booked_by(later)


def test_it_is_asked_for_once_and_of_somebody_who_may_write(person, worker):
    visit = make_visit(person, worker, days=20)
    stranger = make_staff()
    for owner, text in ((stranger, "cannot write on this record"),):
        with pytest.raises(ValidationError, match=text):
            actions.ask_for_interpreter(
                visit=visit, booking=actions.Booking(which="Polish", owner=owner), by=worker
            )
    booking = actions.Booking(which="Polish", owner=worker)
    actions.ask_for_interpreter(visit=visit, booking=booking, by=worker)
    actions.ask_for_interpreter(visit=visit, booking=booking, by=worker)
    assert Event.objects.filter(verb="records.interpreter_asked").count() == 1
    with pytest.raises(ValidationError, match="already"):
        actions.ask_for_interpreter(
            visit=visit,
            booking=actions.Booking(which="Polish", owner=worker, due_on=clock.today()),
            by=worker,
        )


def test_a_booking_goes_along_with_the_visit_and_is_counted_of_a_leaver(person, worker):
    visit, colleague = make_visit(person, worker, days=20), make_staff(name="Ros Hale")
    allocate(person, colleague)
    booking = actions.Booking(which="Polish", owner=worker)
    actions.ask_for_interpreter(visit=visit, booking=booking, by=worker)
    assert (left.interpreters(worker), left.interpreters(colleague)) == (1, 0)

    actions.move_visit(
        visit=visit, starts_at=visit.starts_at, worker=colleague, said="Ill", by=worker
    )

    assert (left.interpreters(worker), left.interpreters(colleague)) == (0, 1)


def test_the_report_counts_and_names_visits_without_one(client, person, worker):
    manager = make_staff(Role.MANAGER, team=person.team)
    person.team.lead = manager
    person.team.save()
    make_visit(person, worker, days=3)
    closed = make_person(given_names="Zofia")
    need(closed, kind="BSL")
    make_visit(closed, make_worker_of(closed), days=3)

    report = needs.needs_report(manager)

    assert [(row.team, row.no_interpreter) for row in report.teams] == [(person.team.name, 1)]
    client.force_login(manager)
    page = client.get(reverse("oversight:needs")).text
    assert "nobody has been asked to book one" in page
    assert "Zofia" not in page.split("<main")[1]
