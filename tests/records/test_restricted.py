"""Restricted entries kept to named staff: the list, its owner, reviews and end (ruling 4)."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import log
from audit.models import Event
from records import actions, queries
from records.models import Entry, EntryRestriction, EntryUserObjectPermission
from records.search import finding
from tests.accounts.factories import make_staff, make_team
from tests.people.factories import allocate, declare_conflict, make_person, make_worker_of
from tests.records.factories import make_entry, note_values

pytestmark = pytest.mark.django_db
CLOCK = log.Service(staff_number="clock")
CLOSED = "Restricted to named people"
WORDS = "Her nephew has been here asking for money."


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def person(team):
    return make_person(team=team)


@pytest.fixture
def manager(team):
    return make_staff(Role.MANAGER, team=team, name="Ros Hale")


@pytest.fixture
def worker(person, manager):
    return make_worker_of(person, line_manager=manager, name="Fola Adeyemi")


@pytest.fixture
def colleague(team):
    """Opens the record as one of its team, and no restricted entry."""
    return make_staff(team=team, name="Sam Okoro")


@pytest.fixture
def entry(person, worker):
    return make_entry(
        person=person, by=worker, values=note_values(sensitivity=CLOSED, discussion=WORDS)
    )


def add(entry, user, by, **given):
    actions.add_to_entry_list(entry=entry, user=user, reason="Covers her visits", by=by, **given)


def sees(client, user, entry) -> dict[str, bool]:
    """Where somebody comes upon what an entry says."""
    client.force_login(user)
    person = entry.person
    page = client.get(reverse("records:entry", args=[person.key, entry.key]))
    timeline = client.get(reverse("records:timeline", args=[person.key]))
    return {
        "page": page.status_code == 200 and WORDS in page.text,
        "timeline": WORDS in timeline.text,
        "search": bool(finding.find(user, "nephew", person=person).entries),
        "search of all": bool(finding.find(user, "nephew").entries),
        "across": Entry.objects.filter(queries.entry_is_open(user, entry=""), pk=entry.pk).exists(),
        "copy": any(row.is_open for row in queries.entries_for_export(user, person)),
    }


def test_the_list_opens_an_entry_everywhere_and_coming_off_it_closes_it_at_the_next_request(
    client, entry, worker, colleague
):
    assert not any(sees(client, colleague, entry).values())

    add(entry, colleague, worker)
    assert all(sees(client, colleague, entry).values())

    actions.take_off_entry_list(entry=entry, user=colleague, reason="Done", by=worker)
    assert not any(sees(client, colleague, entry).values())


def test_the_list_opens_one_entry_and_neither_another_nor_the_record(
    client, entry, worker, colleague
):
    add(entry, colleague, worker)
    other = make_entry(
        person=entry.person, by=worker, values=note_values(sensitivity=CLOSED, discussion="Other")
    )
    outside = make_staff()
    add(entry, outside, worker)

    client.force_login(colleague)
    page = reverse("records:entry", args=[entry.person.key, other.key])
    assert client.get(page).status_code == 404
    client.force_login(outside)
    page = client.get(reverse("records:entry", args=[entry.person.key, entry.key]))
    assert WORDS not in page.text
    assert finding.find(outside, "nephew").entries == []


def test_a_row_of_the_list_ends_by_itself_at_the_end_of_its_day(entry, worker, colleague):
    today = clock.today()
    add(entry, colleague, worker, until=today)
    ends = clock.end_of_day(today)

    def may_open(at):
        return queries.may_open(colleague, entry, at=at)

    assert may_open(clock.add_hours(ends, -1))
    assert not may_open(ends)
    EntryUserObjectPermission.objects.update(expires_at=clock.now())
    assert not may_open(None)
    assert finding.find(colleague, "nephew", person=entry.person).entries == []


def test_only_the_owner_and_a_manager_of_the_record_keep_the_list(
    entry, worker, manager, colleague
):
    for by in (colleague, make_staff(Role.MANAGER), make_staff(Role.RECORDS_OFFICER)):
        with pytest.raises(PermissionDenied):
            add(entry, make_staff(), by)
    beside = make_staff()
    allocate(entry.person, beside)
    with pytest.raises(PermissionDenied, match="owner"):
        add(entry, make_staff(), beside)
    add(entry, colleague, worker)
    add(entry, beside, manager)

    actions.name_entry_owner(entry=entry, user=beside, reason="He leaves", by=worker)
    with pytest.raises(PermissionDenied, match="owner"):
        add(entry, make_staff(), worker)
    with pytest.raises(ValidationError, match="Name another first"):
        actions.take_off_entry_list(entry=entry, user=beside, reason="Leaves", by=beside)


def test_whoever_a_conflict_keeps_off_cannot_be_listed_and_stays_out(entry, worker, colleague):
    add(entry, colleague, worker)
    declare_conflict(entry.person, colleague)

    with pytest.raises(ValidationError, match="cannot be on this list"):
        add(entry, colleague, worker)
    assert finding.find(colleague, "nephew").entries == []


def test_a_stub_says_whom_to_ask_now(client, entry, worker, manager, colleague):
    actions.name_entry_owner(entry=entry, user=manager, reason="He leaves", by=worker)

    client.force_login(colleague)
    page = client.get(reverse("records:timeline", args=[entry.person.key])).text

    assert "Ask Ros Hale or their manager" in page
    assert "nephew" not in page


def test_who_kept_a_list_that_has_ended_is_asked_no_more(client, entry, worker, manager, colleague):
    actions.name_entry_owner(entry=entry, user=manager, reason="He leaves", by=worker)
    EntryRestriction.objects.update(ended_at=clock.now())

    client.force_login(colleague)
    page = client.get(reverse("records:timeline", args=[entry.person.key])).text

    assert "Ask Fola Adeyemi or their manager" in page


def test_the_page_shows_the_list_and_takes_what_its_owner_does(
    client, entry, worker, manager, colleague
):
    page = reverse("records:entry-list", args=[entry.person.key, entry.key])
    client.force_login(worker)
    assert "Nobody is on the list" in client.get(page).text
    typed = {"act": "add", "add-user": f"staff:{colleague.staff_number}", "add-reason": ""}

    refused = client.post(page, typed)
    assert refused.status_code == 400
    assert "Enter why they need to open it" in refused.text
    client.post(page, typed | {"add-reason": "Covers her visits"})

    assert "Covers her visits" in client.get(page).text
    event = Event.objects.get(verb="records.entry_list_added")
    assert (event.target, event.subjects) == (entry.key, [entry.person.key])
    client.force_login(colleague)
    read = client.get(page)
    assert "Sam Okoro" in read.text
    assert "Put on the list" not in read.text
    assert client.post(page, typed).status_code == 400
    assert "Review due" not in read.text


def test_who_may_not_open_an_entry_is_told_nothing_by_the_page_of_its_list(client, entry):
    outside = make_staff(team=entry.person.team)
    client.force_login(outside)
    page = reverse("records:entry-list", args=[entry.person.key, entry.key])
    assert client.get(page).status_code == 404
    assert client.post(page, {"act": "add"}).status_code == 404


def due(viewer, at=None):
    return list(queries.restricted_to_look_at(viewer, at=at))


def test_its_owner_looks_at_it_again_every_ninety_days_and_a_manager_once_that_is_late(
    client, entry, worker, manager, colleague
):
    add(entry, colleague, worker)
    assert due(worker) == []
    today = clock.today()
    EntryRestriction.objects.update(review_on=today)
    assert due(worker) == [entry]
    assert due(manager) == due(colleague) == []
    client.force_login(worker)
    assert "Restricted entries to look at again" in client.get("/").text
    EntryRestriction.objects.update(review_on=clock.add_days(today, -40))
    assert due(manager) == [entry]

    actions.review_entry_restriction(entry=entry, words="He still comes", by=worker)

    assert due(worker) == due(manager) == []
    assert EntryRestriction.objects.get().review_on == clock.add_days(today, 90)


def test_what_nobody_has_looked_at_is_due_ninety_days_after_it_was_signed_unless_by_its_type(
    entry, worker
):
    concern = make_entry(person=entry.person, by=worker, values=note_values(sensitivity=CLOSED))
    Entry.objects.filter(pk=concern.pk).update(type_key="safeguarding_concern")
    Entry.objects.update(signed_at=clock.at_time(clock.add_days(clock.today(), -89), 12))
    assert due(worker) == []

    Entry.objects.update(signed_at=clock.at_time(clock.add_days(clock.today(), -90), 12))

    assert due(worker) == [entry]


def test_a_manager_opens_it_at_once_or_after_a_last_day_and_nobody_else(
    client, entry, worker, manager, colleague
):
    with pytest.raises(PermissionDenied):
        actions.end_entry_restriction(entry=entry, reason="Over", by=worker)
    add(entry, make_staff(), worker)
    today = clock.today()

    actions.end_entry_restriction(entry=entry, reason="He moved away", by=manager, on=today)
    assert actions.end_what_has_passed(by=CLOCK) == 0
    assert not queries.may_open(colleague, entry)
    tomorrow = clock.at_time(clock.add_days(today, 1), 0)
    assert actions.end_what_has_passed(by=CLOCK, at=tomorrow) == 1

    assert all(sees(client, colleague, entry).values())
    assert not EntryUserObjectPermission.objects.exists()
    assert actions.end_what_has_passed(by=CLOCK, at=tomorrow) == 0
    with pytest.raises(ValidationError, match="not restricted any more"):
        add(Entry.objects.get(), colleague, worker)


def corrected(entry, by, **values):
    actions.correct_entry(
        entry=entry,
        by=by,
        submission=entry.submission,
        values=note_values(discussion=WORDS, **values),
        statements=[],
        reason="It was missing.",
    )
    return Entry.objects.get(pk=entry.pk)


def test_a_correction_leaves_open_what_has_ended_and_restricts_it_when_it_says_so(
    entry, worker, manager
):
    actions.end_entry_restriction(entry=entry, reason="He moved away", by=manager)

    again = corrected(entry, worker, sensitivity=CLOSED, note_about="Money")
    assert again.sensitivity == "NORMAL"
    again = corrected(entry, worker, sensitivity="Normal", note_about="Money")
    assert again.sensitivity == "NORMAL"
    again = corrected(entry, worker, sensitivity=CLOSED, note_about="Money")
    assert again.sensitivity == "RESTRICTED"
    assert EntryRestriction.objects.get().ended_at is None


def test_a_correction_that_opens_an_entry_clears_its_list(entry, worker, manager, colleague):
    add(entry, colleague, worker)

    corrected(entry, manager, sensitivity="Normal")
    corrected(entry, worker, sensitivity=CLOSED)

    assert not queries.may_open(colleague, Entry.objects.get())


def test_what_its_type_restricts_stays_so(entry, manager):
    Entry.objects.update(type_key="safeguarding_concern")

    with pytest.raises(PermissionDenied, match="stays restricted"):
        actions.end_entry_restriction(entry=entry, reason="Over", by=manager)
