"""The privacy notice: what the product really keeps, uses, shares and destroys, for anybody.

Its words stand in ``privacy_notice.toml``; what is kept comes from the register of fields, and for
how long from the retention schedule. Its version is a code of all it says: another word, another
period or another table of data makes another version. Until somebody has checked and published
that (``privacy_checked``), the version published last stands. It stands here because it reads apps
that may not know each other.
"""

import json
import tomllib
from dataclasses import asdict, dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from accounts.guards import open_to_everyone
from accounts.roles import Role
from audit import log
from disclosure.models import SharedWith
from governance import notices, register
from governance.actions import keep_notice
from governance.models import NoticeVersion
from records.catalogue import catalogue
from records.signed.digests import code_of
from retention import also
from retention.policy import in_force, verified
from ui import formats

_FILE = Path(__file__).with_name("privacy_notice.toml")
# A smaller number is not said: it might be about somebody in particular.
_FEW = 5
_ASK_FOR_THEM = "Ask for them by letter or by telephone at the council."
_COLUMNS = ["With whom", "How often", "First in", "Last in"]
# What the register says of a table that goes into a copy of the record.
_IN_COPIES, _NOT_IN_COPIES = "n a copy of the record", "Not in"


@dataclass(frozen=True)
class Kept:
    """One class of records, and for how long it is kept."""

    title: str
    kept_for: str
    starts: str
    if_died: str
    is_unverified: bool

    @property
    def in_words(self) -> str:
        """The class, how long it is kept, and what that is counted from."""
        starts = f"Counted from: {formats.uncapitalised(self.starts).rstrip('.')}."
        unverified = "(Not confirmed yet.)" if self.is_unverified else ""
        said = (f"{self.title}: {self.kept_for}.", starts, self.if_died, unverified)
        return " ".join(each for each in said if each)


@dataclass(frozen=True)
class Part:
    """One part of the notice. ``unverified``: no lawyer has confirmed what it rests on."""

    title: str
    words: list[str]
    law: str = ""
    unverified: bool = False

    @property
    def lines(self) -> list[str]:
        """All that it says, its title and what it rests on as well."""
        rests = f"{self.law} (Not confirmed by a lawyer yet.)" if self.unverified else self.law
        return [self.title, *self.words, *([rests] if self.law else [])]


_BESIDE = (
    "Beside the record: who opened it and when, the copies that were made of it, requests about "
    "it, and breaches of data that concerned you."
)
# The classes of what is beside it.
_KEPT_BESIDE = {"access_audit", "export_file", "subject_access", "complaint", "data_breach"}
_HOW_LONG = Part(
    "How long we keep it",
    [
        "The longest of these counts. Then two people look at it before anything is destroyed. It "
        "is kept longer where a claim, a complaint or an inquiry needs it."
    ],
)
# In which order the parts stand.
_ORDER = ("who", "collected", "used", "shared", "kept", "rights", "complain")


@dataclass(frozen=True)
class Notice:
    """All that the notice says."""

    parts: dict[str, Part]
    held: list[str]
    kept: list[Kept]

    @property
    def version(self) -> str:
        """Another one if anything of it changed: the beginning of a digest, to read out."""
        said = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return code_of(sha256(said.encode()).hexdigest())[:9]

    @property
    def in_words(self) -> dict[str, Part]:
        """All that it says, part by part in its order, with what is computed as paragraphs."""
        made_of = [f"A record is made of: {'; '.join(self.held)}.", _BESIDE]
        collected = self.parts["collected"]
        kept = [*_HOW_LONG.words, *(each.in_words for each in self.kept)]
        found = self.parts | {
            "collected": replace(collected, words=[*collected.words, *made_of]),
            "kept": replace(_HOW_LONG, words=kept),
        }
        return {key: found[key] for key in _ORDER}


@dataclass(frozen=True)
class Recipients:
    """One kind of recipient, or one organisation, and how often and when was shared with it."""

    who: str
    times: str
    first: str
    last: str

    @property
    def row(self) -> list[str]:
        """Return it as a line of a table."""
        return [self.who, self.times, self.first, self.last]


def standing() -> tuple[str, Notice]:
    """Return the notice that stands, after its version: as it was published last.

    Until one was published, what would be published now.
    """
    last = notices.last_published()
    if last is None:
        now = notice()
        return now.version, now
    return last.notice.version, read(last.notice)


def standing_version() -> str:
    """Return the version of the notice that stands."""
    last = notices.published().defer("notice__said").first()
    return last.notice.version if last else notice().version


