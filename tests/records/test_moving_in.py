"""A council moves in from another system: people, work with them, entries and documents."""

from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse

import clock
from accounts.roles import Role
from audit import verify_log
from audit.models import Event
from oversight.queries import awaiting_review
from people.access import visible_people
from people.models import Allocation, Import, Imported, Name, Person, Relationship
from people.queries import find_people, relationships_of, responsible_on
from records import queries
from records.catalogue import catalogue
from records.models import Attachment, Entry, EntryVersion, SearchText
from records.search import finding, index_entry
from records.signed.digests import is_whole
from retention.schedule import schedule
from tests.accounts.factories import make_staff
from tests.audit.sealed import as_the_test_sees_it
from tests.disclosure.factories import words_of_copy
from tests.records.moving_in import KINDS, SAMPLES, bring_in, bring_in_all, make_council

pytestmark = pytest.mark.django_db


@pytest.fixture
def council(tmp_path):
    """The samples of the guide, brought in."""
    here = make_council()
    bring_in_all(tmp_path, here.service)
    return here


def person_of(number: str) -> Person:
    return Imported.objects.get(kind="PEOPLE", source_id=number).person


def entry_of(number: str, kind: str = "ENTRIES") -> Entry:
    return Entry.objects.get(pk=Imported.objects.get(kind=kind, source_id=number).row)


def found(viewer, words) -> list[str]:
    return [card.legal_name for card in find_people(viewer, words)[0]]


def page_of(client, viewer, entry) -> str:
    client.force_login(viewer)
    return client.get(reverse("records:entry", args=[entry.person.key, entry.key])).text


# --- The file as a whole


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(tmp_path):
    here = make_council()
    events = Event.objects.count()

    told = bring_in(tmp_path, "people", by=here.service)

    assert told.outcomes == ["would add"] * 4
    assert [row["line"] for row in told.rows] == ["2", "3", "4", "5"]
    assert "Nothing was written" in told.text
    assert (Person.objects.count(), Event.objects.count()) == (0, events)


def test_a_second_time_changes_nothing_and_says_so(council, tmp_path):
    tables = (Person, Name, Allocation, Entry, EntryVersion, Attachment, SearchText, Imported)
    before = [list(model.objects.order_by("pk").values()) for model in tables]

    told = [bring_in(tmp_path, kind, by=council.service, commit=True) for kind in KINDS]

    assert {outcome for each in told for outcome in each.outcomes} == {"unchanged"}
    assert all("nothing was changed" in each.text for each in told)
    assert [list(model.objects.order_by("pk").values()) for model in tables] == before


def test_each_person_and_entry_is_one_event_by_the_account_of_moving_in(council):
    events = Event.objects.filter(actor=council.service.staff_number)

    assert {
        verb: sorted(events.filter(verb=verb).values_list("subjects", "target"))
        for verb in ("people.person_moved_in", "records.entry_moved_in")
    } == {
        "people.person_moved_in": sorted(([key], key) for key in _keys(Person)),
        "records.entry_moved_in": sorted(
            ([entry.person.key], entry.key) for entry in Entry.objects.select_related("person")
        ),
    }


def _keys(model) -> list[str]:
    return list(model.objects.values_list("key", flat=True))


# --- People


def test_who_moved_in_is_found_by_a_misspelt_name_and_by_the_old_number(council):
    assert found(council.worker, "Grace Okonado") == ["Ama Grace Okonedo"]
    assert found(council.worker, "C10001") == ["Ama Grace Okonedo"]
    assert found(council.worker, "Boateng") == []


def test_the_details_say_by_which_number_the_other_system_knew_them(council, client):
    client.force_login(council.worker)

    page = client.get(reverse("people:about", args=[person_of("C10001").key])).text

    assert "Known in OldCare 9 as" in page
    assert "C10001" in page


