"""Say whom finding does not know, or knows wrongly, and make their rows."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit import log
from audit.log import Service
from people.finding.index import index_people, rows_of
from people.models import FindingKeys, Person

_AT_ONCE = 500


class Command(BaseCommand):
    """Fail when a person's row is missing or out of date; ``--commit`` makes it anew.

    Each batch is kept as soon as it is made, so what is stopped may be run again.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="make the rows")

    def handle(self, *, commit, **options):
        after = wrong = 0
        while batch := list(
            Person.objects.filter(pk__gt=after, merged_into__isnull=True).order_by("pk")[:_AT_ONCE]
        ):
            stale = _stale(batch)
            if commit and stale:
                with transaction.atomic():
                    index_people(stale)
                    log.record("people.people_indexed", by=Service("index_people"))
            after, wrong = batch[-1].pk, wrong + len(stale)
        self.stdout.write(f"{wrong} {'indexed' if commit else 'to index'}.")
        if wrong and not commit:
            raise CommandError("Finding does not know everybody; add --commit to index them.")


def _stale(people: list[Person]) -> list[Person]:
    known = FindingKeys.objects.in_bulk([person.pk for person in people])
    return [
        row.person
        for row in rows_of(people)
        if row.pk not in known or (known[row.pk].keys, known[row.pk].names) != (row.keys, row.names)
    ]
