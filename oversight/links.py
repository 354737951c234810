"""Looks once a month whether what the library links to is still there (R-175)."""

import http.client
from collections.abc import Callable, Iterable
from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.db import transaction

import clock
from audit import log
from oversight.library import shipped
from oversight.models import LinkLook

SECONDS = 20
NO_ANSWER = "no answer"
# Some sites turn away whoever does not say who asks.
_ASKED_BY = {"User-Agent": "CaseRecords-links/1"}


def addresses() -> list[str]:
    """Return every address that the product's own guidance links to."""
    return sorted({link.url for page in shipped().values() for link in page.links})


def look(url: str) -> str:
    """Ask for a page and return what came instead: nothing if it came. No word of it is kept."""
    try:
        with urlopen(Request(url, headers=_ASKED_BY), timeout=SECONDS):  # noqa: S310
            return ""
    except HTTPError as error:
        return f"{error.code} {error.reason}"[:200]
    except (URLError, OSError, http.client.HTTPException):
        return NO_ANSWER


def look_at_links(
    urls: Iterable[str],
    *,
    by: log.Actor,
    asked: Callable[[str], str] = look,
    at: datetime | None = None,
) -> int:
    """Look at each address, keep how it answered, and return how many failed. For the job."""
    at = at or clock.now()
    found = {url: asked(url) for url in urls}
    with transaction.atomic():
        since = dict(LinkLook.objects.exclude(failure="").values_list("url", "failing_since"))
        LinkLook.objects.exclude(url__in=found).delete()
        for url, failure in found.items():
            row = {
                "failure": failure,
                "failing_since": since.get(url, at) if failure else None,
                "looked_at": at,
            }
            LinkLook.objects.update_or_create(url=url, defaults=row)
        failed = sum(1 for failure in found.values() if failure)
        log.record("oversight.links_looked_at", by=by, shown=(f"failed:{failed}",), at=at)
    return failed
