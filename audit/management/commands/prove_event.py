"""Write the proof of one event, which audit/verify_log.py checks without the database."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from audit import log, proofs
from audit.models import Event

_COMMAND = log.Service(staff_number="prove_event")


class Command(BaseCommand):
    """The words of the event come along: give the file to whom they may be shown."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("number", type=int)
        parser.add_argument("file", type=Path)

    def handle(self, *, number, file, **options):
        try:
            proof = proofs.proof_of(number)
            named = [log.Known(key) for key in Event.objects.get(pk=number).subjects]
            log.record("audit.proof_made", by=_COMMAND, subjects=named, target=f"event {number}")
            file.write_text(json.dumps(proof, ensure_ascii=False, indent=1), encoding="utf-8")
        except (proofs.NotSealed, OSError) as why:
            raise CommandError(str(why)) from None
        self.stdout.write(f"The proof of event {number} is in {file}.")
