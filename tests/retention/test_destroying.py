"""A record is destroyed whole: rows, files, words in the logs; and the log still verifies."""

import io
import json
import threading
import time
import uuid
from dataclasses import asdict
from datetime import datetime

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.urls import reverse

import clock
from accounts.models import User
from audit import log as audit_log
from audit import sealing
from audit.models import Event, EventDetail
from governance.actions import report_breach
from people.models import Person
from records.files import pictures_kept, stored
from records.models import Action, Attachment, Draft, Entry
from retention import certificates, destroying, reach
from retention.actions import end_hold, hold_many, place_hold
from retention.models import Certificate, Destruction, Hold
from tests import databases
from tests.audit.sealed import as_owner, look, seal_apart
from tests.disclosure.factories import make_export, make_officer, make_signed, make_step
from tests.pages.world import World
from tests.people.factories import make_involvement, make_person, make_relationship
from tests.security import canary

RULES = reach.rules()


@pytest.fixture
def outside(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return seal_apart(settings, tmp_path / "seals")


@pytest.fixture
def outside_for_real(database_of_its_own, settings, tmp_path):
    """The same beside a database in which a test commits."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return seal_apart(settings, tmp_path / "seals")


def agreed(person: Person, **given) -> Destruction:
    """A destruction to which two officers agreed a month ago."""
    past = clock.add_days(clock.today(), -30)
    return Destruction.objects.create(
        **{
            "person": person,
            "state": "AGREED",
            "due_on": past,
            "reason": "Nothing is left to keep it for",
            "reaches": reach.reached(person),
            "proposed_by": make_officer(name="Helen Marsh"),
            "proposed_at": clock.at_time(past, 9),
            "answered_by": make_officer(name="Owen Castell"),
            "answered_at": clock.at_time(past, 10),
            "not_before": clock.at_time(clock.add_days(past, 15), 0),
        }
        | given
    )


def carry_out(plan: Destruction) -> Certificate:
    with transaction.atomic():
        done = destroying.carry_out(plan, clock.now())
    destroying.finish()
    return done


def old_record(**given) -> Person:
    """Somebody with whom nobody has had contact for ten years."""
    person = make_person(**given)
    day = clock.add_years(clock.today(), -10)
    make_signed(person, event_at=clock.at_time(day, 10), signed_at=clock.at_time(day, 11))
    make_involvement(person=person, state="CLOSED", closed_on=day)
    return person


def hold(person: Person, *, by: User, at: datetime | None = None) -> None:
    place_hold(
        person=person,
        kind="LITIGATION",
        reason="A fall",
        authority="Letter of 3 May",
        review_on=clock.add_days(clock.day_of(at or clock.now()), 90),
        by=by,
        at=at,
    )


def everything_in_the_database() -> str:
    """Return every text of every row of every table, as a dump would hold it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
            " AND c.relkind = 'r'"
        )
        names = [name for (name,) in cursor.fetchall()]
        said = []
        for name in names:
            cursor.execute(f'SELECT string_agg(t::text, chr(10)) FROM public."{name}" t')  # noqa: S608
            said.append(cursor.fetchone()[0] or "")
    return "\n".join(said)


def test_nothing_of_a_destroyed_record_is_left_and_the_others_are_whole(outside_for_real):
    with canary.planting() as canaries:
        world = World()
    person = world.person
    sealing.seal_all()
    Hold.objects.update(ended_at=clock.now(), ended_by=make_officer(), ended_because="Decided")
    for request in person.subject_requests.all():
        make_step(request, world.officer, "DROPPED")
    words = canaries.found(everything_in_the_database())
    assert len({column for key, column in words if key == person.key}) > 40
    others = {each for each in words if each[0] != person.key}

    carry_out(agreed(person))

    left = canaries.found(everything_in_the_database())
    assert sorted(column for key, column in left if key == person.key) == []
    assert sorted(others - left) == []
    sealing.seal_all()
    with as_owner() as database:
        assert look(database, outside_for_real, signed_texts=False).wrong == []


