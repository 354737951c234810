"""The frame of every page about a person: banner, tabs, and the button to write.

Upper apps add their tab with ``add_tab`` from their ``AppConfig.ready``, so that no app needs to
know those above it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from accounts.models import User
from people import queries
from people.access import Permission, decide
from people.models import Death, Person
from people.queries import Banner
from ui import formats


@dataclass(frozen=True)
class Tab:
    """One page about a person: its name, its URL name, and who is offered it."""

    key: str
    label: str
    url_name: str
    position: int
    offered_to: Callable[[User], bool]


@dataclass(frozen=True)
class EntryBlock:
    """A part of the details that upper apps read from entries: its template and what it needs."""

    template: str
    read: Callable[[User, Person], Any]


@dataclass(frozen=True)
class DeathBlock:
    """What an app above says on the page about a death: what it stopped, or what goes on."""

    template: str
    read: Callable[[User, Person, Death | None], Any]
    position: int


_BLOCKS: list[EntryBlock] = []
_SAID: dict[str, Callable[[User, Person, str], dict[str, Any]]] = {}
_DEATH_BLOCKS: list[DeathBlock] = []
_TABS: dict[str, Tab] = {}
_COMMON: list[tuple[str, str]] = []
_OTHER_WAYS: list[tuple[str, str]] = []
_ONLY_FOR_THE_LIVING: set[str] = set()


def add_tab(
    key: str,
    label: str,
    url_name: str,
    *,
    position: int,
    offered_to: Callable[[User], bool] = lambda user: True,
) -> None:
    """Offer a page about each person. ``url_name`` takes the person's key."""
    _TABS[key] = Tab(key, label, url_name, position, offered_to)


def add_entry_block(template: str, read: Callable[[User, Person], Any]) -> None:
    """Put a part that is read from entries on the page of details."""
    if all(each.template != template for each in _BLOCKS):
        _BLOCKS.append(EntryBlock(template, read))


def say_from_entries(area_key: str, read: Callable[[User, Person, str], dict[str, Any]]) -> None:
    """Let ``read`` say what the form of an area begins with, of the entry of that key."""
    _SAID[area_key] = read


def said_by_entry(viewer: User, person: Person, area_key: str, entry: str) -> dict[str, Any]:
    """Return what an entry says for the form of an area; nothing if it is closed to ``viewer``."""
    return _SAID[area_key](viewer, person, entry) if area_key in _SAID else {}


def entry_blocks(viewer: User, person: Person) -> list[dict[str, Any]]:
    """Return the parts of the details that are read from entries, for their templates."""
    return [{"template": each.template, "said": each.read(viewer, person)} for each in _BLOCKS]


def add_death_block(
    template: str, read: Callable[[User, Person, Death | None], Any], *, position: int
) -> None:
    """Put a part on the page about a death."""
    if all(each.template != template for each in _DEATH_BLOCKS):
        _DEATH_BLOCKS.append(DeathBlock(template, read, position))


def death_blocks(viewer: User, person: Person, death: Death | None) -> list[dict[str, Any]]:
    """Return what the apps above say about a death, for their templates."""
    return [
        {"template": each.template, "said": each.read(viewer, person, death)}
        for each in sorted(_DEATH_BLOCKS, key=lambda each: each.position)
    ]


def offer_to_write(type_key: str, label: str, *, of_the_living: bool = False) -> None:
    """Put a kind of record on the short list behind the button to write.

    ``of_the_living``: it is not offered of somebody who has died.
    """
    if (type_key, label) not in _COMMON:
        _COMMON.append((type_key, label))
    if of_the_living:
        _ONLY_FOR_THE_LIVING.add(type_key)


def offer_another_way(url_name: str, label: str, *, of_the_living: bool = False) -> None:
    """Put a page about each person behind the button to write. ``url_name`` takes their key."""
    if (url_name, label) not in _OTHER_WAYS:
        _OTHER_WAYS.append((url_name, label))
    if of_the_living:
        _ONLY_FOR_THE_LIVING.add(url_name)


def person_page(request, person: Person, *, tab: str = "") -> dict[str, Any]:
    """Return the context of the frame: ``person``, and ``banner`` with its tabs and buttons."""
    banner = queries.banner_for(request.user, person)
    may_write = decide(request.user, Permission.WRITE, person).allowed
    may_add = may_write or decide(request.user, Permission.ADD, person).allowed
    return {
        "person": person,
        "banner": {
            **_in_words(banner),
            "record_url": reverse("records:timeline", args=[person.key]),
            "tabs": _tabs(request.user, person, tab),
            "can_write": may_write,
            "can_add": may_add,
            "write_url": reverse("records:choose-type", args=[person.key]),
            "write_menu": [
                {"label": label, "url": reverse("records:write", args=[person.key, type_key])}
                for type_key, label in _COMMON
                if _is_offered(type_key, person)
            ]
            + [
                {"label": label, "url": reverse(url_name, args=[person.key])}
                for url_name, label in _OTHER_WAYS
                if _is_offered(url_name, person)
            ],
        },
    }


def _is_offered(what: str, person: Person) -> bool:
    return not (person.has_died and what in _ONLY_FOR_THE_LIVING)


def _tabs(user: User, person: Person, tab: str) -> list[dict[str, Any]]:
    return [
        {
            "label": each.label,
            "url": reverse(each.url_name, args=[person.key]),
            "current": each.key == tab,
        }
        for each in sorted(_TABS.values(), key=lambda each: each.position)
        if each.offered_to(user)
    ]


def _in_words(banner: Banner) -> dict[str, Any]:
    born = formats.day_and_month(banner.born_on) if banner.born_on else ""
    if banner.birth_precision == Person.BirthPrecision.ESTIMATED and born:
        born = f"about {born}"
    died = banner.died
    if died:
        died += f", aged {banner.age}" if banner.age is not None else ""
        died += "" if banner.death_is_confirmed else " (not confirmed yet)"
    return {
        "name": banner.name,
        "legal_name": banner.legal_name,
        "pronouns": banner.pronouns,
        "reference": banner.reference,
        "nhs_number": banner.nhs_number,
        "age_text": "" if banner.age is None else str(banner.age),
        "born_text": born or "date of birth not known",
        "died_text": died,
        # Nobody is to ring or write to somebody who has died.
        "communication": [] if died else banner.communication,
        "asked_on": banner.asked_on,
        "alerts": [
            {
                "title": alert.title,
                "raised_on": alert.raised_on,
                "review_on": alert.review_on,
                "review_on_text": formats.short_date(alert.review_on),
                "tone": "danger" if alert.is_overdue else "",
            }
            for alert in banner.alerts
        ],
        "what_matters": banner.what_matters,
        "what_matters_since": banner.what_matters_since,
        "said_above": banner.said_above,
        "restricted": banner.restricted,
        "restricted_as": banner.restricted_as,
        "worker": banner.worker,
        "team": banner.team,
        "status": banner.status,
    }
