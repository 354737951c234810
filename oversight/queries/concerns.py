"""Concerns by the provider they are about and by the harm they name, over the last months."""

from collections import defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import clock
from accounts.models import User
from oversight.queries.figures import Cell, keep_back
from people import access
from people.models import Contact
from records.catalogue.patterns import concerns
from records.models import Entry, EntryVersion
from records.queries import entry_is_open

MONTHS = 12
NO_PROVIDER = "No provider named"


@dataclass
class Group:
    """Concerns of one provider or kind of harm. Its cell counts people in the place of writers."""

    name: str
    cell: Cell = field(default_factory=Cell)
    entries: list[Entry] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What it is called in an address: no name."""
        return sha256(_folded(self.name).encode()).hexdigest()[:12]

    def add(self, entry: Entry) -> None:
        """Count one concern."""
        self.cell.found += 1
        self.cell.among += 1
        self.cell.writers.add(entry.person_id)
        self.entries.append(entry)


@dataclass(frozen=True)
class Report:
    """All concerns, and those of each provider and kind of harm, the most first."""

    whole: Group
    providers: list[Group]
    harms: list[Group]


def concerns_report(viewer: User) -> Report:
    """Count the concerns of the last months that ``viewer`` may open.

    What is of too few concerns, or of one person alone, is kept back, and so much with it that it
    cannot be worked out from the rest.
    """
    versions = _concerns(viewer)
    organisations = _organisations(versions)
    whole = Group("All")
    providers: dict[str, Group] = defaultdict(lambda: Group(""))
    harms: dict[str, Group] = defaultdict(lambda: Group(""))
    for version in versions:
        whole.add(version.entry)
        for groups, names in (
            (providers, _providers(version, organisations) or [NO_PROVIDER]),
            (harms, version.values.get(concerns().harm) or []),
        ):
            for name in {_folded(each): each for each in names}.values():
                group = groups[_folded(name)]
                group.name = group.name or name
                group.add(version.entry)
    for groups in (providers, harms):
        keep_back([each.cell for each in groups.values()])
    return Report(whole, _most_first(providers.values()), _most_first(harms.values()))


def concerns_behind(viewer: User, key: str) -> Group | None:
    """Return one provider with its concerns; none where its number is not told."""
    found = concerns_report(viewer).providers
    return next((each for each in found if each.key == key and each.cell.is_told), None)


def _concerns(viewer: User) -> list[EntryVersion]:
    since = clock.add_months(clock.today(), -MONTHS)
    return list(
        EntryVersion.objects.newest()
        .filter(
            entry_is_open(viewer, person="entry__person"),
            entry__person__in=access.visible_people(viewer).values("pk"),
            entry__type_key__in=concerns().types,
            entry__event_at__gte=clock.at_time(since, 0),
        )
        .select_related("entry__person")
        .order_by("-entry__event_at", "-entry_id")
    )


def _named(version: EntryVersion) -> list[dict[str, Any]]:
    given = version.values.get(concerns().provider)
    return [each for each in given if isinstance(each, dict)] if isinstance(given, list) else []


def _organisations(versions: list[EntryVersion]) -> dict[str, str]:
    """Return the organisation of each contact named: for a worker, whom they work for."""
    keys = {each.get("key") for version in versions for each in _named(version)}
    rows = Contact.objects.filter(key__in=keys - {None, ""})
    return {
        row.key: row.name if row.kind == Contact.Kind.ORGANISATION else row.organisation
        for row in rows
    }


def _providers(version: EntryVersion, organisations: dict[str, str]) -> list[str]:
    named = (
        organisations.get(each.get("key") or "") or each.get("name") or ""
        for each in _named(version)
    )
    return [" ".join(each.split()) for each in named if each.strip()]


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _most_first(groups: Any) -> list[Group]:
    return sorted(
        groups,
        key=lambda each: (not each.cell.is_told, -each.cell.among * each.cell.is_told, each.name),
    )
