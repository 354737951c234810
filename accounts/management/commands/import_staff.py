"""Take in a file of staff: say what it would do, and with --commit do all of it or nothing."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts import actions, importing
from accounts.taking_in import Outcome
from audit.log import Service

_COMMAND = Service(staff_number="import_staff")


class Command(BaseCommand):
    """Whoever may run it has the server, and so may make the first administrator."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="CSV, with the columns of the template")
        parser.add_argument("--commit", action="store_true", help="do it")

    def handle(self, *, file, commit, **options):
        try:
            text = file.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as why:
            raise CommandError(f"The file cannot be read: {why}") from None
        plan = importing.plan(text)
        if plan.wrong:
            raise CommandError(plan.wrong)
        for row in plan.rows:
            words = "; ".join(row.words)
            self.stdout.write(f"{row.number}: {row.outcome.value} {row.staff_number} {words}")
        self.stdout.write(", ".join(f"{each.value} {plan.count(each)}" for each in Outcome))
        if plan.mistakes:
            raise CommandError("The file has mistakes. Nothing was changed")
        if not commit:
            self.stdout.write("Nothing was changed. --commit does it.")
            return
        try:
            actions.import_staff(text=text, by=_COMMAND)
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from None
        self.stdout.write("Done.")