def test_a_person_comes_with_names_birth_numbers_address_and_parts(council):
    grace, carer, guessed = (person_of(f"C1000{number}") for number in (1, 2, 3))

    assert (grace.preferred_name, grace.nhs_number, grace.born_on) == (
        "Grace",
        "9991234004",
        date(1950, 4, 3),
    )
    assert grace.addresses.get().words == "Flat 2, 14 Mill Lane, ZZ1 4PL"
    assert {(name.kind, name.full) for name in grace.names.all()} == {
        ("LEGAL", "Ama Grace Okonedo"),
        ("PREFERRED", "Grace"),
        ("FORMER", "Ama Grace Boateng"),
    }
    assert (carer.given_names, carer.is_carer, carer.has_care_needs) == ("Siân", True, False)
    assert guessed.birth_precision == Person.BirthPrecision.ESTIMATED
    assert [role.retention for role in carer.roles.all()] == ["carer_general"]
    assert entry_of("N3").record_as == Entry.RecordAs.CARER


def test_a_restricted_record_is_restricted_from_its_first_moment(council, client):
    hidden = person_of("C10004")
    stranger = make_staff(team=council.worker.team)
    client.force_login(stranger)

    assert found(stranger, "Dorota Wilczak") == []
    assert found(council.worker, "Dorota Wilczak") == ["Dorota Wilczak"]
    assert client.get(reverse("records:timeline", args=[hidden.key])).status_code == 404
    restricted = Event.objects.get(verb="people.restricted")
    added = Event.objects.get(verb="people.person_moved_in", target=hidden.key)
    assert (restricted.subjects, restricted.happened_at) == ([hidden.key], added.happened_at)


def test_who_was_responsible_on_a_day_long_ago_is_known(council):
    grace = person_of("C10001")

    (then,) = responsible_on(grace, date(2018, 5, 1))
    (now,) = responsible_on(grace, clock.today())

    assert (then.worker, then.worker_elsewhere) == (None, "Jo Bloggs")
    assert (now.worker, now.involvement.state) == (council.worker, "ACTIVE")
    assert not responsible_on(grace, date(2021, 1, 1)).exists()
    assert grace in visible_people(council.worker)


def test_who_is_around_people_comes_along_both_ways_where_both_have_records(council):
    grace, wife, husband = (person_of(f"C1000{number}") for number in (1, 2, 3))

    assert [row.words for row in relationships_of(council.worker, grace)] == [
        "Efua Okonedo, daughter",
        "Dr P Marsh, professional",
    ]
    row = Relationship.objects.get(other__isnull=False)
    assert {(row.person, row.back), (row.other, row.kind)} == {(wife, "wife"), (husband, "husband")}
    assert row.told_by == "OldCare 9"
    assert Event.objects.filter(verb="people.relationship_moved_in").count() == 4


# --- Entries


def test_an_entry_is_on_the_timeline_as_imported_with_who_wrote_it_there(council, client):
    old = entry_of("N1")
    client.force_login(council.worker)

    page = client.get(reverse("records:timeline", args=[old.person.key])).text
    alone = page_of(client, council.worker, old)

    assert "imported from OldCare 9" in page
    assert "Home Visit: First visit" in page
    assert "Jo Bloggs" in page
    assert "Imported" in alone
    assert "Not signed here" in alone
    assert "Correct this entry" not in alone
    assert "entry-head__late" not in alone
    assert "signed by" not in alone
    assert old.days_late == 0


def test_the_text_of_an_entry_is_kept_letter_for_letter_and_sealed(council):
    raw = (SAMPLES / "entries.csv").read_bytes()
    start = raw.index(b"Visited Grace")
    text = raw[start : raw.index(b'",JBLOGGS')].replace(b'""', b'"')

    version = EntryVersion.objects.get(entry=entry_of("N1"))

    assert version.values["discussion"].encode() == text
    assert version.values["original_digest"] == sha256(text).hexdigest()
    assert version.values["written_at"].startswith("2018-03-06T09:12")
    assert all(is_whole(each) for each in EntryVersion.objects.all())
    with as_the_test_sees_it() as connection:
        report = verify_log.check_connection(connection, {}, None)
    assert (report.wrong, report.versions) == ([], EntryVersion.objects.count())


