"""Say which entries search does not know, and make their rows, or every row anew."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit import log
from audit.log import Service
from records.models import Entry
from records.search import index_entry
from records.search.index import entries_without_words

_AT_ONCE = 200


class Command(BaseCommand):
    """Fail when search does not know an entry; ``--commit`` makes what is missing.

    Each batch is kept as soon as it is made. What is stopped goes on where it was when the command
    is run again: by itself for what is missing, with ``--after`` for every row.
    """

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="make the rows")
        parser.add_argument("--again", action="store_true", help="every row, not the missing alone")
        parser.add_argument("--after", type=int, default=0, help="go on after this entry's number")

    def handle(self, *, commit, again, after, **options):
        entries = Entry.objects.order_by("pk") if again else entries_without_words()
        wanted = entries.filter(pk__gt=after).count()
        if not commit:
            self.stdout.write(f"{wanted} to index.")
            if wanted and not again:
                raise CommandError("Search does not know every entry; add --commit to index them.")
            return
        done = 0
        while batch := list(entries.filter(pk__gt=after)[:_AT_ONCE]):
            with transaction.atomic():
                for entry in batch:
                    index_entry(entry)
                log.record("records.search_indexed", by=Service("index_search"))
            after, done = batch[-1].pk, done + len(batch)
            self.stdout.write(f"{done} of {wanted}, up to entry number {after}")
