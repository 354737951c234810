"""Which rows are a record, in the order in which they can be taken in."""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

import clock
from people import queries as people_queries
from people.models import Fact, Import, Person, Restriction
from people.restrictions import LISTS
from people.standing import restrictions_at, restrictions_of_any_at
from records.models import ChronologyLine, GuidanceRequest
from records.queries.lists import LIST

# The rows of each of these hang on those before them by the column that is named.
_HANGING = {
    "people.InvolvementChange": "involvement",
    "people.WaitingCheck": "involvement",
    "people.TransferOffer": "involvement",
    "people.Allocation": "involvement",
    "records.ChronologyLine": "chronology",
    "records.EntryVersion": "entry",
    "records.Statement": "version",
    "records.Action": "entry",
    "records.ActionChange": "action",
    "records.Decision": "entry",
    "records.EntryLink": "source",
    "records.Addition": "entry",
    "records.Confirmation": "entry",
    "records.SignificantMark": "entry",
    "records.Attachment": "entry",
    "people.RestrictionReview": "restriction",
    "people.RestrictionLift": "restriction",
    "records.EntryRestriction": "entry",
    "records.EntryRestrictionReview": "restriction",
    "records.EntryUserObjectPermission": "content_object",
}
# To whom it is kept, and what keeps it: of a record that moves.
_OF_A_MOVE = (
    "people.Restriction",
    "people.RestrictionReview",
    "people.RestrictionLift",
    "people.PersonUserObjectPermission",
    "records.EntryRestriction",
    "records.EntryRestrictionReview",
    "records.EntryUserObjectPermission",
    "retention.Hold",
    "retention.KeptLonger",
    "retention.Lengthening",
)
ORDER = (
    "people.Name",
    "people.PersonRole",
    "people.ContactPoint",
    "people.Address",
    "people.KeptBack",
    "people.Contact",
    "people.Alert",
    "people.Detail",
    "people.CommunicationNeed",
    "people.Death",
    "people.Relationship",
    "people.Authority",
    "people.Sharing",
    "people.Involvement",
    "people.InvolvementChange",
    "people.WaitingCheck",
    "people.TransferOffer",
    "people.Allocation",
    "records.Entry",
    "records.EntryVersion",
    "records.Statement",
    "records.Action",
    "records.ActionChange",
    "records.Decision",
    "records.EntryLink",
    "records.Addition",
    "records.Confirmation",
    "records.SignificantMark",
    "records.Attachment",
    "records.PlannedVisit",
    "records.GuidanceRequest",
    "records.Chronology",
    "records.ChronologyLine",
    "people.Import",
    "people.Imported",
    *_OF_A_MOVE,
)
PERSON = "person"
# What a row of another system became, by its kind.
BECAME = {
    Import.Kind.PEOPLE: "people.Person",
    Import.Kind.RELATIONSHIPS: "people.Relationship",
    Import.Kind.INVOLVEMENTS: "people.Involvement",
    Import.Kind.ALLOCATIONS: "people.Allocation",
    Import.Kind.ENTRIES: "records.Entry",
    Import.Kind.FILES: "records.Attachment",
}
# What is of this installation and not of the record.
_LEFT_OUT = {
    "people.Person": {"merged_into", "submission", "added_by"},
    "records.Attachment": {"draft", "stored_as"},
    "records.EntryVersion": {"pasted"},
    "records.GuidanceRequest": {"draft"},
    # What a file brought in beside this record is of others.
    "people.Import": {
        *("filename", "file_digest", "mapping_digest", "is_per_row", "report"),
        *("lines", "added", "unchanged", "changed", "refused"),
    },
}
# The lists of those who may open a restricted record, a part of it, or an entry.
LIST_NAMES = (*LISTS.values(), LIST)


def model_of(label: str) -> type[models.Model]:
    """Return the model of a table."""
    return apps.get_model(label)


