"""What the database itself refuses to the application's role."""

import random
from contextlib import contextmanager, suppress
from dataclasses import replace

import psycopg
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import ProgrammingError, connection, connections
from django.db.transaction import atomic

import clock
from accounts.models import User
from audit import log, wall
from caserecords import database_roles
from caserecords.database_roles import Grants, UnknownNames
from governance import register
from people.models import Person
from tests.accounts.factories import make_staff
from tests.pages.world import World
from tests.people.factories import make_person
from tests.records.factories import make_entry
from tests.retention.test_reach import reached_by_foreign_keys

GRANTS = Grants.from_file()
# Kinds of the register that hold nothing about a person or a member of staff.
SAYS_NOTHING = {"key", "reference", "setting", "time"}

pytestmark = pytest.mark.django_db


@contextmanager
def refused():
    with pytest.raises(ProgrammingError) as refusal:
        yield
    assert isinstance(refusal.value.__cause__, psycopg.errors.InsufficientPrivilege)


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_tests_run_as_the_application_role():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, session_user")
        assert cursor.fetchone() == (database_roles.APPLICATION, database_roles.APPLICATION)


def test_signed_content_and_field_history_are_append_only_and_events_are_read_only():
    assert {
        "records_entryversion",
        "records_statement",
        "records_addition",
        "records_entrylink",
        "audit_changeentry",
        "oversight_review",
        "people_accessreason",
    } <= set(GRANTS.append_only)
    assert {"audit_event", "audit_eventdetail"} <= set(GRANTS.read_only)


@pytest.mark.parametrize("table", GRANTS.append_only)
@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_signed_rows_can_be_neither_changed_nor_removed(table, statement):
    with refused():
        execute(statement.format(table))


def test_entries_people_and_what_closes_a_record_are_never_deleted():
    assert {
        "records_entry",
        "records_action",
        "people_person",
        "people_conflict",
        "people_restriction",
        "disclosure_export",
        "accounts_user",
    } <= set(GRANTS.never_deleted)


@pytest.mark.parametrize("table", GRANTS.never_deleted)
def test_rows_that_the_record_rests_on_can_be_changed_and_not_deleted(table):
    change, remove = ("UPDATE {} SET id = id", "DELETE FROM {}")
    execute(change.format(table))
    with refused():
        execute(remove.format(table))


@pytest.mark.parametrize("table", GRANTS.read_only)
@pytest.mark.parametrize(
    "statement", ["INSERT INTO {} DEFAULT VALUES", "UPDATE {} SET id = id", "DELETE FROM {}"]
)
def test_rows_of_a_function_or_of_the_owner_can_only_be_read(table, statement):
    with refused():
        execute(statement.format(table))


@pytest.mark.parametrize("table", GRANTS.closed)
def test_a_closed_table_cannot_even_be_read(table):
    with refused():
        execute(f"TABLE {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "DROP TABLE records_entry",
        "ALTER TABLE records_entryversion DISABLE TRIGGER ALL",
        "ALTER TABLE records_entry ADD COLUMN more int",
        "SET session_replication_role = replica",
        "COPY records_entry TO '/tmp/entries'",
        "CREATE ROLE another",
        "SET ROLE caserecords_owner",
    ],
)
def test_the_application_role_cannot_change_the_schema_or_step_around_it(statement):
    with refused():
        execute(statement)


def apply(grants: Grants) -> None:
    database_roles.apply(connections["owner"], grants)


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_table_that_does_not_exist_stops_the_command():
    with pytest.raises(UnknownNames, match="names the table records_entyr, which"):
        apply(Grants(append_only=["records_entyr"]))


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_table_cannot_be_two_kinds_at_once():
    with pytest.raises(UnknownNames, match="more than one thing about the table records_entry"):
        apply(Grants(append_only=["records_entry"], closed=["records_entry"]))


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_function_with_its_owners_rights_must_be_named():
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION open_door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
        )

    with pytest.raises(UnknownNames, match="The function open_door runs with its owner's rights"):
        apply(GRANTS)


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_right_that_is_no_longer_in_the_file_is_taken_away():
    def may_delete() -> bool:
        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege('caserecords_app', 'records_draft', 'DELETE')"
            )
            return cursor.fetchone()[0]

    before = may_delete()
    apply(Grants(append_only=["records_draft"], definer_functions=GRANTS.definer_functions))

    assert before
    assert not may_delete()


