"""Run a Django command with the settings that set-up wrote, or with those of the environment."""

import os
import sys

from tools import environment


def main() -> None:
    environment.load()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caserecords.settings")
    os.environ.setdefault("CASERECORDS_SERVICE", "manage.py")  # for whom it asks the database
    from django.core.management import execute_from_command_line

    import clock

    with clock.holidays_from(_holidays_of_the_council):
        execute_from_command_line(sys.argv)


def _holidays_of_the_council():
    from accounts import local

    return local.holidays_of_this_minute()


if __name__ == "__main__":
    main()
