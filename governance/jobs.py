"""Asks every night about the days before, and draws a sample for each manager every month."""

from procrastinate.contrib.django import app

import clock
from audit import log
from governance import actions


@app.periodic(cron="40 2 * * *")
@app.task(name="governance.watch", queue="clock", queueing_lock="governance.watch")
def watch(timestamp: int) -> None:
    """Look at yesterday, and at the day before for what should have been written by now."""
    actions.raise_signals(clock.add_days(clock.today(), -1), by=log.CLOCK)


@app.periodic(cron="20 3 1 * *")
@app.task(name="governance.sample", queue="clock", queueing_lock="governance.sample")
def sample(timestamp: int) -> None:
    """Draw from last month."""
    actions.draw_samples(clock.add_months(clock.today(), -1), by=log.CLOCK)
