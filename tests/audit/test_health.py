"""What the page of seals says of how sealing stands."""

from datetime import timedelta

from django.test import Client

from accounts.roles import Role
from audit import log, sealing
from tests.accounts.factories import make_staff
from tests.audit.sealed import as_owner, write_a_log


def page() -> str:
    client = Client()
    client.force_login(make_staff(Role.RECORDS_OFFICER))
    return client.get("/log/seals/").text


def test_all_is_well_when_the_newest_seal_stands_outside_too(outside):
    write_a_log(seals=2)

    shown = page()

    assert "Sealing is up to date" in shown
    assert "Seal 2 was made" in shown


def test_what_waits_too_long_for_a_seal_is_said(outside, monkeypatch):
    write_a_log(seals=1)
    log.record("people.people_listed", by=None)
    now = sealing._now()
    monkeypatch.setattr(sealing, "_now", lambda: now + sealing.LATE + timedelta(seconds=1))

    shown = page()

    assert "Sealing is late" in shown
    assert "up to date" not in shown


def test_a_replaced_log_is_said(outside):
    write_a_log(seals=2)
    with as_owner() as owner:
        owner.execute("UPDATE audit_seal SET body = replace(body, 'Council', 'Counsel')")
        owner.commit()

    assert "is not the one inside" in page()


def test_lost_checkpoints_are_said(outside):
    write_a_log(seals=1)
    sealing.checkpoints_file().unlink()

    assert "is not the one inside" in page()


def test_a_month_that_nobody_made_is_said_and_loses_nothing(outside):
    with as_owner() as owner:
        (name,) = owner.execute(
            "SELECT 'audit_event_' || to_char(now() AT TIME ZONE 'UTC', 'YYYY_MM')"
        ).fetchone()
        owner.execute(f"DROP TABLE {name}")
        owner.commit()
    write_a_log(seals=1)

    assert "A month was not made in time" in page()


def test_a_backup_that_was_put_back_is_said(outside):
    write_a_log(seals=3)
    with as_owner() as owner:
        owner.execute("DELETE FROM audit_seal WHERE number > 1")
        owner.commit()
    log.record("people.people_listed", by=None)
    sealing.seal_all()

    assert "A backup was put back" in page()
