"""Which share of what is signed managers review, by kind of record and team, and how it came so."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, DateTimeField, Q, QuerySet, Subquery, Value, When

from accounts import local
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

    Of what was signed since its share was set: what is older is not asked for all at once. Asks for
    ``digest``, the MD5 of the key, beside the entry.
    """
    own, percent = shares(), local.settings_value(FOR_ALL)
    if not own and not percent:
        return Q(pk__in=[])
    set_at = SettingChange.objects.filter(key=FOR_ALL).order_by("-pk").values("changed_at")[:1]
    below: list[Any] = []
    since: list[Any] = []
    for each in own:
        which = Q(**({"type_key": each.row.type_key} if each.row.type_key else {}))
        which &= Q(**({"author__team": each.row.team_id} if each.row.team_id else {}))
        below.append(When(which, then=Value(_below(each.row.percent or 0))))
        since.append(When(which, then=Value(each.row.changed_at, output_field=DateTimeField())))
    return Q(
        digest__lt=Case(*below, default=Value(_below(percent)), output_field=CharField()),
        signed_at__gte=Case(*since, default=Subquery(set_at), output_field=DateTimeField()),
    )


def _below(percent: int) -> str:
    """Return what the digest of an entry that is drawn comes before."""
    if percent <= 0:
        return ""
    return f"{percent * 0x10000 // 100:04x}" if percent < 100 else "g"  # beyond every hex digit
