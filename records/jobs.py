"""Opens every night the restricted entries whose last day is over."""

from procrastinate.contrib.django import app

from audit import log
from records import actions


@app.periodic(cron="5 0 * * *")
@app.task(
    name="records.end_what_has_passed",
    queue="clock",
    queueing_lock="records.end_what_has_passed",
)
def end_what_has_passed(timestamp: int) -> None:
    """Open what was restricted until yesterday."""
    actions.end_what_has_passed(by=log.CLOCK)