def test_an_entry_of_somebody_who_is_here_is_theirs(council):
    assert entry_of("N2").author == council.worker
    assert entry_of("N2").event_time_known is False
    assert entry_of("N1").author == council.service


def test_words_of_an_entry_and_of_a_document_are_found(council):
    grace = person_of("C10001")

    for words, entry in (
        ("wheelchairs ramp", entry_of("N2")),
        ("stair rails fitted", entry_of("D1", "FILES")),
    ):
        results = finding.find(council.worker, words, person=grace)
        assert [each.key for each in results.entries] == [entry.key]


def test_many_entries_are_indexed_as_each_would_be(council):
    many = list(SearchText.objects.order_by("pk").values())

    for entry in Entry.objects.all():
        index_entry(entry)

    assert list(SearchText.objects.order_by("pk").values()) == many


def test_a_copy_has_the_entry_and_says_that_it_was_not_signed_here(council):
    grace = person_of("C10001")

    copy = words_of_copy(grace)

    assert "slept in the chair" in copy
    assert "Written by Jo Bloggs in OldCare 9; imported on" in copy


def test_each_entry_carries_a_retention_class_and_safeguarding_is_restricted(council):
    classes = {
        number: catalogue().pinned(entry.type_key, 1).retention
        for number in ("N1", "N4")
        for entry in [entry_of(number)]
    }

    assert classes == {"N1": "asc_general", "N4": "safeguarding_adult"}
    assert set(classes.values()) <= set(schedule().classes)
    assert entry_of("N4").sensitivity == Entry.Sensitivity.RESTRICTED
    duty = make_staff(team=council.worker.team)
    assert not queries.may_open(duty, entry_of("N4"))
    assert queries.may_open(council.worker, entry_of("N4"))


def test_nobody_is_asked_to_review_or_correct_what_was_written_elsewhere(council, client):
    entry = entry_of("N2")
    client.force_login(council.worker)

    response = client.get(reverse("records:correct-entry", args=[entry.person.key, entry.key]))

    assert response.status_code == 403
    assert "nobody here" in response.text
    assert awaiting_review(council.manager) == []


def test_an_imported_type_is_offered_to_nobody(council, client):
    client.force_login(council.worker)
    grace = person_of("C10001")

    assert "Imported record" not in client.get(reverse("records:catalogue")).text
    form = client.get(reverse("records:write", args=[grace.key, "imported_entry"]))
    assert form.status_code == 403


def test_a_document_is_kept_beside_its_entry(council, client):
    document = entry_of("D1", "FILES")
    client.force_login(council.worker)

    file = Attachment.objects.get()
    page = client.get(reverse("records:file", args=[document.person.key, file.key]))

    assert b"rails for your stairs" in page.content
    assert [link.target for link in document.links_out.all()] == [entry_of("N1")]


# --- For whoever runs the system


def test_an_administrator_sees_numbers_and_takes_the_report_which_says_nothing_of_anybody(
    council, client
):
    client.force_login(make_staff(Role.SYSTEM_ADMINISTRATOR))

    page = client.get(reverse("imports:list")).text
    brought_in = Import.objects.get(kind="PEOPLE")
    response = client.get(reverse("imports:report", args=[brought_in.key]))
    report = response.getvalue().decode().splitlines()

    assert "People from OldCare 9" in page
    assert brought_in.file_digest[:16] in page
    assert "Okonedo" not in page + str(report)
    assert report[:2] == ["line,id in the other system,outcome,why", "2,C10001,added,"]
    assert Event.objects.filter(verb="people.import_report_taken").count() == 1


def test_nobody_else_sees_what_was_moved_in(council, client):
    client.force_login(council.manager)

    assert client.get(reverse("imports:list")).status_code == 403
