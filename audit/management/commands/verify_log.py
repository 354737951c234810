"""Check the event log of this database against its seals and the checkpoints outside."""

import os

from django.core.management.base import BaseCommand, CommandError

from audit import log, sealing
from audit import verify_log as verifier

_COMMAND = log.Service(staff_number="verify_log")


class Command(BaseCommand):
    """The same as audit/verify_log.py, with the folder of checkpoints that is set up."""

    help = __doc__

    def handle(self, **options):
        path = sealing.checkpoints_file()
        try:
            report = verifier.check_database(
                os.environ.get("DATABASE_URL", ""),
                verifier.keys_in(sealing.folder()),
                verifier.checkpoints_in(path) if path.exists() else None,
            )
        except verifier.Unreadable as why:
            raise CommandError(str(why)) from None
        log.record("audit.log_verified", by=_COMMAND, target="whole" if not report.wrong else "not")
        self.stdout.write(str(report))
        if report.wrong:
            raise CommandError("The event log is not what was sealed.")
