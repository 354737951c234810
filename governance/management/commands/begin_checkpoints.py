"""Write the copies of the seals outside the database again, which were there and are gone."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from governance import actions


class Command(BaseCommand):
    """Put the old file back from a copy if there is one: what is written anew proves no end."""

    help = __doc__

    def add_arguments(self, parser):
        parser.add_argument("--by", required=True, help="staff number of a records officer")
        parser.add_argument("--because", required=True, help="why they were gone")

    def handle(self, *, by, because, **options):
        officer = User.objects.filter(staff_number=by).first()
        if officer is None:
            raise CommandError(f"Nobody has the staff number {by}.")
        try:
            count = actions.begin_checkpoints_again(reason=because, by=officer)
        except (PermissionDenied, ValidationError) as why:
            raise CommandError(" ".join(getattr(why, "messages", [str(why)]))) from None
        self.stdout.write(f"{count} seals are outside the database again.")
