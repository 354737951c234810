"""What is read of how long records are kept."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest, JSONObject

import clock
from accounts.models import User
from accounts.roles import Role
from people.access import EntryAccess, Permission, findable_people, visible_people
from people.models import Person, PersonRole
from people.survivors import keys_of
from records.models import Entry, Removal
from records.queries.across import entry_is_for
from records.queries.filters import open_to
from retention import certificates
from retention.clocks import ANSWERED, LENGTHENED, Clock, Reckoned, WhyNot, reckon
from retention.facts import facts_of
from retention.holding import IsHeld, held_by, is_held
from retention.keeping import KeptUntil, kept_until
from retention.models import (
    ArchiveOffer,
    Batch,
    Certificate,
    Destruction,
    Due,
    Hold,
    KeptLonger,
    Lengthening,
    ScheduleChange,
    ScheduleEffect,
    Verification,
)
from retention.policy import decided, in_force, verified
from retention.schedule import Inquiry, RetentionClass, schedule
from retention.telling import because, sentence


@dataclass(frozen=True)
class KeptClass:
    """One class of a part of the record, and until when it is kept."""

    clock: Clock
    part: str
    because: str
    decides: bool


@dataclass(frozen=True)
class Kept:
    """How long one record is kept, for its page."""

    sentence: str
    due: date | None
    classes: tuple[KeptClass, ...]
    something_is_closed: bool
    is_held: bool
    until: date | None
    planned: Destruction | None


PAGE, MOST_PAGES = 50, 10_000


def page_of_holds(viewer: User, *, page: int) -> tuple[list[Hold], bool]:
    """Return the holds that stand on records the viewer may find, and whether there are more."""
    rows = (
        Hold.objects.filter(ended_at=None, person__in=findable_people(viewer))
        .select_related("person", "placed_by")
        .order_by("review_on", "pk")[(page - 1) * PAGE : page * PAGE + 1]
    )
    found = list(rows)
    return found[:PAGE], len(found) > PAGE


def holds_of_many() -> list[Hold]:
    """Return the holds that stand on every record that meets conditions."""
    rows = Hold.objects.filter(ended_at=None, person=None)
    return list(rows.select_related("placed_by", "team", "writer"))


@dataclass(frozen=True)
class InquiryStands:
    """One public inquiry of the schedule: its last hold, or why nothing is held for it."""

    inquiry: Inquiry
    hold: Hold | None
    answer: Verification | None

    @property
    def is_held(self) -> bool:
        """Say whether records are held for it."""
        return self.hold is not None and self.hold.ended_at is None

    @property
    def is_answered(self) -> bool:
        """Say whether somebody has said what is held for it."""
        return self.hold is not None or self.answer is not None


def said_of_inquiries() -> tuple[QuerySet[Hold], QuerySet[Verification]]:
    """Return the holds for public inquiries, and why nothing is held for others, the last last."""
    holds = Hold.objects.exclude(inquiry="").select_related("ended_by")
    answers = Verification.objects.filter(of=Verification.Of.INQUIRY).select_related("found_by")
    # A hold that has ended says less than one that stands.
    return holds.order_by(F("ended_at").asc(nulls_last=True), "pk"), answers.order_by("pk")


def inquiries(holds: Iterable[Hold], answers: Iterable[Verification]) -> list[InquiryStands]:
    """Return how each public inquiry of the schedule stands, of ``said_of_inquiries``."""
    held, known = {each.inquiry: each for each in holds}, schedule().inquiries
    said = {each.about: each for each in answers if each.about in known}
    said = {key: each for key, each in said.items() if each.said == known[key].said}
    return [InquiryStands(each, held.get(key), said.get(key)) for key, each in known.items()]


def hold_of_many(key: str) -> Hold | None:
    """Return one hold on every record that meets conditions, or None."""
    rows = Hold.objects.filter(person=None, key=key.replace("\x00", ""))
    return rows.select_related("placed_by", "ended_by", "team", "writer").first()


def page_of_held(viewer: User, hold: Hold, *, page: int) -> tuple[list[Person], bool]:
    """Return those whom a hold of many holds now, and whether there are more."""
    if hold.ended_at is not None:
        return [], False
    found = list(held_by(viewer, hold)[(page - 1) * PAGE : page * PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def kept_of(viewer: User, person: Person) -> Kept:
    """Return how long a record is kept, from what of it is open to ``viewer``."""
    readable = open_to(viewer, EntryAccess(viewer, person))
    standing, held = Entry.objects.standing().filter(person=person), is_held(person)
    facts = facts_of([person.pk], readable=readable)[person.pk]
    every = reckon(facts, verified(in_force()).classes)
    reckoned = _open_to(viewer, every)
    classes = [
        KeptClass(
            clock=each,
            part=str(PersonRole.Kind(each.part).label),
            because=because(each) or f"because {each.why_not}",
            decides=each == reckoned.decides,
        )
        for each in sorted(
            reckoned.clocks, key=lambda each: (each.due is not None, -_number(each.due))
        )
    ]
    until, today = kept_until(person), clock.today()
    return Kept(
        sentence=sentence(reckoned, on=today, held=held, kept_until=until),
        due=reckoned.due,
        classes=tuple(classes),
        something_is_closed=len(reckoned.clocks) < len(every.clocks)
        or standing.exclude(pk__in=standing.filter(readable)).exists(),
        is_held=held,
        until=until if until and until > today else None,
        planned=standing_plan(person),
    )


_OF_OFFICERS = (LENGTHENED, ANSWERED)


def _open_to(viewer: User, reckoned: Reckoned) -> Reckoned:
    """Leave out what an officer recorded of a class of which the viewer may read nothing.

    So too what was asked or complained of: who looks into that is not whoever works on the record.
    """
    if viewer.has_role(Role.RECORDS_OFFICER):
        return reckoned
    known = {each.kept.key for each in reckoned.clocks if each.trigger not in _OF_OFFICERS}
    return Reckoned(tuple(each for each in reckoned.clocks if each.kept.key in known))


def lengthenings_of(person: Person) -> tuple[list[Lengthening], list[Lengthening]]:
    """Return what an officer recorded that keeps a record longer: what stands, what is over."""
    rows = Lengthening.objects.filter(person=person).select_related("recorded_by", "ended_by")
    found = list(rows)
    return [row for row in found if not row.ended_at], [row for row in found if row.ended_at]


def _number(day: date | None) -> int:
    return day.toordinal() if day else 0


_WHOLE = {"removal": None}


# --- At the end of its time ---------------------------------------------------------------------


# The rule of the schedule: listed three months before its day, told higher up a month after it.
NOTICE_DAYS = 90
LATE_MONTHS = 1


@dataclass(frozen=True)
class DueRow:
    """One record that is due or will be, or whose day nobody can work out, for the list."""

    person: Person
    reckoned: Reckoned
    because: str
    comes_on: date | None
    is_late: bool

    @property
    def was_kept(self) -> bool:
        """Say whether its own day was earlier: somebody decided to keep it until now."""
        return self.comes_on != self.reckoned.due


def due(viewer: User, *, on: date) -> QuerySet[Due]:
    """Return the records that are due and that nobody has decided about, the oldest day first.

    A held record is not among them, nor one without a day.
    """
    rows = _undecided(viewer).filter(due_on__lte=on, comes_on__lte=on)
    return rows.order_by("due_on", "person_id")


def due_soon(viewer: User, *, on: date) -> QuerySet[Due]:
    """Return the records that will be due within the notice that the schedule gives."""
    until = notice_until(on)
    rows = _undecided(viewer).filter(due_on__lte=until, comes_on__gt=on, comes_on__lte=until)
    return rows.order_by("comes_on", "person_id")


def late(viewer: User, *, on: date) -> QuerySet[Due]:
    """Return the records that have waited for more than a month to be looked at."""
    return due(viewer, on=late_since(on))


def notice_until(on: date) -> date:
    """Return the last day of which notice is given."""
    return clock.add_days(on, NOTICE_DAYS)


def late_since(on: date) -> date:
    """Return the last day whose records have waited for too long."""
    return clock.add_months(on, -LATE_MONTHS)


def counted_by_class(rows: QuerySet[Due]) -> list[tuple[str, int]]:
    """Return how many records of a list each class decides about, the most first."""
    classes = schedule().classes
    counted = rows.order_by().values_list("class_key").annotate(count=Count("pk"))
    titles = [(classes[key].title, count) for key, count in counted if key in classes]
    return sorted(titles, key=lambda each: (-each[1], each[0]))


def without_day(viewer: User, *, on: date) -> QuerySet[Due]:
    """Return the records for which somebody has to look why there is no day."""
    rows = _undecided(viewer).filter(Q(kept_until=None) | Q(kept_until__lte=on), due_on=None)
    known = ["", WhyNot.INVOLVED.name, WhyNot.ASKED.name]
    return rows.exclude(why_not__in=known).order_by("person_id")


def _undecided(viewer: User) -> QuerySet[Due]:
    """Return the records that no plan, hold or offer is about, and when each comes to its review.

    That is its day, or a later one until which somebody decided to keep it.
    """
    of_person = {"person": OuterRef("person")}
    rows = Due.objects.filter(
        ~IsHeld("person"),
        ~Exists(Destruction.objects.filter(**of_person, **_WHOLE, state__in=Destruction.STANDING)),
        ~Exists(ArchiveOffer.objects.filter(**of_person, state__in=ArchiveOffer.OPEN)),
        person__in=findable_people(viewer),
    ).annotate(kept_until=KeptUntil("person"))
    # The greatest of a day and of none is that day.
    return rows.annotate(comes_on=Greatest("due_on", "kept_until"))


def page_of(
    rows: QuerySet[Due], *, page: int, on: date, until: date | None = None
) -> tuple[list[DueRow], bool]:
    """Return one page of a list, each worked out anew, and whether there are more.

    Who is no longer due by then, ``until`` or else ``on``, is left out.
    """
    found = list(rows.select_related("person")[(page - 1) * PAGE : page * PAGE + 1])
    shown = _worked_out(found[:PAGE], on, until or on, classes=in_force(on).classes)
    return shown, len(found) > PAGE


def due_together(viewer: User, *, most: int, on: date) -> list[DueRow]:
    """Return the first of those due records that the schedule lets go with others."""
    classes = in_force(on).classes
    listed = [key for key, each in classes.items() if each.disposal == "destroy"]
    rows = due(viewer, on=on).filter(class_key__in=listed).select_related("person")[:most]
    worked_out = _worked_out(list(rows), on, on, classes=classes)
    return [row for row in worked_out if not row.reckoned.is_for_review]


def to_answer_together(viewer: User, *, most: int, on: date) -> list[Destruction]:
    """Return the first of those proposals to answer whose records may go with others."""
    plans = list(to_answer(viewer).filter(**_WHOLE).order_by("proposed_at", "pk")[:most])
    people = [plan.person.pk for plan in plans if plan.person]
    facts, classes = facts_of(people), in_force(on).classes
    for_review = {pk for pk in people if reckon(facts[pk], classes).is_for_review}
    return [plan for plan in plans if plan.person and plan.person.pk not in for_review]


def decided_about_by(viewer: User, people: Iterable[Person]) -> set[str]:
    """Return the keys of those whose records are open to ``viewer`` today, to decide about."""
    rows = visible_people(viewer, Permission.EXPORT)
    asked = [person.pk for person in people]
    return set(rows.filter(pk__in=asked).values_list("key", flat=True))


def _worked_out(
    rows: list[Any], on: date, until: date, *, classes: Mapping[str, RetentionClass]
) -> list[DueRow]:
    facts = facts_of([row.person.pk for row in rows])
    reckoned = {pk: reckon(each, classes) for pk, each in facts.items()}
    return [
        _row(row, reckoned[row.person.pk], on)
        for row in rows
        if _is_as_listed(row, reckoned[row.person.pk], until)
    ]


def _row(row: Any, reckoned: Reckoned, on: date) -> DueRow:
    days = [day for day in (reckoned.due, row.kept_until) if day is not None]
    comes_on = max(days) if reckoned.due else None
    is_late = comes_on is not None and comes_on <= late_since(on)
    return DueRow(row.person, reckoned, _because(reckoned), comes_on, is_late)


def _is_as_listed(row: Due, reckoned: Reckoned, until: date) -> bool:
    if row.due_on is None:
        return reckoned.due is None
    return reckoned.due is not None and reckoned.due <= until


def _because(reckoned: Reckoned) -> str:
    decides = reckoned.decides
    if decides is None:
        return ""
    return because(decides) or f"because {decides.why_not}"


def plans(viewer: User) -> list[Destruction]:
    """Return the destructions that wait for a second person, and those that were agreed."""
    rows = Destruction.objects.filter(
        state__in=Destruction.STANDING, person__in=findable_people(viewer)
    ).select_related("person", "proposed_by", "answered_by", "removal")
    return list(rows.order_by("proposed_at", "pk")[: 2 * PAGE])


def standing_batches() -> dict[str, Batch]:
    """Return what is proposed or agreed by class, by its kind."""
    rows = Batch.objects.filter(state__in=Batch.STANDING)
    return {
        each.kind: each for each in rows.select_related("proposed_by__team", "answered_by__team")
    }


def batches_to_answer(viewer: User) -> QuerySet[Batch]:
    """Return what waits by class for somebody else than who proposed it."""
    rows = Batch.objects.filter(state="PROPOSED").exclude(proposed_by=viewer)
    return rows.select_related("proposed_by")


def ended_batches(kind: str) -> list[Batch]:
    """Return what was proposed of a kind and is over, the last first."""
    rows = Batch.objects.filter(kind=kind).exclude(state__in=Batch.STANDING)
    return list(rows.select_related("proposed_by", "answered_by", "ended_by")[:PAGE])


def open_offers(viewer: User) -> list[ArchiveOffer]:
    """Return what is offered to an archive, or is to be handed over, the oldest offer first."""
    rows = ArchiveOffer.objects.filter(
        state__in=ArchiveOffer.OPEN, person__in=findable_people(viewer)
    ).select_related("person", "offered_by")
    return list(rows.order_by("offered_on", "pk")[: 2 * PAGE])


def offers_of(person: Person) -> tuple[ArchiveOffer | None, list[ArchiveOffer]]:
    """Return the open offer of a record to an archive, and those that are over, the last first."""
    beside = ("offered_by__team", "answer_kept_by__team", "handed_over_by", "ended_by", "person")
    rows = list(ArchiveOffer.objects.filter(person=person).select_related(*beside))
    standing = next((each for each in rows if each.state in ArchiveOffer.OPEN), None)
    return standing, [each for each in rows if each is not standing]


def agreed_of_each() -> QuerySet[Any]:
    """Return the day of the destruction that was agreed for each person, for their banner."""
    rows = Destruction.objects.filter(person=OuterRef("pk"), **_WHOLE, state="AGREED").order_by()
    return rows.values(json=JSONObject(not_before="not_before"))


def standing_plan(person: Person, removal: Removal | None = None) -> Destruction | None:
    """Return the destruction that is proposed or agreed for a record, or for a part of it."""
    return (
        Destruction.objects.filter(person=person, removal=removal, state__in=Destruction.STANDING)
        .select_related(
            "person", "proposed_by__team", "answered_by__team", "removal__entry__person"
        )
        .first()
    )


def to_answer(viewer: User) -> QuerySet[Destruction]:
    """Return the destructions that wait for somebody else than who proposed them."""
    rows = Destruction.objects.filter(state="PROPOSED", person__in=findable_people(viewer))
    return rows.exclude(proposed_by=viewer).select_related("person", "proposed_by", "removal")


def decided_before(person: Person) -> list[KeptLonger]:
    """Return why a record was kept for longer, the last decision first."""
    rows = KeptLonger.objects.filter(person__key__in=keys_of(person))
    return list(rows.select_related("decided_by__team"))


def ended_plans(person: Person, removal: Removal | None = None) -> list[Destruction]:
    """Return what was proposed for a record, or a part of it, and is over, the last first."""
    return list(
        Destruction.objects.filter(person=person, removal=removal)
        .exclude(state__in=Destruction.STANDING)
        .select_related("proposed_by", "answered_by", "ended_by")
    )


def under_seal(viewer: User, person: Person | None = None) -> list[Removal]:
    """Return what was taken off records that ``viewer`` may find, or off one, and is kept still.

    Not what is to be destroyed, and not a restricted entry that is closed to the viewer.
    """
    rows = Removal.objects.filter(
        ~Exists(Destruction.objects.filter(removal=OuterRef("pk"), state__in=Destruction.STANDING)),
        entry_is_for(viewer, person="entry__person"),
        state=Removal.State.DONE,
        attachment=None,
        destroyed_at=None,
        entry__person__in=[person] if person else findable_people(viewer),
    )
    return list(rows.select_related("entry__person").order_by("answered_at", "pk")[:PAGE])


def removal_of(person: Person, key: str) -> Removal | None:
    """Return what took a whole entry off a record, or None."""
    rows = Removal.objects.filter(
        entry__person=person, key=key.replace("\x00", ""), state="DONE", attachment=None
    )
    return rows.select_related(
        "entry__person", "entry__author", "asked_by", "answered_by", "moved_to"
    ).first()


def page_of_certificates(*, page: int, words: str = "") -> tuple[list[Certificate], bool]:
    """Return one page of the certificates, the newest first, and whether there are more.

    With ``words``, those of the record with this council reference, or with this check code.
    """
    rows = Certificate.objects.all()
    if words:
        of_record = f'"reference": {json.dumps(words, ensure_ascii=False)}'
        rows = rows.filter(Q(body__icontains=of_record) | Q(digest=words.lower()))
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return found[:PAGE], len(found) > PAGE


def certificates_of(name: str, born_on: date) -> tuple[list[Certificate], list[Certificate]]:
    """Return the certificates of whole records of somebody of a name and date of birth.

    Then those of the same name whose date of birth was not known: it may be somebody else.
    """
    dated, undated = (
        Q(body__contains=f'"{certificates.digest_of_person(name, day)}"') for day in (born_on, None)
    )
    found = Certificate.objects.all()
    return list(found.filter(dated)[:PAGE]), list(found.filter(undated & ~dated)[:PAGE])


def certificate(key: str) -> Certificate | None:
    """Return one certificate, or None."""
    return Certificate.objects.filter(key=key.replace("\x00", "")).first()


# --- Changes of the schedule --------------------------------------------------------------------


def changes_of_schedule() -> dict[str, list[ScheduleChange]]:
    """Return what was decided about each class, the change that begins last on top."""
    found: dict[str, list[ScheduleChange]] = {}
    for each in decided().select_related("decided_by"):
        found.setdefault(each.class_key, []).append(each)
    return found


def verifications() -> dict[tuple[str, str], list[Verification]]:
    """Return what officers found of what each class and rule rests on, the last on top."""
    found: dict[tuple[str, str], list[Verification]] = {}
    for each in Verification.objects.select_related("found_by").order_by("-pk"):
        found.setdefault((each.of, each.about), []).append(each)
    return found


def changes_to_decide() -> list[ScheduleChange]:
    """Return the changes that are asked for and not decided."""
    rows = ScheduleChange.objects.filter(state__in=["ASKED", "WORKED_OUT"])
    return list(rows.select_related("asked_by").order_by("asked_at"))


def change_of_schedule(key: str) -> ScheduleChange | None:
    """Return one change, or None."""
    rows = ScheduleChange.objects.filter(key=key.replace("\x00", ""))
    return rows.select_related("asked_by", "decided_by").first()


def _of_effects(change: ScheduleChange) -> dict[str, Q]:
    """Return which of the records that would change is of which kind."""
    by_then = {"would_be_due_on__lte": change.starts_on, "was_due_on__gt": change.starts_on}
    no_more = {"would_be_due_on__gt": change.starts_on, "was_due_on__lte": change.starts_on}
    return {
        "sooner": Q(would_be_due_on__lt=F("was_due_on")),
        "later": Q(would_be_due_on__gt=F("was_due_on")),
        "listed": Q(**by_then),
        "unlisted": Q(**no_more),
        "otherwise": Q(ends_otherwise=True),
        "held": Q(is_held=True),
        "planned": Q(is_planned=True),
        "kept": Q(is_kept_longer=True),
    }


def effects_counted(viewer: User, change: ScheduleChange) -> dict[str, int]:
    """Return how many records would change in which way, of those whom ``viewer`` may find."""
    rows = change.effects.filter(person__in=findable_people(viewer)).order_by()
    kinds = _of_effects(change)
    return rows.aggregate(**{name: Count("pk", filter=kind) for name, kind in kinds.items()})


def page_of_effects(
    viewer: User, change: ScheduleChange, *, kind: str, page: int
) -> tuple[list[ScheduleEffect], bool]:
    """Return one page of the records that would change in a way, and whether there are more."""
    rows = change.effects.filter(
        _of_effects(change).get(kind, Q()), person__in=findable_people(viewer)
    ).select_related("person")
    found = list(rows[(page - 1) * PAGE : page * PAGE + 1])
    return found[:PAGE], len(found) > PAGE