def fields_of(label: str) -> list[models.Field]:
    """Return the columns of a table that go out and come in."""
    return [
        field
        for field in model_of(label)._meta.local_concrete_fields
        if not field.primary_key
        and not getattr(field, "auto_now_add", False)
        and field.name not in _LEFT_OUT.get(label, ())
    ]


def rows_of(
    person: Person,
    label: str,
    found: dict[str, list[Any]],
    going: Collection[int],
    *,
    with_kept_back: bool,
    **how: Any,
) -> list[Any]:
    """Return the rows of a table that are part of the record, in the order of their making.

    ``found`` are the rows of the tables before it, ``going`` the entries that leave.
    ``with_kept_back``: and what is shown on request only, as a record that moves has it.
    """
    if label in _OF_A_MOVE and not with_kept_back:
        return []
    if (by := _HANGING.get(label)) is not None:
        field = model_of(label)._meta.get_field(by)
        above = found[field.related_model._meta.label]
        rows = model_of(label)._base_manager.filter(**{f"{by}__in": [each.pk for each in above]})
        if label == "records.EntryLink":
            rows = rows.filter(target__in=going)
        if label == "records.Attachment":
            rows = rows.filter(taken_off_at=None)
        if label == "records.ChronologyLine":
            rows = rows.filter(entry__in=going)
    else:
        rows = _of_person(person, label, going, **how)
    # What is kept back stands in no other copy (ruling 9), what is protected in none (ruling 8).
    may_go = {Fact.Secrecy.OPEN, *([Fact.Secrecy.ON_REQUEST] if with_kept_back else [])}
    return [
        row for row in rows.order_by("pk") if not isinstance(row, Fact) or row.secrecy in may_go
    ]


def _of_person(
    person: Person, label: str, going: Collection[int], *, viewer: Any, with_held_back: bool
) -> QuerySet:
    model = model_of(label)
    if label == "people.Restriction":
        return standing_restrictions(person)
    if label == "people.PersonUserObjectPermission":
        lists = [LISTS[each.part] for each in standing_restrictions(person)]
        return model._base_manager.filter(content_object=person, permission__codename__in=lists)
    if label == "people.Import":
        return Import.objects.filter(rows__person=person).distinct()
    rows = model._base_manager.filter(person=person)
    if label == "records.Entry":
        return rows.filter(pk__in=going)
    if label == "people.Involvement":
        open_ones = people_queries.periods_open_to(viewer, person)
        return rows.filter(
            pk__in=[each.involvement.pk for each in open_ones if each.closed_by is None]
        )
    if label == "people.Contact":
        hidden = restrictions_at(clock.now()).values("person")
        return rows.exclude(record__in=hidden)
    if label == "people.Alert" and not with_held_back:
        return rows.exclude(pk__in=person.alerts.all().not_told().values("pk"))
    if label == "people.Relationship":
        rows = people_queries.relationships_for_copy(person)
    elif label == "people.Authority":
        rows = people_queries.authorities_for_copy(person)
    elif label == "people.Sharing":
        rows = people_queries.sharings_for_copy(person)
    elif label == "records.PlannedVisit":
        return rows.filter(Q(entry=None) | Q(entry__in=going))
    elif label == "records.GuidanceRequest":
        return _questions(rows, going)
    elif label == "records.Chronology":
        # A frozen one goes whole, or it would not be what was frozen.
        in_part = ChronologyLine.objects.exclude(entry__in=going).values("chronology")
        return rows.exclude(pk__in=in_part, frozen_at__isnull=False)
    elif label == "people.Name":
        return rows.filter(is_mistake=False, is_protected=False)
    return rows


def standing_restrictions(person: Person) -> QuerySet[Restriction]:
    """Return what keeps a record, or a part of it, to named staff now."""
    return restrictions_of_any_at(clock.now()).filter(person=person)


def _questions(rows: QuerySet[GuidanceRequest], going: Collection[int]) -> QuerySet:
    return rows.filter(
        Q(entry=None) | Q(entry__in=going), Q(answer=None) | Q(answer__in=going), draft=None
    )
