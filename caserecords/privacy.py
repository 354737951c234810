"""The privacy notice: what the product really keeps, uses, shares and destroys, for anybody.

Its words stand in ``privacy_notice.toml``; what is kept comes from the register of fields, and for
how long from the retention schedule. Its version is a code of all it says: another word, another
period or another table of data makes another version. It stands here because it reads apps that
may not know each other.
"""

import json
import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from accounts.guards import open_to_everyone
from governance import register
from records.catalogue import catalogue
from records.signed.digests import code_of
from retention.policy import in_force

_FILE = Path(__file__).with_name("privacy_notice.toml")
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


@dataclass(frozen=True)
class Part:
    """One part of the notice. ``unverified``: no lawyer has confirmed what it rests on."""

    title: str
    words: list[str]
    law: str = ""
    unverified: bool = False


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


def notice() -> Notice:
    """Return the notice as it stands now."""
    return Notice(_parts(), _held(), _kept())


@cache
def _parts() -> dict[str, Part]:
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {key: Part(**row) for key, row in rows.items()}


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
    used = {each.retention for each in catalogue().types}
    return [
        Kept(each.title, each.kept_for, each.starts, each.if_died, each.is_unverified)
        for key, each in in_force().classes.items()
        if key in used
    ]


@require_GET
@open_to_everyone(because="Anybody may read what is kept about people, why, and for how long.")
def privacy(request):
    """Show the privacy notice, without signing in: in ordinary or large print, or as plain text."""
    found, form = notice(), request.GET.get("as", "")
    if form == "text":
        context = {"notice": found, "council": settings.COUNCIL_NAME}
        text = render_to_string("caserecords/privacy.txt", context)
        answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="privacy-notice.txt"'
        return answer
    context = {"notice": found, "is_large": form == "large"}
    return render(request, "caserecords/privacy.html", context)
