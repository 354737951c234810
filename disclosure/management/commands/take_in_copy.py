"""Take in a complete copy as JSON: say what it holds, and with --commit do it."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from disclosure.exchange.reading import read, take_in
from people.importing.known import service_account
from ui import formats


class Command(BaseCommand):
    """All or nothing. Nothing that stands here is changed."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the copy, as JSON")
        parser.add_argument("--as", dest="account", required=True, help="account of moving in")
        parser.add_argument("--commit", "--write", action="store_true", help="do it")

    def handle(self, *, file, account, commit, **options):
        try:
            record = read(file.read_text(encoding="utf-8"))
            by = service_account(account)
            rows = record["rows"]
            entries = formats.counted(len(rows["records.Entry"]), "entry", "entries")
            files = formats.counted(len(rows["records.Attachment"]), "file")
            inside = sum(each["content"] is not None for each in record["files"])
            self.stdout.write(
                f"Record {record['person']['council_reference']}: {entries}, {files}. Of these the "
                f"copy holds the content of {inside}."
            )
            if not commit:
                self.stdout.write("Nothing was changed. Say --commit to take it in.")
                return
            person = take_in(record, by=by)
        except OSError as why:
            raise CommandError(f"{file} cannot be read.") from why
        except ValidationError as wrong:
            raise CommandError(" ".join(wrong.messages)) from None
        self.stdout.write(f"Taken in: {person.council_reference}.")
