"""Encrypt safe addresses and codes with the newest key."""

from django.core.management.base import BaseCommand

from people.models import Address, KeptBack

_OF_ADDRESS = ("lines", "postcode", "description")


class Command(BaseCommand):
    """Count safe addresses and codes; ``--commit`` seals them with the newest key."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="seal them")

    def handle(self, *, commit, **options):
        rows = [*Address.objects.filter(kind=Address.Kind.SAFE), *KeptBack.objects.all()]
        for row in rows if commit else ():
            row.save(update_fields=("value",) if isinstance(row, KeptBack) else _OF_ADDRESS)
        self.stdout.write(f"{len(rows)} {'sealed' if commit else 'to seal'}.")
