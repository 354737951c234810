"""Whatever is done to what was signed, even by the owner of its tables, is found and named."""

# ruff: noqa: S608 - the attacks are put together on purpose, and from nothing given
import uuid

import pytest

from audit import sealing
from records import actions
from records.models import EntryVersion, Removal
from tests import databases
from tests.accounts.factories import make_staff
from tests.audit.sealed import as_owner, look, seal_apart
from tests.people.factories import make_person, make_worker_of
from tests.records.factories import make_entry, note_values

SAID = {"field": "statements", "kind": "fact", "text": "Mr Okafor walks with a frame."}
SOURCE = {"details": {"source": "First-hand"}}


@pytest.fixture(scope="module")
def outside_of_all(django_db_setup, django_db_blocker, tmp_path_factory):
    """Two entries in a sealed log, one of them corrected: each attack is undone afterwards."""
    from django.conf import settings

    kept = settings.SEAL_KEY, settings.SEAL_FOLDER
    with django_db_blocker.unblock():
        name = databases.fresh_database()
        with databases.connected_to(name):
            outside = seal_apart(settings, tmp_path_factory.mktemp("seals"))
            person = make_person()
            worker = make_worker_of(person)
            make_entry(person=person, by=worker)
            entry = make_entry(person=person, by=worker, statements=[SAID | SOURCE])
            actions.correct_entry(
                entry=entry,
                by=worker,
                submission=uuid.uuid4(),
                values=note_values(discussion="He walks with two sticks."),
                statements=[SAID | SOURCE],
                reason="He had no frame.",
            )
            make_staff(name="Somebody else")
            sealing.seal_all()
            yield outside
        databases.drop_database(name)
    settings.SEAL_KEY, settings.SEAL_FOLDER = kept


LAST = "(SELECT max(id) FROM records_entryversion)"


@pytest.fixture
def attack(outside_of_all):
    """Do something to the entries as their owner, and return what is then found wrong."""

    def did(statement: str) -> list[str]:
        with as_owner() as owner:
            owner.execute("SELECT set_config('caserecords.user', 'owner', true)")
            assert owner.execute(statement).rowcount > 0
            return look(owner, outside_of_all).wrong

    return did


def test_texts_that_nobody_touched_are_whole(outside_of_all):
    with as_owner() as owner:
        report = look(owner, outside_of_all)

    assert (report.wrong, report.versions) == ([], 3)
    assert "3 signed texts compared" in str(report)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_entryversion SET digest = repeat('f', 64), values ="
        f" jsonb_set(values, '{{discussion}}', '\"He ran.\"') WHERE id = {LAST}",
        f'UPDATE records_entryversion SET gaps = \'{{"advice": "none"}}\' WHERE id = {LAST}',
        f"UPDATE records_entryversion SET reason = 'A slip' WHERE id = {LAST}",
        f"UPDATE records_entryversion SET signed_at = now() WHERE id = {LAST}",
        "UPDATE records_entryversion SET signed_by_id ="
        f" (SELECT id FROM accounts_user WHERE name = 'Somebody else') WHERE id = {LAST}",
        f"UPDATE records_statement SET text = 'He ran.' WHERE version_id = {LAST}",
        f"UPDATE records_statement SET kind = 'opinion' WHERE version_id = {LAST}",
        f"UPDATE records_statement SET details = '{{}}' WHERE version_id = {LAST}",
        f"DELETE FROM records_statement WHERE version_id = {LAST}",
    ],
)
def test_a_text_rewritten_together_with_its_digest_is_named(attack, statement):
    wrong = attack(statement)

    assert len(wrong) == 1
    assert wrong[0].startswith("version 2 of entry ")
    assert " is not what was signed in event " in wrong[0]


def test_a_version_taken_out_and_one_put_in_are_named(attack):
    wrong = attack(f"UPDATE records_entryversion SET number = 3 WHERE id = {LAST}")

    assert "version 2 of entry" in wrong[0]
    assert "is missing, which event" in wrong[0]
    assert "version 3 of entry" in wrong[1]
    assert "was put in: no event tells of its signature" in wrong[1]


def test_another_event_of_the_same_signature_changes_nothing(attack):
    """Whoever may write to the log may say again what was signed, and is not believed."""
    wrong = attack(
        "INSERT INTO audit_event SELECT (jsonb_populate_record(e, '{\"id\": 7000}')).*"
        " FROM audit_event e WHERE verb = 'records.entry_corrected';"
        " INSERT INTO audit_eventdetail (event, subject, fields, salt)"
        ' SELECT 7000, d.subject, \'{"digest": "f00"}\', d.salt FROM audit_eventdetail d'
        " JOIN audit_event e ON e.id = d.event WHERE e.verb = 'records.entry_corrected'"
        " AND e.id < 7000"
    )

    assert any("version 3 of entry" in each and "is missing" in each for each in wrong)


def test_an_entry_moved_to_another_record_is_proved_there(
    database_of_its_own, settings, tmp_path, django_db_blocker
):
    outside = seal_apart(settings, tmp_path / "seals")
    person, right = make_person(), make_person()
    worker, manager = make_worker_of(person), make_worker_of(person, "MANAGER")
    entry = make_entry(person=person, by=worker)
    asked = actions.ask_to_move(entry=entry, to=right, reason="Wrong record", by=worker)
    moved = actions.agree_to_removal(removal=asked, by=manager)
    sealing.seal_all()

    with as_owner() as owner:
        report = look(owner, outside)
        owner.execute("SELECT set_config('caserecords.user', 'owner', true)")
        owner.execute(
            "UPDATE records_entryversion SET values = '{}' WHERE entry_id = %s", [moved.became_id]
        )
        wrong = look(owner, outside).wrong

    assert (report.wrong, report.versions) == ([], 2)
    assert moved.kind == Removal.Kind.MOVE
    assert len(wrong) == 1
    assert f"version 1 of entry {moved.became.key} is not what was signed" in wrong[0]
    assert EntryVersion.objects.count() == 2
