"""Moving what stands on one record to another, and back. Parts of an action, which decides first.

Every column that changes is a step that is kept, with the rows, what was and what became; undoing
goes through the steps from the last to the first.
"""

from collections import Counter
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

import clock
from people.access import PART_LISTS
from people.finding.index import index_person
from people.merging import details
from people.merging.references import Moved, Reference, changed_with, references
from people.models import (
    ContactPoint,
    Detail,
    FindingKeys,
    Merge,
    MergeStep,
    Name,
    Person,
    PersonUserObjectPermission,
)

# What else says that two rows are of the same.
_STANDS_ONCE: dict[str, tuple[str, ...]] = {
    "people.Conflict.person": ("user_id", "ended_at"),
    "people.PersonRole.person": ("kind", "until", "is_mistake"),
    "people.PersonUserObjectPermission.content_object": ("user_id", "permission_id"),
    "people.PersonGroupObjectPermission.content_object": ("group_id", "permission_id"),
}
# Who is named for what is kept from others is named for that record alone.
_NAMED = ("open_restricted", *PART_LISTS.values(), "see_protected_names")
_NOT_TOGETHER = "What was chosen cannot stand on one record. Choose again where the two differ"
_BOTH_HAVE = "Both have {called} of which a record may have only one. Put that right first"


class Doing:
    """One merge while it is done: the two records, and the steps so far."""

    def __init__(self, merge: Merge) -> None:
        self.merge, self.kept, self.gone = merge, merge.kept, merge.gone
        self.steps: list[MergeStep] = []
        self.counted: Counter[str] = Counter()
        self.left_there: list[int] = []

    def run(self) -> None:
        """Do all of it. Raises ``ValidationError`` where the two cannot stand on one record."""
        try:
            with transaction.atomic():
                self._run()
        except IntegrityError:
            raise ValidationError(_NOT_TOGETHER) from None

    def _run(self) -> None:
        self.change(Person, "merged_into_id", [self.gone.pk], None, self.kept.pk)
        self._names()
        self._answers()
        self._preferred_way()
        for reference in references():
            if not reference.stays:
                self._move(reference)
        self._details()
        MergeStep.objects.bulk_create(self.steps)
        FindingKeys.objects.filter(person=self.gone).delete()
        index_person(self.kept)

    def change(
        self, model: type[models.Model], field: str, rows: list[int], was: Any, became: Any
    ) -> None:
        """Change one column of some rows, and keep the step."""
        if not rows:
            return
        model._base_manager.filter(pk__in=rows).update(**{field: became})
        self.steps.append(
            MergeStep(
                merge=self.merge,
                position=len(self.steps),
                model=model._meta.label,
                field=field,
                rows=rows,
                was=_stored(was),
                became=_stored(became),
            )
        )

    def _move(self, reference: Reference) -> None:
        held = _held_by_both(reference, self.kept, self.gone)
        if reference.model is Name:
            held += self.left_there
        rows = list(
            reference.model._base_manager.filter(**{reference.field: self.gone})
            .exclude(pk__in=held)
            .order_by("pk")
            .values_list("pk", flat=True)
        )
        if not rows:
            return
        try:
            with transaction.atomic():
                self.change(
                    reference.model, f"{reference.field}_id", rows, self.gone.pk, self.kept.pk
                )
        except IntegrityError:
            raise ValidationError(_BOTH_HAVE.format(called=reference.called)) from None
        self.counted[reference.called] += len(rows)
        changed_with(Moved(reference, rows, self.gone, self.kept, self.change))

    def _names(self) -> None:
        """Let the names in use of the one stand, and those of the other be what was chosen."""
        stands, leaves = self.kept, self.gone
        if self.merge.choices.get("names", details.KEPT) == details.GONE:
            stands, leaves = self.gone, self.kept
            for column in ("title", "given_names", "family_name"):
                self._own(column, getattr(self.gone, column))
        becomes = details.ALIAS
        if details.names_differ(stands, leaves):
            becomes = self.merge.choices.get(details.LEAVING, details.FORMER)
        known = {name.kind: name for name in details.names_in_use(stands)}
        same = {name.full for name in known.values()}
        preferred = stands.preferred_name or leaves.preferred_name
        for name in details.names_in_use(leaves):
            if name.kind in known and name.words == known[name.kind].words:
                self.left_there.append(name.pk)
            if name.kind in known and name.full in same:
                self.change(Name, "kind", [name.pk], name.kind, Name.Kind.ALIAS)
            elif name.kind in known or becomes == details.PROTECTED:
                self._leaves(name, becomes)
        if becomes == details.PROTECTED:
            preferred = stands.preferred_name
            self._protect_others(leaves, same)
        self._own("preferred_name", preferred)
        if becomes != details.ALIAS:
            self._nowhere_else()

    def _leaves(self, name: Name, becomes: str) -> None:
        """Let a name that is not the one that stays be what was chosen for it."""
        if becomes == details.ALIAS:
            self.change(Name, "kind", [name.pk], name.kind, Name.Kind.ALIAS)
            return
        self.change(Name, "kind", [name.pk], name.kind, Name.Kind.FORMER)
        day = max(clock.today(), name.since or clock.today())
        self.change(Name, "until", [name.pk], None, day)

    def _protect_others(self, leaves: Person, same: set[str]) -> None:
        """Keep all that the record was called for named people: one name would tell of another."""
        others = Name.objects.filter(
            person=leaves, kind__in=(Name.Kind.FORMER, Name.Kind.ALIAS), is_protected=False
        )
        rows = [name.pk for name in others.order_by("pk") if name.full not in same]
        self.change(Name, "is_protected", rows, False, True)

    def _nowhere_else(self) -> None:
        """Let the record that goes be called as the one that stays: no page says what left."""
        for column in ("title", "given_names", "family_name", "preferred_name"):
            was, becomes = getattr(self.gone, column), getattr(self.kept, column)
            if was != becomes:
                self.change(Person, column, [self.gone.pk], was, becomes)
                setattr(self.gone, column, becomes)

    def _answers(self) -> None:
        """Let the answer that is not chosen end today: it stays, as what was said before."""
        for mine, theirs in details.answers_of_both(self.kept, self.gone):
            chosen = self.merge.choices.get(details.name_of(mine), details.KEPT)
            ends = mine if chosen == details.GONE else theirs
            day = max(clock.today(), ends.since or clock.today())
            self.change(Detail, "until", [ends.pk], None, day)

    def _preferred_way(self) -> None:
        """Let one way to reach them be preferred: that of the record that is kept."""
        preferred = ContactPoint.objects.standing().filter(is_preferred=True)
        if preferred.filter(person=self.kept).exists():
            theirs = list(preferred.filter(person=self.gone).values_list("pk", flat=True))
            self.change(ContactPoint, "is_preferred", theirs, True, False)

    def _details(self) -> None:
        for column, value in list(details.changes(self.kept, self.gone, self.merge.choices)):
            if column == "nhs_number":
                self.change(Person, column, [self.gone.pk], value, "")
            self._own(column, value)

    def _own(self, column: str, value: Any) -> None:
        was = getattr(self.kept, column)
        if was != value:
            self.change(Person, column, [self.kept.pk], was, value)
            setattr(self.kept, column, value)


