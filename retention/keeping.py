"""Until when somebody decided that a record is kept for longer.

The database says it (``retention_kept_until``): what was decided last, also of what was merged into
the record before.
"""

from datetime import date

from django.db.models import DateField, Func

from people.models import Person


class KeptUntil(Func):
    """Until which day the record of a person, given by number, is kept; none where not decided."""

    function = "retention_kept_until"
    output_field = DateField()


def kept_until(person: Person) -> date | None:
    """Return until which day it was decided to keep a record, if it was."""
    return Person.objects.values_list(KeptUntil("pk"), flat=True).get(pk=person.pk)
