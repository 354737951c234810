"""Who has not been told yet how the council uses what it knows of them, or is told again."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, Replace, Upper

import clock
from accounts.models import User
from people.models import Allocation, Person
from records.models import Entry, EntryVersion
from records.queries.across import person_is_open

_NOTICE = "privacy_notice_given"
_HAS_IT = "Already has it"
_Rows = QuerySet[Allocation]
_told_again: list[Callable[[_Rows], _Rows]] = []


def narrow_to_told_again(narrow: Callable[[_Rows], _Rows]) -> None:
    """Let the app that keeps the notice say who is told again, by the version in ``told_as``."""
    _told_again[:] = [narrow]


def notices_to_give(viewer: User) -> QuerySet[Allocation]:
    """Return ``viewer``'s work as worker with people of whom none is recorded as given."""
    return _work_of(viewer).filter(~Exists(_had()))


def has_notice(values: Mapping[str, Any]) -> bool:
    """Say whether an entry with these answers says that they have the notice, given then or not."""
    return values.get("given") == "Yes" or values.get("not_given_reason") == _HAS_IT


def notices_to_give_again(viewer: User) -> QuerySet[Allocation]:
    """Return ``viewer``'s work as worker with people who are told again, with ``why_again``.

    What they were told last counts, as it was corrected; nothing, of who has a notice of which no
    version is known.
    """
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    text = TextField()
    version = Upper(Replace(KT("values__version"), Value(" "), output_field=text))
    told = _given().annotate(as_of=Subquery(newest.values(bare=version)[:1]))
    last = told.order_by("-event_at", "-pk").values("as_of")[:1]
    rows = _work_of(viewer).filter(Exists(_had()))
    rows = rows.annotate(told_as=Coalesce(Subquery(last), Value("", output_field=text)))
    for narrow in _told_again:
        rows = narrow(rows)
    return rows


def late_since(on: date) -> date:
    """Return the day by which somebody's worker who has not told them yet would have begun, late.

    A month is what the law gives where others told us of them (UK GDPR, Article 14(3)).
    """
    return clock.add_months(on, -1)


def _given() -> QuerySet[Entry]:
    """Return what says of each person that it was given; that it was not is no such entry."""
    return _that_say(Q(given="Yes"))


def _had() -> QuerySet[Entry]:
    """Return what says of each person that they have it, as ``has_notice`` does."""
    return _that_say(Q(given="Yes") | Q(why_not=_HAS_IT))


def _that_say(said: Q) -> QuerySet[Entry]:
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    given, why_not = (
        Subquery(newest.values(words=KT(f"values__{name}"))[:1])
        for name in ("given", "not_given_reason")
    )
    rows: QuerySet[Entry] = Entry.objects.standing().filter(
        type_key=_NOTICE, person=OuterRef("person")
    )
    return rows.alias(given=given, why_not=why_not).filter(said)


def _work_of(viewer: User) -> QuerySet[Allocation]:
    died = Q(person__died_on__isnull=False) | Q(person__death_precision="UNKNOWN")
    return (
        Allocation.objects.running_on(clock.today())
        .filter(
            ~died,
            person_is_open(viewer),
            worker=viewer,
            role=Allocation.Role.WORKER,
            person__status=Person.Status.OPEN,
        )
        .select_related("person")
        .order_by("starts_on", "pk")
    )
