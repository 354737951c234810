"""The demonstration council: whole, real, the same however often it is loaded."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db.models import F, Max

import clock
from accounts.models import User
from audit import verify_log
from audit.models import Event
from caserecords.demo import data, load
from caserecords.demo.entry import submission
from caserecords.demo.letters import letter_as_pdf
from oversight.queries import awaiting_review, returned_to
from oversight.queries.concerns import concerns_report
from people import access
from people.access import Permission
from people.dying import carers_of
from people.models import Authority, Person, Sharing
from people.queries import everybody_around
from records import files
from records.models import Action, Attachment, Draft, Entry, EntryLink, EntryVersion, Finding
from records.queries import open_actions_of
from records.signed.digests import is_whole
from tests.audit.sealed import as_the_test_sees_it

TWELVE = {file["person"]["council_reference"]: file for file in data.people_files()}
POOR = [
    (reference, entry["number"])
    for reference, file in TWELVE.items()
    for entry in file["entry"]
    if entry["poor"]
]


def _staff(name: str) -> User:
    return User.objects.get(name=name)


def test_twelve_people_with_130_entries_are_loaded(demo_council):
    entries = Entry.objects.filter(person__council_reference__in=TWELVE)

    assert Person.objects.filter(council_reference__in=TWELVE).count() == 12
    assert entries.count() == 130


def test_every_member_of_staff_signs_in_with_the_password_that_is_printed(demo_council):
    for row in data.staff_file()["staff"]:
        assert User.objects.get(email=row["email"]).check_password(data.PASSWORD)


def test_loading_again_changes_nothing(demo_council):
    def state():
        models = (Event, Person, Entry, EntryVersion, Draft, Action, User)
        return [(model.__name__, model.objects.count()) for model in models] + [
            Event.objects.aggregate(Max("id"))
        ]

    before = state()

    assert load.load() is False
    assert state() == before


def test_what_is_only_partly_there_is_refused(demo_council):
    Person.objects.filter(council_reference="P10021").update(council_reference="P99999")

    with pytest.raises(load.PartlyThere):
        load.load()


@pytest.mark.parametrize("command", ["load_demo", "demo_signins"])
def test_production_has_no_demonstration(command, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="production"):
        call_command(command, stdout=StringIO())


@pytest.mark.parametrize(("reference", "number"), POOR)
def test_every_poor_entry_is_put_right_by_a_later_one(demo_council, reference, number):
    poor = Entry.objects.get(submission=submission(reference, number))

    answers = EntryLink.objects.filter(target=poor, kind__in=("CORRECTS", "ADDS_TO"))

    assert poor.finish_later
    assert [link.source.person_id for link in answers] == [poor.person_id]
    assert all(link.source.signed_at > poor.signed_at for link in answers)


def test_nothing_was_signed_late_without_saying_why(demo_council):
    late = Entry.objects.filter(days_late__gt=0, finish_later=False)

    assert late.count() > 0
    for entry in late:
        assert entry.versions.first().values["late_reason"]


def test_writers_answered_what_was_said_of_their_words(demo_council):
    unhelpful = Finding.objects.filter(is_unhelpful=True)

    assert {row.check_key for row in unhelpful} == {"jargon"}
    assert [bool(row.reason) for row in unhelpful.order_by("reason")] == [False, True, True]


def test_every_signed_version_is_whole(demo_council):
    versions = EntryVersion.objects.select_related("entry__person", "entry__author", "signed_by")

    assert [version.pk for version in versions if not is_whole(version)] == []


def test_the_verifier_finds_every_signed_text_as_the_log_tells_of_it(demo_council):
    with as_the_test_sees_it() as connection:
        report = verify_log.check_connection(connection, {}, None)

    assert (report.wrong, report.versions) == ([], EntryVersion.objects.count())


def test_every_signature_is_in_the_log_at_its_time_by_its_author(demo_council):
    signed = {
        (event.target, event.actor, event.happened_at)
        for event in Event.objects.filter(verb="records.entry_signed")
    }

    assert signed == {
        (entry.key, entry.author.staff_number, entry.signed_at)
        for entry in Entry.objects.select_related("author")
    }


def test_every_event_of_writing_has_a_basis(demo_council):
    written = Event.objects.filter(verb__startswith="records.")

    assert set(written.values_list("basis", flat=True)) <= {
        "WORKER", "CO_WORKER", "TEAM", "MANAGER", "REASON",
    }  # fmt: skip


def test_the_log_goes_forward_in_time(demo_council):
    # The database says by its own clock when it destroyed something.
    by_the_product = Event.objects.exclude(verb="retention.record_erased").order_by("id")
    times = list(by_the_product.values_list("happened_at", flat=True))

    assert times == sorted(times)


def test_a_neighbour_may_not_open_the_record_of_yusuf_demir(demo_council):
    person = Person.objects.get(council_reference="P10118")

    decision = access.decide(_staff("Fola Adeyemi"), Permission.VIEW, person)

    assert decision.basis == "CONFLICT"
    with pytest.raises(PermissionDenied):
        decision.require()


def test_the_restricted_person_is_there_for_those_on_the_list_and_for_nobody_else(demo_council):
    person = Person.objects.get(council_reference="P10131")

    may_find = {
        user.name
        for user in User.objects.all()
        if access.findable_people(user).filter(pk=person.pk).exists()
    }

    assert may_find == {"Imran Sheikh", "Nkechi Eze"}


@pytest.mark.parametrize("name", ["Ros Hale", "Imran Sheikh", "Gwen Aldous", "Priya Nair"])
def test_something_awaits_each_manager_of_practice(demo_council, name):
    assert awaiting_review(_staff(name)) != []


@pytest.mark.parametrize("name", [row["name"] for row in data.staff_file()["staff"]])
def test_everyone_has_a_home_page(demo_council, client, name):
    client.force_login(_staff(name))

    assert client.get("/", follow=True).status_code == 200


def test_every_entry_of_the_longest_record_can_be_read(demo_council, client):
    person = Person.objects.get(council_reference="P10021")
    client.force_login(_staff("Fola Adeyemi"))

    for entry in person.entries.all():
        response = client.get(f"/people/{person.key}/entries/{entry.key}/")
        assert response.status_code == 200


@pytest.mark.parametrize("name", ["Gwen Aldous", "Ros Hale"])
def test_concerns_come_together_at_one_provider(demo_council, name):
    providers = concerns_report(_staff(name)).providers
    told = {each.name: each.cell.among for each in providers if each.cell.is_told}

    assert told["Brightwater Home Care"] == 5


def test_an_entry_came_back_to_the_newly_qualified_social_worker(demo_council):
    returned = returned_to(_staff("Tom Ellery"))

    assert [row.review.reviewed_by.name for row in returned] == ["Ros Hale"]


@pytest.mark.parametrize("name", ["Fola Adeyemi", "Marcus Webb", "Denise Obi"])
def test_practitioners_have_people_drafts_and_actions(demo_council, name):
    user = _staff(name)

    assert access.visible_people(user).exists()
    assert user.drafts.exists()
    assert open_actions_of(user).exists()


def test_something_is_overdue(demo_council):
    today = clock.today()

    assert open_actions_of(_staff("Marcus Webb")).filter(due_on__lt=today).exists()


def test_a_correction_keeps_the_version_that_was_signed(demo_council):
    corrected = Entry.objects.filter(versions__number=2)

    assert corrected.count() == 2
    for entry in corrected:
        first, second = entry.versions.order_by("number")
        assert first.values != second.values
        assert second.reason


def test_attachments_can_be_read(demo_council):
    attachments = list(Attachment.objects.filter(entry__isnull=False))

    assert len(attachments) >= 3
    for attachment in attachments:
        assert files.read(attachment.stored_as).startswith((b"%PDF-", b"From: "))
        assert attachment.key in attachment.entry.versions.first().values[attachment.field]


def test_actions_that_are_done_were_closed_on_their_day(demo_council):
    done = Action.objects.filter(status="DONE")

    assert done.count() > 70
    assert not done.filter(closed_on__lt=F("entry__signed_at__date")).exists()


def test_someone_who_died_is_recorded_as_having_died(demo_council):
    person = Person.objects.get(council_reference="P10110")

    assert (person.died_on, person.status) == (date(2026, 10, 14), "CLOSED")


def test_a_letter_longer_than_its_page_is_refused():
    with pytest.raises(ValueError, match="too long"):
        letter_as_pdf("Letter", "\n".join(["A line of words."] * 100))


def test_sign_ins_are_printed_with_name_role_address_and_what_to_try():
    printed = StringIO()

    call_command("demo_signins", stdout=printed)

    lines = printed.getvalue().splitlines()
    assert data.PASSWORD in lines[0]
    for row in data.staff_file()["staff"]:
        assert any(row["name"] in line and row["email"] in line for line in lines)


def test_who_people_are_to_each_other_and_what_may_be_shared_is_there_both_ways(demo_council):
    alan, dennis = (Person.objects.get(council_reference=each) for each in ("P10044", "P10045"))
    fola = _staff("Fola Adeyemi")

    his = everybody_around(fola, alan)
    assert his[dennis.key].is_what == ["husband", "carer", "attorney"]
    assert everybody_around(fola, dennis)[alan.key].may_have_all
    assert dennis in carers_of(alan)
    assert Authority.objects.evidenced_on(clock.today()).filter(person=alan).count() == 1
    said = {each.extent for each in Sharing.objects.standing()}
    assert said == set(Sharing.Extent.values)
    assert Sharing.objects.filter(is_withdrawn=True).exists()
