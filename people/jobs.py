"""Says every night which restrictions are to be looked at again, are late, or have ended."""

from procrastinate.contrib.django import app

from audit import log
from people import actions


@app.periodic(cron="15 1 * * *")
@app.task(
    name="people.tell_of_restrictions", queue="clock", queueing_lock="people.tell_of_restrictions"
)
def tell_of_restrictions(timestamp: int) -> None:
    """Write down what the night has made due."""
    actions.tell_of_restrictions(by=log.CLOCK)
