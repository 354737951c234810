"""Destroy what two people agreed on and whose day has come, as the worker does every hour."""

from django.core.management.base import BaseCommand, CommandError

import clock
from retention import batches, destroying, over, reach


class Command(BaseCommand):
    help = (
        "Say what would be destroyed or stopped now; --commit does it, as the worker does hourly."
    )

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="destroy and stop it")

    def handle(self, *, commit, **options):
        found = destroying.what_would_be_done()
        for plan, why in found:
            what = f"Record {plan.person.council_reference}"
            if plan.removal is not None:
                what = f"{what}, an entry that was taken off it"
            if why:
                self.stdout.write(f"{what}: to be stopped. {' '.join(why)}")
            else:
                rows = reach.in_words(reach.reached(plan.person, plan.removal))
                counts = ", ".join(f"{title} {count}" for title, count in rows)
                self.stdout.write(f"{what}: to be destroyed. {counts}")
        of_classes = batches.what_would_be_done(clock.now())
        for batch, rows in of_classes:
            title, asked = over.kinds()[batch.kind].title, len(batch.rows)
            if rows:
                self.stdout.write(f"{title}: to be destroyed. {len(rows)} of {asked}")
            else:
                self.stdout.write(f"{title}: to be stopped. All {asked} are held, or not over.")
        if not found and not of_classes:
            self.stdout.write("Nothing is to be destroyed or stopped now.")
        elif not commit:
            self.stdout.write("Nothing was changed: add --commit. The worker does it every hour.")
        if commit:
            try:
                done = destroying.do_what_is_due()
            except destroying.RestoreFirst as why:
                raise CommandError(f"{why} See destroy_again.") from None
            numbers = ", ".join(str(each.number) for each in done) or "none"
            self.stdout.write(f"{len(done)} destroyed. Certificates: {numbers}.")
