"""Destroy again what was destroyed since an old copy of the database was made."""

from django.core.management.base import BaseCommand, CommandError

from retention import certificates, destroying, restored


class Command(BaseCommand):
    help = "After a restore: say which destructions the database lacks; --commit does them again."

    def add_arguments(self, parser):
        parser.add_argument("--commit", action="store_true", help="destroy them again")

    def handle(self, *, commit, **options):
        try:
            lines = certificates.not_in_database()
        except ValueError as why:
            raise CommandError(f"{why}. Take the journal from another copy of it.") from None
        for line in lines:
            said = line.said
            of_class = said.get("of_class")
            what = of_class["title"] if of_class else f"record {said['reference']}"
            self.stdout.write(f"Certificate {said['certificate']}: {what}")
        if commit:
            done = destroying.do_again()
            self.stdout.write(f"{len(done)} destroyed again.")
            left = {line.key: line.said for line in restored.to_destroy_again()}
            for line in certificates.not_in_database():
                if line.key not in left:
                    entry = line.said["part"]["entry"]
                    self.stdout.write(
                        f"Not entry {entry}: move it to the right record again first."
                    )
            if left:
                numbers = ", ".join(str(said["certificate"]) for said in left.values())
                raise CommandError(f"Not done: {numbers}. Why, stands above. Nobody can sign in.")
        elif lines:
            self.stdout.write(f"{len(lines)} to destroy again: add --commit.")
        else:
            self.stdout.write("Nothing that was destroyed is in this database.")
