"""Write down the digests of the published record types."""

from django.core.management.base import BaseCommand, CommandError

from records.catalogue import digests


class Command(BaseCommand):
    """Say which published files differ from the lock file; ``--commit`` writes it."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="write the digests down")

    def handle(self, *, commit, **options):
        locked, current = digests.locked(), digests.current()
        changed = sorted(
            name for name in locked.keys() | current.keys() if locked.get(name) != current.get(name)
        )
        self.stdout.write("\n".join(changed) or "Nothing has changed.")
        if commit:
            digests.LOCK.write_text(digests.lock_text(), encoding="utf-8")
        elif changed:
            raise CommandError(f"{len(changed)} not written down; add --commit to do it.")
