"""Asking for copies and taking them away."""

import uuid
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

import clock
from accounts.roles import Role
from audit.models import Event, EventDetail
from disclosure import actions, making
from disclosure.models import Export
from records import files
from records.models import Entry
from tests.accounts.factories import make_staff
from tests.disclosure.factories import (
    make_export,
    make_officer,
    make_ready,
    make_request,
    make_signed,
    make_step,
)
from tests.people.factories import (
    make_contact,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)
from tests.records.factories import put_on_entry_list

pytestmark = pytest.mark.django_db


def ask(person, officer, **fields):
    given = {
        "submission": uuid.uuid4(),
        "purpose": Export.Purpose.COURT,
        "recipient": "Northmere Family Court",
        "shared_because": "The order of 3 May",
    }
    return actions.ask_for_copy(person=person, by=officer, **given | fields)


def jobs():
    return list(ProcrastinateJob.objects.order_by("id").values_list("task_name", "args"))


def test_asking_for_a_copy_starts_its_job_and_leaves_an_event():
    person = make_person()
    officer = make_officer(person)

    export = ask(person, officer)

    assert export.state == Export.State.WAITING
    assert jobs() == [("disclosure.make_copy", {"export_key": export.key, "attempt": 1})]
    event = Event.objects.get(verb="disclosure.export_asked")
    assert (event.actor, event.subjects, event.target, event.basis) == (
        officer.staff_number,
        [person.key],
        export.key,
        "REASON",
    )
    assert event.shown == ["purpose:COURT", "restricted:left-out"]
    detail = EventDetail.objects.get(event=event.pk)
    assert detail.fields["recipient"] == "Northmere Family Court"


def test_a_form_that_is_sent_twice_asks_for_one_copy():
    person = make_person()
    officer = make_officer(person)
    submission = uuid.uuid4()

    first = ask(person, officer, submission=submission)
    second = ask(person, officer, submission=submission)

    assert first == second
    assert len(jobs()) == 1
    assert Event.objects.filter(verb="disclosure.export_asked").count() == 1


def test_the_number_of_another_officers_form_is_refused():
    person = make_person()
    submission = uuid.uuid4()
    ask(person, make_officer(person), submission=submission)

    with pytest.raises(PermissionDenied):
        ask(person, make_officer(person), submission=submission)


def test_the_allocated_worker_may_not_copy_the_record():
    person = make_person()

    with pytest.raises(PermissionDenied, match="role"):
        ask(person, make_worker_of(person))

    assert Export.objects.count() == 0
    assert jobs() == []


def test_a_records_officer_without_a_reason_may_not_copy_the_record():
    with pytest.raises(PermissionDenied):
        ask(make_person(), make_officer())


def test_a_download_gives_what_was_stored_and_leaves_an_event_with_its_digest():
    person = make_person()
    officer = make_officer(person)
    export = make_ready(person, officer)

    pdf = actions.take_away(export=export, by=officer)

    assert pdf == b"%PDF-1.7 a copy"
    event = Event.objects.get(verb="disclosure.export_downloaded")
    assert (event.kind, event.target, event.shown) == (
        "EXPORT",
        export.key,
        [f"sha256:{export.sha256}"],
    )


def test_a_stored_copy_cannot_be_read_without_the_key(stored_files):
    export = make_ready(make_person(), make_officer())

    assert b"%PDF" not in Path(stored_files, export.stored_as).read_bytes()


@pytest.mark.parametrize("harm", ["gone", "changed", "replaced"])
def test_a_copy_that_is_not_as_it_was_made_is_not_given_out(stored_files, harm):
    person = make_person()
    officer = make_officer(person)
    export = make_ready(person, officer)
    if harm == "gone":
        files.remove(export.stored_as)
    elif harm == "changed":
        path = Path(stored_files, export.stored_as)
        path.write_bytes(path.read_bytes()[:-4])
    else:
        other = files.store(b"something else", folder="copies")
        Export.objects.filter(pk=export.pk).update(stored_as=other)
        export.refresh_from_db()

    with pytest.raises(actions.NotReady, match="Make a new one"):
        actions.take_away(export=export, by=officer)

    assert not Event.objects.filter(verb="disclosure.export_downloaded").exists()


def test_a_copy_that_is_not_finished_is_not_given_out():
    export = make_export()

    with pytest.raises(actions.NotReady, match="not finished"):
        actions.take_away(export=export, by=export.asked_by)


