"""Print how well the coach does on labelled sentences: precision and recall, and the misses.

The sentences of ``held_out`` are never looked at while the rules are changed; those of
``tuned_on`` and its followers are there for that. All were written from what each check says it
detects, by somebody who had not seen the rules, or not yet changed them for those sentences.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from records.quality.labelled import LabelError, measure

FOLDER = Path(settings.BASE_DIR) / "tests" / "records" / "quality_labelled" / "held_out"


class Command(BaseCommand):
    """One TOML file for each family of checks; ``checks`` says which of them it judges."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=FOLDER)
        parser.add_argument("--misses", action="store_true", help="list every miss as well")

    def handle(self, *, folder, misses, **options):
        files = sorted(folder.glob("*.toml"))
        if not files:
            raise CommandError(f"There are no labelled sentences in {folder}.")
        for file in files:
            try:
                found = measure(file)
            except LabelError as why:
                raise CommandError(str(why)) from why
            self.stdout.write(
                f"{found.family}: {found.rows} rows, precision {found.precision:.2f}, "
                f"recall {found.recall:.2f} ({found.right} right of {found.raised} raised "
                f"and {found.expected} expected)"
            )
            for miss in found.misses if misses else ():
                self.stdout.write(f"  {miss}")
