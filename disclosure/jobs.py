"""Background jobs of copies. A job is deferred in the transaction that asks for it."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

import clock
from audit import log
from disclosure import ahead, making
from disclosure.letters import sending
from disclosure.letters.models import Letter
from disclosure.models import Export
from disclosure.sharing import counting
from records.files import parts_kept

# A worker that is well says so several times a minute.
_SILENT_MINUTES = 1


@app.task(name="disclosure.make_copy", queue="copies")
def make_copy(export_key: str, attempt: int) -> None:
    """Make one copy. Does nothing if it was made, or tried again, meanwhile."""
    making.make_copy(export_key, attempt)


def start(export: Export) -> None:
    """Have the worker make ``export`` once this transaction is committed."""
    make_copy.defer(export_key=export.key, attempt=export.attempt)


@app.periodic(cron="* * * * *")
@app.task(name="disclosure.go_on", queue="clock", queueing_lock="disclosure.go_on")
def go_on(timestamp: int) -> None:
    """Go on with the copies whose worker was stopped, where it stopped."""
    doing = ProcrastinateJob.objects.filter(task_name=make_copy.name, status="doing")
    for job in doing.select_related("worker"):
        worker, now = job.worker, clock.now()
        if worker and clock.minutes_between(worker.last_heartbeat, now) < _SILENT_MINUTES:
            continue
        with transaction.atomic():
            export = making.go_on(job.args["export_key"], job.args["attempt"])
            if export is not None:
                start(export)


@app.periodic(cron="40 2 * * *")
@app.task(name="disclosure.forget_parts", queue="clock", queueing_lock="disclosure.forget_parts")
def forget_parts(timestamp: int) -> None:
    """Destroy the parts of copies that are a month old."""
    parts_kept.forget_old()


@app.periodic(cron="20 3 * * *")
@app.task(name="disclosure.lay_out_ahead", queue="copies", queueing_lock="disclosure.lay_out_ahead")
def lay_out_ahead(timestamp: int) -> None:
    """Lay out what came to records that are likely to be copied."""
    ahead.lay_out_ahead(by=log.CLOCK)


@app.periodic(cron="10 4 * * *")
@app.task(
    name="disclosure.count_recipients", queue="clock", queueing_lock="disclosure.count_recipients"
)
def count_recipients(timestamp: int) -> None:
    """Count with whom was shared, for the privacy notice."""
    counting.count_recipients(by=log.CLOCK)


@app.task(name="disclosure.send_letter", queue="letters")
def send_letter(letter_key: str, attempt: int) -> None:
    """Send one e-mail. Does nothing if it was taken back meanwhile."""
    sending.send(letter_key, attempt)


def send_soon(letter: Letter) -> None:
    """Have the worker send ``letter`` when it can no longer be taken back."""
    later = send_letter.configure(schedule_at=letter.goes_at)
    later.defer(letter_key=letter.key, attempt=letter.attempt)
