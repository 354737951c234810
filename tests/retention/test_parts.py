"""An entry that two people took off a record is destroyed, and the rest of the record is kept."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

import clock
from accounts.models import User
from accounts.roles import Role
from audit import sealing
from audit.models import Event
from people.models import CommunicationNeed, Person
from records import actions as record_actions
from records.files import parts_kept, stored
from records.models import Addition, Attachment, Draft, Entry, EntryVersion, Removal
from retention import actions, certificates, destroying, reach, restored
from retention.models import Certificate, Destruction
from tests import databases
from tests.audit.sealed import as_owner, look
from tests.disclosure.factories import make_export, make_officer, make_request, make_step
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_action, make_entry, note_values
from tests.retention.test_destroying import everything_in_the_database, hold, outside_for_real

__all__ = ["outside_for_real"]
WORD = "zebrafinch"


@pytest.fixture
def outside(outside_for_real):
    """What the whole file needs: real commits, files and seals of its own."""
    return outside_for_real


def said_of_birds(person: Person, by: User) -> Entry:
    """A signed entry that says one word wherever an entry can say something."""
    entry = make_entry(
        person=person,
        by=by,
        values=note_values(discussion=f"He keeps a {WORD}."),
        statements=[
            {
                "field": "statements",
                "kind": "person_words",
                "text": f"My {WORD}.",
                "details": {
                    "speaker": [{"kind": "person", "key": person.key, "name": person.name}],
                    "how_communicated": "Speech",
                },
            }
        ],
    )
    record_actions.correct_entry(
        entry=entry,
        by=by,
        submission=entry.submission,
        values=note_values(discussion=f"He keeps one {WORD}."),
        statements=[],
        reason="The person asked for the change. One, not two.",
    )
    record_actions.add_to_entry(
        entry=entry, by=by, kind=Addition.Kind.MORE_DETAIL, text=f"The {WORD} is grey."
    )
    make_action(entry, owner=by, text=f"Feed the {WORD}")
    Attachment.objects.create(
        person=person,
        entry=entry,
        field="letter",
        title=f"Photo of the {WORD}",
        filename=f"{WORD}.pdf",
        media_type="application/pdf",
        size=5,
        sha256="0" * 64,
        stored_as=stored.store(b"pages", folder="attachments"),
        added_by=by,
        added_at=clock.now(),
    )
    return entry


def taken_off(person: Person, *, moved_to: Person | None = None) -> Removal:
    writer = make_worker_of(person)
    manager = make_worker_of(person, Role.MANAGER)
    entry = said_of_birds(person, writer)
    if moved_to:
        asked = record_actions.ask_to_move(
            entry=entry, to=moved_to, reason="Two records were open", meant="RIGHT", by=writer
        )
    else:
        asked = record_actions.ask_to_remove(
            entry=entry, reason="He asked for it to be erased", authority="Granted", by=manager
        )
    return record_actions.agree_to_removal(removal=asked, by=make_worker_of(person, Role.MANAGER))


def proposed(removal: Removal, **given) -> Destruction:
    person = removal.entry.person
    given = {"ground": "ERASURE", "reason": "Granted", "by": make_officer(person)} | given
    return actions.propose_destruction_of_part(removal=removal, **given)


def agreed(removal: Removal) -> Destruction:
    plan = proposed(removal)
    person = removal.entry.person
    actions.agree_destruction(plan, answer="Looked", by=make_officer(person))
    plan.refresh_from_db()
    return plan


def its_day_comes(plan: Destruction) -> None:
    Destruction.objects.filter(pk=plan.pk).update(not_before=clock.now())


def test_nothing_that_the_entry_said_is_left_and_the_rest_of_the_record_is(outside):
    person = make_person()
    kept = make_entry(person=person, by=make_worker_of(person))
    removal = taken_off(person)
    copy = stored.store(b"copy", folder="copies")
    make_export(
        person,
        state="READY",
        stored_as=copy,
        sha256="0" * 64,
        asked_at=clock.add_hours(removal.answered_at, -1),
    )
    (file,) = Attachment.objects.values_list("stored_as", flat=True)
    parts_kept.Shelf(person.key).put("digest", b"pages")
    sealing.seal_all()
    assert WORD in everything_in_the_database()
    plan = agreed(removal)

    assert destroying.do_what_is_due() == []
    its_day_comes(plan)
    (certificate,) = destroying.do_what_is_due()

    assert WORD not in everything_in_the_database()
    assert [default_storage.exists(name) for name in (file, copy)] == [False, False]
    assert parts_kept.Shelf(person.key).get("digest") is None
    assert list(EntryVersion.objects.values_list("entry", flat=True)) == [kept.pk]
    removal.refresh_from_db()
    assert (removal.entry.summary, removal.reason != "") == ("", True)
    assert removal.destroyed_at
    assert json.loads(certificate.body)["part"]["entry"] == removal.entry.key
    assert person.given_names not in certificate.body
    sealing.seal_all()
    with as_owner() as database:
        assert look(database, outside).wrong == []
    with pytest.raises(PermissionDenied, match="was destroyed"):
        record_actions.unseal(removal=removal, reason="Why", by=plan.proposed_by)
    assert destroying.do_what_is_due() == []
    assert Certificate.objects.count() == 1


def test_what_was_moved_stays_where_it_belongs(outside):
    right = make_person()
    removal = taken_off(make_person(), moved_to=right)
    plan = proposed(removal, ground="MISFILED")
    actions.agree_destruction(plan, answer="Looked", by=make_officer(removal.entry.person))
    before = reach.reached(right)
    assert before["records_entry"] == 1
    its_day_comes(plan)

    assert len(destroying.do_what_is_due()) == 1

    assert reach.reached(right) == before
    assert EntryVersion.objects.filter(entry__person=right).exists()
    assert not EntryVersion.objects.filter(entry__person=removal.entry.person).exists()


def test_a_hold_wins_and_the_database_itself_says_so(outside):
    removal = taken_off(make_person())
    plan = agreed(removal)
    its_day_comes(plan)
    hold(plan.person, by=make_officer(plan.person))
    plan = Destruction.objects.select_related("person", "removal__entry__person").get()

    with pytest.raises(DatabaseError, match="A hold stands"), transaction.atomic():
        destroying.carry_out(plan, clock.now())
    assert destroying.do_what_is_due() == []

    plan.refresh_from_db()
    assert plan.state == "STOPPED"
    with pytest.raises(ValidationError, match="is held"):
        proposed(removal)
    assert WORD in everything_in_the_database()


@pytest.mark.parametrize("kind", ["ACCESS", "CARE"])
def test_what_somebody_asks_for_stays_until_it_is_answered(outside, kind):
    removal = taken_off(make_person())
    plan = agreed(removal)
    its_day_comes(plan)
    officer = make_officer(plan.person)
    asked = make_request(plan.person, officer, kind=kind)
    plan = Destruction.objects.select_related("person", "removal__entry__person").get()

    with pytest.raises(DatabaseError, match="waits for an answer"), transaction.atomic():
        destroying.carry_out(plan, clock.now())
    assert destroying.do_what_is_due() == []

    plan.refresh_from_db()
    assert (plan.state, "waits for an answer" in plan.ended_because) == ("STOPPED", True)
    with pytest.raises(ValidationError, match="waits for an answer"):
        proposed(removal)
    make_step(asked, officer, "DROPPED")
    its_day_comes(agreed(removal))
    assert len(destroying.do_what_is_due()) == 1


def test_the_request_to_erase_is_done_by_it_and_stops_it_on_another_ground(outside):
    removal = taken_off(make_person())
    person = removal.entry.person
    make_request(person, make_officer(person), kind="ERASE")

    with pytest.raises(ValidationError, match="waits for an answer"):
        proposed(removal, ground="MISFILED")
    its_day_comes(agreed(removal))

    assert len(destroying.do_what_is_due()) == 1


def test_the_database_itself_refuses_what_was_not_taken_off(outside):
    plan = agreed(taken_off(make_person()))
    its_day_comes(plan)
    Entry.objects.update(taken_off_at=None)
    plan = Destruction.objects.select_related("person", "removal__entry__person").get()

    with pytest.raises(DatabaseError, match="Two people have to take"), transaction.atomic():
        destroying.carry_out(plan, clock.now())


def test_it_takes_two_officers_and_neither_wrote_it(outside):
    removal = taken_off(make_person())
    plan = proposed(removal)

    with pytest.raises(PermissionDenied):
        actions.agree_destruction(plan, answer="Looked", by=plan.proposed_by)
    with pytest.raises(PermissionDenied):
        proposed(removal, by=removal.entry.author)
    with pytest.raises(ValidationError, match="proposed already"):
        proposed(removal)
    with pytest.raises(ValidationError, match="A part of it is to be destroyed first"):
        actions.propose_destruction(person=plan.person, reason="Old", by=make_officer(plan.person))


def test_a_fact_that_still_stands_on_the_entry_stops_it(outside):
    removal = taken_off(make_person())
    person = removal.entry.person
    told = {"person": person, "source_entry": removal.entry.key, "kind": "INTERPRETER"}
    need = CommunicationNeed.objects.create(**told)

    with pytest.raises(ValidationError, match="Communication need: the record still says"):
        proposed(removal)

    CommunicationNeed.objects.filter(pk=need.pk).update(is_mistake=True, until=clock.today())
    plan = agreed(removal)
    its_day_comes(plan)
    assert len(destroying.do_what_is_due()) == 1
    assert not CommunicationNeed.objects.exists()


def test_a_colleagues_draft_beside_it_stays_and_a_correction_goes(outside):
    removal = taken_off(make_person())
    person, entry = removal.entry.person, removal.entry
    given = {
        "person": person,
        "author": make_worker_of(person),
        "type_key": "case_note",
        "type_version": 1,
        "started_at": clock.now(),
        "saved_at": clock.now(),
    }
    Draft.objects.create(corrects=entry, **given)
    beside = Draft.objects.create(beside=entry, **given)
    plan = agreed(removal)
    its_day_comes(plan)

    destroying.do_what_is_due()

    assert list(Draft.objects.values_list("pk", "beside")) == [(beside.pk, entry.pk)]


def test_officers_do_it_on_the_page_and_the_record_says_so(outside, client):
    removal = taken_off(make_person())
    person = removal.entry.person
    page = f"/people/{person.key}/end-of-record/{removal.key}/"
    first, second = make_officer(person), make_officer(person)
    client.force_login(first)
    assert page in client.get(f"/people/{person.key}/end-of-record/").text
    assert page in client.get("/due-for-review/").text
    empty = client.post(page, {"do": "propose", "propose-reason": "A letter"})
    assert (empty.status_code, "Select what allows it" in empty.text) == (400, True)
    said = {"propose-ground": "ERASURE", "propose-reason": "A letter"}
    assert client.post(page, {"do": "propose", **said}).status_code == 302
    client.force_login(second)
    assert page in client.get("/").text
    assert client.post(page, {"do": "agree", "agree-answer": "Seen"}).status_code == 302
    its_day_comes(Destruction.objects.get())
    (certificate,) = destroying.do_what_is_due()

    assert "What it said was destroyed on" in client.get(page).text
    assert client.get(reverse("records:timeline", args=[person.key])).status_code == 200
    shown = client.get(f"/certificates/{certificate.key}/").text
    assert "one entry of the record" in shown
    assert "article 17" in shown
    assert Event.objects.filter(verb="retention.part_destroyed").count() == 1


@pytest.mark.parametrize("before", ["it was taken off", "it was destroyed"])
def test_an_old_copy_that_is_put_back_loses_it_again(outside, database_of_its_own, before):
    person = make_person()
    if before == "it was destroyed":
        plan = agreed(taken_off(person))
        its_day_comes(plan)
    else:
        entry = said_of_birds(person, make_worker_of(person))
        asker, manager, *officers = [
            make_worker_of(person, Role.MANAGER),
            make_worker_of(person, Role.MANAGER),
            make_officer(person),
            make_officer(person),
        ]
    with databases.connected_to("postgres"):
        old = databases.make_database(databases.fresh_name(), template=database_of_its_own)
    if before == "it was taken off":
        asked = record_actions.ask_to_remove(
            entry=entry, reason="Erase", authority="Granted", by=asker
        )
        removal = record_actions.agree_to_removal(removal=asked, by=manager)
        plan = proposed(removal, by=officers[0])
        actions.agree_destruction(plan, answer="Looked", by=officers[1])
        its_day_comes(plan)
    (certificate,) = destroying.do_what_is_due()

    with databases.connected_to(old):
        assert EntryVersion.objects.exists()
        with pytest.raises(destroying.RestoreFirst):
            destroying.do_what_is_due()
        call_command("destroy_again", "--commit")
        assert not EntryVersion.objects.exists()
        assert Person.objects.filter(pk=person.pk).exists()
        assert Removal.objects.get(state="DONE").destroyed_at
        assert Certificate.objects.get().digest == certificate.digest
        assert certificates.not_in_database() == []
    databases.drop_database(old)


def test_an_old_copy_of_before_a_move_keeps_it_until_it_is_moved_again(
    outside, database_of_its_own, capsys
):
    wrong, right = make_person(), make_person()
    writer, manager = make_worker_of(wrong), make_worker_of(wrong, Role.MANAGER)
    first, second = make_officer(wrong), make_officer(wrong)
    entry = said_of_birds(wrong, writer)
    asked = record_actions.ask_to_move(
        entry=entry, to=right, reason="Two were open", meant="RIGHT", by=writer
    )
    with databases.connected_to("postgres"):
        old = databases.make_database(databases.fresh_name(), template=database_of_its_own)

    def move_and_agree():
        record_actions.agree_to_removal(removal=Removal.objects.get(pk=asked.pk), by=manager)

    move_and_agree()
    removal = Removal.objects.get(pk=asked.pk)
    plan = proposed(removal, ground="MISFILED", by=first)
    actions.agree_destruction(plan, answer="Looked", by=second)
    its_day_comes(plan)
    destroying.do_what_is_due()

    with databases.connected_to(old):
        call_command("destroy_again", "--commit")
        assert f"Not entry {entry.key}: move it" in capsys.readouterr().out
        assert not restored.is_behind()  # somebody has to come in to move it
        assert EntryVersion.objects.filter(entry=entry).exists()
        move_and_agree()
        call_command("destroy_again", "--commit")
        assert not EntryVersion.objects.filter(entry=entry).exists()
        assert EntryVersion.objects.filter(entry__person=right).exists()
        assert certificates.not_in_database() == []
    databases.drop_database(old)
