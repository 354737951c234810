"""Print who can sign in to the demonstration council, with the password and what to try."""

import textwrap

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import Role
from caserecords.demo import data, load

TRY_WIDTH = 66


class Command(BaseCommand):
    """Read the demonstration's own file: needs no database."""

    help = __doc__
    requires_system_checks = ()

    def handle(self, **options):
        try:
            load.refuse_in_production()
        except ImproperlyConfigured as why:
            raise CommandError(str(why)) from None
        rows = [
            (row["name"], _roles(row["roles"]), row["email"], row["what_to_try"])
            for row in data.staff_file()["staff"]
        ]
        head = ("Name", "Role", "E-mail", "What to try")
        widths = [max(len(row[column]) for row in [head, *rows]) for column in range(3)]
        lines = [f"Everybody's password is  {data.PASSWORD}", ""]
        for row in [head, *rows]:
            first, *rest = textwrap.wrap(row[3], TRY_WIDTH)
            start = "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=False))
            lines.append(f"{start}  {first}")
            lines += [f"{' ' * len(start)}  {more}" for more in rest]
        self.stdout.write("\n".join(lines))


def _roles(keys: list[str]) -> str:
    return ", ".join(Role(key).label for key in keys)
