"""Check the event log of this database against its seals and the checkpoints outside."""

from django.core.management.base import BaseCommand, CommandError

from audit import looking
from audit.verify_log import Unreadable


class Command(BaseCommand):
    """The same as audit/verify_log.py, with the folder of checkpoints that is set up."""

    help = __doc__

    def handle(self, **options):
        try:
            report = looking.look()
        except Unreadable as why:
            raise CommandError(str(why)) from None
        self.stdout.write(str(report))
        if report.wrong:
            raise CommandError("The event log is not what was sealed.")
