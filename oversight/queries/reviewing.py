"""What awaits a manager's review, and what came back to its writer."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import MD5, Greatest
from django.urls import reverse

import clock
from accounts import local
from accounts.models import User
from accounts.roles import permissions_of
from oversight.models import Review
from oversight.queries.samples import in_sample
from oversight.queries.sentences import Commented, commented_on
from people import access
from records import queries as record_queries
from records.models import Addition, Entry, EntryLink, EntryVersion, Finding
from records.quality import SAFETY
from records.shown.panels import Panel

SHOWN_AT_MOST = 100
NEEDS_SIGN_OFF = "Needs sign-off"
PRAISE_DAYS = 14


@dataclass(frozen=True)
class Waiting:
    """An entry in the queue, with why it is there and since when."""

    entry: Entry
    title: str
    reasons: list[str]
    since: date
    working_days: int
    is_pressing: bool = False


@dataclass(frozen=True)
class Returned:
    """An entry that came back to its writer and has not been answered."""

    entry: Entry
    title: str
    review: Review


def awaiting_review(viewer: User) -> list[Waiting]:
    """Return the first entries that wait for ``viewer``, as ``count_waiting`` counts them all."""
    today, new_since = clock.today(), _new_since()
    found = _awaited(viewer, new_since).annotate(pressing=_PRESSING)
    found = found.order_by("pressing", "waiting_since", "pk")[:SHOWN_AT_MOST]
    return [_waiting(entry, today, new_since) for entry in found]


def _new_since() -> date:
    return clock.add_months(clock.today(), -local.settings_value("review.new_starter_months"))


def _awaited(viewer: User, new_since: date) -> QuerySet[Any]:
    """Return the entries of ``viewer``'s staff that need an answer, never their own words.

    An entry waits when its type needs sign-off, it was signed to be finished later, required
    answers are missing, its writer is very worried or new, it is urgent, what the coach said about
    somebody's safety has no answer, or it is in the council's sample; and again once the writer has
    answered a return, or corrected what was signed off. What its writer is very worried about comes
    first, then signs of harm without an answer, then what was urgent; of each, the oldest.
    """
    return (
        with_review(Entry.objects.standing().filter(author__in=access.line_below(viewer).staff))
        .filter(record_queries.entry_is_open(viewer, entry=""))
        .filter(person__in=access.visible_people(viewer))
        .exclude(author=viewer)
        .exclude(information_provider=viewer)
        .filter(imported_from="")  # written elsewhere, and signed off there if anywhere
        .alias(digest=MD5("key"))
        .annotate(is_sampled=ExpressionWrapper(in_sample(), output_field=BooleanField()))
        .filter(_never_reviewed_and_due(new_since) | _answered() | _corrected_since())
        .select_related("person", "author__team", "acting_for")
    )


def count_waiting(manager: User) -> int:
    """Count the entries that wait for somebody's answer, also beyond the first."""
    if "REVIEW" not in permissions_of(manager.roles):
        return 0
    return _awaited(manager, _new_since()).count()


def how_many_wait(viewer: User, first: list[Waiting]) -> int:
    """Return how many wait for ``viewer``, of which ``first`` were read."""
    return len(first) if len(first) < SHOWN_AT_MOST else count_waiting(viewer)


def returned_to(writer: User) -> list[Returned]:
    """Return the writer's entries whose last review sent them back and that wait for an answer."""
    ever = Review.objects.filter(entry__author=writer, state=Review.State.RETURNED)
    theirs = Entry.objects.standing().filter(author=writer, pk__in=ever.values("entry"))
    found = with_review(theirs).filter(not_answered(), person__in=access.visible_people(writer))
    reviews = (
        Review.objects.filter(pk__in=found.order_by().values("last_review_id"))
        .select_related("entry__person", "reviewed_by")
        .order_by("reviewed_at")
    )
    return [Returned(review.entry, review.entry.record_type.title, review) for review in reviews]


