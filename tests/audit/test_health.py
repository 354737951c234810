"""What the page of seals says of how sealing stands."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from psycopg.conninfo import make_conninfo

import clock
from accounts.roles import Role
from audit import jobs, log, sealing
from tests.accounts.factories import make_staff
from tests.audit.sealed import as_owner, write_a_log


@pytest.fixture
def address(outside, monkeypatch):
    """Where the nightly look finds the database of the test."""
    given = connection.settings_dict
    monkeypatch.setenv(
        "DATABASE_URL",
        make_conninfo(
            host=given["HOST"],
            port=given["PORT"] or 5432,
            user=given["USER"],
            password=given["PASSWORD"],
            dbname=given["NAME"],
        ),
    )


def home(role: Role) -> str:
    client = Client()
    client.force_login(make_staff(role))
    return client.get("/").text


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

    shown = page()

    assert "The copies of the seals outside the database are gone" in shown
    assert "up to date" not in shown


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

    assert "A backup was put back, and nobody has said why" in page()

    client = Client()
    client.force_login(make_staff(Role.RECORDS_OFFICER))
    answer = client.post("/log/seals/4/", {"reason": ""})
    assert "Enter why it was put back" in answer.text
    answer = client.post("/log/seals/4/", {"reason": "A disk failed; the council decided."})
    assert answer.url == "/log/seals/"
    sealing.seal_all()

    shown = page()
    assert "nobody has said why" not in shown
    assert "A backup was put back" in shown
    assert client.get("/log/seals/4/").status_code == 404


def test_the_whole_log_is_looked_at_every_night_and_whoever_reads_it_is_told(
    outside, monkeypatch, address
):
    write_a_log(seals=2)
    assert "The whole log was not checked yet" in page()

    jobs.look(0)

    assert "The whole log was checked" in page()
    assert "The event log" not in home(Role.RECORDS_OFFICER)

    with as_owner() as owner:
        owner.execute("UPDATE audit_event SET actor = 'X9999' WHERE id = 7")
        owner.commit()
    jobs.look(0)

    assert "event 7 was altered" in page()
    assert "It is not what was sealed" in home(Role.RECORDS_OFFICER)
    assert "It is not what was sealed" in home(Role.DATA_PROTECTION_OFFICER)
    assert "It is not what was sealed" not in home(Role.PRACTITIONER)


def test_a_night_without_a_look_is_told(outside, monkeypatch, address):
    write_a_log(seals=1)
    jobs.look(0)
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=40))

    assert "The whole log was not checked last night" in page()
    assert "It has not been checked since" in home(Role.RECORDS_OFFICER)
