"""Moves begin by themselves, jobs that ended are deleted; and how jobs stand, in numbers alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Count, Max, Min, Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

import clock
from accounts import actions, local
from audit import log

FAILED_SHOWN = 25
KEPT_DAYS = "jobs.kept_days"
# The models of the queue cannot delete.
_DELETE_ENDED = """
DELETE FROM procrastinate_jobs j
WHERE j.status NOT IN ('todo', 'doing') AND NOT EXISTS (
    SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.at >= %s)
"""
_WAITING, _DOING, _FAILED, _DONE = "todo", "doing", "failed", "succeeded"


@app.periodic(cron="*/10 * * * *")
@app.task(name="accounts.begin_moves", queue="clock", queueing_lock="accounts.begin_moves")
def begin_moves(timestamp: int) -> None:
    """Let the moves begin whose day has come: by ten past midnight, or when the worker is back."""
    actions.begin_postings(by=log.CLOCK)


@app.periodic(cron="35 3 * * *")
@app.task(name="accounts.delete_jobs", queue="clock", queueing_lock="accounts.delete_jobs")
def delete_jobs(timestamp: int) -> None:
    """Delete the jobs that ended long enough ago."""
    delete_ended()


def delete_ended(*, at: datetime | None = None) -> int:
    """Delete the jobs that ended before the days that the council set; return how many."""
    since = clock.add_days(clock.day_of(at or clock.now()), -local.settings_value(KEPT_DAYS))
    with connection.cursor() as cursor:
        cursor.execute(_DELETE_ENDED, [clock.at_time(since, 0)])
        return cursor.rowcount


@dataclass(frozen=True)
class KindOfJob:
    """One kind of job: how many wait, run, failed and were done, and how old the oldest is."""

    name: str
    waiting: int
    doing: int
    failed: int
    done: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Failure:
    """A job that failed for good, and when."""

    number: int
    name: str
    attempts: int
    at: datetime | None


def kinds() -> list[KindOfJob]:
    """Return every kind of job that was asked for and is not deleted yet, by name."""
    waits = Q(status=_WAITING)
    rows = ProcrastinateJob.objects.values("task_name").annotate(
        waiting=Count("pk", filter=waits),
        doing=Count("pk", filter=Q(status=_DOING)),
        failed=Count("pk", filter=Q(status=_FAILED)),
        done=Count("pk", filter=Q(status=_DONE)),
        first=Min("pk", filter=waits),
    )
    since = _asked_at([row["first"] for row in rows if row["first"]])
    return [
        KindOfJob(
            name=row["task_name"],
            waiting=row["waiting"],
            doing=row["doing"],
            failed=row["failed"],
            done=row["done"],
            oldest_at=since.get(row["first"]),
        )
        for row in sorted(rows, key=lambda row: row["task_name"])
    ]


def failures() -> list[Failure]:
    """Return the newest jobs that failed for good."""
    jobs = ProcrastinateJob.objects.filter(status=_FAILED).annotate(
        at=Max("procrastinateevent__at", filter=Q(procrastinateevent__type="failed"))
    )
    return [
        Failure(number=job.pk, name=job.task_name, attempts=job.attempts, at=job.at)
        for job in jobs.order_by("-pk")[:FAILED_SHOWN]
    ]


def _asked_at(numbers: list[int]) -> dict[int, datetime]:
    events = ProcrastinateEvent.objects.filter(job__in=numbers, type="deferred")
    return dict(events.values_list("job_id", "at"))