def praise_for(writer: User) -> QuerySet[Review]:
    """Return what reviewers said was done well, of the writer's entries, in the last two weeks."""
    since = clock.at_time(clock.add_days(clock.today(), -PRAISE_DAYS), 0)
    return (
        Review.objects.filter(
            entry__author=writer,
            entry__taken_off_at=None,
            entry__person__in=access.visible_people(writer),
            reviewed_at__gte=since,
        )
        .exclude(praise="")
        .select_related("entry__person", "reviewed_by")
        .order_by("-reviewed_at")
    )


def reviews_of(entry: Entry) -> QuerySet[Review]:
    """Return the answers that managers gave to an entry, oldest first."""
    return Review.objects.filter(entry=entry).select_related("reviewed_by__team")


def panels_for(viewer: User, entry: Entry) -> list[Panel]:
    """Return managers' answers to an entry, for its writer and those who may review."""
    if viewer.pk != entry.author_id and "REVIEW" not in permissions_of(viewer.roles):
        return []
    newest = max(entry.versions.all(), key=lambda each: each.number)
    reviews = list(reviews_of(entry))
    return [
        *(
            Panel(
                title=review.get_state_display(),
                texts=tuple(text for text in (review.comment, review.praise) if text),
                by=review.reviewed_by.name,
                at=review.reviewed_at,
                # What came after it, be it said of one sentence, leaves a return where it is seen.
                attention=review == reviews[-1] and review.state == Review.State.RETURNED,
            )
            for review in reviews
        ),
        *(
            panel
            for each in commented_on(entry, newest)
            for panel in _about_a_sentence(viewer, entry, each)
        ),
    ]


def _about_a_sentence(viewer: User, entry: Entry, said: Commented) -> list[Panel]:
    row = said.row
    earlier = "" if said.still_stands else f", as it stood in version {row.version_number}"
    where = f"{row.question}{earlier}"
    answer = said.answer
    to_answer = viewer.pk == entry.author_id and answer is None
    address = [entry.person.key, entry.key, row.key]
    panels = [
        Panel(
            title="About a sentence",
            texts=(row.words,),
            by=row.commented_by.name,
            at=row.commented_at,
            url=reverse("oversight:answer-comment", args=address) if to_answer else "",
            quoted=row.sentence,
            where=where,
        )
    ]
    if answer is not None:
        panels.append(
            Panel(
                title="Answer about a sentence",
                texts=(answer.words,),
                by=entry.author.name,
                at=answer.answered_at,
                quoted=row.sentence,
                where=where,
            )
        )
    return panels


def _waiting(entry: Any, today: date, new_since: date) -> Waiting:
    since = clock.day_of(entry.waiting_since)
    return Waiting(
        entry=entry,
        title=entry.record_type.title,
        reasons=_reasons(entry, new_since),
        since=since,
        working_days=clock.working_days_between(since, today),
        is_pressing=entry.last_state is None and entry.newest_risk == _VERY_WORRIED,
    )


