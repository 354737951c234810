"""The guidance library: each page as it stands, what is due to be looked at, and how it came so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

import clock
from accounts import local
from accounts.models import User
from accounts.roles import Role
from oversight.library import Link, Shipped, shipped
from oversight.models import LinkLook, LocalGuidance
from records.catalogue import RecordType
from records.shown.procedures import Procedure

LIKE_NEW_DAYS = 31
HISTORY_AT_MOST = 200


@dataclass(frozen=True)
class Page:
    """One page: what comes with the product, and what the council says."""

    key: str
    title: str
    own: LocalGuidance | None = None
    base: Shipped | None = None

    @property
    def points(self) -> tuple[str, ...]:
        """What the product says."""
        return self.base.points if self.base else ()

    @property
    def links(self) -> tuple[Link, ...]:
        """What others published."""
        return self.base.links if self.base else ()

    @property
    def record_type(self) -> RecordType | None:
        """The kind of record that it is about, if it is about one."""
        return self.base.record_type if self.base else None

    @property
    def groups(self) -> Iterable[str]:
        """The groups of kinds of record beside which it is named."""
        return self.base.groups if self.base else self.own.groups if self.own else ()

    @property
    def text(self) -> str:
        """What the council says."""
        return self.own.text if self.own else ""

    @property
    def is_taken_out(self) -> bool:
        """Say whether it was the council's own and has no words any more."""
        return self.base is None and not self.text

    @property
    def is_kept(self) -> bool:
        """Say whether somebody here keeps it right, with words of the council's own or without."""
        return self.own is not None and not self.is_taken_out

    @property
    def is_due(self) -> bool:
        """Say whether its owner is to look at it again."""
        return self.own is not None and self.is_kept and self.own.review_on <= clock.today()

    @property
    def is_new(self) -> bool:
        """Say whether the council changed it in the last month."""
        since = clock.add_days(clock.today(), -LIKE_NEW_DAYS)
        return (
            self.own is not None and bool(self.text) and clock.day_of(self.own.changed_at) >= since
        )

    @property
    def words(self) -> str:
        """Everything that it can be found by, without regard to case."""
        return " ".join([self.title, *self.points, self.text]).casefold()


def pages() -> list[Page]:
    """Return every page of the library: topics by title, then the kinds of record."""
    own = {each.page: each for each in standing()}
    known = [Page(each.key, each.title, own.get(each.key), each) for each in shipped().values()]
    known += [
        Page(each.page, each.title, each)
        for each in own.values()
        if each.page not in shipped() and each.text
    ]
    return sorted(known, key=lambda page: (page.record_type is not None, page.title.casefold()))


def pages_with(words: str) -> list[Page]:
    """Return the pages that have all of some words, those with them in their title first."""
    wanted = words.casefold().split()
    found = [page for page in pages() if all(word in page.words for word in wanted)]
    return sorted(found, key=lambda page: not all(word in page.title.casefold() for word in wanted))


def page_of(key: str) -> Page | None:
    """Return one page, a page that was taken out too; None if there never was one."""
    base, own = shipped().get(key), standing().filter(page=key).first()
    if base is None and own is None:
        return None
    return Page(key, base.title if base else own.title if own else "", own, base)


def history_of(key: str) -> list[LocalGuidance]:
    """Return what the council has said on a page, the newest first."""
    rows = LocalGuidance.objects.filter(page=key).select_related("owner", "changed_by")
    return list(rows.order_by("-id")[:HISTORY_AT_MOST])


def may_change(viewer: User, page: Page) -> bool:
    """Say whether somebody may change a page: its owner, and administrators."""
    is_owner = page.own is not None and page.own.owner_id == viewer.pk
    return is_owner or viewer.has_role(Role.SYSTEM_ADMINISTRATOR)


def to_look_at(viewer: User) -> QuerySet[LocalGuidance]:
    """Return the pages that ``viewer`` owns and is to look at soon, or should have.

    Administrators have those, too, whose owner works here no more.
    """
    soon = clock.add_days(clock.today(), local.settings_value("guidance.remind_days"))
    whose = Q(owner=viewer)
    if viewer.has_role(Role.SYSTEM_ADMINISTRATOR):
        whose |= Q(owner__is_active=False) | Q(owner__ends_on__lt=clock.today())
    newest = LocalGuidance.objects.filter(page=OuterRef("page")).order_by("-id")
    return (
        LocalGuidance.objects.filter(whose, pk=Subquery(newest.values("pk")[:1]))
        .exclude(_taken_out())
        .filter(Q(review_on__lte=soon) | ~Q(owner=viewer))
        .select_related("owner")
        .order_by("review_on", "pk")
    )


@dataclass(frozen=True)
class DeadLink:
    """A link that did not answer when it was last looked at, and the page that it stands on."""

    page: Shipped
    link: Link
    look: LinkLook


def dead_links(page_key: str = "") -> list[DeadLink]:
    """Return the links of a page, or of all, that did not answer."""
    looked = {each.url: each for each in LinkLook.objects.exclude(failure="")}
    return [
        DeadLink(page, link, looked[link.url])
        for page in shipped().values()
        for link in page.links
        if link.url in looked and page_key in ("", page.key)
    ]


def owned_by(user: User) -> int:
    """Count the pages of somebody who leaves."""
    return standing().filter(owner=user).exclude(_taken_out()).count()


def next_review() -> date:
    """Return the day on which what is written today is looked at again, unless its writer says."""
    return clock.add_months(clock.today(), local.settings_value("guidance.review_months"))


def beside_kind(record_type: RecordType) -> list[Procedure]:
    """Return what the council says beside a kind of record, and which topics go with it."""
    rows = standing().filter(Q(page=record_type.key) | Q(groups__contains=[record_type.group]))
    own = {each.page: each for each in rows}
    here = own.pop(record_type.key, None)
    topics = {
        each.key: each.title for each in shipped().values() if record_type.group in each.groups
    }
    topics |= {each.page: each.title for each in own.values() if each.text}
    return [
        Procedure(
            record_type.title,
            _address(record_type.key),
            text=here.text if here else "",
            changed_at=here.changed_at if here else None,
        ),
        *(Procedure(title, _address(key), is_topic=True) for key, title in topics.items()),
    ]


def _taken_out() -> Q:
    """Return which pages say nothing any more: the council's own without words."""
    return Q(text="") & ~Q(page__in=list(shipped()))


def _address(key: str) -> str:
    return reverse("oversight:guidance-page", args=[key])


def standing() -> QuerySet[LocalGuidance]:
    """Return what the council says on each page now."""
    rows = LocalGuidance.objects.order_by("page", "-id").distinct("page")
    return LocalGuidance.objects.filter(pk__in=rows.values("pk")).select_related(
        "owner", "changed_by"
    )
