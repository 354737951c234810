"""Tells of restrictions every night, and at once of a record that was opened in an emergency."""

from procrastinate.contrib.django import app

from audit import log
from people import actions


@app.periodic(cron="15 1 * * *")
@app.task(
    name="people.tell_of_restrictions", queue="clock", queueing_lock="people.tell_of_restrictions"
)
def tell_of_restrictions(timestamp: int) -> None:
    """Write down what the night has made due, and close what came near to staff themselves."""
    actions.tell_of_restrictions(by=log.CLOCK)
    actions.close_near_every_own_record(by=log.CLOCK)


@app.task(name="people.tell_of_emergency", queue="letters", retry=5)
def tell_of_emergency(emergency_key: str, staff_number: str) -> None:
    """Send one message. Is tried again when the mail server does not answer."""
    actions.tell_of_emergency(emergency_key, staff_number, by=log.CLOCK)
