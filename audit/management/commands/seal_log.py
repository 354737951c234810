"""Seal what was written to the event log. The worker does it every minute by itself."""

from django.core.management.base import BaseCommand

from audit import sealing


class Command(BaseCommand):
    """For a moment when the worker does not run, such as before a backup."""

    help = __doc__

    def handle(self, **options):
        self.stdout.write(f"{sealing.seal_all()} seals made.")
