"""What is sealed and when: nothing is left out, and nothing twice, whoever writes meanwhile."""

import threading

import psycopg
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction

import clock
from accounts.roles import Role
from audit import log, sealing, verify_log
from audit.models import Event, Seal
from governance import actions
from tests.accounts.factories import make_staff
from tests.audit.sealed import as_owner, look, write_a_log


def test_a_log_that_nobody_touched_is_whole(outside):
    write_a_log()

    with as_owner() as owner:
        report = look(owner, outside)

    assert report.wrong == []
    assert (report.seals, report.events, report.unsealed) == (3, Event.objects.count(), 0)
    assert report.changes > 0


def test_signs_that_the_way_from_the_database_escapes_are_whole_too(outside):
    odd = 'a\\b \\\\N "c" \t\n\x01\x7f \\n é'
    log.record("people.about_opened", by=make_staff(), target=odd, shown=[odd, "", "NULL", "{}"])
    sealing.seal_all()

    with as_owner() as owner:
        assert look(owner, outside).wrong == []


def test_moments_are_whole_however_many_digits_they_have(outside):
    user, now = make_staff(), clock.now()
    for microsecond in (0, 1, 100_000, 120_345, 999_999):
        at = now.replace(microsecond=microsecond)
        log.record("people.about_opened", by=user, at=at)
    sealing.seal_all()

    with as_owner() as owner:
        owner.execute("SET datestyle = 'SQL, DMY'")
        assert look(owner, outside).wrong == []


def test_nothing_new_makes_no_seal(outside):
    write_a_log(seals=1)

    assert sealing.seal_all() == 0


def test_what_is_still_being_written_waits_for_a_later_seal(outside):
    user = make_staff()
    begun, may_end = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            log.record("people.people_listed", by=user)
            begun.set()
            may_end.wait(10)
        connections.close_all()

    slow = threading.Thread(target=write_slowly)
    slow.start()
    begun.wait(10)
    log.record("people.people_listed", by=user)
    sealing.seal_all()
    may_end.set()
    slow.join()
    log.record("people.people_listed", by=user)
    sealing.seal_all()

    with as_owner() as owner:
        report = look(owner, outside)
    assert (report.wrong, report.unsealed) == ([], 0)


def test_what_was_undone_leaves_a_gap_that_is_no_fault(outside):
    user = make_staff()
    log.record("people.people_listed", by=user)
    with transaction.atomic():
        log.record("people.people_listed", by=user)
        transaction.set_rollback(True)
    log.record("people.people_listed", by=user)
    sealing.seal_all()

    with as_owner() as owner:
        assert look(owner, outside).wrong == []


def test_many_writers_and_a_sealer_lose_nothing(outside):
    user = make_staff()
    ending = threading.Event()

    def write():
        for number in range(40):
            with transaction.atomic():
                log.record("people.people_listed", by=user)
                if number % 7 == 0:
                    transaction.set_rollback(True)
        connections.close_all()

    def keep_sealing():
        while not ending.is_set():
            sealing.seal_all()
        connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(4)]
    sealer = threading.Thread(target=keep_sealing)
    sealer.start()
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    ending.set()
    sealer.join()
    sealing.seal_all()

    with as_owner() as owner:
        report = look(owner, outside)
    assert (report.wrong, report.unsealed) == ([], 0)
    assert Seal.objects.count() > 1


def test_sealing_goes_on_in_a_cluster_that_counts_transactions_anew(outside):
    """As after a dump and a restore."""
    write_a_log(seals=1)
    user = make_staff()
    log.record("people.people_listed", by=user)
    with as_owner() as owner:
        owner.execute("UPDATE audit_seal SET next_transaction = 8000000000")
        owner.commit()
    log.record("people.people_listed", by=user)
    sealing.seal_all()
    log.record("people.people_listed", by=user)
    sealing.seal_all()

    with as_owner() as owner:
        report = look(owner, outside, checkpoints=False)
    assert (report.wrong, report.unsealed) == ([], 0)


def test_a_large_batch_becomes_several_seals(outside, monkeypatch):
    monkeypatch.setattr(sealing, "MOST_ROWS", 5)
    user = make_staff()
    for _ in range(13):
        log.record("people.people_listed", by=user)

    assert sealing.seal_all() >= 3

    with as_owner() as owner:
        report = look(owner, outside)
    assert (report.wrong, report.unsealed) == ([], 0)


