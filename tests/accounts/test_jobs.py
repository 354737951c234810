"""Background jobs that have ended are deleted after the days that the council set."""

import pytest
from django.db import connection

import clock
from accounts import jobs
from accounts.models import SettingChange
from accounts.roles import Role
from tests.accounts.factories import make_staff

pytestmark = pytest.mark.django_db


def make_job(status: str, *, days: int) -> int:
    """A job of which something was said so many days ago."""
    at = clock.at_time(clock.add_days(clock.today(), -days), 12)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('copies', 'disclosure.make_copy', '{\"export_key\": \"k7m4qx\"}', %s)"
            " RETURNING id",
            [status],
        )
        (number,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_events SET at = %s WHERE job_id = %s", [at, number])
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, 'succeeded', %s)",
            [number, at],
        )
    return number


def left() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs")
        return {number for (number,) in cursor.fetchall()}


def test_what_ended_goes_after_its_days_and_what_waits_or_runs_stays():
    over = {make_job(status, days=31) for status in ("succeeded", "failed", "cancelled")}
    kept = {make_job(status, days=30) for status in ("succeeded", "failed")}
    kept |= {make_job(status, days=400) for status in ("todo", "doing")}

    assert jobs.delete_ended() == len(over)

    assert left() == kept


def test_a_job_that_began_by_the_clock_is_deleted_too():
    number = make_job("succeeded", days=40)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_periodic_defers (task_name, defer_timestamp, job_id)"
            " VALUES ('audit.seal', 1, %s)",
            [number],
        )

    jobs.delete_jobs(timestamp=0)

    assert left() == set()


def test_the_days_are_the_councils_and_the_page_says_them(client):
    administrator = make_staff(Role.SYSTEM_ADMINISTRATOR)
    SettingChange.objects.create(
        key=jobs.KEPT_DAYS,
        old=30,
        new=5,
        reason="Less is better",
        changed_by=administrator,
        changed_at=clock.now(),
    )
    make_job("succeeded", days=6)
    kept = make_job("succeeded", days=5)

    jobs.delete_ended()

    assert left() == {kept}
    client.force_login(administrator)
    assert "are deleted 5 days later" in client.get("/administration/jobs/").text
