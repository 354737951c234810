"""Seals every minute, looks at the whole log every night, and makes its months beforehand."""

from django.db import connection
from procrastinate.contrib.django import app

from audit import looking, sealing

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


# In a queue of its own: it takes minutes in a long log, and sealing goes on meanwhile.
@app.periodic(cron="40 2 * * *")
@app.task(name="audit.look", queue="proof", queueing_lock="audit.look")
def look(timestamp: int) -> None:
    """Look at the whole log. What is wrong stands on the home page of information governance."""
    looking.look()