def notice() -> Notice:
    """Return what the notice would say if it was published now."""
    return Notice(_reached(_parts()), _held(), _kept())


def keep_version(*, by: log.Actor) -> bool:
    """Keep what the notice says now, and say whether that is a version that was not kept yet."""
    now = notice()
    return keep_notice(version=now.version, said=asdict(now), by=by)


def recipients() -> list[Recipients]:
    """Return with whom was shared, as it was counted last: no part of a version of the notice."""
    order = list(SharedWith.Kind)
    lines = sorted(
        SharedWith.objects.all(),
        key=lambda each: (order.index(SharedWith.Kind(each.kind)), not each.organisation),
    )
    named = {each.kind for each in lines if each.organisation}
    return [
        Recipients(
            who=each.organisation
            or (f"{each.get_kind_display()}, not named here" if each.kind in named else "")
            or each.get_kind_display(),
            times=f"{each.times:,}" if each.times >= _FEW else f"fewer than {_FEW}",
            first=formats.month_and_year(each.first_month),
            last=formats.month_and_year(each.last_month),
        )
        for each in lines
    ]


def read(kept: NoticeVersion) -> Notice:
    """Return a version of the notice as it was kept."""
    said = kept.said
    return Notice(
        {key: Part(**part) for key, part in said["parts"].items()},
        said["held"],
        [Kept(**row) for row in said["kept"]],
    )


@cache
def _parts() -> dict[str, Part]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: Part(**row) for key, row in rows.items()}


def _reached(parts: dict[str, Part]) -> dict[str, Part]:
    """Put in how the data protection officer is reached. Source: UK GDPR, Article 13(1)(b)."""
    given = settings.PROTECTION_OFFICER_CONTACT
    how = f"You reach them here: {given}." if given else _ASK_FOR_THEM
    said = [each.replace("{reach_the_officer}", how) for each in parts["who"].words]
    return parts | {"who": replace(parts["who"], words=said)}


def _held() -> list[str]:
    """Return the titles of what is kept of a person in their record."""
    return sorted(
        table.title
        for table in register.tables()
        if table.is_personal
        and _IN_COPIES in table.exported
        and not table.exported.startswith(_NOT_IN_COPIES)
    )


def _kept() -> list[Kept]:
    of_entries = {each.retention for each in catalogue().types}
    used = of_entries | {each.class_key for each in also.rows()} | _KEPT_BESIDE
    return [
        Kept(each.title, each.kept_for, each.starts, each.if_died, each.is_unverified)
        for key, each in verified(in_force()).classes.items()
        if key in used
    ]


@require_GET
@open_to_everyone(because="Anybody may read what is kept about people, why, and for how long.")
def privacy(request):
    """Show the privacy notice, without signing in: in ordinary or large print, or as plain text."""
    version, found = standing()
    shared = recipients()
    user = request.user
    checks = user.is_authenticated and user.has_role(*notices.CHECKS)
    more = {
        "recipients": shared,
        "columns": _COLUMNS,
        "rows": [each.row for each in shared],
        "translations": notices.translations(),
        "earlier": notices.versions_that_stood().exclude(version=version).defer("said"),
        "is_checked": notices.last_published() is not None,
        "checks": checks,
        "tells_again": checks and user.has_role(Role.DATA_PROTECTION_OFFICER),
    }
    return _shown(request, version, found, more)


@require_GET
@open_to_everyone(because="Whoever was told of an earlier notice may read what it said.")
def earlier_privacy(request, version):
    """Show another version of the privacy notice: as it stood, or to staff, before it stands."""
    kept = get_object_or_404(NoticeVersion, version=version.replace("-", " "))
    stood = notices.versions_that_stood().filter(pk=kept.pk).first()
    if stood is None and not request.user.is_authenticated:
        raise Http404
    return _shown(request, kept.version, read(kept), {"stood": stood, "is_draft": stood is None})


def _shown(request, version: str, found: Notice, more: dict[str, Any]) -> HttpResponse:
    form = request.GET.get("as", "")
    context = {
        "version": version,
        "notice": found,
        "how_long": _HOW_LONG,
        "beside": _BESIDE,
        "council": settings.COUNCIL_NAME,
        "is_large": form == "large",
    } | more
    if form == "text":
        text = render_to_string("caserecords/privacy.txt", context)
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="privacy-notice.txt"'
        return answer
    return render(request, "caserecords/privacy.html", context)