def test_another_key_may_follow_and_the_old_seals_hold(outside, settings):
    write_a_log(seals=1)
    settings.SEAL_KEY = str(outside.folder / "second.key")
    log.record("people.people_listed", by=None)
    sealing.seal_all()

    with as_owner() as owner:
        assert look(owner, outside).wrong == []
    assert len(outside.keys) == 2


def test_a_seal_that_did_not_get_outside_follows_with_the_next(outside):
    write_a_log(seals=2)
    path = sealing.checkpoints_file()
    first = path.read_text().split("\n\n")[0]
    path.write_text(first + "\n\n" + "case-record-seal/1\norigin: half writ")

    log.record("people.people_listed", by=None)
    sealing.seal_all()

    assert [seal.number for seal in outside.checkpoints] == [1, 2, 3]


def test_an_old_backup_put_back_is_noticed_and_told_for_ever(outside):
    write_a_log(seals=3)
    with as_owner() as owner:
        owner.execute("DELETE FROM audit_seal WHERE number > 1")
        owner.execute("DELETE FROM audit_event WHERE id > (SELECT last_event FROM audit_seal)")
        owner.execute("DELETE FROM audit_changeleaf")
        owner.execute("DELETE FROM audit_changeentry")
        owner.execute(
            "DELETE FROM audit_eventdetail WHERE event > (SELECT max(id) FROM audit_event)"
        )
        assert any("old backup" in each for each in look(owner, outside).wrong)
        owner.commit()

    log.record("people.people_listed", by=None)
    sealing.seal_all()
    sealing.seal_all()

    assert Event.objects.filter(verb="audit.restore_noticed").count() == 1
    assert Seal.objects.filter(number=4).exists()
    with as_owner() as owner:
        wrong = look(owner, outside).wrong
    assert any("2 later seals are in the checkpoints alone, and nobody" in each for each in wrong)


def test_a_cut_end_is_wrong_until_somebody_accounts_for_it_and_is_told_for_ever(outside):
    write_a_log(seals=3)
    with as_owner() as owner:
        owner.execute("DELETE FROM audit_event WHERE id > 16")
        owner.execute("DELETE FROM audit_seal WHERE number > 2")
        owner.execute("DELETE FROM audit_eventdetail WHERE event > 16")
        owner.execute(
            "DELETE FROM audit_changeentry WHERE id > (SELECT max(last_change) FROM audit_seal)"
        )
        owner.execute(
            "DELETE FROM audit_changeleaf WHERE change > (SELECT max(last_change) FROM audit_seal)"
        )
        owner.commit()
    sealing.seal_all()
    log.record("people.people_listed", by=None)
    sealing.seal_all()

    with as_owner() as owner:
        wrong = look(owner, outside).wrong
    assert wrong == [
        "before seal 4 the database was restored to seal 2: 1 later seals are in the checkpoints"
        " alone, and nobody has accounted for it"
    ]
    assert not sealing.health().is_well

    officer = make_staff(Role.RECORDS_OFFICER)
    with pytest.raises(PermissionDenied):
        actions.account_for_restore(seal=4, reason="A disk failed.", by=make_staff())
    actions.account_for_restore(seal=4, reason="A disk failed.", by=officer)
    with pytest.raises(ValidationError):
        actions.account_for_restore(seal=4, reason="Again", by=officer)
    sealing.seal_all()

    with as_owner() as owner:
        report = look(owner, outside)
    assert report.wrong == []
    assert any(note.endswith("holds who accounted for it") for note in report.notes)
    assert sealing.health().is_well


def test_checkpoints_that_are_gone_are_begun_again_by_a_named_person_alone(outside):
    write_a_log(seals=2)
    sealing.checkpoints_file().unlink()

    log.record("people.people_listed", by=None)
    sealing.seal_all()

    assert not sealing.checkpoints_file().exists()
    assert not sealing.health().is_well

    with pytest.raises(CommandError, match="Nobody"):
        call_command("begin_checkpoints", "--by", "N0", "--because", "A full disk")
    with pytest.raises(CommandError, match="Only a records officer"):
        call_command(
            "begin_checkpoints", "--by", make_staff().staff_number, "--because", "A full disk"
        )
    officer = make_staff(Role.RECORDS_OFFICER)
    call_command(
        "begin_checkpoints", "--by", officer.staff_number, "--because", "A full disk", verbosity=0
    )
    sealing.seal_all()

    event = Event.objects.get(verb="audit.checkpoints_begun_again")
    assert event.actor == officer.staff_number
    assert [seal.number for seal in outside.checkpoints] == [1, 2, 3, 4]
    with as_owner() as owner:
        report = look(owner, outside)
    assert report.wrong == []
    assert "seal 4 says that the checkpoints had been lost and were begun again" in report.notes
    with pytest.raises(CommandError, match="are there"):
        call_command("begin_checkpoints", "--by", officer.staff_number, "--because", "Again")


