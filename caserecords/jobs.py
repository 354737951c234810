"""Sends the digests that staff asked for, before the working day."""

from procrastinate.contrib.django import app

from audit import log
from caserecords import digests


# Several times: what could not be sent is tried again, and nobody gets two on one day.
@app.periodic(cron="30 5,6,7 * * *")
@app.task(name="caserecords.send_digests", queue="clock", queueing_lock="caserecords.send_digests")
def send_digests(timestamp: int) -> None:
    """Count for each who asked what waits for them, and send it."""
    digests.send_digests(by=log.CLOCK)
