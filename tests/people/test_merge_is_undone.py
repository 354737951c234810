"""Merging and undoing leave every row as it was, apart from the log: whatever stood on the two.

Tables are found from the models, and filled by the types of their columns, so that a table that
names a person cannot be forgotten.
"""

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, models, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import clock
from accounts.models import Team, User
from accounts.roles import Role
from disclosure.models import Export, Letter
from oversight.models import SupervisionCase, SupervisionSession
from people import actions
from people.finding.index import index_people
from people.merging.details import GONE, KEPT, LEAVING, LEAVING_WORDS, TOGETHER
from people.merging.references import Reference, references
from people.models import (
    Address,
    Authority,
    Conflict,
    Contact,
    Death,
    DeathTask,
    Detail,
    FindingKeys,
    Merge,
    MergeStep,
    Person,
    PersonRole,
    Referral,
    Relationship,
    Restriction,
    Sharing,
)
from records.models import Action, Draft, Entry, GuidanceRequest, PlannedVisit, SearchText
from tests.accounts.factories import make_staff, make_team
from tests.oversight.factories import make_agreement, make_session
from tests.people.factories import allocate, make_name, make_person
from tests.records.factories import make_entry

pytestmark = pytest.mark.django_db

# What a merge itself writes down, and the log.
LOG = {"audit", "people_merge", "people_mergestep"}
# Made by other rows' factories, or standing in the way of a merge on purpose.
NOT_FILLED = {FindingKeys, SearchText, Merge}
CHOSEN = {"state", "status", "kind", "role"}


class World:
    """Two people and a second of everything that may stand on them."""

    def __init__(self) -> None:
        self.team = make_team()
        self.asker, self.second = (make_staff(Role.MANAGER, team=self.team) for _ in range(2))
        self.kept = make_person(team=self.team, added_by=self.asker)
        self.gone = make_person(team=self.team, added_by=self.asker, given_names="Amma")
        self.third = make_person(team=self.team, added_by=self.asker, given_names="Kofi")
        for person in (self.kept, self.gone):
            allocate(person, team=self.team)
        self.count = 0
        # What would close the two records to those who merge them; its effect is told elsewhere.
        self.harmless: dict[type[models.Model], dict[str, Any]] = {
            Restriction: {"ends_at": clock.add_hours(clock.now(), -1)},
            Conflict: {"user": make_staff()},
            Referral: {"user": self.second},
            Address: {"lines": "12 Mill Lane"},
            Detail: {"question": "religion", "answer": "Quaker"},
            Action: {"owner": self.asker},
            Draft: {"type_key": "case_note"},
            PlannedVisit: {"interpreter": ""},
            Authority: {"kind": "APPOINTEE", "evidence": "TOLD"},
            Death: {"precision": "UNKNOWN"},
            DeathTask: {"worker": self.asker},
            Export: {"after_death": ""},
            Letter: {"goes": "POST", "state": "TO_PRINT"},
            GuidanceRequest: {"asked_of": self.second},
            SupervisionCase: {"session": self._session()},
        }

    def _session(self) -> SupervisionSession:
        worker = make_staff(team=self.team, line_manager=self.asker)
        return make_session(make_agreement(supervisor=self.asker, worker=worker))

    def fill(self, reference: Reference, person: Person, chance: Callable[[int], int]) -> bool:
        """Put one row on a person, if the rules of its table let it stand."""
        if reference.model is Entry:
            make_entry(person=person, by=self.asker)
            return True
        try:
            with transaction.atomic():
                self._make(reference.model, {reference.field: person}, chance)
        except IntegrityError:
            return False
        return True

    def _make(self, model: type[models.Model], known: dict, chance: Callable[[int], int]) -> Any:
        if model is apps.get_model("people.Name"):
            return make_name(known["person"])
        values = known | self.harmless.get(model, {})
        if model is Relationship:
            values = {"person": self.third, "other": self.third, "kind": "friend"} | known
        if model is Sharing:
            values = {"person": self.third, "other": self.third} | known
        if model is Authority:
            values["relationship"] = self._make(Relationship, known, chance)
        for field in model._meta.local_concrete_fields:
            if field.name in values or field.primary_key or field.has_default() or field.null:
                continue
            values[field.name] = self._value(field, known, chance)
        return model._base_manager.create(**values)

    def _value(self, field: models.Field, known: dict, chance: Callable[[int], int]) -> Any:
        self.count += 1
        if isinstance(field, models.ForeignKey):
            return self._other(field.related_model, known, chance)
        if field.choices:
            values = [value for value, _ in field.choices]
            return values[chance(len(values))] if field.name in CHOSEN else values[0]
        if field.blank and isinstance(field, (models.CharField, models.TextField)):
            return ""
        by_kind = {
            models.DateTimeField: clock.now,
            models.DateField: clock.today,
            models.UUIDField: uuid.uuid4,
            models.BooleanField: lambda: False,
            models.IntegerField: lambda: 1,
            models.JSONField: dict,
            models.EmailField: lambda: f"x{self.count}@example.org",
            models.CharField: lambda: f"x{self.count}"[: field.max_length],
            models.TextField: lambda: f"Text {self.count}",
        }
        return next(make() for kind, make in by_kind.items() if isinstance(field, kind))

    def _other(self, model: type[models.Model], known: dict, chance: Callable[[int], int]) -> Any:
        person = next((each for each in known.values() if isinstance(each, Person)), self.gone)
        if model is User:
            return self.asker
        if model is Team:
            return self.team
        if model is Person:
            return self.third
        if model is Entry:
            return make_entry(person=person, by=self.asker)
        if model is Permission:
            return Permission.objects.get(codename="open_record")
        return model._base_manager.first() or self._make(model, {}, chance)


