"""Works out every night which records are due, and destroys what two people agreed on."""

from procrastinate.contrib.django import app

from audit import expiring
from retention import destroying, log_months, reckoning, restored, simulating
from retention.models import ScheduleChange


@app.periodic(cron="50 1 * * *")
@app.task(name="retention.reckon", queue="clock", queueing_lock="retention.reckon")
def reckon(timestamp: int) -> None:
    """Work out the day of every record."""
    reckoning.reckon_all()


@app.periodic(cron="5 * * * *")
@app.task(name="retention.destroy", queue="clock", queueing_lock="retention.destroy")
def destroy(timestamp: int) -> None:
    """Stop what something is in the way of, and destroy what has come to its day."""
    destroying.do_what_is_due()


# Every minute, and as soon as the worker runs: nobody can sign in before it is done.
@app.periodic(cron="* * * * *")
@app.task(name="retention.destroy_again", queue="clock", queueing_lock="retention.destroy_again")
def destroy_again(timestamp: int) -> None:
    """Destroy again what was destroyed, if an old copy of the database was put back."""
    if restored.is_behind():
        destroying.do_again()


@app.periodic(cron="20 3 2 * *")
@app.task(name="retention.log_months", queue="clock", queueing_lock="retention.log_months")
def look_at_log_months(timestamp: int) -> None:
    """Keep which months of the event log may go. None goes before a person lets it."""
    expiring.tell_due(each.month for each in log_months.over() if not each.kept)


@app.task(name="retention.work_out", queue="clock")
def work_out(change_key: str) -> None:
    """Work out whom a change of the schedule would change, unless that was done meanwhile."""
    simulating.work_out(change_key)


def start(change: ScheduleChange) -> None:
    """Have the worker work a change out once this transaction is committed."""
    work_out.defer(change_key=change.key)