def test_a_copy_is_not_given_to_someone_who_may_not_copy_the_record():
    person = make_person()
    export = make_ready(person, make_officer(person))

    for user in (make_worker_of(person), make_staff(Role.MANAGER), make_officer()):
        with pytest.raises(PermissionDenied):
            actions.take_away(export=export, by=user)


def restricted(person, *readers, **fields):
    """A restricted entry that its author and ``readers`` may open."""
    entry = make_signed(person, sensitivity=Entry.Sensitivity.RESTRICTED, **fields)
    for reader in readers:
        put_on_entry_list(entry, reader)
    return entry


INCLUDED = {"includes_restricted": True, "restricted_because": "Order of 3 May"}


def made(person, officer, **fields):
    export = make_export(person, asked_by=officer, **{"made_as": "TEXT"} | INCLUDED | fields)
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    return export


def test_restricted_entries_are_given_to_officers_who_may_open_each_of_them(person):
    officer, second = make_officer(person, name="Priya Nair"), make_officer(person)
    seen = restricted(person, second, author=officer)
    closed = restricted(person)
    export = made(person, officer, purpose="INTERNAL")

    assert export.restricted_inside == [seen.key]
    assert closed.key not in export.restricted_inside
    for reader in (officer, second):
        assert actions.take_away(export=export, by=reader)
    with pytest.raises(actions.NotReady, match="Ask Priya Nair"):
        actions.take_away(export=export, by=make_officer(person))


def test_what_is_held_back_is_given_where_no_entry_is_restricted(person):
    officer = make_officer(person)
    make_signed(person, values={"not_to_share_with_person": "Yes"})
    export = made(person, officer, made_as="PDF", is_locked=True)

    assert export.entries_total == 1
    assert actions.take_away(export=export, by=officer)
    assert actions.show_password(export=export, by=officer)


def test_restricted_entries_are_not_given_to_someone_who_may_not_open_them_any_more():
    person = make_person()
    officer = make_officer(person)
    entry = restricted(person)
    export = make_ready(person, officer, restricted_inside=[entry.key], **INCLUDED)

    with pytest.raises(actions.NotReady, match="any more"):
        actions.take_away(export=export, by=officer)


def test_restricted_entries_leave_once_a_second_officer_agreed(client, person):
    officer, second = make_officer(person, name="Priya Nair"), make_officer(person, name="Owen")
    entry = restricted(person, second, author=officer)
    shared = {"purpose": "POLICE", "shared_because": "A duty"}
    export = made(person, officer, made_as="PDF", is_locked=True, **shared)
    here = reverse("disclosure:copy", args=[person.key, export.key])
    delivered = {"export": export, "on": clock.today(), "how": "By hand", "by": officer}

    for act in (actions.take_away, actions.show_password):
        with pytest.raises(actions.NotReady, match="you made it"):
            act(export=export, by=officer)
    with pytest.raises(ValidationError, match="Another officer has to agree"):
        actions.say_delivered(**delivered)
    client.force_login(officer)
    refused = client.post(here, {"because": "I say so"})
    client.force_login(make_officer(person))
    closed = client.post(here, {"because": "The order"})
    client.force_login(second)
    home = client.get(reverse("home")).text
    actions.take_away(export=export, by=second)
    unsaid = client.post(here, {"because": ""})
    page = client.get(here).text
    client.post(here, {"because": "The order names it"})
    twice = client.post(here, {"because": "Again"})

    assert (refused.status_code, closed.status_code, twice.status_code) == (400, 400, 400)
    assert "you made it" in refused.text
    assert "I say so" in refused.text
    assert "1 restricted entry that you may not open" in closed.text
    assert here in home
    assert "Enter why they may leave" in unsaid.text
    assert reverse("records:entry", args=[person.key, entry.key]) in page
    assert "to-check" in Event.objects.get(verb="disclosure.export_downloaded").shown
    event = Event.objects.get(verb="disclosure.restricted_agreed")
    assert (event.actor, event.target) == (second.staff_number, export.key)
    export.refresh_from_db()
    assert export.restricted_agreed_because == "The order names it"
    actions.take_away(export=export, by=officer)
    actions.say_delivered(**delivered)
    said = client.get(here).text
    assert "Priya Nair" in said
    assert "Owen, " in said


