"""Make a key to seal the event log with. Keep it outside the database and its backups."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit import sealing


class Command(BaseCommand):
    """Writes a file that only its owner can read. CASERECORDS_SEAL_KEY then names it."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            name = sealing.make_key(file)
        except OSError as why:
            raise CommandError(f"No key was made: {why}") from None
        self.stdout.write(f"Key {name} is in {file}. Name the file in CASERECORDS_SEAL_KEY.")