def test_what_was_typed_to_find_them_among_others_goes_and_the_log_still_verifies(outside_for_real):
    person, other = old_record(), make_person()
    worker = make_officer()
    for found, words in (([person, other], "Quillfeatherish"), ([other], "Stays")):
        audit_log.record(
            "people.people_searched", by=worker, subjects=found, detail={"words": words}
        )
    breach = {"kind": "SENT", "what": "A list went astray", "whose": "Two people"}
    report_breach(by=worker, people=[person, other], **breach)
    told = EventDetail.objects.filter(fields__what="A list went astray")
    sealing.seal_all()
    assert "Quillfeatherish" in everything_in_the_database()

    carry_out(agreed(person))

    left = everything_in_the_database()
    assert ("Quillfeatherish" in left, "Stays" in left) == (False, True)
    assert told.count() == 1
    sealing.seal_all()
    with as_owner() as database:
        assert look(database, outside_for_real, signed_texts=False).wrong == []


def test_files_pictures_and_copies_go_and_those_of_others_stay(outside):
    person, other = old_record(), old_record()
    stays, goes = (stored.store(b"pages", folder="attachments") for _ in range(2))
    for whose, name in ((other, stays), (person, goes)):
        Attachment.objects.create(
            person=whose,
            entry=Entry.objects.get(person=whose),
            field="letter",
            title="A letter",
            filename="letter.pdf",
            media_type="application/pdf",
            size=5,
            sha256=name[-32:] * 2,
            stored_as=name,
            added_by=make_officer(),
            added_at=clock.now(),
        )
    picture = f"{pictures_kept.folder_of(Attachment.objects.get(stored_as=goes))}/1-800"
    default_storage.save(picture, ContentFile(b"picture"))
    copy = stored.store(b"copy", folder="copies")
    make_export(person, state="READY", stored_as=copy, sha256="0" * 64)

    carry_out(agreed(person))

    gone = [default_storage.exists(name) for name in (goes, picture, copy)]
    assert (gone, default_storage.exists(stays)) == ([False] * 3, True)
    assert Destruction.objects.get().files == []


def test_the_certificate_names_two_people_and_nobody_else_and_stands_outside_too(outside):
    person = old_record(given_names="Winifred", family_name="Clarke")

    certificate = carry_out(agreed(person))

    said = json.loads(certificate.body)
    assert said["reference"] == person.council_reference
    assert (said["proposed_by"]["name"], said["agreed_by"]["name"]) == (
        "Helen Marsh",
        "Owen Castell",
    )
    assert said["destroyed_rows"]["Entries"] == 1
    assert said["elsewhere"] == []
    assert "Clarke" not in certificate.body + certificates.journal_file().read_text()
    assert [line.digest for line in certificates.journal()] == [certificate.digest]
    plan = Destruction.objects.get()
    assert (plan.state, plan.person, plan.reason) == ("DONE", None, "")
    with pytest.raises(DatabaseError), transaction.atomic():
        Certificate.objects.update(body="Nothing was destroyed")


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "PROPOSED"},
        {"not_before": clock.add_days(clock.now(), 1)},
        {"state": "WITHDRAWN"},
    ],
    ids=lambda wrong: next(iter(wrong.items()))[0] + str(next(iter(wrong.values())))[:9],
)
def test_the_database_itself_refuses_what_two_people_have_not_agreed(outside, wrong):
    plan = agreed(old_record(), **wrong)

    with pytest.raises(DatabaseError, match="Two people have to agree"), transaction.atomic():
        destroying.carry_out(plan, clock.now())

    assert Entry.objects.count() == 1


def test_the_database_itself_refuses_while_a_hold_stands(outside):
    plan = agreed(old_record())
    hold(plan.person, by=make_officer(plan.person))

    with pytest.raises(DatabaseError, match="A hold stands"), transaction.atomic():
        destroying.carry_out(plan, clock.now())

    assert Entry.objects.count() == 1


def test_the_database_itself_refuses_while_a_hold_of_many_meets_it(outside):
    plan = agreed(old_record())
    held = hold_the_class()

    with pytest.raises(DatabaseError, match="A hold stands"), transaction.atomic():
        destroying.carry_out(plan, clock.now())
    end_hold(held, reason="Decided", by=make_officer())

    assert carry_out(plan).number == 1


def test_whoever_serves_pages_can_still_delete_nothing_that_was_signed(outside):
    old_record()

    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Entry.objects.all()._raw_delete("default")
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET caserecords.destroying = 'yes'; DELETE FROM records_entryversion")