def undo(merge: Merge) -> list[MergeStep]:
    """Put everything back, and return the steps whose rows were changed again since.

    Whose record a row is on always goes back; another column only while it is as the merge left
    it, because what somebody did since is theirs.
    """
    left = []
    for step in merge.steps.order_by("-position"):
        model = apps.get_model(step.model)
        column = model._meta.get_field(step.field.removesuffix("_id"))
        was, became = (column.to_python(value) for value in (step.was, step.became))
        rows = model._base_manager.filter(pk__in=step.rows, **{step.field: became})
        try:
            with transaction.atomic():
                back = rows.update(**{step.field: was})
        except IntegrityError:
            # Somebody else has it by now: an NHS number that was given to a third record.
            back = 0
        if back != len(step.rows):
            left.append(step)
    index_person(merge.kept)
    index_person(merge.gone)
    return left


def _held_by_both(reference: Reference, kept: Person, gone: Person) -> list[int]:
    """Return rows that say of the one what another row says of the other, and so may stay.

    A conflict or a grant that the same member of staff has with both stands once. Who is listed
    for a restricted record that goes is not listed by that for the one that stays.
    """
    same = _STANDS_ONCE.get(reference.label)
    if same is None:
        return []
    rows = reference.model._base_manager
    theirs = set(rows.filter(**{reference.field: kept}).values_list(*same))
    own = rows.filter(**{reference.field: gone}).values_list("pk", *same)
    held = [pk for pk, *of_whom in own if tuple(of_whom) in theirs]
    if reference.model is PersonUserObjectPermission:
        listed = rows.filter(**{reference.field: gone}, permission__codename__in=_NAMED)
        held += listed.values_list("pk", flat=True)
    return held


def _stored(value: Any) -> Any:
    """Return a value as JSON keeps it, which ``to_python`` of its column reads again."""
    return value.isoformat() if hasattr(value, "isoformat") else value
