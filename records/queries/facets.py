"""How many entries each filter would find, among those that the viewer may open."""

from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet

from accounts.models import User
from people import access
from people.models import Person
from records.catalogue import catalogue
from records.models import Entry
from records.queries.filters import (
    SOURCES,
    TimelineFilters,
    condition,
    latest_statements,
    matching,
    open_to,
)

FLAGS = ("significant", "decisions", "own_words", "files")
_KIND = ("group", "type")


@dataclass(frozen=True)
class Facets:
    """Counts by choice. Each filter is counted with the others as chosen, itself left out."""

    total: int
    flags: dict[str, int]
    record_as: dict[str, int]
    types: dict[str, int]
    authors: list[tuple[str, str, int]]
    statements: dict[str, int] = field(default_factory=dict)
    sources: dict[str, int] = field(default_factory=dict)

    @property
    def groups(self) -> dict[str, int]:
        """Counts by group of types."""
        found: dict[str, int] = {}
        for key, count in self.types.items():
            record_type = catalogue().get(key)
            if record_type is not None:
                found[record_type.group] = found.get(record_type.group, 0) + count
        return found


def facets(viewer: User, person: Person, filters: TimelineFilters) -> Facets:
    """Count what each choice would find. Nothing closed to ``viewer`` adds to any count."""
    is_open = open_to(viewer, access.EntryAccess(viewer, person))
    entries = Entry.objects.filter(is_open, person=person)
    flags = entries.aggregate(
        total=Count("pk", filter=matching(filters) or None),
        **_flags(filters),
        **{
            f"source_{place}": Count(
                "pk", filter=_others(filters, "source") & condition("source", source)
            )
            for place, source in enumerate(SOURCES)
        },
        **{
            role: Count("pk", filter=_others(filters, "record_as") & Q(record_as=role))
            for role in Entry.RecordAs.values
        },
    )
    authors = entries.filter(_others(filters, "author")).order_by("author__name", "author_id")
    sources = {source: flags.pop(f"source_{place}") for place, source in enumerate(SOURCES)}
    return Facets(
        total=flags.pop("total"),
        record_as={role: flags.pop(role) for role in Entry.RecordAs.values},
        flags=flags,
        types=_counted(entries.filter(_others(filters, *_KIND)), "type_key"),
        authors=list(
            authors.values_list("author__staff_number", "author__name").annotate(count=Count("pk"))
        ),
        statements=_said(entries.filter(_others(filters, "statement")), "kind"),
        sources={source: count for source, count in sources.items() if count},
    )


def flag_counts(viewer: User, person: Person, filters: TimelineFilters) -> dict[str, int]:
    """Count what each filter that is one press away would find, as ``facets`` does."""
    is_open = open_to(viewer, access.EntryAccess(viewer, person))
    # What else was chosen is looked for once, and not for each of them: it may be in statements.
    fit = Entry.objects.filter(is_open, matching(filters, but=FLAGS), person=person)
    pressed = TimelineFilters(**{name: getattr(filters, name) for name in FLAGS})
    return fit.aggregate(**_flags(pressed))


def _flags(filters: TimelineFilters) -> dict[str, Count]:
    return {
        name: Count("pk", filter=matching(filters, but=(name,)) & condition(name)) for name in FLAGS
    }


def _others(filters: TimelineFilters, *names: str) -> Q:
    return matching(filters, but=names)


def _counted(entries: QuerySet[Entry], by: str) -> dict[str, int]:
    return dict(entries.order_by(by).values_list(by).annotate(count=Count("pk")))


def _said(entries: QuerySet[Entry], by: str) -> dict[str, int]:
    said = latest_statements().filter(version__entry__in=entries.values("pk"))
    found = said.order_by(by).values_list(by).annotate(count=Count("version__entry", distinct=True))
    return {value: count for value, count in found if value}
