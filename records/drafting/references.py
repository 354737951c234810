"""Whom a form can offer to tick: the person, those around them, and colleagues."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, When

import clock
from accounts.models import User
from accounts.queries import working_staff
from people import access
from people import queries as people_queries
from people.models import Person
from records.queries.links import Offered
from records.rules.authorship import author_groups

Reference = dict[str, str]
LISTED_AT_MOST = 80


@dataclass(frozen=True)
class Known:
    """The people whom one form knows. Built once for a form, used by every question.

    ``writer_decides``: what is decided is usually decided by whoever writes it. Business support
    only logs the decisions of others. ``entries`` are the earlier records that may be named,
    ``beside`` the other people with a record whom the form names, ``reference`` the person's in the
    council, which a message about them gives.
    """

    person: Reference
    contacts: list[Reference] = field(default_factory=list)
    staff: list[Reference] = field(default_factory=list)
    writer: Reference = field(default_factory=dict)
    writer_decides: bool = True
    near: list[Reference] = field(default_factory=list)
    entries: list[Offered] = field(default_factory=list)
    beside: list[Person] = field(default_factory=list)
    reference: str = ""

    @property
    def around(self) -> list[Reference]:
        """The person, their contacts and the staff near to them: whom a question may name."""
        return [self.person, *self.contacts, *self.near]


def known_to(person: Person, user: User, entries: Iterable[Offered] = ()) -> Known:
    """Return whom a form about ``person`` filled in by ``user`` offers.

    In a large council the list of colleagues is cut to those near to the person and to the
    writer; anyone else is typed, and found by name.
    """
    rows = list(person.contacts.all())
    contacts = [
        {"kind": "contact", "key": row.key, "name": row.name, "role": row.described} for row in rows
    ]
    ends = _with_records(person, user, {row.record_id for row in rows})
    contacts += [ref for _, ref in ends]
    workers = set(access.standing_of(user, person).workers)
    staff = _colleagues(workers | {user.pk, user.line_manager_id}, {user.team_id, person.team_id})
    near = [each for each in staff if each.pk in workers or each.pk == user.pk]
    near.sort(key=lambda each: each.pk != user.pk)
    return Known(
        person={"kind": "person", "key": person.key, "name": person.name, "role": ""},
        contacts=contacts,
        staff=[staff_reference(each) for each in staff],
        writer=staff_reference(user),
        writer_decides=author_groups(user) != {"business_support"},
        near=[staff_reference(each) for each in near],
        entries=list(entries),
        beside=[end for end, _ in ends],
        reference=person.council_reference,
    )


def _colleagues(near: set[int | None], teams: set[int | None]) -> list[User]:
    """Return the staff by name; of many, those who are ``near`` and then those of the teams."""
    rank = Case(
        When(pk__in=near - {None}, then=0), When(team__in=teams - {None}, then=1), default=2
    )
    ranked = working_staff().annotate(rank=rank).order_by("rank", "name", "pk")
    staff = list(ranked[: LISTED_AT_MOST + 1])
    if len(staff) > LISTED_AT_MOST:
        return [each for each in staff[:LISTED_AT_MOST] if each.rank < 2]
    return sorted(staff, key=lambda each: each.name.casefold())


def known_around(person: Person) -> Known:
    """Return the person and their contacts: whom a record knows that no form was filled in for."""
    return Known(
        person={"kind": "person", "key": person.key, "name": person.name, "role": ""},
        contacts=[
            {"kind": "contact", "key": row.key, "name": row.name, "role": row.described}
            for row in person.contacts.all()
        ],
        reference=person.council_reference,
    )


def _with_records(
    person: Person, user: User, known: set[int | None]
) -> list[tuple[Person, Reference]]:
    """Return those around a person who have a record of their own and no row as a contact."""
    rows = people_queries.relationships_of(user, person).current_on(clock.today())
    rows = rows.filter(contact__isnull=True)
    found: dict[str, tuple[Person, Reference]] = {}
    for row in rows:
        end = row.end_record
        if end is None or end.pk in known:
            continue
        kind = row.meant.words
        _, ref = found.setdefault(
            end.key, (end, {"kind": "contact", "key": end.key, "name": end.name, "role": ""})
        )
        ref["role"] = f"{ref['role']}, {kind}" if ref["role"] else kind
    return list(found.values())


def staff_reference(user: User) -> Reference:
    """Return a member of staff as an answer keeps them: name and job as they are now."""
    return {"kind": "staff", "key": user.staff_number, "name": user.name, "role": user.job_title}


@dataclass(frozen=True)
class Colleagues:
    """The staff whom some answers name. Read once for all the answers of a form."""

    by_name: dict[str, list[User]]
    by_number: dict[str, User]

    def found(self, references: list[Reference]) -> list[Reference]:
        """Turn a typed name that is exactly one colleague's into a reference to that colleague."""
        return [
            staff_reference(named[0])
            if ref["kind"] == "other"
            and len(named := self.by_name.get(ref["name"].casefold(), [])) == 1
            else ref
            for ref in references
        ]

    def behind(self, references: list[Reference]) -> User | None:
        """Return the member of staff whom an answer names first, if it names one."""
        staff = (ref["key"] for ref in references if ref["kind"] == "staff")
        return self.by_number.get(next(staff, ""))


def colleagues_in(answers: Iterable[Any]) -> Colleagues:
    """Return the staff whom ``answers`` name, by a typed name or as one of the staff."""
    named = list(_references(list(answers)))
    names = {ref["name"] for ref in named if ref["kind"] == "other"}
    numbers = {ref["key"] for ref in named if ref["kind"] == "staff"}
    found = Colleagues({}, {})
    if not names and not numbers:
        return found
    in_use = Q(is_active=True, name__in=names)
    for user in User.objects.filter(in_use | Q(staff_number__in=numbers)):
        found.by_number[user.staff_number] = user
        if user.is_active and user.name in names:
            found.by_name.setdefault(user.name.casefold(), []).append(user)
    return found


def _references(answers: Any) -> Iterator[Reference]:
    if isinstance(answers, dict):
        if answers.get("kind") in ("staff", "other") and "name" in answers:
            yield answers
        else:
            yield from _references(list(answers.values()))
    elif isinstance(answers, list):
        for each in answers:
            yield from _references(each)


def staff_behind(value: Any) -> User | None:
    """Return the member of staff whom an answer names first, if it names one."""
    for ref in value or []:
        if ref.get("kind") == "staff":
            return User.objects.filter(staff_number=ref["key"]).first()
    return None
