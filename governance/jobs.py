"""Asks every night about the days before, and draws a sample of last month for each manager."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Max
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent

import clock
from audit import log
from governance import actions


@app.periodic(cron="40 2 * * *")
@app.task(name="governance.watch", queue="clock", queueing_lock="governance.watch")
def watch(timestamp: int) -> None:
    """Look at each day since the last night on which this was done, and the day before them.

    By then what should have been written about that one is written.
    """
    for day in _not_looked_at():
        actions.raise_signals(day, by=log.CLOCK)


@app.periodic(cron="20 3 * * *")
@app.task(name="governance.sample", queue="clock", queueing_lock="governance.sample")
def sample(timestamp: int) -> None:
    """Draw from last month, where the first night of this one was missed."""
    actions.draw_samples(clock.add_months(clock.today(), -1), by=log.CLOCK)


def _not_looked_at() -> Iterator[date]:
    """Return yesterday, and before it the days of nights on which no job of this kind was done."""
    yesterday = clock.add_days(clock.today(), -1)
    done = ProcrastinateEvent.objects.filter(
        job__task_name=watch.name, job__status="succeeded", type="started"
    )
    last = done.aggregate(at=Max("at"))["at"]  # one that ends after midnight looked before it
    day = min(yesterday, clock.day_of(last)) if last else yesterday
    while day <= yesterday:
        yield day
        day = clock.add_days(day, 1)
