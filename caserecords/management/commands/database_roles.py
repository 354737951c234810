"""Set what each database role may do, after a migration."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connections, transaction

from caserecords import database_roles


class Command(BaseCommand):
    help = "Give the database roles what caserecords/grants.toml says, and nothing else."

    def add_arguments(self, parser):
        parser.add_argument("--database", default="owner", help="the owner's connection")

    def handle(self, *, database, verbosity, **options):
        try:
            with transaction.atomic(using=database):
                database_roles.apply(connections[database], database_roles.Grants.from_file())
        except database_roles.UnknownNames as why:
            raise CommandError(str(why)) from None
        if verbosity:
            self.stdout.write("The database roles are set.")
