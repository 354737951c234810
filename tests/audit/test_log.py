import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from audit import context, log
from audit.models import Event, EventDetail
from tests.accounts.factories import make_staff
from tests.people.factories import make_person

pytestmark = pytest.mark.django_db


def test_an_event_holds_references_and_no_names():
    person, user = make_person(family_name="Okafor"), make_staff(name="Fola Test")

    with context.of_request("127.0.0.1") as trace:
        log.record("people.about_opened", by=user, about=person, shown=("record",))

    event = Event.objects.get()
    assert (event.actor, event.subjects, event.kind) == (user.staff_number, [person.key], "VIEW")
    assert (event.request_id, event.address, event.shown) == (
        trace.request_id,
        "127.0.0.1",
        ["record"],
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(audit_event)::text FROM audit_event")
        row = cursor.fetchone()[0]
    assert "Okafor" not in row
    assert "Fola" not in row


def test_words_stand_apart_bound_by_a_keyed_digest():
    person, user = make_person(), make_staff()

    number = log.record(
        "people.reason_given", by=user, about=person, detail={"words": "Duty call from daughter"}
    )

    event, detail = Event.objects.get(pk=number), EventDetail.objects.get(event=number)
    assert detail.subject == person.key
    assert log.detail_is_whole(event.detail_digest, detail)
    detail.fields = {"words": "Something else"}
    assert not log.detail_is_whole(event.detail_digest, detail)


def test_an_unknown_verb_is_refused():
    with pytest.raises(ValueError, match=r"people\.thing_guessed"):
        log.record("people.thing_guessed", by=make_staff())


def test_an_event_goes_with_its_transaction():
    class Undo(Exception):
        pass

    def log_and_fail():
        log.record("people.people_listed", by=make_staff())
        raise Undo

    with pytest.raises(Undo):
        transaction.atomic(log_and_fail)()

    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'someone else'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "INSERT INTO audit_event (verb) VALUES ('x')",
        "UPDATE audit_eventdetail SET fields = '{}'",
        "DELETE FROM audit_eventdetail",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
    ],
)
def test_the_database_refuses_the_application_any_change_to_the_log(statement):
    log.record("people.people_listed", by=make_staff(), detail={"words": "x"})

    with (
        pytest.raises(DatabaseError, match=r"permission denied|must be owner"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
