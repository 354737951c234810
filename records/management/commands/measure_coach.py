"""Print how well the coach does on labelled sentences: precision and recall, and the misses.

The sentences of ``held_out`` are never looked at while the rules are changed; those of
``tuned_on`` and its followers are there for that. All were written from what each check says it
detects, by somebody who had not seen the rules, or not yet changed them for those sentences.
"""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from records.quality.labelled import LabelError, Measured, measure

_SETS = Path(settings.BASE_DIR) / "tests" / "records" / "quality_labelled"
HALVES = (_SETS / "held_out", _SETS / "tuned_on")  # together the labelled set of a family


class Command(BaseCommand):
    """One TOML file for each family of checks; ``checks`` says which of them it judges."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("folders", nargs="*", type=Path, default=HALVES)
        parser.add_argument("--misses", action="store_true", help="list every miss as well")

    def handle(self, *, folders, misses, **options):
        names = sorted({file.name for folder in folders for file in folder.glob("*.toml")})
        if not names:
            where = ", ".join(map(str, folders))
            raise CommandError(f"There are no labelled sentences in {where}.")
        for name in names:
            files = [folder / name for folder in folders if (folder / name).exists()]
            try:
                found = [measure(file) for file in files]
            except LabelError as why:
                raise CommandError(str(why)) from why
            for file, each in zip(files, found, strict=True):
                self._say(each, file.parent.name, misses=misses)
            if len(found) > 1:
                self._say(sum(found[1:], found[0]), "together")

    def _say(self, found: Measured, what: str, *, misses: bool = False) -> None:
        self.stdout.write(
            f"{found.family}, {what}: {found.rows} rows, precision {found.precision:.2f}, "
            f"recall {found.recall:.2f} ({found.right} right of {found.raised} raised "
            f"and {found.expected} expected)"
        )
        for miss in found.misses if misses else ():
            self.stdout.write(f"  {miss}")
