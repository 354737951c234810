"""A complete copy as JSON: as its schema says, and the same after it was taken in elsewhere."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

import clock
from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from disclosure import making
from disclosure.exchange import contents as file_contents
from disclosure.exchange.reading import read, take_in
from disclosure.exchange.schema import schema
from disclosure.exchange.tables import ORDER, fields_of
from people import access
from people.models import Import, Imported, KeptBack, Name, Person, RestrictionReview
from people.restrictions import put_on_list
from records import files
from records.actions import begin_chronology, freeze_chronology, pick_entries
from records.models import Entry, EntryRestriction, EntryVersion, SearchText
from records.queries.lists import LIST
from records.signed import digests
from retention.models import Hold, Lengthening
from tests import databases
from tests.accounts.factories import make_staff
from tests.disclosure.factories import make_export, make_officer, make_signed, say_why, sign_version
from tests.disclosure.test_annex import attach
from tests.pages.world import World
from tests.people.factories import (
    make_contact,
    make_name,
    make_person,
    make_relationship,
    make_worker_of,
    restrict,
)
from tests.records.papers import pdf, picture

COLUMNS_OF_VERSION_2 = Path(__file__).with_name("columns_of_version_2.txt")


def copied(person, **fields):
    """What a copy as JSON says, as text."""
    export = make_export(person, made_as="JSON", **fields)
    making.make_copy(export.key, export.attempt)
    export.refresh_from_db()
    assert export.failed_because == ""
    return files.read(export.stored_as).decode()


def mover():
    """The account under which records are taken in."""
    return make_staff(Role.SYSTEM_ADMINISTRATOR)


def sign_anew(record):
    """Give each version the digest of what it says: entries of the ``World`` were never signed."""
    entries = {row["id"]: row["key"] for row in record["rows"]["records.Entry"]}
    for row in record["rows"]["records.EntryVersion"]:
        version = EntryVersion.objects.get(entry__key=entries[row["entry"]], number=row["number"])
        row["digest"] = sha256(digests.stored_content(version).encode()).hexdigest()


def without_codes(value):
    """The words of a copy without codes, and without what was taken off, which does not travel.

    Nor does a link to an entry that is not in the copy.
    """
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if name not in ("code", "taken_off")}
        if "related" in kept:
            kept["related"] = [each for each in kept["related"] if each["anchor"]]
        return {name: without_codes(each) for name, each in kept.items()}
    return [without_codes(each) for each in value] if isinstance(value, list) else value


def came_from_elsewhere(person, entry):
    """Say that the person and an entry came from rows of another system."""
    brought_in = Import.objects.create(
        kind="PEOPLE",
        source="old",
        source_title="Old",
        begun_by=make_staff(),
        begun_at=clock.now(),
        lines=900,
    )
    for kind, row in (("PEOPLE", person), ("ENTRIES", entry), ("ENTRIES", None)):
        Imported.objects.create(
            kind=kind,
            source="old",
            source_id=f"{kind}-{row and row.pk}",
            person=person,
            row=row.pk if row else 0,
            brought_in=brought_in,
            line=1,
        )


def freeze(person, entry):
    """A frozen chronology of one entry."""
    worker = make_worker_of(person)
    chronology = begin_chronology(person=person, by=worker, title="Falls", purpose="For a review")
    pick_entries(chronology=chronology, by=worker, entries=[entry])
    freeze_chronology(chronology=chronology, by=worker)


def fits(value, said, top):
    """Say whether a value is as a schema says: as much of JSON Schema as ours uses."""
    if "$ref" in said:
        return fits(value, top["$defs"][said["$ref"].rpartition("/")[2]], top)
    if "anyOf" in said:
        return any(fits(value, each, top) for each in said["anyOf"])
    if "const" in said:
        return value == said["const"]
    kinds = said.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    python = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
    if kinds and not any(
        value is None if kind == "null" else isinstance(value, python[kind]) for kind in kinds
    ):
        return False
    if "enum" in said and value is not None and value not in said["enum"]:
        return False
    if isinstance(value, dict) and "properties" in said:
        return set(value) == set(said["required"]) and all(
            fits(each, said["properties"][name], top) for name, each in value.items()
        )
    if isinstance(value, list):
        inside = said.get("prefixItems") or [said.get("items", {})] * len(value)
        return all(fits(*pair, top) for pair in zip(value, inside, strict=True))
    return True


def test_a_record_taken_in_elsewhere_gives_the_same_copy_again(database_of_its_own, tmp_path):
    world = World()
    hidden = make_person(preferred_name="Hidden Name")
    restrict(hidden)
    make_relationship(world.person, hidden)
    entry = make_signed(world.person, said=[{"kind": "person_words", "text": "My own words"}])
    sign_version(entry, values={"discussion": "Right"}, reason="Wrong day")
    came_from_elsewhere(world.person, entry)
    freeze(world.person, entry)
    KeptBack.objects.create(person=world.person, kind="KEY_SAFE", value="4711")
    asked = {"includes_restricted": True, "restricted_because": "To be moved"}
    asked |= {"purpose": "INTERNAL"}
    first = copied(world.person, asked_by=world.officer, **asked)
    said = json.loads(first)
    sign_anew(said["record"])
    there = tmp_path / "copy.json"
    there.write_text(json.dumps(said), encoding="utf-8")
    empty = [label for label in ORDER if not said["record"]["rows"][label]]

    elsewhere = databases.fresh_database()
    with databases.connected_to(elsewhere):
        account = mover()
        call_command("take_in_copy", there, account=account.staff_number)
        assert not Person.objects.exists()
        call_command("take_in_copy", there, account=account.staff_number, commit=True)
        person = Person.objects.get(key=world.person.key)
        second = json.loads(copied(person, asked_by=make_officer(person), **asked))
        versions = EntryVersion.objects.count()
        found = SearchText.objects.filter(person=person).count()
        event = Event.objects.get(verb="disclosure.record_taken_in")
        staff = User.objects.get(staff_number=world.worker.staff_number)
        assert Entry.objects.filter(person=person).count() == len(
            said["record"]["rows"]["records.Entry"]
        )
    databases.drop_database(elsewhere)

    assert second["record"] == said["record"]
    assert without_codes(second["copy"]["months"]) == without_codes(said["copy"]["months"])
    assert fits(said, schema(), schema())
    assert {f"people.{each}" for each in ("Relationship", "Sharing", "Alert")}.isdisjoint(empty)
    assert {"people.KeptBack", "people.Imported", "records.ChronologyLine"}.isdisjoint(empty)
    frozen = said["record"]["rows"]["records.Chronology"]
    assert [each["frozen_at"] is not None for each in frozen].count(True) >= 1
    assert "4711" in first
    assert {f"records.{each}" for each in ("EntryLink", "Addition", "Attachment")}.isdisjoint(empty)
    assert "Hidden Name" not in first
    assert versions == len(said["record"]["rows"]["records.EntryVersion"])
    assert found
    assert (event.actor, event.subjects) == (account.staff_number, [person.key])
    assert (staff.name, staff.is_active, staff.has_usable_password()) == (
        "Fola Adeyemi",
        False,
        False,
    )


def with_files():
    """A record with two files that go into a copy, and two that do not."""
    person = make_person()
    entry = make_signed(person)
    letter = attach(entry, "A letter", pdf(), "application/pdf", pages=1, text="Dear Win,")
    shown = attach(entry, "A picture", picture("JPEG"), "image/jpeg")
    attach(entry, "Not scanned", pdf("Zqwaits"), "application/pdf", scan="WAITING")
    attach(entry, "Gone", pdf("Zqgone"), "application/pdf", stored_as="attachments/none")
    return person, letter, shown


def taken_in_elsewhere(record, then):
    """What ``then`` says of the record in an empty database of another council."""
    elsewhere = databases.fresh_database()
    with databases.connected_to(elsewhere):
        said = then(take_in(record, by=mover()))
    databases.drop_database(elsewhere)
    return said


def test_files_come_with_the_record_and_are_the_same_again(database_of_its_own):
    person, letter, shown = with_files()
    record = read(copied(person, asked_by=make_officer(person)))

    def then(there):
        stored = {file.key: file.stored_as for file in there.attachments.all()}
        again = read(copied(there, asked_by=make_officer(there)))
        return again, files.read(stored[letter.key]), files.read(stored[shown.key])

    again, its_letter, its_picture = taken_in_elsewhere(record, then)

    assert again == record
    assert (its_letter, its_picture) == (pdf(), picture("JPEG"))
    assert [each["why_not"] for each in record["files"]] == [
        "",
        "",
        "Waiting to be scanned.",
        "Its file is missing from the store.",
    ]
    assert [each["content"] is None for each in record["files"]] == [False, False, True, True]


def test_no_more_files_go_in_than_may_and_the_first_do(database_of_its_own, monkeypatch):
    person, letter, _ = with_files()
    monkeypatch.setattr(file_contents, "AT_MOST", letter.size)

    record = read(copied(person, asked_by=make_officer(person)))

    reasons = [each["why_not"] for each in record["files"]]
    assert reasons[:2] == ["", file_contents.TOO_MUCH]
    assert taken_in_elsewhere(record, lambda there: read(copied(there))) == record


def test_a_file_that_is_not_what_was_kept_is_refused_and_nothing_stays(
    database_of_its_own, monkeypatch
):
    person, _, _ = with_files()
    record = read(copied(person, asked_by=make_officer(person)))
    stored, store = [], files.store
    monkeypatch.setattr(
        files, "store", lambda *what, **how: stored.append(store(*what, **how)) or stored[-1]
    )
    record["files"][1]["content"] = record["files"][0]["content"]

    elsewhere = databases.fresh_database()
    with databases.connected_to(elsewhere):
        with pytest.raises(ValidationError, match="is not what was kept"):
            take_in(record, by=mover())
        assert not Person.objects.exists()
    databases.drop_database(elsewhere)

    assert len(stored) == 1
    with pytest.raises(FileNotFoundError):
        files.read(stored[0])


def test_what_a_file_of_this_version_has_is_known():
    """A table or a column that comes, or goes, makes another version of the format."""
    known = COLUMNS_OF_VERSION_2.read_text(encoding="utf-8").split()

    assert known == [f"{label}.{field.name}" for label in ORDER for field in fields_of(label)]


def hold(person, officer):
    """A claim for which a record is kept, and why it is kept longer."""
    day = clock.add_days(clock.today(), 90)
    placed = {"placed_by": officer, "placed_at": clock.now(), "review_on": day}
    Hold.objects.create(
        person=person, kind="LITIGATION", reason="A fall", authority="Letter", **placed
    )
    Lengthening.objects.create(
        person=person,
        class_key="asc_general",
        until=day,
        reason="A child",
        recorded_by=officer,
        recorded_at=clock.now(),
    )


def keep_entry(entry, user):
    """The list of a restricted entry, with one member of staff on it."""
    EntryRestriction.objects.create(
        entry=entry, owner=entry.author, review_on=clock.add_days(clock.today(), 90)
    )
    put_on_list(user, entry, LIST, by=entry.author, reason="She leads the enquiry", at=clock.now())


MOVES = {
    "purpose": "INTERNAL",
    "includes_restricted": True,
    "restricted_because": "It moves",
}


def test_a_record_that_moves_is_kept_to_whom_it_was_kept_and_held(database_of_its_own):
    person = make_person()
    officer = make_officer(person)
    worker = make_worker_of(person)
    restriction = restrict(person, officer, worker, owner=make_staff(Role.MANAGER))
    RestrictionReview.objects.create(
        restriction=restriction,
        words="Still",
        reviewed_by=worker,
        reviewed_at=clock.now(),
        review_on=clock.today(),
    )
    restrict(person, owner=worker, part="CARER")
    granted = {"by": worker, "reason": "Test", "expires_at": None, "at": clock.now()}
    access.give_grant(person=person, user=officer, codename="open_carer_part", **granted)
    access.give_grant(person=person, user=worker, codename="write_record", **granted)
    make_signed(person)
    keep_entry(make_signed(person, sensitivity="RESTRICTED", author=worker), officer)
    hold(person, officer)
    record = read(copied(person, asked_by=officer, **MOVES))

    def then(there):
        stranger = make_officer(there)
        same = User.objects.filter(staff_number=officer.staff_number)
        opens = [access.may_find_without_conflict(stranger, there)]
        same.update(is_active=True, roles=[Role.RECORDS_OFFICER])
        known = same.get()
        say_why(there, known)
        opens.append(access.may_find_without_conflict(known, there))
        held = there.holds.filter(ended_at=None).count()
        return opens, held, read(copied(there, asked_by=known, **MOVES))

    opens, held, again = taken_in_elsewhere(record, then)

    assert again == record
    assert (opens, held) == ([False, True], 1)
    rows = record["rows"]
    assert [each["part"] for each in rows["people.Restriction"]] == ["WHOLE", "CARER"]
    lists = [each["permission"] for each in rows["people.PersonUserObjectPermission"]]
    assert lists == ["open_restricted", "open_restricted", "open_carer_part"]
    assert len(rows["records.EntryUserObjectPermission"]) == 1
    assert len(rows["retention.Lengthening"]) == 1


def test_what_a_file_grants_but_lists_is_refused(database_of_its_own):
    person = make_person()
    officer = make_officer(person)
    restrict(person, officer)
    make_signed(person)
    record = read(copied(person, asked_by=officer, **MOVES))
    record["rows"]["people.PersonUserObjectPermission"][0]["permission"] = "break_glass"

    elsewhere = databases.fresh_database()
    with databases.connected_to(elsewhere):
        with pytest.raises(ValidationError, match="not as its schema says"):
            take_in(record, by=mover())
        assert not Person.objects.exists()
    databases.drop_database(elsewhere)


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["WHOLE", "CARER"])
def test_what_is_kept_to_named_staff_has_rows_only_in_a_copy_that_moves_it(part):
    person = make_person()
    officer = make_officer(person)
    restrict(person, *([officer] if part == "WHOLE" else []), part=part)
    make_signed(person)

    of_person = json.loads(copied(person, asked_by=officer))
    moved = json.loads(copied(person, asked_by=officer, **MOVES))

    assert of_person["record"] is None
    # Nobody moves a part to whose list they do not belong.
    assert (moved["record"] is None) is (part == "CARER")


@pytest.mark.django_db
def test_what_is_kept_back_or_restricted_is_not_in_it():
    person = make_person(preferred_name="Ama Okafor")
    make_name(person, kind=Name.Kind.FORMER, family_name="Protected", is_protected=True)
    make_contact(person, name="Efua Okafor")
    make_signed(person, values={"discussion": "A secret"}, sensitivity="RESTRICTED")
    make_signed(person)

    text = copied(person)

    rows = json.loads(text)["record"]["rows"]
    assert len(rows["records.Entry"]) == len(rows["records.EntryVersion"]) == 1
    assert "Efua Okafor" in text
    assert "A secret" not in text
    assert "Protected" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        ({"purpose": "INTERNAL", "includes_restricted": True}, True),
        ({"purpose": "INTERNAL"}, False),
        ({"purpose": "PERSON", "includes_restricted": True}, False),
        ({"purpose": "COUNCIL", "includes_restricted": True, "shared_because": "Duty"}, False),
    ],
)
def test_what_is_shown_on_request_goes_only_with_a_record_that_moves(asked, goes):
    person = make_person()
    make_name(person, kind=Name.Kind.FORMER, family_name="Zqprotected", is_protected=True)
    make_name(person, kind=Name.Kind.FORMER, family_name="Zqformer")
    KeptBack.objects.create(person=person, kind="KEY_SAFE", value="Zq4711")
    make_signed(person)
    because = {"restricted_because": "It moves"} if "includes_restricted" in asked else {}

    text = copied(person, **asked, **because)

    assert ("Zq4711" in text, "Zqformer" in text) == (goes, goes)
    assert "Zqprotected" not in text
    (event,) = Event.objects.filter(verb="disclosure.export_made")
    assert ("kept_back:included" in event.shown) is goes


@pytest.mark.django_db
def test_a_frozen_chronology_goes_whole_or_not_at_all():
    person = make_person()
    secret = make_signed(person, sensitivity="RESTRICTED")
    freeze(person, secret)
    freeze_too = make_signed(person)
    freeze(person, freeze_too)

    rows = json.loads(copied(person))["record"]["rows"]

    assert len(rows["records.Chronology"]) == len(rows["records.ChronologyLine"]) == 1


@pytest.mark.django_db
def test_a_copy_of_one_part_holds_words_and_no_record():
    person = make_person(is_carer=True)
    make_signed(person)

    text = copied(person, part="PERSON")

    assert json.loads(text)["record"] is None
    with pytest.raises(ValidationError, match="Only a complete copy"):
        read(text)


@pytest.mark.django_db
def test_nothing_that_stands_here_is_changed_by_taking_in():
    person = make_person()
    make_signed(person)

    with pytest.raises(ValidationError, match="here already"):
        take_in(read(copied(person)), by=mover())


def test_what_was_changed_since_it_was_signed_is_refused_whole(database_of_its_own):
    person = make_person()
    make_signed(person)
    record = read(copied(person).replace("She asked for a clock.", "She asked for a lock."))
    taken = json.loads(json.dumps(record))
    taken["staff"][0]["name"] = "Somebody Else"

    elsewhere = databases.fresh_database()
    with databases.connected_to(elsewhere):
        with pytest.raises(ValidationError, match="is not what was signed"):
            take_in(record, by=mover())
        number = taken["staff"][0]["number"]
        User.objects.filter(pk=make_staff().pk).update(staff_number=number, name="Known Here")
        with pytest.raises(ValidationError, match="somebody else here"):
            take_in(taken, by=mover())
        assert not Person.objects.exists()
    databases.drop_database(elsewhere)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    ["no json", "[]", '{"kind": "care-record-copy", "version": 1}', '{"kind": "other"}'],
)
def test_another_file_is_refused_in_words(tmp_path, text):
    file = tmp_path / "copy.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(CommandError, match=r"no JSON file|no copy of a record"):
        call_command("take_in_copy", file, account=mover().staff_number, commit=True)


@pytest.mark.django_db
@pytest.mark.parametrize("lacking", ["rows", "staff", "person"])
def test_a_record_that_lacks_a_part_is_refused_whole(lacking):
    person = make_person()
    make_signed(person)
    record = read(copied(person))
    del record[lacking]

    with pytest.raises(ValidationError, match=r"not as its schema says|here already"):
        take_in(record, by=mover())
