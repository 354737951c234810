"""Sends digests, keeps what the privacy notice says, and deletes the files of old copies."""

from procrastinate.contrib.django import app

from audit import log
from caserecords import digests, privacy
from disclosure import clearing
from retention.policy import in_force


# Several times: what could not be sent is tried again, and nobody gets two on one day.
@app.periodic(cron="30 5,6,7 * * *")
@app.task(name="caserecords.send_digests", queue="clock", queueing_lock="caserecords.send_digests")
def send_digests(timestamp: int) -> None:
    """Count for each who asked what waits for them, and send it."""
    digests.send_digests(by=log.CLOCK)


# Often, so that no version is given to somebody and not kept.
@app.periodic(cron="*/10 * * * *")
@app.task(name="caserecords.keep_notice", queue="clock", queueing_lock="caserecords.keep_notice")
def keep_notice(timestamp: int) -> None:
    """Keep what the privacy notice says now, if that is another version."""
    privacy.keep_version(by=log.CLOCK)


@app.periodic(cron="50 2 * * *")
@app.task(
    name="caserecords.delete_old_copies",
    queue="clock",
    queueing_lock="caserecords.delete_old_copies",
)
def delete_old_copies(timestamp: int) -> None:
    """Delete the files of copies whose days, in the schedule, are over."""
    clearing.delete_old_files(days=in_force().classes["export_file"].length, by=log.CLOCK)
