"""Load the demonstration council. A second time changes nothing."""

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from caserecords.demo import load


class Command(BaseCommand):
    """Load everything in one transaction, or nothing."""

    help = __doc__

    def handle(self, **options):
        try:
            loaded = load.load()
        except (ImproperlyConfigured, load.PartlyThere) as why:
            raise CommandError(str(why)) from None
        self.stdout.write(
            "Loaded the demonstration council. `manage.py demo_signins` lists its sign-ins."
            if loaded
            else "The demonstration council is here already."
        )
