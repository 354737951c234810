"""Seals every minute, and makes the months of the event log before they come."""

from django.db import connection
from procrastinate.contrib.django import app

from audit import sealing

MONTHS_AHEAD = 3


@app.periodic(cron="* * * * *")
@app.task(name="audit.seal", queue="clock", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:
    """Seal whatever was written and has not been sealed."""
    sealing.seal_all()


@app.periodic(cron="15 1 * * *")
@app.task(name="audit.make_months", queue="clock", queueing_lock="audit.make_months")
def make_months(timestamp: int) -> None:
    """Make a partition for each of the next months, if there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_make_months(%s)", [MONTHS_AHEAD])
