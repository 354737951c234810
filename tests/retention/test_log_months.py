"""Whole months of the event log go when their time is over and nobody they tell of is left."""

# ruff: noqa: S608 - the attacks are put together on purpose, and from nothing given
import time
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.test import Client

import clock
from accounts.roles import Role
from audit import expiring, log, proofs, sealing, verify_log
from audit.expiring import Month
from audit.models import ChangeEntry, Event, EventDetail, Seal
from retention import jobs, log_months
from retention.actions import end_hold, hold_many
from retention.models import ScheduleChange
from retention.schedule import schedule
from tests.accounts.factories import make_staff, make_team
from tests.audit.sealed import Outside, as_owner, look, seal_apart
from tests.disclosure.factories import make_officer
from tests.people.factories import make_person

PATIENCE = 300  # seconds
MARCH, APRIL = Month(date(2018, 3, 1)), Month(date(2018, 4, 1))
_REHASH = (
    "UPDATE audit_event SET leaf = sha256('\\x00'::bytea ||"
    " convert_to(audit_event_text(audit_event), 'UTF8')) WHERE id = ANY(%s)"
)


@dataclass(frozen=True)
class Gone:
    """Somebody whose record was destroyed: only their key is left, in the log."""

    key: str


@pytest.fixture
def outside(database_of_its_own, settings, tmp_path) -> Outside:
    return seal_apart(settings, tmp_path / "seals")


@pytest.fixture
def old_log(outside, monkeypatch) -> Outside:
    """Five events of March 2018, five of April and some of today, in seals of four.

    So one seal holds events of March and April, and one of April and today.
    """
    write_in(MARCH, words="Okafor")
    write_in(APRIL)
    monkeypatch.setattr(sealing, "MOST_ROWS", 4)
    seal()
    return outside


def write_in(month: Month, *, about: object | None = None, words: str = "") -> list[int]:
    """Write five events, the third about whom is said, as if in that month."""
    user = make_staff()
    numbers = [
        log.record("people.people_listed", by=user, detail={"words": words} if words else None),
        log.record("people.about_opened", by=user, about=Gone("goneaway1")),
        log.record("people.about_opened", by=user, about=about or Gone("goneaway2")),
        log.record("accounts.signed_in", by=user),
        log.record("accounts.signed_out", by=user),
    ]
    put_in(month, numbers)
    return numbers


def put_in(month: Month, numbers: list[int]) -> None:
    with as_owner() as owner:
        owner.execute("SELECT audit_make_month(%s::timestamp)", [month.first])
        owner.commit()
    with as_owner() as owner:
        owner.execute(
            "UPDATE audit_event SET written_at = moment, happened_at = moment"
            " FROM (SELECT id AS number, %s::timestamp AT TIME ZONE 'UTC'"
            "  + make_interval(hours => 300, mins => id::integer) AS moment FROM audit_event) m"
            " WHERE id = number AND id = ANY(%s)",
            [month.first, numbers],
        )
        owner.execute(_REHASH, [numbers])
        owner.commit()


def seal() -> None:
    """Seal what was written, and then something more, until nothing can appear before it.

    That waits for whatever else is at work on the same server, such as other tests.
    """
    last = log.record("people.people_listed", by=None)
    sealing.seal_all()
    end = time.monotonic() + PATIENCE
    while True:
        log.record("people.people_listed", by=None)
        sealing.seal_all()
        if Seal.objects.latest("number").whole_to_event >= last:
            return
        assert time.monotonic() < end, "something else does not end its transaction"
        time.sleep(0.2)


def look_at(outside: Outside, attack: str = "SELECT 1") -> verify_log.Report:
    with as_owner() as owner:
        owner.execute(attack)
        return look(owner, outside)


def may_go() -> list[Month]:
    return [each.month for each in log_months.over() if not each.kept]