def with_review(entries: QuerySet[Entry]) -> QuerySet[Any]:
    """Bring what the last review of each entry said, and what came after it."""
    last = Review.objects.filter(entry=OuterRef("pk")).order_by("-reviewed_at", "-pk")
    newest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    theirs = newest.filter(_is_answer("signed_by", "entry__author"))
    # What the reviewer wrote is no answer. Before a first review nothing can be answered: then no
    # author differs from nobody, and only the signature counts.
    additions = (
        Addition.objects.filter(_is_answer("author", "entry__author"), entry=OuterRef("pk"))
        .exclude(author=OuterRef("last_reviewer_id"))
        .order_by("-added_at")
    )
    answers = (
        EntryLink.objects.filter(
            _is_answer("source__author", "target__author"), target=OuterRef("pk")
        )
        .exclude(source__author=OuterRef("last_reviewer_id"))
        .filter(kind__in=(EntryLink.Kind.CORRECTS, EntryLink.Kind.ADDS_TO))
        .order_by("-source__signed_at")
    )
    found = entries.annotate(
        last_review_id=Subquery(last.values("pk")[:1]),
        last_reviewer_id=Subquery(last.values("reviewed_by")[:1]),
        last_state=Subquery(last.values("state")[:1]),
        last_reviewed_at=Subquery(last.values("reviewed_at")[:1]),
        newest_version=Subquery(newest.values("pk")[:1]),
        newest_signed_at=Subquery(newest.values("signed_at")[:1]),
        newest_gaps=Subquery(newest.values("gaps")[:1]),
        newest_risk=Subquery(newest.values("values__risk_level")[:1]),
        newest_urgency=Subquery(newest.values("values__urgency")[:1]),
        is_silent_on_safety=Exists(
            Finding.objects.filter(
                version=OuterRef("newest_version"), check_key__in=SAFETY, reason=""
            )
        ),
        answered_at=Greatest(
            F("signed_at"),
            Subquery(theirs.values("signed_at")[:1]),
            Subquery(additions.values("added_at")[:1]),
            Subquery(answers.values("source__signed_at")[:1]),
        ),
    )
    return found.annotate(waiting_since=Greatest("newest_signed_at", "answered_at"))


def _is_answer(by: str, writer: str) -> Q:
    """Return that ``by`` is an entry's writer; or anybody, once that writer works here no more."""
    left = Q(**{f"{writer}__is_active": False}) | Q(**{f"{writer}__ends_on__lt": clock.today()})
    return left | Q(**{by: F(writer)})


def _never_reviewed_and_due(new_since: date) -> Q:
    return Q(last_state__isnull=True) & (
        Q(status=Entry.Status.AWAITING_SIGN_OFF)
        | Q(finish_later=True)
        | ~Q(newest_gaps={})
        | Q(newest_risk=_VERY_WORRIED)
        | Q(newest_urgency=_SAME_DAY)
        | Q(is_silent_on_safety=True)
        | Q(author__starts_on__gt=new_since)
        | Q(is_sampled=True)
    )


# As the forms of a missed visit and of a referral ask it.
_VERY_WORRIED, _SAME_DAY = "Very worried: act now", "Same day"
_PRESSING = Case(
    When(newest_risk=_VERY_WORRIED, then=Value(0)),
    When(is_silent_on_safety=True, then=Value(1)),
    When(newest_urgency=_SAME_DAY, then=Value(2)),
    default=Value(3),
    output_field=IntegerField(),
)


def not_answered() -> Q:
    """Return the condition that an entry was sent back and waits for what its writer says."""
    return Q(last_state=Review.State.RETURNED) & ~_answered()


def _answered() -> Q:
    return Q(last_state=Review.State.RETURNED) & Q(answered_at__gt=F("last_reviewed_at"))


def _corrected_since() -> Q:
    return Q(last_state=Review.State.APPROVED) & Q(status=Entry.Status.AWAITING_SIGN_OFF)


def _reasons(entry: Any, new_since: date) -> list[str]:
    if entry.last_state == Review.State.RETURNED:
        return ["The writer has answered"]
    if entry.last_state == Review.State.APPROVED:
        return ["Corrected since it was signed off"]
    reasons = []
    if entry.newest_risk == _VERY_WORRIED:
        reasons.append(_VERY_WORRIED)
    if entry.status == Entry.Status.AWAITING_SIGN_OFF:
        reasons.append(NEEDS_SIGN_OFF)
    if entry.newest_urgency == _SAME_DAY:
        reasons.append(f"Urgent: {_SAME_DAY.lower()}")
    if entry.is_silent_on_safety:
        reasons.append("Possible harm or risk, not answered")
    if entry.finish_later:
        reasons.append("Signed now, to be finished later")
    if entry.newest_gaps:
        reasons.append("Answers missing, with reasons")
    starts_on = entry.author.starts_on
    if starts_on and starts_on > new_since:
        reasons.append("The writer is new")
    if entry.is_sampled:
        reasons.append("Drawn for a sample")
    return reasons