def test_what_a_report_may_read_says_nothing_about_anybody():
    held = {
        (apps.get_model(table.model)._meta.db_table, row.field): row.holds
        for table in register.tables()
        for row in table.rows
    }

    told = {
        (name, column): held.get((name, column.removesuffix("_id")))
        for name, columns in GRANTS.report_may_read.items()
        for column in columns
    }

    assert len(told) > 20
    assert {column: kind for column, kind in told.items() if kind not in SAYS_NOTHING} == {}


def test_without_a_name_nobody_is_found_and_nobody_added():
    entry = make_entry(person=make_person())

    with wall.asked_for(AnonymousUser()):
        with pytest.raises(Person.DoesNotExist):
            Person.objects.get(pk=entry.person_id)
        with refused(), atomic():
            make_person()

    assert Person.objects.get(pk=entry.person_id) == entry.person


def test_a_wall_stands_around_all_that_goes_with_a_record():
    reached = {apps.get_model(label)._meta.db_table for label in reached_by_foreign_keys()}

    assert {"people_person", "records_entryversion", "disclosure_export"} <= walled()
    assert sorted(reached - walled() - set(GRANTS.without_wall)) == []


def test_a_wall_stands_around_all_that_holds_words_about_people():
    held = {
        apps.get_model(table.model)._meta.db_table
        for table in register.tables()
        if table.is_personal
    }

    assert {"audit_eventdetail", "governance_breach", "people_incomingcontact"} <= held
    assert sorted(held - walled() - set(GRANTS.without_wall)) == []


def test_without_a_name_nothing_that_a_council_holds_about_people_is_seen():
    world, now = World(), clock.now()
    world.signal.looks.create(
        finding="ASKED", reason="Why?", looked_by=world.manager, looked_at=now
    )
    world.access_list.withheld.create(
        staff_number="S1", reason="A threat", asked_by=world.officer, asked_at=now
    )
    world.declaration.reviews.create(
        decision="CLOSED",
        reason="A friend",
        review_on=clock.today(),
        reviewed_by=world.manager,
        reviewed_at=now,
    )
    log.record("people.people_listed", by=world.worker, detail={"words": "Okafor"})

    assert [table for table in GRANTS.with_wall if not rows_in(table)] == []
    with wall.asked_for(AnonymousUser()):
        assert [table for table in sorted(walled()) if rows_in(table)] == []


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_table_that_is_to_have_a_wall_and_does_not_exist_stops_the_command():
    with pytest.raises(UnknownNames, match="names the table people_declartion, which"):
        apply(replace(GRANTS, with_wall=["people_declartion"]))


def test_a_request_asks_for_whoever_is_signed_in_and_for_no_longer(rf):
    asked, worker, request = [], make_staff(), rf.get("/")
    page = wall.AskForTheUser(lambda request: asked.append(asked_for()))

    for request.user in (AnonymousUser(), worker):
        page(request)
        asked.append(asked_for())

    assert asked == ["", "tests", str(worker.pk), "tests"]


def test_of_ten_thousand_turns_none_is_asked_for_whoever_was_there_before(rf):
    turns = random.Random(20261130)
    carried = []

    def page(request):
        carried.append(asked_for() != str(request.user.pk or ""))
        if turns.random() < 0.1:
            raise LookupError

    asked = wall.AskForTheUser(page)
    for _ in range(10_000):
        request = rf.get("/")
        request.user = turns.choice((User(pk=1), User(pk=2), AnonymousUser()))
        with suppress(LookupError):
            asked(request)
        carried.append(asked_for() != settings.DATABASE_SERVICE)

    assert (len(carried), any(carried)) == (20_000, False)


@pytest.mark.django_db(databases=["default", "owner"])
def test_a_table_that_is_to_have_no_wall_has_none():
    grants = Grants.from_file()
    apply(replace(grants, without_wall={**grants.without_wall, "people_alert": "tried here"}))
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'people_alert'")
        assert cursor.fetchone() == (False,)
    apply(grants)
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT relrowsecurity FROM pg_class WHERE relname = 'people_alert'")
        assert cursor.fetchone() == (True,)


def asked_for() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('caserecords.user')")
        return cursor.fetchone()[0]


def rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - a name of our own
        return cursor.fetchone()[0]


def walled() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.tablename FROM pg_policies p JOIN pg_class c ON c.relname = p.tablename"
            " WHERE p.policyname = 'wall' AND c.relrowsecurity"
        )
        return {name for (name,) in cursor.fetchall()}
