"""Print who can sign in to the demonstration council, with the password and what to try."""

import textwrap

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import Role
from caserecords.demo import data, load

WIDTH = 96


class Command(BaseCommand):
    """Read the demonstration's own file: needs no database."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, **options):
        try:
            load.refuse_in_production()
        except ImproperlyConfigured as why:
            raise CommandError(str(why)) from None
        lines = [f"Everybody's password is  {data.PASSWORD}", ""]
        staff = data.staff_file()["staff"]
        rows = [(row["name"], row["email"], _roles(row["roles"])) for row in staff]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row, member in zip(rows, staff, strict=True):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            lines.append("  ".join(cells).rstrip())
            lines += textwrap.wrap(
                member["what_to_try"], WIDTH, initial_indent="    ", subsequent_indent="    "
            )
        self.stdout.write("\n".join(lines))


def _roles(keys: list[str]) -> str:
    return ", ".join(Role(key).label for key in keys)
