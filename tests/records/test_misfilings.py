"""A reader reports an entry that does not belong where it stands, and sees what becomes of it."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from people.actions import give_reason
from records import actions
from records.models import Entry, Misfiling
from records.rules import misfiled
from tests.accounts.factories import make_staff
from tests.people.factories import make_person, make_worker_of, restrict
from tests.records.factories import make_entry

pytestmark = pytest.mark.django_db
WHY = "It speaks of a Mr Mensah throughout."
SAID = {"kind": "WRONG_RECORD", "reason": WHY}
HOME = "/"


@pytest.fixture
def writer(person):
    return make_worker_of(person)


@pytest.fixture
def manager(person):
    return make_worker_of(person, Role.MANAGER)


@pytest.fixture
def officer(person):
    officer = make_staff(Role.RECORDS_OFFICER)
    give_reason(person=person, by=officer, basis="QUALITY", reference="R 12", words="Request 12")
    return officer


@pytest.fixture
def entry(person, writer):
    return make_entry(person=person, by=writer)


@pytest.fixture
def report(entry, officer):
    return actions.report_misfiled(entry=entry, by=officer, **SAID)


def listed_for(viewer):
    return misfiled.listed(viewer, misfiled.reports_for(viewer))


def page(name, person, key):
    return reverse(f"records:{name}", args=[person.key, key])


def test_a_records_officer_reports_and_the_writer_and_manager_are_told(
    client, person, writer, manager, officer, entry
):
    client.force_login(officer)
    assert (
        page("report-entry", person, entry.key) in client.get(page("entry", person, entry.key)).text
    )

    shown = client.post(page("report-entry", person, entry.key), SAID, follow=True)

    report = Misfiling.objects.get()
    address = page("misfiling", person, report.key)
    assert WHY in shown.text
    assert "Leave it where it is" not in shown.text
    for one in (writer, manager):
        client.force_login(one)
        assert address in client.get(HOME).text
        assert page("move-entry", person, entry.key) in client.get(address).text
    logged = Event.objects.filter(verb="records.misfiling_reported")
    assert logged.filter(subjects__contains=[person.key]).exists()


def test_the_reporter_sees_that_it_was_moved(client, person, writer, manager, officer, report):
    asked = actions.ask_to_move(entry=report.entry, to=make_person(), reason="Two tabs.", by=writer)
    actions.agree_to_removal(removal=asked, by=manager)

    report.refresh_from_db()
    assert (report.state, report.answered_by) == (Misfiling.State.TAKEN_OFF, manager)
    client.force_login(officer)
    assert "taken off the record" in client.get(HOME).text
    assert "Taken off the record" in client.get(page("misfiling", person, report.key)).text
    assert listed_for(writer).to_look_at == []


def test_a_manager_says_why_it_stays_and_the_reporter_reads_it(
    client, person, manager, officer, report
):
    address = page("misfiling", person, report.key)
    client.force_login(manager)
    empty = client.post(address, {"reason": ""})
    assert "Enter why it stays where it is" in empty.text
    client.post(address, {"reason": "Mr Mensah is her brother."})

    client.force_login(officer)
    assert "stays where it is" in client.get(HOME).text
    assert "Mr Mensah is her brother." in client.get(address).text
    report.refresh_from_db()
    with pytest.raises(ValidationError, match="answered already"):
        actions.leave_where_it_is(misfiling=report, reason="Again.", by=manager)


def test_neither_the_writer_nor_the_reporter_says_that_it_stays(entry, writer, manager, report):
    own = actions.report_misfiled(entry=entry, by=manager, **SAID)

    for misfiling, by in ((report, writer), (own, manager)):
        with pytest.raises(PermissionDenied):
            actions.leave_where_it_is(misfiling=misfiling, reason="It is right.", by=by)


def test_reporting_twice_is_one_report(entry, officer, report):
    assert actions.report_misfiled(entry=entry, by=officer, **SAID) == report


def test_who_may_not_read_an_entry_neither_reports_it_nor_reads_of_it(
    client, person, writer, manager, entry, report
):
    stranger = make_staff()
    with pytest.raises(PermissionDenied):
        actions.report_misfiled(entry=entry, by=stranger, **SAID)

    Entry.objects.update(sensitivity=Entry.Sensitivity.RESTRICTED)
    other = make_worker_of(person)
    assert listed_for(other).to_look_at == []
    client.force_login(other)
    assert client.get(page("misfiling", person, report.key)).status_code == 404

    restrict(person)
    assert listed_for(manager).to_look_at == []
    assert listed_for(report.reported_by).own == []


def test_a_colleague_who_only_reads_does_not_read_anothers_report(client, person, report):
    client.force_login(make_worker_of(person))

    assert client.get(page("misfiling", person, report.key)).status_code == 404


@pytest.mark.parametrize(
    "typed", [{}, {"kind": "NO"}, {"kind": "WRONG_RECORD"}, {"kind": "\x00", "reason": "\x00"}]
)
def test_no_input_breaks_the_report(client, person, writer, entry, typed):
    client.force_login(writer)

    answer = client.post(page("report-entry", person, entry.key), typed)

    assert answer.status_code == 200
    assert not Misfiling.objects.exists()


def test_what_was_reported_is_never_rewritten(report):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Misfiling.objects.update(reason="Another.")
