"""What is due in people's details: what is to be looked at, asked about or checked again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, DateField, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

import clock
from accounts.models import User
from people import access
from people.models import HAS_DIED, Allocation, Authority, CommunicationNeed, Sharing
from people.queries.profile import alerts_to_look_at

# How long before an authority ends its worker is reminded, in days.
REMINDED_BEFORE = 60
ALERT, NEED, ENDS, CHECK, SHARE = "ALERT", "NEED", "ENDS", "CHECK", "SHARE"
_AREAS = {NEED: "communication", ENDS: "authority", CHECK: "authority", SHARE: "sharing"}


@dataclass(frozen=True)
class Due:
    """Something in somebody's details that is to be looked at again.

    ``area`` is the part of the details where it stands; empty for alerts, which have their page.
    """

    key: str
    name: str
    what: str
    on: date
    area: str


def details_due(viewer: User, *, at_most: int = 8, at: datetime | None = None) -> list[Due]:
    """Return what is due in details, the longest overdue first.

    Needs, legal authorities and what may be shared are for the worker; alerts for everybody who
    may write on the record, and to agree to for managers. Nothing is said of somebody at the other
    end whom ``viewer`` may not find.
    """
    day = clock.day_of(at or clock.now())
    own = Allocation.objects.running_on(day).filter(worker=viewer).values("person")
    open_to = access.visible_people(viewer, at=at).filter(pk__in=own).exclude(HAS_DIED)
    findable = access.findable_people(viewer, at=at)
    needs = CommunicationNeed.objects.current_on(day).filter(person__in=open_to, review_on__lt=day)
    held = Authority.objects.current_on(day).filter(
        Q(relationship__other__isnull=True) | Q(relationship__other__in=findable),
        person__in=open_to,
        relationship__person__in=findable,
    )
    soon = clock.add_days(day, REMINDED_BEFORE)
    shared = Sharing.objects.current_on(day).filter(
        Q(other__isnull=True) | Q(other__in=findable), person__in=open_to, review_on__lte=day
    )
    rows = _rows(alerts_to_look_at(viewer, at=at), ALERT, "title").union(
        _rows(needs, NEED, "need"),
        _rows(held.filter(expires_on__lte=soon), ENDS, "kind", on="expires_on"),
        _rows(held.filter(review_on__lte=day), CHECK, "kind"),
        _rows(shared, SHARE, _NAME_OF_END),
        all=True,
    )
    return [
        Due(key, name, _words(what, title, on, day), on, _AREAS.get(what, ""))
        for key, name, what, on, title in rows.order_by("on")[:at_most]
    ]


def _named(whose: str) -> Any:
    return Coalesce(
        NullIf(f"{whose}__preferred_name", Value("")),
        Concat(f"{whose}__given_names", Value(" "), f"{whose}__family_name"),
    )


_NAME_OF_END = Coalesce("contact__name", _named("other"))


def _rows(found: QuerySet, what: str, title: Any, *, on: str = "review_on") -> QuerySet:
    """Return the rows of one kind as all kinds have them: whose, what kind, by when, which."""
    return (
        found.order_by()
        .annotate(
            what=Value(what, CharField()),
            named=_named("person"),
            on=Cast(on, DateField()),
            which=Cast(title, CharField()),
        )
        .values_list("person__key", "named", "what", "on", "which")
    )


def _words(what: str, title: str, on: date, day: date) -> str:
    if what == NEED:
        return f"Ask again what they need: {title}"
    if what == SHARE:
        return f"Ask again what may be shared with {title}"
    if what == CHECK:
        return f"Check again: {Authority.Kind(title).label}"
    if what == ENDS:
        return f"{'Has ended' if on <= day else 'Ends'}: {Authority.Kind(title).label}"
    return f"Look at an alert again: {title}" if on < day else f"Agree to an alert: {title}"
