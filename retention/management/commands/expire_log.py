"""Let the months of the event log go whose time is over and which nothing keeps."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from retention import log_months


class Command(BaseCommand):
    help = "Say which months of the event log may go, and what keeps others; --commit lets them go."

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="let them go, for good")

    def handle(self, *, commit, **options):
        months = list(log_months.over())
        for each in months:
            becomes = f"kept: {' and '.join(each.kept)}" if each.kept else "may go"
            self.stdout.write(f"{each.month}, {each.events} events: {becomes}.")
        free = [each.month for each in months if not each.kept]
        if not months:
            self.stdout.write("No month of the event log is old enough to go.")
        elif not commit:
            self.stdout.write(f"{len(free)} may go. Nothing was done: add --commit.")
        else:
            self._let_go(free)

    def _let_go(self, months):
        for month in months:
            try:
                events = log_months.expire(month)
            except (log_months.NotNow, DatabaseError) as why:
                raise CommandError(f"{month} stays: {why}") from None
            self.stdout.write(f"{month} went, with {events} events. Its seals stay.")
        self.stdout.write(f"{len(months)} went.")
