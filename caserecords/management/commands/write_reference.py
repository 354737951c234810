"""Write the generated pages of the documentation."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from caserecords import reference

FOLDER = Path(settings.BASE_DIR) / "docs" / "reference"


class Command(BaseCommand):
    help = "Write docs/reference from the product: roles, addresses, record types, verbs, register."

    def handle(self, **options):
        for name, text in reference.pages().items():
            (FOLDER / name).write_text(text, encoding="utf-8")
            self.stdout.write(name)
