"""Who may ask for two records to be made one, who may agree, and what stands in the way."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.access import Decision, Outcome, Permission
from people.models import Contact, Involvement, Merge, Person, Relationship, ToldApart
from people.standing import parts_at, restrictions_at

_WHO = "A manager or a records officer who may open both records does this."


def may_ask(by: User, kept: Person, gone: Person, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may ask for the two to be made one."""
    if not by.has_role(Role.MANAGER, Role.RECORDS_OFFICER):
        return _not(_WHO)
    for person in (kept, gone):
        decision = access.decide(by, Permission.WRITE, person, at=at)
        if not decision.allowed:
            return decision
    return access.decide(by, Permission.WRITE, kept, at=at)


def may_answer(by: User, merge: Merge, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may be the second person."""
    if merge.asked_by_id == by.pk:
        return _not("You asked for this. Somebody else answers.")
    return may_ask(by, merge.kept, merge.gone, at=at)


def may_undo(by: User, merge: Merge, *, at: datetime | None = None) -> Decision:
    """Say whether ``by`` may make one record two again."""
    if not by.has_role(Role.MANAGER, Role.RECORDS_OFFICER):
        return _not("A manager or a records officer does this.")
    return access.decide(by, Permission.WRITE, merge.kept, at=at)


def in_the_way(kept: Person, gone: Person, *, at: datetime | None = None) -> list[str]:
    """Return what must be put right before the two can be made one."""
    at = at or clock.now()
    found = []
    if kept.pk == gone.pk:
        return ["This is the same record."]
    if kept.merged_into_id or gone.merged_into_id:
        return ["One of them was merged already."]
    stands = _standing(kept, gone, at)
    if stands[gone.pk]["is_restricted"] and not stands[kept.pk]["is_restricted"]:
        found.append(
            "The record that goes is restricted and the other is not. Begin from the restricted "
            "record, so that it is the one that stays."
        )
    if set(stands[gone.pk]["parts"]) - set(stands[kept.pk]["parts"]):
        found.append(
            "A part of the record that goes is restricted and the same part of the other is not. "
            "Begin from that record, or restrict the other first."
        )
    if any(each["knows_the_other"] for each in stands.values()):
        found.append(
            "One of them is recorded among the people around the other, so they are two people. "
            "If that is a mistake, put it right first."
        )
    if set(stands[kept.pk]["open_roles"]) & set(stands[gone.pk]["open_roles"]):
        found.append(
            "Both have an open involvement of the same kind, each with its own worker. Close or "
            "end one, with its reason, and then merge."
        )
    if gone.has_died and gone.died_on is None and not kept.has_died:
        found.append(
            "The record that goes says that they died on a day that is not known. Record that on "
            "the one that stays first."
        )
    if kept.died_on and gone.born_on and gone.born_on > kept.died_on:
        found.append("One died before the other was born.")
    return found


def _standing(kept: Person, gone: Person, at: datetime) -> dict[int, dict[str, Any]]:
    """Return what may stand in the way, of each of the two, in one question."""
    pair = Person.objects.filter(pk__in=[kept.pk, gone.pk])
    open_ones = Involvement.objects.filter(person=OuterRef("pk")).exclude(
        state=Involvement.State.CLOSED
    )
    found = pair.values(
        "pk",
        is_restricted=Exists(restrictions_at(at).filter(person=OuterRef("pk"))),
        parts=ArraySubquery(parts_at(at).filter(person=OuterRef("pk")).order_by().values("part")),
        knows_the_other=Exists(
            Contact.objects.filter(person=OuterRef("pk"), record__in=[kept.pk, gone.pk]).exclude(
                record=OuterRef("pk")
            )
        )
        | Exists(
            Relationship.objects.filter(
                person=OuterRef("pk"), other__in=[kept.pk, gone.pk], is_mistake=False
            ).exclude(other=OuterRef("pk"))
        ),
        open_roles=ArraySubquery(open_ones.order_by().values("role")),
    )
    return {each["pk"]: each for each in found}


def to_weigh(kept: Person, gone: Person) -> list[str]:
    """Return what speaks against the two being one, without standing in the way."""
    found = [
        f"{each.decided_by.described} said on {clock.day_of(each.decided_at):%-d %B %Y} that they "
        f"are two people: {each.reason}"
        for each in ToldApart.objects.filter(
            Q(person=kept, other=gone) | Q(person=gone, other=kept)
        ).select_related("decided_by__team")
    ]
    if kept.nhs_number and gone.nhs_number:
        found.append("They have two different NHS numbers, which two people usually have.")
    return found


def waiting_for(viewer: User, *, at: datetime | None = None) -> QuerySet[Merge]:
    """Return the requests that ``viewer`` may answer or may open to answer, the oldest first."""
    if not viewer.has_role(Role.MANAGER, Role.RECORDS_OFFICER):
        return Merge.objects.none()
    people = access.visible_people(viewer, at=at)
    if viewer.has_role(Role.RECORDS_OFFICER):
        people = access.findable_people(viewer, at=at).exclude(access.in_conflict(viewer, at=at))
    asked = Merge.objects.filter(state=Merge.State.ASKED, kept__in=people, gone__in=people)
    return (
        asked.exclude(asked_by=viewer)
        .select_related("kept", "gone", "asked_by__team")
        .order_by("asked_at", "pk")[:50]
    )


def merges_of(person: Person) -> list[Merge]:
    """Return what was asked and done about a record, the newest first."""
    return list(
        Merge.objects.filter(Q(kept=person) | Q(gone=person))
        .select_related("kept", "gone", "asked_by__team", "answered_by__team", "undone_by__team")
        .order_by("-asked_at", "-pk")
    )


def _not(because: str) -> Decision:
    return Decision(Outcome.DENIED, "ROLE", because)