def test_a_month_goes_and_the_log_still_verifies(old_log, capsys, tmp_path):
    assert look_at(old_log).wrong == []
    kept = EventDetail.objects.count()

    call_command("expire_log", commit=True)

    assert capsys.readouterr().out.splitlines() == [
        "2018-03, 5 events: may go.",
        "2018-04, 5 events: may go.",
        "2018-03 went, with 5 events. Its seals stay.",
        "2018-04 went, with 5 events. Its seals stay.",
        "2 went.",
    ]
    assert not Event.objects.filter(written_at__year=2018).exists()
    assert EventDetail.objects.count() == kept - 1
    assert [each.first for each in expiring.lately()] == [APRIL.first, MARCH.first]
    report = look_at(old_log)
    assert (report.wrong, report.expired) == ([], 10)
    assert any("says that the 5 events of 2018-03 expired" in note for note in report.notes)
    call_command("export_log", tmp_path / "log")
    exported = verify_log.check_export(tmp_path / "log", old_log.keys, old_log.checkpoints)
    assert (exported.wrong, exported.expired) == ([], 10)


def test_nothing_goes_unless_that_is_asked_for(old_log, capsys):
    call_command("expire_log")

    assert "2 may go. Nothing was done" in capsys.readouterr().out
    assert Event.objects.filter(written_at__year=2018).count() == 10


def test_a_month_with_one_event_about_a_record_that_is_here_stays(outside, capsys):
    write_in(MARCH)
    write_in(APRIL, about=make_person())
    seal()

    call_command("expire_log", commit=True)

    assert "2018-04, 5 events: kept: a record that it tells of is still here." in (
        capsys.readouterr().out
    )
    assert Event.objects.filter(written_at__year=2018).count() == 5
    with pytest.raises(DatabaseError, match="audit_event_2018_04 is kept"):
        log_months.expire(APRIL)
    report = look_at(outside)
    assert (report.wrong, report.expired) == ([], 5)


def test_a_hold_on_many_records_keeps_the_months_into_which_its_days_reach(old_log):
    officer, other = make_officer(), make_officer()
    hold = hold_many(
        kind="INQUIRY",
        reason="A public inquiry",
        authority="Letter of 3 May",
        review_on=clock.add_days(clock.today(), 90),
        by=officer,
        team=make_team(),
        since=date(2018, 4, 30),
    )

    assert [(each.month, each.kept) for each in log_months.over()] == [
        (MARCH, []),
        (APRIL, ["a hold on many records reaches into it"]),
    ]
    end_hold(hold, reason="It is over", by=other)
    assert may_go() == [MARCH, APRIL]


def test_the_time_is_six_years_after_the_month_unless_the_council_decided_another(outside):
    assert schedule().classes["access_audit"].length == 6
    this_month = clock.today().replace(day=1)
    over = Month(clock.add_months(this_month, -73))
    write_in(over)
    write_in(Month(clock.add_months(this_month, -72)))
    seal()

    assert may_go() == [over]
    officer = make_officer()
    ScheduleChange.objects.create(
        class_key="access_audit",
        length=7,
        disposal="destroy",
        basis="The council",
        authority="verified",
        reason="Claims come late",
        starts_on=clock.today(),
        state="IN_FORCE",
        asked_by=officer,
        asked_at=clock.now(),
        worked_out_at=clock.now(),
        decided_by=make_officer(),
        decided_at=clock.now(),
    )
    assert may_go() == []


def test_a_month_that_is_not_all_sealed_stays(outside):
    write_in(MARCH)

    assert [each.kept for each in log_months.over()] == [["not all of it is sealed"]]


def test_a_month_that_was_taken_away_without_a_word_is_found(old_log):
    wrong = look_at(
        old_log,
        "DELETE FROM audit_eventdetail WHERE event <= 5; DROP TABLE audit_event_2018_03",
    ).wrong

    assert wrong == [
        "events 1 to 4 are missing, which seal 1 holds",
        "event 5 is missing, which seal 2 holds",
    ]


@pytest.mark.parametrize(
    ("attack", "named"),
    [
        (
            "UPDATE audit_event SET actor = 'X' WHERE id = 6;" + _REHASH.replace("ANY(%s)", "6"),
            "seal 2 does not agree with its events",
        ),
        ("DELETE FROM audit_event WHERE id = 6", "event 6 is missing, which seal 2 holds"),
        (
            "UPDATE audit_event SET id = 5 WHERE id = 6;" + _REHASH.replace("ANY(%s)", "5"),
            "event 5 stands here, and a seal says that it expired",
        ),
        (
            "UPDATE audit_seal SET body = replace(body, 'expired: 1-5', 'expired: 1-6')",
            "is not signed by a key that is trusted",
        ),
    ],
)
def test_what_shares_a_seal_with_what_expired_is_still_proved(old_log, attack, named):
    log_months.expire(MARCH)

    assert look_at(old_log).wrong == []
    assert any(named in each for each in look_at(old_log, attack).wrong)


