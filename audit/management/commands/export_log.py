"""Write the event log to a file that audit/verify_log.py can check elsewhere."""

import gzip
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit import log, proofs

_COMMAND = log.Service(staff_number="export_log")


class Command(BaseCommand):
    """The file holds references, verbs and times: no names, and nothing that was typed."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="written anew; packed if it ends with .gz")

    def handle(self, *, file, **options):
        opened = gzip.open if file.suffix == ".gz" else open
        try:
            with opened(file, "xt", encoding="utf-8", newline="\n") as out:
                count = proofs.export_log(out, by=_COMMAND, where=file)
        except OSError as why:
            raise CommandError(f"The log was not exported: {why}") from None
        self.stdout.write(f"{count} events are in {file}.")