def test_a_row_of_somebody_else_stops_all_of_it(outside):
    person, other = old_record(), old_record()
    plan = agreed(person)
    # A decision of the other that hangs on an entry of this one: no action makes such a row.
    entry = Entry.objects.get(person=person)
    Action.objects.create(
        person=other, entry=entry, text="Ring", owner=make_officer(), due_on=clock.today()
    )

    with pytest.raises(DatabaseError, match="is of another record"), transaction.atomic():
        destroying.carry_out(plan, clock.now())

    assert Person.objects.filter(pk=person.pk).exists()


def test_a_relative_keeps_their_record_and_their_log_says_what_went(outside):
    person, daughter = old_record(), old_record()
    make_relationship(person, daughter)

    certificate = carry_out(agreed(person))

    told = Event.objects.get(verb="retention.link_ended")
    assert (told.subjects, told.target) == ([daughter.key], certificate.key)
    assert Entry.objects.filter(person=daughter).count() == 1


def test_records_that_were_merged_go_with_the_one_that_was_kept(outside):
    person, gone = old_record(), old_record()
    Person.objects.filter(pk=gone.pk).update(merged_into=person)

    certificate = carry_out(agreed(person))

    assert sorted(certificate.subjects) == sorted([person.key, gone.key])
    assert not Person.objects.exists()


def test_the_day_comes_and_it_is_destroyed_once(outside):
    plan = agreed(old_record())

    assert destroying.do_what_is_due(at=clock.add_days(plan.not_before, -1)) == []
    assert len(destroying.do_what_is_due()) == 1
    assert destroying.do_what_is_due() == []
    assert Certificate.objects.count() == 1


def test_the_command_says_first_what_it_would_do_and_why_something_would_be_stopped(outside):
    due, in_the_way, later = (agreed(old_record()) for _ in range(3))
    _hold(in_the_way.person)
    Destruction.objects.filter(pk=later.pk).update(not_before=clock.add_days(clock.now(), 3))
    reference, held = due.person.council_reference, in_the_way.person.council_reference

    said = io.StringIO()
    call_command("destroy_due", stdout=said)

    lines = said.getvalue().splitlines()
    assert any(line.startswith(f"Record {reference}: to be destroyed. ") for line in lines)
    assert f"Record {held}: to be stopped. The record is held." in lines
    assert lines[2:] == ["Nothing was changed: add --commit. The worker does it every hour."]
    assert not Certificate.objects.exists()
    in_the_way.refresh_from_db()
    assert in_the_way.state == "AGREED"

    call_command("destroy_due", "--commit", stdout=said)

    assert Certificate.objects.count() == 1
    assert "1 destroyed. Certificates: " in said.getvalue()
    assert set(Destruction.objects.values_list("pk", "state")) == {
        (due.pk, "DONE"),
        (in_the_way.pk, "STOPPED"),
        (later.pk, "AGREED"),
    }
    again = io.StringIO()
    call_command("destroy_due", stdout=again)
    assert again.getvalue() == "Nothing is to be destroyed or stopped now.\n"


def test_the_page_says_while_it_is_agreed_what_is_in_its_way(client, outside):
    plan = agreed(old_record())
    officer = make_officer(plan.person)
    client.force_login(officer)
    address = reverse("retention:review", args=[plan.person.key])
    assert "Will be stopped" not in client.get(address).text

    _hold(plan.person)

    page = client.get(address).text
    assert "Will be stopped" in page
    assert "The record is held." in page


def _hold(person):
    hold(person, by=make_officer(person))


def _write(person):
    make_signed(person)


def begin_draft(person, **given):
    given = {"started_at": clock.now(), "saved_at": clock.now()} | given
    Draft.objects.create(
        key=uuid.uuid4(),
        person=person,
        author=make_officer(),
        type_key="case_note",
        type_version=1,
        **given,
    )


def _come_back(person):
    make_involvement(person=person)


@pytest.mark.parametrize("happens", [_hold, _write, begin_draft, _come_back])
def test_whatever_happens_on_the_record_stops_it(outside, happens):
    plan = agreed(old_record())
    happens(plan.person)

    assert destroying.do_what_is_due() == []

    plan.refresh_from_db()
    assert (plan.state, plan.ended_because != "") == ("STOPPED", True)
    assert Entry.objects.filter(person=plan.person).exists()


def test_looking_at_the_record_does_not_stop_it(outside):
    plan = agreed(old_record())
    make_officer(plan.person)

    assert len(destroying.do_what_is_due()) == 1