def test_the_application_can_neither_change_nor_remove_a_seal(outside):
    write_a_log(seals=1)

    for statement in ("UPDATE audit_seal SET number = 9", "DELETE FROM audit_changeleaf"):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement)


def test_months_are_made_before_they_come_and_hold_what_is_written(database_of_its_own):
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_make_months(5)")
        assert cursor.fetchone() == (2,)
    number = log.record("people.people_listed", by=None)

    with as_owner() as owner:
        month = owner.execute(
            "SELECT tableoid::regclass::text, to_char(written_at AT TIME ZONE 'UTC', 'YYYY_MM')"
            " FROM audit_event WHERE id = %s",
            [number],
        ).fetchone()
    assert month[0] == f"audit_event_{month[1]}"


def test_a_partition_is_closed_to_the_application(database_of_its_own):
    log.record("people.people_listed", by=None)
    with as_owner() as owner:
        (name,) = owner.execute(
            "SELECT DISTINCT tableoid::regclass::text FROM audit_event"
        ).fetchone()

    for statement in ("SELECT FROM {}", "DELETE FROM {}", "TRUNCATE {}"):
        with pytest.raises(Exception, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(statement.format(name))


def test_not_even_the_owner_empties_a_month_by_accident(database_of_its_own):
    log.record("people.people_listed", by=None)
    with as_owner() as owner:
        (name,) = owner.execute(
            "SELECT DISTINCT tableoid::regclass::text FROM audit_event"
        ).fetchone()
        owner.rollback()
        for statement in ("TRUNCATE {}", "DELETE FROM {}", "TRUNCATE audit_event"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(statement.format(name))
            owner.rollback()


def test_known_roots():
    """The roots of RFC 6962's own example: inputs of 0 to 8 leaves."""
    texts = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
    leaves = [verify_log.sha256(b"\x00" + bytes.fromhex(text)).digest() for text in texts]
    leaves.append(
        verify_log.sha256(b"\x00" + bytes.fromhex("606162636465666768696a6b6c6d6e6f")).digest()
    )
    starts = {0: "e3b0c442", 1: "6e340b9c", 7: "ddb89be4", 8: "5dc9da79"}
    ends = {0: "b855", 1: "a01d", 7: "4c8c", 8: "4328"}
    for size, start in starts.items():
        root = verify_log.Tree(leaves[:size]).root.hex()
        assert (root[:8], root[-4:]) == (start, ends[size])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13, 64, 65])
def test_the_way_from_each_leaf_leads_to_the_root(size):
    leaves = [verify_log.leaf_of(str(number)) for number in range(size)]
    root = verify_log.Tree(leaves).root
    for index, leaf in enumerate(leaves):
        path = verify_log.path_to(leaves, index)
        assert verify_log.root_along(leaf, index, size, path) == root
        assert verify_log.root_along(verify_log.leaf_of("x"), index, size, path) != root


@pytest.mark.parametrize("size", range(40))
@pytest.mark.parametrize("at_once", [3, 8, 9])
def test_leaves_that_are_put_in_together_give_the_same_root(monkeypatch, size, at_once):
    monkeypatch.setattr(verify_log.Tree, "BUNCH", 8)
    leaves = [verify_log.leaf_of(str(number)) for number in range(size)]
    tree = verify_log.Tree()

    for first in range(0, size, at_once):
        tree.extend(leaves[first : first + at_once])

    assert (tree.size, tree.root) == (size, verify_log.Tree(leaves).root)


def test_events_that_were_written_many_at_once_are_whole_too(outside):
    write_a_log()
    pairs = [(f"person{number}", f"entry{number}") for number in range(3)]

    written = log.record_alike(
        "people.allocation_moved_in",
        by=make_staff(),
        of=pairs,
        target_kind="records.entry",
        details=[{"words": "Northgate"}] * 3,
        at=clock.now(),
    )
    sealing.seal_all()

    with as_owner() as owner:
        report = look(owner, outside)
    many = Event.objects.filter(verb="people.allocation_moved_in").order_by("pk")
    assert written == 3
    assert [(event.subjects, event.target) for event in many] == [([a], b) for a, b in pairs]
    assert (report.wrong, report.unsealed) == ([], 0)
