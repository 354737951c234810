"""Moves begin by themselves; and how background jobs stand, in numbers alone."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob

from accounts import actions
from audit import log

FAILED_SHOWN = 25
_WAITING, _DOING, _FAILED, _DONE = "todo", "doing", "failed", "succeeded"


@app.periodic(cron="*/10 * * * *")
@app.task(name="accounts.begin_moves", queue="clock", queueing_lock="accounts.begin_moves")
def begin_moves(timestamp: int) -> None:
    """Let the moves begin whose day has come: by ten past midnight, or when the worker is back."""
    actions.begin_postings(by=log.CLOCK)


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
    """Return every kind of job that was ever asked for, by name."""
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