def hold_the_class() -> Hold:
    """Hold every record of people with care and support needs."""
    return hold_many(
        kept_class="asc_general",
        kind="INQUIRY",
        reason="A public inquiry",
        authority="Notice of 3 May",
        review_on=clock.add_days(clock.today(), 90),
        by=make_officer(),
    )


@pytest.mark.parametrize("holds", ["one", "many"])
@pytest.mark.parametrize("first", ["hold", "destruction"])
def test_a_hold_and_a_destruction_at_one_moment_are_never_both(outside_for_real, first, holds):
    plan = agreed(old_record())
    officer = make_officer(plan.person)
    begun, outcome = threading.Event(), []

    def later(act):
        def run():
            begun.wait()
            try:
                outcome.append(act())
            except (ObjectDoesNotExist, DatabaseError) as refused:
                outcome.append(refused)
            finally:
                connection.close()

        return threading.Thread(target=run)

    acts = {
        "hold": hold_the_class if holds == "many" else lambda: hold(plan.person, by=officer),
        "destruction": lambda: destroying.destroy(plan.key),
    }
    other = later(acts["destruction" if first == "hold" else "hold"])
    other.start()
    with transaction.atomic():
        acts[first]()
        begun.set()
        time.sleep(1)
    other.join()

    came_first = first == "hold"
    assert Hold.objects.filter(ended_at=None).exists() == (came_first or holds == "many")
    assert Person.objects.filter(pk=plan.person.pk).exists() == came_first
    assert Entry.objects.exists() == came_first
    assert Certificate.objects.exists() != came_first


def test_cut_off_before_the_files_were_gone_the_next_run_goes_on(outside):
    person = old_record()
    copy = stored.store(b"copy", folder="copies")
    make_export(person, state="READY", stored_as=copy, sha256="0" * 64)
    plan = agreed(person)
    with transaction.atomic():
        destroying.carry_out(plan, clock.now())
    assert default_storage.exists(copy)
    assert certificates.journal() == []

    destroying.do_what_is_due()

    assert not default_storage.exists(copy)
    assert len(certificates.journal()) == 1


def test_the_journal_of_another_database_stops_nothing_here(outside):
    first, second = agreed(old_record()), agreed(old_record())
    carry_out(first)
    (line,) = certificates.journal()
    elsewhere = asdict(line) | {"key": "ofanotherdatabas", "database": "2020-01-01T00:00:00+00:00"}
    certificates.journal_file().write_text(
        "".join(json.dumps(each) + "\n" for each in (asdict(line), elsewhere))
    )

    assert certificates.not_in_database() == []
    assert [each.plan for each in destroying.do_what_is_due()] == [second.key]
    elsewhere["database"] = line.database
    certificates.journal_file().write_text(json.dumps(elsewhere) + "\n")
    assert len(certificates.not_in_database()) == 1


def test_whoever_calls_the_function_alone_leaves_an_event_of_what_went(outside_for_real):
    person, other = old_record(), make_person()
    audit_log.record("people.about_opened", by=None, about=person, detail={"words": "Winifred"})
    sealing.seal_all()
    plan = agreed(person)

    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_destroy(%s, %s::jsonb)", [plan.key, json.dumps(RULES)])
    sealing.seal_all()

    event = Event.objects.get(verb="retention.record_erased")
    assert (event.actor, event.subjects, event.target) == ("clock", [person.key], plan.key)
    assert all(each.startswith("changes:") for each in event.shown)
    assert list(Person.objects.all()) == [other]
    with as_owner() as database:
        assert look(database, outside_for_real).wrong == []


def test_an_old_copy_that_is_put_back_is_destroyed_again(outside_for_real, database_of_its_own):
    person = old_record(given_names="Winifred")
    officer = make_officer(person)
    hold(person, by=officer)
    plan = agreed(person)
    with databases.connected_to("postgres"):
        old = databases.make_database(databases.fresh_name(), template=database_of_its_own)
    Hold.objects.update(ended_at=clock.now(), ended_by=make_officer(), ended_because="Decided")
    certificate = carry_out(plan)

    with databases.connected_to(old):
        assert Person.objects.get(pk=person.pk).given_names == "Winifred"
        with pytest.raises(destroying.RestoreFirst):
            destroying.do_what_is_due()
        call_command("destroy_again")
        assert Person.objects.exists()
        call_command("destroy_again", "--commit")
        assert not Person.objects.exists()
        assert Certificate.objects.get().digest == certificate.digest
        assert certificates.not_in_database() == []
    databases.drop_database(old)
