"""Bring in a file of another system: say what it would do, and with --commit do it."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from people.importing import mapping as mappings
from people.importing import reading
from people.importing.known import service_account
from people.importing.mapping import MappingError
from people.importing.reading import FileRefused, Outcome
from people.importing.report import Report
from people.importing.running import bring_in, called
from records import files
from records.importing.kinds import KINDS
from ui import formats

_BAR = 30
_SHOWN = 10


class Command(BaseCommand):
    """All or nothing, unless --per-row. The same file again changes nothing."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=KINDS, help="what the file holds")
        parser.add_argument("file", type=Path, help="CSV of the other system")
        parser.add_argument(
            "--mapping", type=Path, required=True, help="TOML: which column is what"
        )
        parser.add_argument("--as", dest="account", required=True, help="account of moving in")
        parser.add_argument("--commit", "--write", action="store_true", help="do it")
        parser.add_argument(
            "--per-row", action="store_true", help="bring in rows without mistakes beside others"
        )
        parser.add_argument("--report", type=Path, help="where to write a row for every line")
        parser.add_argument("--folder", type=Path, help="where the files lie that it names")

    def handle(self, *, kind, file, mapping, account, commit, per_row, report, folder, **options):
        found = KINDS[kind]
        if kind == "files" and (folder is None or not folder.is_dir()):
            raise CommandError("Say with --folder where the files lie.")
        told = Report()
        try:
            read = mappings.read(mapping, found.columns)
            by = service_account(account)
            if left := reading.not_brought_in(file, read):
                self.stdout.write(
                    f"Columns that are not brought in: {', '.join(left)}. If that is meant, "
                    "name them under ignore in the mapping."
                )
            run = bring_in(
                found,
                file,
                read,
                by=by,
                write=commit,
                per_row=per_row,
                folder=folder,
                report=told,
                store=lambda packed: files.store(packed, folder="imports"),
                progress=self._progress,
            )
            self._line_after_bar()
            self._say(run, told, report, commit=commit)
        except (MappingError, FileRefused) as why:
            raise CommandError(str(why)) from None
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from None
        finally:
            told.close()

    def _say(self, run, told, report, *, commit):
        names = called(run)
        if report is not None:
            told.save(report, names)
        counts = run.counts
        words = {outcome: names.get(outcome, outcome.value) for outcome in Outcome}
        self.stdout.write(
            f"{formats.counted(run.total, 'line')}: "
            + ", ".join(f"{words[outcome]} {counts[outcome]:,}" for outcome in Outcome)
        )
        self.stdout.write(f"{run.taken:,.0f} seconds, {run.rate:,.0f} lines a second.")
        shown = 0
        for number, _, outcome, why in told.rows(names):
            if why and number != "line" and shown < _SHOWN:
                self.stdout.write(f"Line {number}: {outcome}. {why}")
                shown += 1
        if shown == _SHOWN:
            self.stdout.write("--report writes them all.")
        if run.stops:
            raise CommandError("The file has mistakes. Nothing was written.")
        if not commit:
            self.stdout.write("Nothing was written. --commit does it.")
        elif not counts[Outcome.ADD]:
            self.stdout.write("Nothing was new: nothing was changed.")

    def _progress(self, run):
        """Draw how far it has got, where somebody looks."""
        if not self.stdout.isatty():
            return
        filled = round(run.share * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        self.stdout.write(
            f"\r{bar} {run.share:4.0%}  {formats.counted(run.total, 'line')}, "
            f"{run.rate:,.0f} a second ",
            ending="",
        )
        self.stdout.flush()
        self._drawn = True

    def _line_after_bar(self):
        if getattr(self, "_drawn", False):
            self.stdout.write("")