def test_what_is_for_the_council_or_was_delivered_waits_for_no_second_officer(client, person):
    officer, second = make_officer(person), make_officer(person)
    entry = restricted(person, second, author=officer)
    inside = {"restricted_inside": [entry.key], **INCLUDED}
    gone = {"delivered_on": clock.today(), "delivered_how": "By hand", "delivered_by": officer}
    client.force_login(second)

    for fields in ({"purpose": "INTERNAL"}, gone):
        export = make_ready(person, officer, **inside, **fields)
        assert actions.take_away(export=export, by=officer)
        assert export.key not in client.get(reverse("home")).text
        with pytest.raises(ValidationError, match="Nobody has to agree"):
            actions.agree_to_restricted(export=export, because="The order", by=second)


def test_restricted_entries_for_a_request_leave_once_the_copy_was_checked_there(client, person):
    officer, second = make_officer(person), make_officer(person)
    restricted(person, second, author=officer)
    asked = make_request(person, officer)
    fields = {"made_as": "PDF", "is_locked": True, "request": asked}
    export = made(person, officer, **fields)
    here = reverse("disclosure:copy", args=[person.key, export.key])

    for act in (actions.take_away, actions.show_password):
        with pytest.raises(actions.NotReady, match="checks it on the request"):
            act(export=export, by=officer)
    client.force_login(second)
    page = client.get(here).text
    assert "I agree that they leave" not in page
    assert reverse("disclosure:request", args=[person.key, asked.key]) in page
    with pytest.raises(ValidationError, match="checked on the request"):
        actions.agree_to_restricted(export=export, because="The order", by=second)
    actions.take_away(export=export, by=second)
    make_step(asked, second, "CHECK", choice="BACK", export=export)
    with pytest.raises(actions.NotReady, match="checks it on the request"):
        actions.take_away(export=export, by=officer)
    make_step(asked, second, "CHECK", choice="AGREE", export=export)
    assert actions.take_away(export=export, by=officer)
    assert actions.show_password(export=export, by=officer)


def test_a_failed_copy_is_tried_again_as_a_new_attempt():
    person = make_person()
    officer = make_officer(person)
    export = make_export(
        person, asked_by=officer, state=Export.State.FAILED, failed_because="It broke."
    )

    second = make_officer(person)
    again = actions.try_again(export=export, by=second)

    assert (again.state, again.attempt, again.failed_because) == (Export.State.WAITING, 2, "")
    assert again.asked_by == officer
    assert jobs() == [("disclosure.make_copy", {"export_key": export.key, "attempt": 2})]
    assert Event.objects.filter(verb="disclosure.export_asked_again").count() == 1


def test_a_copy_on_its_way_is_tried_again_only_when_nothing_was_heard_of_it_for_an_hour():
    person = make_person()
    officer = make_officer(person)
    moving = make_export(person, asked_by=officer, state=Export.State.RUNNING)
    silent = make_export(
        person,
        asked_by=officer,
        state=Export.State.RUNNING,
        moved_at=clock.add_hours(clock.now(), -2),
    )

    assert actions.try_again(export=moving, by=officer).attempt == 1
    assert actions.try_again(export=silent, by=officer).attempt == 2


def test_whom_a_copy_names_beside_the_person_is_on_the_log_each_time_it_is_taken_away():
    person, daughter, hidden = make_person(), make_person(), make_person()
    make_relationship(person, daughter)
    make_relationship(person, hidden)
    listed = make_staff()
    restrict(hidden, listed, owner=listed)
    export = make_export(person)
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    make_relationship(person, make_person())  # who is not in the copy yet

    actions.take_away(export=export, by=make_officer(person))

    named = Event.objects.filter(verb="disclosure.copy_names", target=export.key)
    assert [event.subjects for event in named] == [[daughter.key], [daughter.key]]


def test_a_contact_in_a_copy_who_has_a_record_of_their_own_is_on_the_log_too():
    person, neighbour, hidden = make_person(), make_person(), make_person()
    for record in (neighbour, hidden):
        make_contact(person, name=record.name, record=record)
    listed = make_staff()
    restrict(hidden, listed, owner=listed)
    export = make_export(person)

    making.make_copy(export.key, export.attempt)

    named = Event.objects.get(verb="disclosure.copy_names", target=export.key)
    assert named.subjects == [neighbour.key]
