"""Which share of what is signed managers review, by kind of record and team, and how it came so."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import BigIntegerField, Case, CharField, Q, QuerySet, Value, When

from accounts.models import SettingChange
from oversight.models import SampleChange
from records.catalogue import catalogue

FOR_ALL = "review.sample_percent"
HISTORY_AT_MOST = 200


@dataclass(frozen=True)
class Share:
    """A share of its own, of a kind of record, of a team's, or of that kind in that team."""

    row: SampleChange

    @property
    def kind(self) -> str:
        """The kind of record, in words."""
        known = catalogue().get(self.row.type_key) if self.row.type_key else None
        return known.title if known else self.row.type_key or "Every kind of record"

    @property
    def of(self) -> str:
        """What it is a share of, in words."""
        return f"{self.kind}, {self.row.team.name if self.row.team else 'every team'}"

    @property
    def in_words(self) -> str:
        """How much, in words."""
        return "As everywhere else" if self.row.percent is None else f"{self.row.percent}%"


def shares() -> list[Share]:
    """Return the shares that hold: the narrowest first, which goes before a wider one."""
    newest = SampleChange.objects.order_by("type_key", "team_id", "-id").distinct(
        "type_key", "team_id"
    )
    rows = SampleChange.objects.filter(pk__in=newest.values("pk"), percent__isnull=False)
    found = [Share(row) for row in rows.select_related("team", "changed_by")]
    return sorted(
        found,
        key=lambda each: (
            not (each.row.type_key and each.row.team),
            not each.row.type_key,
            each.of,
        ),
    )


def history() -> list[Share]:
    """Return every change of a share, the newest first."""
    rows: QuerySet[SampleChange] = SampleChange.objects.select_related("team", "changed_by")
    return [Share(row) for row in rows.order_by("-id")[:HISTORY_AT_MOST]]


def in_sample() -> Q:
    """Return which entries are drawn: always the same ones, evenly by their key.

    Each by the share that held when it was signed: what was drawn waits on when the share changes.
    Asks for ``digest``, the MD5 of the key, beside the entry.
    """
    scopes: defaultdict[tuple[str, int | None], list[Any]] = defaultdict(list)
    for kind, team, *change in sorted(_changes(), key=lambda each: each[-1]):
        scopes[kind, team].append(change)
    held = []
    # The narrowest first: of a kind in a team, of a kind, of a team, and of everything.
    for (kind, team), rows in sorted(scopes.items(), key=lambda each: [not n for n in each[0]]):
        of = Q(**({"type_key": kind} if kind else {}), **({"author__team": team} if team else {}))
        for (percent, since), (_, until) in zip_longest(rows, rows[1:], fillvalue=(None, None)):
            when = Q(signed_at__gte=since) & (Q(signed_at__lt=until) if until else Q())
            held.append((of & when, percent))
    if not any(percent for _, percent in held):
        return Q(pk__in=[])
    below = [When(of, then=Value(_below(percent))) for of, percent in held if percent is not None]
    return Q(digest__lt=Case(*below, default=Value(""), output_field=CharField()))


def _changes() -> QuerySet[Any, Any]:
    """Return every change: of which kind and team, or of everything; the share, and since when."""
    own = SampleChange.objects.order_by().values_list("type_key", "team", "percent", "changed_at")
    nobody: Any = Value(None, output_field=BigIntegerField())
    of_all = SettingChange.objects.filter(key=FOR_ALL).order_by()
    return own.union(of_all.values_list(Value(""), nobody, "new", "changed_at"), all=True)


def _below(percent: int) -> str:
    """Return what the digest of an entry that is drawn comes before."""
    if percent <= 0:
        return ""
    return f"{percent * 0x10000 // 100:04x}" if percent < 100 else "g"  # beyond every hex digit
