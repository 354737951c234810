"""Whom somebody may open, asked for once by a page of many lists of people.

Each list then names them by number. Asked anew within each of twenty questions, the same takes the
database longer to plan than to answer.
"""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

import clock
from accounts.models import User
from people import access
from people.models import Person
from people.standing import FINDABLE, WHOLE, put_beforehand

# More than these stay a question.
_FEW = 2_000
_HIDDEN = "hidden"


def know_beforehand(user: User, *, at: datetime | None = None) -> None:
    """Have ``access`` answer for ``user`` with the numbers of people while this page is read."""
    at = at or clock.now()
    asked = {
        access.Permission.VIEW: access.visible_people(user, at=at),
        access.Permission.WRITE: access.visible_people(user, access.Permission.WRITE, at=at),
        WHOLE: access.people_open_whole(user, at=at),
        _HIDDEN: access.hidden_people(user, at),
    }
    columns = {
        str(name): ArraySubquery(people.order_by().values("pk")[: _FEW + 1])
        for name, people in asked.items()
    }
    found = User.objects.filter(pk=user.pk).values(**columns).get()
    known = {name: ids or [] for name, ids in found.items() if len(ids or ()) <= _FEW}
    hidden = known.pop(_HIDDEN, None)
    for name, ids in known.items():
        put_beforehand(user, name, _of_number(ids))
    findable = access.findable_people(user, at=at)
    if hidden is not None and not findable.query.is_empty():
        rest = Person.objects.filter(merged_into__isnull=True)
        findable = rest.exclude(pk__in=_of_number(hidden).values("pk"))
    put_beforehand(user, FINDABLE, findable)


def _of_number(ids: list[int]) -> QuerySet[Person]:
    return Person.objects.filter(pk__in=RawSQL("SELECT unnest(%s::bigint[])", [ids]))
