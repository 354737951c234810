"""The few entries from which a person's summary is put together."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

import clock
from accounts.models import User
from people import access
from people.models import Person
from records.models import Decision, Entry, EntryVersion, Statement
from records.queries.filters import latest_statements, open_to
from records.rules.own_words import are_the_persons

PLANS = ("care_and_support_plan", "carer_support_plan", "reablement_plan", "transition_plan")
REVIEWS = (
    "review_care_and_support_plan",
    "review_carer_support_plan",
    "review_reablement_plan",
    "transition_plan_review",
)
MEETINGS = ("visit_face_to_face", "office_interview", "video_call")
CONTACTS = (
    *MEETINGS,
    "phone_call",
    "text_message",
    "email_received",
    "email_sent",
    "letter_received",
    "letter_sent",
)
RISKS = ("risk_assessment",)
CONCERNS = ("safeguarding_concern",)
OUTCOMES = ("safeguarding_enquiry_outcome",)
_AT_MOST: dict[tuple[str, ...], int] = {RISKS: 3}
_REVIEW_SOON_DAYS = 30


@dataclass(frozen=True)
class Sources:
    """The entries that a summary may speak of: all of them open to the viewer, newest first.

    Each carries ``answers`` (those of its latest version), ``words`` (what the person said for
    themselves) and ``due`` (its decisions to be looked at again soon).
    """

    entries: list[Any]

    def latest(self, kinds: tuple[str, ...]) -> Any | None:
        """Return the newest entry of some types."""
        return next(iter(self.all_of(kinds)), None)

    def all_of(self, kinds: tuple[str, ...]) -> list[Any]:
        """Return the newest entries of some types."""
        return [each for each in self.entries if each.type_key in kinds][: _AT_MOST.get(kinds, 1)]


def sources_for_summary(viewer: User, person: Person, *, today: date) -> Sources:
    """Return the entries from which the summary of ``person`` is made, for ``viewer``."""
    is_open = open_to(viewer, access.EntryAccess(viewer, person))
    entries = Entry.objects.filter(is_open, person=person)
    newest = entries.order_by("-event_at", "-pk")
    firsts = [
        newest.filter(type_key=key)[: _AT_MOST.get(kinds, 1)]
        for kinds in (PLANS, REVIEWS, CONTACTS, RISKS, CONCERNS, OUTCOMES)
        for key in kinds
    ]
    due = Decision.objects.filter(
        is_current=True, review_on__lte=clock.add_days(today, _REVIEW_SOON_DAYS)
    )
    firsts.append(newest.filter(has_own_words=True)[:1])
    # A union, because the planner would look through the whole record for any of many conditions.
    first, *others = [each.values("pk") for each in firsts]
    of_due = due.filter(person=person).values("entry")
    wanted = first.union(*others, of_due, all=True)
    latest = EntryVersion.objects.filter(entry=OuterRef("pk")).order_by("-number")
    said = latest_statements().filter(
        version__entry=OuterRef("pk"), kind=Statement.Kind.PERSON_WORDS
    )
    found: list[Any] = list(
        entries.filter(pk__in=wanted)
        .select_related("author", "information_provider")
        .annotate(
            answers=Subquery(latest.values("values")[:1]),
            said=ArraySubquery(
                said.order_by("position").values(
                    json=JSONObject(
                        kind="kind",
                        text="text",
                        details="details",
                        about_someone_else="about_someone_else",
                    )
                )
            ),
            due=ArraySubquery(
                due.filter(entry=OuterRef("pk"))
                .order_by("review_on")
                .values(json=JSONObject(text="statement__text", review_on="review_on"))
            ),
        )
        .order_by("-event_at", "-pk")
    )
    for each in found:
        # A summary tells nothing private of somebody else.
        each.words = [
            row["text"]
            for row in each.said
            if are_the_persons(row) and not row["about_someone_else"]
        ]
    return Sources(entries=found)
