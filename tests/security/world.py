"""The demonstration council with one of everything in it, and every address with something in it.

``VIEWERS`` walk through it. Nobody of them may know of the victim: nothing that they send may
touch what is about that person.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.test import Client
from django.urls import NoReverseMatch, reverse

import clock
from accounts.models import User
from disclosure.models import Export, Redaction, SubjectRequest
from people.access import visible_people
from people.models import Person
from records import actions
from records.models import (
    Action,
    Attachment,
    Chronology,
    Decision,
    Draft,
    Entry,
    GuidanceRequest,
    Removal,
)
from tests.disclosure.factories import make_export, make_redaction, say_why
from tests.people.factories import declare_conflict
from tests.security.crawl import patterns

VIEWERS = ("fola.adeyemi", "ros.hale", "helen.marsh", "lena.fforde")
VICTIM = "P10131"
_KEYS: dict[str, type[Model]] = {
    "entry_key": Entry,
    "draft_key": Draft,
    "file_key": Attachment,
    "action_key": Action,
    "decision_key": Decision,
    "guidance_key": GuidanceRequest,
    "chronology_key": Chronology,
    "removal_key": Removal,
    "export_key": Export,
    "redaction_key": Redaction,
    "request_key": SubjectRequest,
}


@dataclass(frozen=True)
class Victim:
    """Somebody of whom no viewer may know, and what would name what is about them."""

    person: Person
    keys: tuple[str, ...]
    words: tuple[str, ...]


def somebody(name: str) -> User:
    """A member of staff by the first part of their address."""
    return User.objects.get(email=f"{name}@northmere.example")


def signed_in(name: str) -> Client:
    """A browser in which somebody has signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(somebody(name))
    return client


def furnish() -> Victim:
    """Add what the demonstration lacks."""
    fola, helen = somebody(VIEWERS[0]), somebody(VIEWERS[2])
    win = Person.objects.get(council_reference="P10021")
    entries = list(Entry.objects.filter(person=win, author=fola).order_by("pk"))
    open_one = actions.begin_chronology(person=win, by=fola, title="Falls", purpose="The court")
    actions.pick_entries(chronology=open_one, by=fola, entries=entries[:2])
    other = somebody("marcus.webb")
    first = _draft(win, fola)
    _draft(win, fola, copy_of=first.key)
    _draft(win, other)
    declare_conflict(win, other)
    say_why(win, helen)
    make_redaction(win, helen)
    make_export(win, asked_by=helen, state=Export.State.FAILED, failed_because="The box broke.")
    victim = Person.objects.get(council_reference=VICTIM)
    theirs = Entry.objects.filter(person=victim)
    return Victim(
        victim,
        (
            victim.key,
            str(victim.pk),
            victim.council_reference,
            *theirs.values_list("key", flat=True),
        ),
        ("Rowbotham, Clive", "Clive Rowbotham"),
    )


def _draft(person: Person, author: User, **fields: Any) -> Draft:
    now = clock.now()
    given = {"type_key": "case_note", "typed": {"discussion": ["Begun."]}} | fields
    return Draft.objects.create(person=person, author=author, started_at=now, saved_at=now, **given)


def addresses(user: User) -> list[str]:
    """Return an address of each view with parameters that name something this user may open."""
    found = []
    for pattern, name in patterns():
        wanted = {part.split(":")[-1].split(">")[0] for part in pattern.split("<")[1:]}
        given = _given(user, wanted, name)
        if given is None:
            continue
        try:
            found.append(reverse(name, kwargs=given))
        except NoReverseMatch:
            continue
    return [each for each in found if not each.startswith(("/accounts/sign-out", "/gallery"))]


def _given(user: User, wanted: set[str], name: str) -> dict[str, Any] | None:
    """Return the parameters of an address, or nothing if there is nothing for it."""
    given: dict[str, Any] = {"number": 1, "size": "large", "type_key": "case_note"}
    keys = wanted & set(_KEYS)
    people = visible_people(user)
    for key in sorted(keys):
        rows = _KEYS[key].objects.order_by("-pk")
        if name == "records:confirm-entry":
            rows = rows.filter(confirmations__provider=user)
        if key == "removal_key":
            rows = rows.filter(entry__person__in=people)
        elif key == "draft_key" and "left" not in name:
            rows = rows.filter(author=user)
            if "compare" in name:
                rows = rows.exclude(copy_of=None)
        else:
            rows = rows.filter(person__in=people)
        if key == "chronology_key" and "entry_key" in keys:
            rows = rows.filter(frozen_at=None)
        if key == "entry_key" and "chronology_key" in given:
            rows = rows.filter(chronology_lines__chronology__key=given["chronology_key"])
        row = rows.first()
        if row is None:
            return None
        given[key] = row.key
        about = row.entry.person if key == "removal_key" else row.person
        given["person_key"] = about.key
    if "person_key" in wanted and "person_key" not in given:
        person = people.filter(council_reference="P10021").first() or people.first()
        if name == "people:give-reason":
            person = Person.objects.exclude(pk__in=people).exclude(council_reference=VICTIM).first()
        if person is None:
            return None
        given["person_key"] = person.key
    missing = wanted - set(given)
    return None if missing else {key: given[key] for key in wanted}