def test_of_such_a_seal_a_proof_can_still_be_made(old_log, tmp_path):
    log_months.expire(MARCH)
    path = tmp_path / "proof.json"

    call_command("prove_event", 6, path)

    assert "Event 6 was in the log when seal 2 was made" in verify_log.check_proof(
        path, old_log.keys, old_log.checkpoints
    )
    with pytest.raises(proofs.NotSealed, match="Event 5 expired with its month"):
        proofs.proof_of(5)


def test_a_month_goes_only_with_a_seal_that_names_its_events_and_no_other(old_log):
    for number in (1, 999):
        with pytest.raises(DatabaseError, match="does not name the events"):
            take_away(MARCH, number)
    with pytest.raises(DatabaseError, match="is kept"):
        take_away(Month(clock.today().replace(day=1)), 1)


def take_away(month: Month, seal: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_expire_month(%s::timestamp, %s)", [month.first, seal])


def test_words_and_field_changes_that_went_with_a_record_stay_accounted_for(outside):
    user = make_staff()
    user.job_title = "Another"
    user.save()
    number = ChangeEntry.objects.latest("pk").pk
    destroyed = log.record(
        "retention.record_erased",
        by=log.CLOCK,
        about=Gone("goneaway1"),
        shown=[f"changes:{number}"],
    )
    erased = log.record("retention.batch_erased", by=log.CLOCK, shown=[f"words:{destroyed + 2}"])
    put_in(MARCH, [destroyed, erased])
    worded = log.record("people.people_listed", by=user, detail={"words": "Okafor"})
    log.record("people.about_opened", by=user, about=Gone("goneaway1"), detail={"words": "Okafor"})
    seal()
    with as_owner() as owner:
        owner.execute("DELETE FROM audit_changeentry WHERE id = %s", [number])
        owner.execute("DELETE FROM audit_eventdetail WHERE subject = 'goneaway1'")
        owner.execute("DELETE FROM audit_subjectkey WHERE subject = 'goneaway1'")
        owner.commit()
    assert look_at(outside).wrong == [
        f"the words of event {worded} are here, which the log says went"
    ]
    with as_owner() as owner:
        owner.execute("DELETE FROM audit_eventdetail WHERE event = %s", [worded])
        owner.commit()
    assert look_at(outside).wrong == []

    log_months.expire(MARCH)

    assert look_at(outside).wrong == []


def test_nothing_goes_while_the_log_is_not_sealed_as_it_should_be(old_log):
    with as_owner() as owner:
        owner.execute("UPDATE audit_seal SET body = replace(body, 'Council', 'Counsel')")
        owner.commit()

    with pytest.raises(CommandError, match="2018-03 stays: The event log is not sealed"):
        call_command("expire_log", commit=True)

    assert Event.objects.filter(written_at__year=2018).count() == 10


def test_the_page_of_seals_says_which_months_may_go_and_none_goes_by_itself(old_log):
    client = Client()
    client.force_login(make_staff(Role.RECORDS_OFFICER))
    assert "Months whose time is over" not in client.get("/log/seals/").text

    jobs.look_at_log_months(0)

    assert "March 2018, April 2018. Nothing goes by itself" in client.get("/log/seals/").text
    assert Event.objects.filter(written_at__year=2018).count() == 10
    log_months.expire(MARCH)
    assert "April 2018. Nothing goes by itself" in client.get("/log/seals/").text
    assert "March 2018, April" not in client.get("/log/seals/").text


def test_the_page_of_seals_says_which_months_went(old_log):
    log_months.expire(MARCH)
    client = Client()
    client.force_login(make_staff(Role.RECORDS_OFFICER))

    page = client.get("/log/seals/").text

    assert "Months that expired" in page
    assert "March 2018" in page
    assert "April 2018" not in page
