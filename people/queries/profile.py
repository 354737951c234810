"""What is known about a person, for those who may open their record."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

import clock
from accounts.models import User
from accounts.roles import Role
from people import access
from people.models import (
    HAS_DIED,
    Alert,
    AlertRead,
    Allocation,
    Authority,
    CommunicationNeed,
    Detail,
    DetailsChange,
    Fact,
    Name,
    Person,
    Relationship,
    Sharing,
)
from people.models.fact import FactQuerySet
from people.queries.relationships import readable_ends
from people.questions import Block, Question, blocks

ON_REQUEST = "Kept back: shown on request"


@dataclass(frozen=True)
class Answered:
    """A question and what came of it; ``detail`` is None if nobody has written anything."""

    question: Question
    detail: Detail | None

    @property
    def words(self) -> str:
        """What may stand on the page."""
        if self.detail is None:
            return ""
        return ON_REQUEST if self.is_kept_back else self.detail.words

    @property
    def is_kept_back(self) -> bool:
        """Say whether the answer is shown on request only."""
        return self.detail is not None and not self.detail.is_open


@dataclass(frozen=True)
class Change:
    """One change to details, with as much of it as the viewer may read."""

    row: DetailsChange
    was: str
    became: str
    # The page where somebody may ask to be shown what is kept back here.
    is_kept_back: bool
    facts: tuple[Fact, ...] = ()


def answers_of(person: Person, *, at: datetime | None = None) -> dict[str, Detail]:
    """Return the current answers by question."""
    day = clock.day_of(at or clock.now())
    return {row.question: row for row in Detail.objects.filter(person=person).current_on(day)}


def answered_in(block: Block, answers: dict[str, Detail]) -> list[Answered]:
    """Return each question of a block with its answer."""
    return [Answered(each, answers.get(each.key)) for each in block.questions]


def blocks_of(person: Person, *, at: datetime | None = None) -> dict[str, list[Answered]]:
    """Return every block of questions with its answers."""
    answers = answers_of(person, at=at)
    return {key: answered_in(block, answers) for key, block in blocks().items()}


def current(facts: FactQuerySet, *, at: datetime | None = None) -> list:
    """Return the facts that are true today, of one person and kind."""
    return list(true_today(facts, at=at))


def true_today(facts: FactQuerySet, *, at: datetime | None = None) -> FactQuerySet:
    """Return the question for them, for a page that asks for several kinds at once."""
    return facts.current_on(clock.day_of(at or clock.now())).select_related("recorded_by")


def needs_of(person: Person, *, at: datetime | None = None) -> list[CommunicationNeed]:
    """Return the needs of today. ``says_more`` is false where another has said the same already.

    One record may name several needs and say once what is to be done about them.
    """
    needs = current(CommunicationNeed.objects.filter(person=person), at=at)
    said: set[tuple[str, str]] = set()
    for need in needs:
        key = (need.source_entry, need.detail)
        need.says_more = bool(need.detail) and not (need.source_entry and key in said)
        said.add(key)
    return needs


def past(facts: FactQuerySet, *, at: datetime | None = None) -> list:
    """Return the facts that have ended or were mistaken, latest end first."""
    found = facts.past_on(clock.day_of(at or clock.now())).select_related("recorded_by")
    return list(found.order_by(F("until").desc(nulls_last=True), "-recorded_at"))


def current_fact(facts: FactQuerySet, key: str, *, at: datetime | None = None) -> Fact | None:
    """Return one fact that is true today, of those given."""
    day = clock.day_of(at or clock.now())
    return facts.current_on(day).select_related("person").filter(key=key).first()


def names_shown(viewer: User, person: Person) -> QuerySet[Name]:
    """Return the names that the page of names may show ``viewer``: protected ones are never there.

    Former names are for those who may write on the record (ruling 8).
    """
    order = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Name.ORDER)]
    found = Name.objects.filter(person=person, is_protected=False).order_by(
        Case(*order, default=Value(len(order))), "-since", "-pk"
    )
    if not access.decide(viewer, access.Permission.WRITE, person).allowed:
        found = found.exclude(kind=Name.Kind.FORMER)
    return found


def protected_names(viewer: User, person: Person) -> QuerySet[Name]:
    """Return the protected names, to those who are named to see them; nothing to anybody else."""
    if not access.may_see_protected_names(viewer, person):
        return Name.objects.none()
    return Name.objects.filter(person=person, is_protected=True, is_mistake=False)


def changes_of(viewer: User, person: Person, *, at_most: int = 100) -> list[Change]:
    """Return the latest changes to what is known about a person, newest first."""
    rows = list(person.details_changes.select_related("changed_by")[:at_most])
    facts = _facts_of(rows)
    hidden = _turn_to(person, facts, viewer)
    named = access.may_see_protected_names(viewer, person)
    changes = []
    for row in rows:
        was, became = (facts.get((row.fact, key)) for key in (row.was_key, row.became_key))
        if row.was_key in hidden or row.became_key in hidden:
            continue
        meant = [each for each in (was, became) if each is not None]
        if meant and not named and all(each.secrecy == Fact.Secrecy.PROTECTED for each in meant):
            continue
        changes.append(
            Change(
                row,
                _words_of(was) if row.fact else row.was,
                _words_of(became) if row.fact else row.became,
                any(not each.is_open for each in meant),
                tuple(meant),
            )
        )
    return changes


def alerts_of(person: Person, *, at: datetime | None = None) -> QuerySet[Alert]:
    """Return the alerts that stand today, with who raised, agreed to and looked at them."""
    day = clock.day_of(at or clock.now())
    return (
        Alert.objects.filter(person=person)
        .standing_on(day)
        .select_related("raised_by", "agreed_by", "reviewed_by", "told_by")
    )


def alerts_not_told(person: Person) -> QuerySet[Alert]:
    """Return the alerts of which nobody said that the person was told, ended ones among them."""
    return Alert.objects.filter(person=person).not_told()


def alerts_to_read(viewer: User, person: Person, *, at: datetime | None = None) -> list[Alert]:
    """Return the alerts that stand, with ``read_at``: when ``viewer`` last read it so."""
    last = (
        AlertRead.objects.filter(
            alert=OuterRef("pk"), user=viewer, read_at__gte=OuterRef("changed_at")
        )
        .order_by("-read_at")
        .values("read_at")[:1]
    )
    return list(alerts_of(person, at=at).annotate(read_at=Subquery(last)))


def alerts_unread_by(viewer: User, *, at: datetime | None = None) -> QuerySet[Alert]:
    """Return the alerts about people whom ``viewer`` works with that they have not read as it says.

    None that they wrote themselves. By person, the oldest first.
    """
    day = clock.day_of(at or clock.now())
    works = Allocation.objects.running_on(day).exclude(role=Allocation.Role.HANDOVER)
    read = AlertRead.objects.filter(
        alert=OuterRef("pk"), user=viewer, read_at__gte=OuterRef("changed_at")
    )
    wrote = Q(raised_by=viewer, reviewed_by__isnull=True) | Q(reviewed_by=viewer)
    return (
        Alert.objects.standing_on(day)
        .filter(~Exists(read), person__in=works.filter(worker=viewer).values("person"))
        .filter(person__in=access.visible_people(viewer, at=at).exclude(HAS_DIED))
        .exclude(wrote)
        .select_related("person", "raised_by")
        .order_by("person", "raised_on", "pk")
    )


def ended_alerts(person: Person, *, at: datetime | None = None) -> list[Alert]:
    """Return the alerts that have ended or expired, the latest first."""
    day = clock.day_of(at or clock.now())
    ended = Q(ended_on__lt=day) | Q(expires_on__lt=day)
    found = Alert.objects.filter(ended, person=person).select_related("raised_by", "ended_by")
    return list(found.order_by("-raised_on", "-pk"))


def reads_of(alerts: Iterable[Alert], *, at_most: int = 50) -> list[AlertRead]:
    """Return who has read these alerts, the latest first."""
    found = AlertRead.objects.filter(alert__in=[each.pk for each in alerts])
    return list(found.select_related("user", "alert").order_by("-read_at")[:at_most])


def alerts_to_look_at(viewer: User, *, at: datetime | None = None) -> QuerySet[Alert]:
    """Return alerts to look at again, or to agree to, of people whom ``viewer`` works with."""
    day = clock.day_of(at or clock.now())
    people = access.visible_people(viewer, access.Permission.WRITE, at=at).exclude(HAS_DIED)
    due = Q(review_on__lt=day)
    if viewer.has_role(Role.MANAGER):
        due |= Q(agreed_by__isnull=True) & ~Q(raised_by=viewer)
    return (
        Alert.objects.standing_on(day)
        .filter(due)
        .filter(person__in=people)
        .select_related("person", "raised_by")
        .order_by("review_on", "pk")
    )


def format_needed(person: Person, *, at: datetime | None = None) -> CommunicationNeed | None:
    """Return the need that says how something written must be made for this person, if one does."""
    day = clock.day_of(at or clock.now())
    needs = {need.kind: need for need in person.communication_needs.current_on(day)}
    return next((needs[kind] for kind in CommunicationNeed.FORMATS if kind in needs), None)


def formats_needed(
    person: Person, *, kinds: Iterable[str], on: date | None = None
) -> list[CommunicationNeed]:
    """Return the needs of some kinds that say how something written must be made, one of each."""
    wanted = list(kinds)
    needs = person.communication_needs.filter(kind__in=wanted).current_on(on or clock.today())
    found = {need.kind: need for need in needs}
    return [found[kind] for kind in wanted if kind in found]


def _facts_of(rows: Iterable[DetailsChange]) -> dict[tuple[str, str], Fact]:
    """Return the facts that the changes name, one query a kind."""
    keys: dict[str, set[str]] = {}
    for row in rows:
        if row.fact:
            keys.setdefault(row.fact, set()).update(filter(None, (row.was_key, row.became_key)))
    return {
        (name, fact.key): fact
        for name, some in keys.items()
        for fact in apps.get_model("people", name).objects.filter(key__in=some)
    }


def _turn_to(person: Person, facts: dict[tuple[str, str], Fact], viewer: User) -> frozenset[str]:
    """Turn relationships to the person. Return the keys of those whose other end is hidden."""
    held = [fact for fact in facts.values() if isinstance(fact, Authority)]
    rows = [fact for fact in facts.values() if isinstance(fact, Relationship)]
    rows += [fact.relationship for fact in held]
    sharings = [fact for fact in facts.values() if isinstance(fact, Sharing)]
    if not rows and not sharings:
        return frozenset()
    for row in rows:
        row.seen_from = person.pk if person.pk in (row.person_id, row.other_id) else None
    between: list[Relationship | Sharing] = [*rows, *sharings]
    shown = {row.key for row in readable_ends(between, viewer)}
    hidden = {row.key for row in between if row.key not in shown}
    hidden |= {fact.key for fact in held if fact.relationship.key in hidden}
    return frozenset(hidden)


def _words_of(fact: Fact | None) -> str:
    if fact is None:
        return ""
    return fact.words if fact.is_open else ON_REQUEST
