"""The lists of the register of paper: what is out, and what is to be looked at now and then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth

import clock
from accounts.models import User
from accounts.roles import Role
from governance import paper
from governance.models import PaperItem, PaperStep
from people.access import line_below
from records import ending
from records.models import Entry


@dataclass(frozen=True)
class PaperList:
    """One list: how its page and its tab are called, and the words where it is empty."""

    title: str
    short: str
    says: str
    rows: Callable[[User], QuerySet[PaperItem]]
    none: str
    none_because: str


def unused(viewer: User) -> QuerySet[PaperItem]:
    """Return the notebooks whose holder signed no entry for a month, given out before that.

    Of those of which ``viewer`` is told, the longest in use first.
    """
    since = clock.at_time(clock.add_months(clock.today(), -1), 0)
    written = Entry.objects.filter(author=OuterRef("held_by"), signed_at__gte=since)
    books = paper.open_to(viewer).filter(person=None, state="IN_USE", registered_at__lt=since)
    return books.exclude(Exists(written)).order_by("registered_at", "pk")


def unscanned(viewer: User) -> QuerySet[PaperItem]:
    """Return the files that were never scanned, those longest on the register first."""
    return _files(viewer).filter(scanned_by=None).order_by("registered_at", "pk")


def past_its_time(viewer: User) -> QuerySet[PaperItem]:
    """Return the paper whose scan was compared longer ago than the schedule keeps an original.

    Not that of a record that is held, or about which a request or complaint is open.
    """
    files = _files(viewer).exclude(ending.are_held("person"))
    return paper.past_its_time(files).order_by("compared_on", "pk")


def keys_to_check(viewer: User) -> QuerySet[PaperItem]:
    """Return the files of which nobody said for a year who has the keys.

    It is said when paper comes onto the register, when it moves, and when the keys are checked.
    """
    since = clock.at_time(clock.add_years(clock.today(), -1), 0)
    said = PaperStep.objects.filter(
        item=OuterRef("pk"), kind__in=("KEYS", "MOVED"), added_at__gte=since
    )
    files = _files(viewer).filter(registered_at__lt=since).exclude(Exists(said))
    return files.order_by("registered_at", "pk")


def _files(viewer: User) -> QuerySet[PaperItem]:
    return paper.open_to(viewer).filter(person__isnull=False, state__in=("IN", "OUT"))


def figures(viewer: User) -> QuerySet[Any]:
    """Return what staff whom ``viewer`` answers for did with paper, by month and team.

    Of twelve months, the last first: how often it was taken out, brought back late, and lost.
    """
    today = clock.today()
    since = clock.add_months(today.replace(day=1), -11)
    until = PaperStep.objects.filter(
        item=OuterRef("item"), kind__in=("OUT", "LONGER"), pk__lt=OuterRef("pk")
    )
    steps = PaperStep.objects.filter(happened_on__gte=since, kind__in=("OUT", "BACK", "LOST"))
    if not viewer.has_role(Role.RECORDS_OFFICER):
        steps = steps.filter(added_by__in=line_below(viewer, today).staff)
    late = Q(kind="BACK", happened_on__gt=F("until"))
    return (
        steps.annotate(
            until=Subquery(until.order_by("-pk").values("due_on")[:1]),
            month=TruncMonth("happened_on"),
            team=F("added_by__team__name"),
        )
        .order_by("-month", "team")
        .values("month", "team")
        .annotate(
            taken=Count("pk", filter=Q(kind="OUT")),
            late=Count("pk", filter=late),
            lost=Count("pk", filter=Q(kind="LOST")),
        )
    )


LISTS = {
    "": PaperList(
        "Paper that is out",
        "Out",
        "Files and notebooks that you have, or those you answer for; the first due on top.",
        paper.out,
        "No paper is out",
        "To take out a file, open the person, Details, Paper files.",
    ),
    "unused": PaperList(
        "Notebooks with no entry for a month",
        "Notebooks without entries",
        "Whoever has these signed no entry for a month. Ask whether notes wait to be written up, or"
        " take the notebook back.",
        unused,
        "Every notebook is written up",
        "Once whoever has one signs no entry for a month, it stands here.",
    ),
    "unscanned": PaperList(
        "Paper that was never scanned",
        "Never scanned",
        "Scan it, have the scan compared, and destroy it, unless there is a reason to keep it on"
        " paper. The longest on the register first.",
        unscanned,
        "All paper was scanned",
        "Files and bundles that were put on the register and not scanned yet stand here.",
    ),
    "over": PaperList(
        "Originals past their time",
        "Past their time",
        "Their scan was compared, and the time for which the schedule keeps an original is over."
        " Destroy the paper, or give back what has legal effect: a will, a deed, a passport. What a"
        " hold, or an open request or complaint, keeps is not listed.",
        past_its_time,
        "No original is past its time",
        "Once its scan was compared and the time of the schedule is over, paper stands here.",
    ),
    "keys": PaperList(
        "Keys to be checked",
        "Keys to check",
        "Of these files nobody said for a year who has the keys.",
        keys_to_check,
        "All keys were checked",
        "A year after somebody said who has the keys of a file, it stands here.",
    ),
}
