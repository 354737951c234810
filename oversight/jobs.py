"""Looks once a month at what the guidance library links to."""

from procrastinate.contrib.django import app

from audit import log
from oversight import links


@app.periodic(cron="40 6 2 * *")
@app.task(name="oversight.look_at_links", queue="clock", queueing_lock="oversight.look_at_links")
def look_at_links(timestamp: int) -> None:
    """Ask for each page that is linked to."""
    links.look_at_links(links.addresses(), by=log.CLOCK)
