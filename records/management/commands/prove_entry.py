"""Write the proof that one entry stands as it was signed: audit/verify_log.py checks it."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from audit import log, proofs
from audit.models import Event, EventDetail
from audit.verify_log import SIGNED
from records.models import EntryVersion
from records.signed.digests import stored_content

_COMMAND = log.Service(staff_number="prove_entry")


class Command(BaseCommand):
    """The text of the entry comes along: give the file to whom it may be shown."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("entry", help="the key in the entry's address")
        parser.add_argument("file", type=Path)
        parser.add_argument("--number", type=int, default=1, help="which version; 1 is as signed")

    def handle(self, *, entry, file, number, **options):
        version = EntryVersion.objects.filter(entry__key=entry, number=number).first()
        if version is None:
            raise CommandError(f"There is no version {number} of entry {entry}.")
        events = Event.objects.filter(target=entry, verb__in=SIGNED).values("pk")
        digest = version.digest
        tells = Q(fields__digest=digest) | Q(fields__digests__contains=digest)
        signed = EventDetail.objects.filter(tells, event__in=events).first()
        if signed is None:
            raise CommandError("No event tells of the signature of this version.")
        try:
            proof = proofs.proof_of(signed.event) | {"content": stored_content(version)}
            log.record(
                "audit.proof_made", by=_COMMAND, about=version.entry.person, target=version.entry
            )
            file.write_text(json.dumps(proof, ensure_ascii=False, indent=1), encoding="utf-8")
        except (proofs.NotSealed, OSError) as why:
            raise CommandError(str(why)) from None
        self.stdout.write(f"The proof of entry {entry} is in {file}.")
