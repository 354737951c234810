"""The lists of the register of paper: what is out, and what is to be looked at now and then."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

import clock
from accounts.models import User
from governance import paper
from governance.models import PaperItem
from records.models import Entry


@dataclass(frozen=True)
class PaperList:
    """One list: what stands on it, and the words where it is empty."""

    title: str
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


LISTS = {
    "": PaperList(
        "Paper that is out",
        "Files and notebooks that you have, or those you answer for; the first due on top.",
        paper.out,
        "No paper is out",
        "To take out a file, open the person, Details, Paper files.",
    ),
    "unused": PaperList(
        "Notebooks with no entry for a month",
        "Whoever has these signed no entry for a month. Ask whether notes wait to be written up, or"
        " take the notebook back.",
        unused,
        "Every notebook is written up",
        "Once whoever has one signs no entry for a month, it stands here.",
    ),
}