def dump() -> dict[str, list[str]]:
    """Return every row of every table of ours, but for the log."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table.split("_")[0] in LOG or table in LOG or table.startswith("procrastinate"):
                continue
            cursor.execute(f'SELECT to_jsonb(t)::text FROM "{table}" t ORDER BY 1')  # noqa: S608 - our own
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


DETAILS: dict[str, list[Any]] = {
    "nhs_number": ["", "9990000018", "9990000026"],
    "born_on": [None, date(1950, 5, 3), date(1950, 3, 5)],
    "pronouns": ["", "she/her", "they/them"],
    "preferred_name": ["", "Efya", "Abi"],
    "status": ["OPEN", "CLOSED"],
    "is_carer": [True, False],
    "died_on": [None, date(2020, 1, 1)],
    "given_names": ["Ama", "Amma"],
}


def details_of_one() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: st.sampled_from(some) for name, some in DETAILS.items()})


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    mine=details_of_one(),
    theirs=details_of_one(),
    choices=st.dictionaries(
        st.sampled_from([*TOGETHER, "names", "answer_religion"]), st.sampled_from([KEPT, GONE])
    ),
    leaving=st.sampled_from(sorted(LEAVING_WORDS)),
    filled=st.lists(st.tuples(st.integers(0, 99), st.booleans()), max_size=25),
    chance=st.randoms(use_true_random=False),
)
def test_merged_and_undone_every_row_is_as_it_was(mine, theirs, choices, leaving, filled, chance):
    with transaction.atomic():
        world = World()
        number = {"nhs_number": ""} if mine["nhs_number"] == theirs["nhs_number"] else {}
        for person, details in ((world.kept, mine), (world.gone, theirs | number)):
            Person.objects.filter(pk=person.pk).update(**details)
        able = [each for each in references() if each.model not in NOT_FILLED]
        for place, on_gone in filled:
            person = world.gone if on_gone else world.kept
            world.fill(able[place % len(able)], person, chance.randrange)
        _merge_and_undo(world, choices | {LEAVING: leaving})
        transaction.set_rollback(True)


def test_everything_at_once_goes_and_comes_back():
    world = World()
    able = [each for each in references() if each.model not in NOT_FILLED]
    filled = [each.label for each in able if world.fill(each, world.gone, lambda _: 0)]

    moved = _merge_and_undo(world, {})

    assert {each.label for each in able} - set(filled) == set()
    expected = {each.model._meta.label for each in references() if not each.stays}
    assert moved >= expected, expected - moved


def _merge_and_undo(world: World, choices: dict[str, str]) -> set[str]:
    """Merge and undo, hold every row equal, and return the tables that had moved."""
    # Those whom one of two knows are not the other.
    Contact.objects.update(record=None)
    index_people(list(Person.objects.all()))
    before = dump()
    merge = actions.ask_to_merge(
        kept=Person.objects.get(pk=world.kept.pk),
        gone=Person.objects.get(pk=world.gone.pk),
        choices=choices,
        reason="Same person",
        by=world.asker,
    )
    merge = actions.agree_to_merge(merge=merge, by=world.second)
    for reference in references():
        if not reference.stays and reference.label.split(".")[1] not in ("Name", "Conflict"):
            assert not (
                reference.model._base_manager.filter(**{reference.field: world.gone})
                .exclude(pk__in=_held(reference, world))
                .exists()
            ), reference.label
    moved = set(MergeStep.objects.filter(merge=merge).values_list("model", flat=True))
    left = actions.undo_merge(merge=merge, reason="Two people", by=world.asker)

    assert left == []
    assert dump() == before
    return moved


def _held(reference: Reference, world: World) -> list[int]:
    """Return the rows that may stay: what the record that is kept says already."""
    rows = reference.model._base_manager
    if reference.model._meta.label.endswith("ObjectPermission"):
        return list(rows.values_list("pk", flat=True))
    if reference.model is PersonRole:
        said = rows.filter(person=world.kept).values_list("kind", "until", "is_mistake")
        return [row.pk for row in rows.all() if (row.kind, row.until, row.is_mistake) in set(said)]
    return []
