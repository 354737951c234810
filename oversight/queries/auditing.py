"""Case file audits: what may be drawn, who may look, how each file stands, what a round found."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Cast

import clock
from accounts.models import Team, User
from accounts.queries import reports_of, staff_found
from accounts.roles import Role
from oversight.audit_tool import Question, Tool, tool
from oversight.models import (
    AgreedAction,
    AuditFile,
    AuditRating,
    AuditRound,
    Grade,
    Review,
)
from oversight.sampling import draw, draw_for_each, kappa
from people import access
from people.models import Allocation, Death, Involvement, Person
from people.standing import standing_of
from records.catalogue import catalogue
from records.complained import complained_about
from records.models import Action, Entry

SEES_AUDITS = (Role.MANAGER, Role.RECORDS_OFFICER, Role.AUDITOR)
ASKS_FOR_AUDITS = (Role.MANAGER, Role.RECORDS_OFFICER)
# What a record weighs in a sample by risk: one, and so much more for each of these.
WEIGHTS = {"safeguarding": 3, "returned": 2, "late": 2, "unfinished": 1}
TO_BE_MODERATED = "To be moderated"
DAYS_AFTER_TALK = 14
_TO_SETTLE = Q(moderation=None) & ~Q(moderated_because="")


def frame_of(
    by: User,
    *,
    team: Team | None,
    population: str,
    sampling: str,
    since: date,
    until: date,
) -> list[list[Any]]:
    """Return whom a round may draw, each with what it weighs: only people whom ``by`` may find.

    By worker, each is there once for each worker, of the team, who signed something about them.
    """
    day = clock.today()
    span = (clock.at_time(since, 0), clock.end_of_day(until))
    written = Entry.objects.standing().filter(
        person=OuterRef("pk"), signed_at__range=span, imported_from=""
    )
    safeguarding = written.filter(
        type_key__in=catalogue().keys_of("safeguarding"),
        sensitivity=Entry.Sensitivity.NORMAL,
    )
    people = access.findable_people(by).filter(~access.in_conflict(by))
    died = Death.objects.standing().filter(person=OuterRef("pk"), since__range=(since, until))
    closed = Involvement.objects.filter(
        person=OuterRef("pk"), state=Involvement.State.CLOSED, closed_on__range=(since, until)
    )
    of_population = {
        AuditRound.Population.WRITTEN: Q(Exists(written)),
        AuditRound.Population.SAFEGUARDING: Q(Exists(safeguarding)),
        AuditRound.Population.CLOSED: Q(Exists(closed)),
        AuditRound.Population.COMPLAINT: complained_about(by, since, until),
        AuditRound.Population.DEATH: Q(Exists(died)),
    }
    by_worker = sampling == AuditRound.Sampling.WORKER
    if team is not None and not by_worker:
        running = Allocation.objects.running_on(day).filter(team=team)
        people = people.filter(Q(team=team) | Q(pk__in=running.values("person")))
    people = people.filter(of_population[AuditRound.Population(population)])
    if by_worker:
        return _by_worker(people, team=team, population=population, span=span)
    if sampling == AuditRound.Sampling.RANDOM:
        return [[key, 1] for key in people.order_by("key").values_list("key", flat=True)]
    returned = Review.objects.filter(
        entry__person=OuterRef("pk"), state=Review.State.RETURNED, reviewed_at__range=span
    )
    late = Action.objects.filter(person=OuterRef("pk"), status="OPEN", due_on__lt=day)
    signs = {
        "safeguarding": safeguarding,
        "returned": returned,
        "late": late,
        "unfinished": written.filter(finish_later=True),
    }
    weight: Any = Value(1)
    for name, weighs in WEIGHTS.items():
        weight += Cast(Exists(signs[name]), IntegerField()) * weighs
    rows = people.annotate(weight=weight).order_by("key").values_list("key", "weight")
    return [list(row) for row in rows]


def _by_worker(
    people: QuerySet[Person], *, team: Team | None, population: str, span: tuple[datetime, datetime]
) -> list[list[Any]]:
    """Return a row for each of ``people`` and each worker, of the team, who signed about them."""
    signed = Entry.objects.standing().filter(
        person__in=people.values("pk"),
        signed_at__range=span,
        imported_from="",
        sensitivity=Entry.Sensitivity.NORMAL,
    )
    if population == AuditRound.Population.SAFEGUARDING:
        signed = signed.filter(type_key__in=catalogue().keys_of("safeguarding"))
    if team is not None:
        signed = signed.filter(author__team=team)
    rows = signed.values_list("person__key", "author__staff_number")
    return [[key, 1, who] for key, who in sorted(set(rows))]


def is_independent(user: User, person: Person, *, at: datetime | None = None) -> bool:
    """Say whether ``user`` may grade this record: no work of theirs, or of those they manage.

    Neither what is done now nor what was done or written before.
    """
    stands = standing_of(user, person, at=at)
    if not access.may_find_without_conflict(user, person, at=at) or stands.manages:
        return False
    theirs = {user.pk, *access.line_below(user).staff}
    return not (
        Allocation.objects.filter(person=person, worker__in=theirs).exists()
        or Entry.objects.filter(person=person, author__in=theirs).exists()
    )


def auditors(*, but: User) -> QuerySet[User]:
    """Return who may be asked to audit: never whoever asks."""
    return staff_found(role=Role.AUDITOR).exclude(pk=but.pk)


def managers_of_work(person: Person) -> list[User]:
    """Return the managers above those who work with a person now, the nearest first."""
    here = {each.pk: each for each in staff_found(role=Role.MANAGER)}
    running = Allocation.objects.running_on(clock.today()).filter(person=person)
    above = list(running.order_by("-role", "pk").values_list("worker__line_manager", flat=True))
    above += running.order_by("pk").values_list("team__lead", flat=True)
    above.append(person.team.lead_id if person.team else None)
    found: dict[int, User] = {}
    seen: set[int] = set()
    while level := [each for each in above if each is not None and each not in seen]:
        seen.update(level)
        found |= {pk: here[pk] for pk in level if pk in here}
        lines = User.objects.filter(pk__in=level).order_by("pk")
        above = list(lines.values_list("line_manager", flat=True))
    return list(found.values())


def rounds_of(viewer: User) -> QuerySet[AuditRound]:
    """Return the rounds that ``viewer`` asked for, grades in, or oversees, newest first."""
    rounds = AuditRound.objects.select_related("asked_by", "team")
    if viewer.has_role(Role.RECORDS_OFFICER):
        return rounds
    graded = AuditRating.objects.standing().filter(auditor=viewer)
    own = Q(pk__in=graded.values("file__round"))
    own |= Q(asked_by=viewer)
    if viewer.has_role(Role.MANAGER):
        own |= Q(asked_by__in=reports_of(viewer))
    return rounds.filter(own)


@dataclass
class FileStands:
    """A file of a round, and how far it has come."""

    file: AuditFile
    state: str
    overall: str = ""
    differ: list[int] = field(default_factory=list)
    actions_open: int = 0
    actions_late: int = 0

    @property
    def grade(self) -> str:
        """The overall grade in words, once it is settled."""
        return Grade(self.overall).label if self.overall else ""

    @property
    def is_settled(self) -> bool:
        """Say whether a grade stands that nobody has still to look at."""
        return bool(self.overall)

    @property
    def is_to_be_graded(self) -> bool:
        """Say whether an auditor has still to send their grades."""
        return any(each.submitted_at is None for each in self.file.ratings.all())

    @property
    def is_to_be_moderated(self) -> bool:
        """Say whether it is graded, and a second person has still to settle it."""
        return self.state == TO_BE_MODERATED


def files_of(viewer: User, of: AuditRound) -> list[FileStands]:
    """Return the files of a round about people whom ``viewer`` may find, with how each stands."""
    known = access.findable_without_conflict(viewer)
    files = with_findings(AuditFile.objects.filter(round=of, person__in=known.values("pk")))
    return [stands(file) for file in files]


def with_findings(files: QuerySet[AuditFile]) -> QuerySet[AuditFile]:
    """Return files with all that says how they stand, in a few questions.

    Their ``ratings`` are those that stand; ``replaced`` are those in whose place others were asked.
    """
    ratings = AuditRating.objects.select_related("auditor", "replaced_by", "referral")
    return files.select_related(
        "person", "round", "worker", "moderator", "moderation", "told"
    ).prefetch_related(
        Prefetch("ratings", ratings.standing()),
        Prefetch("ratings", ratings.exclude(replaced_at=None), to_attr="replaced"),
        "actions__owner",
    )


def stands(file: AuditFile) -> FileStands:
    """Return how far a file has come: what is still to be done says its state."""
    ratings = list(file.ratings.all())
    moderation = getattr(file, "moderation", None)
    actions = [each for each in file.actions.all() if each.status == AgreedAction.Status.OPEN]
    late = sum(each.due_on < clock.today() for each in actions)
    at = FileStands(file, "", actions_open=len(actions), actions_late=late)
    if at.is_to_be_graded:
        at.state = "In progress" if any(each.answers for each in ratings) else "Sampled"
        return at
    at.differ = differing(ratings)
    if moderation is None and file.moderated_because:
        at.state = TO_BE_MODERATED
        return at
    at.overall = moderation.overall if moderation else ratings[0].overall
    if file.told_on is None:
        at.state = "Feedback to give"
    else:
        at.state = "Actions open" if actions else "Closed"
    return at


def differing(ratings: list[AuditRating]) -> list[int]:
    """Return the questions that two auditors of one file graded apart."""
    if len(ratings) < 2:
        return []
    one, two = (each.answers for each in ratings[:2])
    return [int(key) for key in one if key in two and one[key]["grade"] != two[key]["grade"]]


def needs_moderation(ratings: list[AuditRating]) -> bool:
    """Say whether a second person settles: two who differ, or the best or the worst grade."""
    overall = {each.overall for each in ratings}
    return (
        bool(overall & {Grade.OUTSTANDING, Grade.INADEQUATE})
        or len(overall) > 1
        or bool(differing(ratings))
    )


def settled_answers(file: AuditFile) -> dict[int, str]:
    """Return the grade of each question as it stands: the moderator's, or the first auditor's."""
    moderation = getattr(file, "moderation", None)
    first = next(iter(file.ratings.all()))
    said = first.answers | (moderation.answers if moderation else {})
    return {int(key): row["grade"] for key, row in said.items()}


def by_reference(viewer: User, files: Iterable[AuditFile]) -> dict[int, Person]:
    """Return the people of some files of whose record ``viewer`` is told the reference, by number.

    An auditor knows a file by its number, unless its record is open to them already.
    """
    numbers = [each.pk for each in files]
    people = {each.person_id: each.person for each in files}
    if not viewer.has_role(Role.AUDITOR):
        return people
    by_number = AuditFile.objects.filter(pk__in=numbers)
    if viewer.has_role(*ASKS_FOR_AUDITS):
        by_number = by_number.filter(ratings__auditor=viewer)
    opened = access.visible_people(viewer).values("pk")
    hidden = set(by_number.exclude(person__in=opened).values_list("person", flat=True))
    return {pk: person for pk, person in people.items() if pk not in hidden}


def may_moderate(viewer: User, file: Any) -> bool:
    """Say whether ``viewer`` may settle a file; whoever was asked to grade it, or works, never."""
    asks = viewer.pk == file.round.asked_by_id
    asks = asks or viewer.has_role(Role.AUDITOR, Role.RECORDS_OFFICER)
    return asks and _is_apart(viewer, file)


def may_replace(viewer: User, file: Any) -> bool:
    """Say whether ``viewer`` asks another auditor to grade a file: who asked, or who oversees."""
    if viewer.pk == file.round.asked_by_id:
        return True
    return viewer.has_role(Role.RECORDS_OFFICER) and _is_apart(viewer, file)


def _is_apart(viewer: User, file: Any) -> bool:
    asked = [*file.ratings.all(), *file.replaced]
    rated = any(each.auditor_id == viewer.pk for each in asked)
    return not rated and is_independent(viewer, file.person)


def may_follow_up(viewer: User, file: AuditFile) -> bool:
    """Say whether ``viewer`` gives the feedback and agrees actions."""
    if viewer.pk == file.round.asked_by_id:
        return True
    return any(each.auditor_id == viewer.pk for each in file.ratings.all()) or (
        viewer.has_role(Role.MANAGER) and standing_of(viewer, file.person).manages
    )


def outcome_for(viewer: User, key: str) -> FileStands | None:
    """Return what was found in a file, for those who ask, settle or work with the person.

    An auditor sees it once their own grades are sent; the worker, also who has left the person
    since, and their managers once it is settled. None to anybody else.
    """
    file = with_findings(AuditFile.objects.filter(key=key)).first()
    if file is None or not access.may_find_without_conflict(viewer, file.person):
        return None
    at = stands(file)
    mine = [each for each in file.ratings.all() if each.auditor_id == viewer.pk]
    if mine:
        return at if all(each.submitted_at for each in file.ratings.all()) else None
    asks = rounds_of(viewer).filter(pk=file.round_id).exists() or may_moderate(viewer, file)
    how = standing_of(viewer, file.person)
    works = {*how.workers, file.worker_id, file.told_id}
    if viewer.pk in works or how.manages:
        return at if at.is_settled else None
    return at if asks else None


def waiting_for(viewer: User, key: str) -> AuditFile | None:
    """Return a file of a round that ``viewer`` sees, of which they see no grade yet."""
    rounds = rounds_of(viewer).values("pk")
    file = with_findings(AuditFile.objects.filter(key=key, round__in=rounds)).first()
    known = file is not None and access.may_find_without_conflict(viewer, file.person)
    return file if known else None


def ratings_for(viewer: User) -> QuerySet[AuditRating]:
    """Return what ``viewer`` is asked to audit and has not sent, about people they may find."""
    known = access.findable_without_conflict(viewer)
    return (
        AuditRating.objects.standing()
        .filter(auditor=viewer, submitted_at=None, file__person__in=known)
        .select_related("file__round", "file__person", "referral")
        .order_by("file__round__ends_on", "file__round", "file__number")
    )


def to_follow_up(viewer: User) -> QuerySet[AuditFile]:
    """Return the files, all of them graded, that wait for ``viewer``.

    To be settled, where they are the one to do it, or to be talked about, where they asked for it.
    """
    known = access.findable_without_conflict(viewer)
    theirs = Q(round__asked_by=viewer) | (_TO_SETTLE & Q(moderator=viewer))
    return (
        AuditFile.objects.filter(theirs, told_on=None, person__in=known)
        .annotate(is_to_settle=ExpressionWrapper(_TO_SETTLE, output_field=BooleanField()))
        .exclude(pk__in=_not_sent().values("file"))
        .select_related("round", "person", "moderator")
        .order_by("round__asked_at", "number")
    )


def found_in_work_of(viewer: User) -> QuerySet[AuditFile]:
    """Return the settled files of ``viewer``'s work, until some days after it was talked about.

    Whose work it is, where no worker was drawn: the person's worker's, until somebody was told.
    """
    known = access.findable_without_conflict(viewer)
    own = Allocation.objects.running_on(clock.today()).filter(
        worker=viewer, role=Allocation.Role.WORKER
    )
    theirs = Q(worker=viewer) | Q(told=viewer)
    theirs |= Q(worker=None, told=None, person__in=own.values("person"))
    lately = clock.add_days(clock.today(), -DAYS_AFTER_TALK)
    return (
        AuditFile.objects.filter(theirs, ~_TO_SETTLE, person__in=known)
        .filter(Q(told_on=None) | Q(told_on__gte=lately))
        .exclude(pk__in=_not_sent().values("file"))
        .select_related("round")
        .order_by("round__asked_at", "number")
    )


def _not_sent() -> QuerySet[AuditRating]:
    return AuditRating.objects.standing().filter(submitted_at=None)


def rating_to_replace(viewer: User, key: str) -> AuditRating | None:
    """Return one that is not sent, in whose place ``viewer`` may ask another auditor."""
    known = access.findable_without_conflict(viewer)
    rating = _not_sent().filter(key=key, file__person__in=known).select_related("auditor").first()
    if rating is None:
        return None
    rating.file = with_findings(AuditFile.objects.filter(pk=rating.file_id)).get()
    return rating if may_replace(viewer, rating.file) else None


def others_to_ask(rating: AuditRating, *, by: User) -> QuerySet[User]:
    """Return the auditors who neither asked for the audit nor were asked to grade this file."""
    asked = AuditRating.objects.filter(file=rating.file_id)
    others = auditors(but=by).exclude(pk=rating.file.round.asked_by_id)
    return others.exclude(pk__in=asked.values("auditor"))


def rating_for(viewer: User, key: str) -> AuditRating | None:
    """Return one that is theirs, sent or not."""
    known = access.findable_without_conflict(viewer)
    return (
        AuditRating.objects.standing()
        .filter(key=key, auditor=viewer, file__person__in=known)
        .select_related("file__round", "file__person", "file__worker", "referral")
        .first()
    )


def agreed_actions_of(owner: User) -> QuerySet[AgreedAction]:
    """Return what ``owner`` is to do, as agreed after an audit or in supervision."""
    return AgreedAction.objects.filter(owner=owner, status=AgreedAction.Status.OPEN).select_related(
        "file__round", "file__person", "session", "agreed_by"
    )


def agreed_action_for(viewer: User, key: str) -> AgreedAction | None:
    """Return an action that is ``viewer``'s, or that they agreed."""
    return (
        AgreedAction.objects.filter(Q(owner=viewer) | Q(agreed_by=viewer), key=key)
        .select_related("file__round", "file__person", "session", "owner", "agreed_by")
        .first()
    )


def told_of(viewer: User, action: AgreedAction) -> dict[int, Person]:
    """Return of whom an agreed action says the reference to ``viewer``: of nobody hidden to them.

    Its owner may be somebody who may not find the person.
    """
    file = action.file
    if file is None or not access.may_find_without_conflict(viewer, file.person):
        return {}
    return by_reference(viewer, [file])


@dataclass(frozen=True)
class QuestionFound:
    """How one question was graded over the settled files of a round."""

    question: Question
    counts: Counter
    agreed: int
    twice: int


@dataclass(frozen=True)
class Report:
    """What a round found."""

    tool: Tool
    files: list[FileStands]
    questions: list[QuestionFound]
    overall: Counter
    themes: list[tuple[str, int]]
    rated_twice: int
    kappa: float | None
    moderated: int
    changed: int

    @property
    def settled(self) -> int:
        """How many files have a grade that stands."""
        return sum(each.is_settled for each in self.files)

    @property
    def actions_open(self) -> int:
        """How many actions that were agreed are not closed."""
        return sum(each.actions_open for each in self.files)

    @property
    def actions_late(self) -> int:
        """How many of those should have been done by now."""
        return sum(each.actions_late for each in self.files)

    @property
    def to_moderate(self) -> int:
        """How many files a second person has still to settle."""
        return sum(each.is_to_be_moderated for each in self.files)

    def behind(self, counts: Callable[[FileStands], bool]) -> list[FileStands]:
        """Return the files that a number counts."""
        return [each for each in self.files if counts(each)]


def has_grade(grade: str, question: int | None = None) -> Callable[[FileStands], bool]:
    """Return whether a settled file has a grade, or any: as a whole, or in one question."""

    def counts(at: FileStands) -> bool:
        if not at.is_settled or question is None:
            return at.is_settled and grade in ("", at.overall)
        return grade in ("", settled_answers(at.file).get(question, ""))

    return counts


def has_theme(theme: str) -> Callable[[FileStands], bool]:
    """Return whether a file has something to be learnt of this theme."""
    return lambda at: at.file.theme == theme


def is_rated_twice(at: FileStands) -> bool:
    """Say whether two auditors have both sent their grades of a file."""
    ratings = list(at.file.ratings.all())
    return len(ratings) > 1 and all(each.submitted_at for each in ratings)


def is_moderated(at: FileStands) -> bool:
    """Say whether a second person settled the grades of a file."""
    return hasattr(at.file, "moderation")


def is_drawn(at: FileStands) -> bool:
    """Say whether a file was drawn to be settled, whatever its grades."""
    return at.file.moderated_because == AuditFile.Moderated.DRAWN


def is_changed(at: FileStands) -> bool:
    """Say whether whoever settled a file gave it another overall grade than its first auditor."""
    return is_moderated(at) and at.overall != next(iter(at.file.ratings.all())).overall


def report_of(viewer: User, of: AuditRound) -> Report:
    """Return the figures of a round, from its settled files."""
    asked, files = tool(of.tool), files_of(viewer, of)
    graded = {each.file.pk: settled_answers(each.file) for each in files if each.is_settled}
    pairs: dict[int, list[tuple[str, str]]] = {number: [] for number in asked.questions}
    twice = [list(each.file.ratings.all()) for each in files if is_rated_twice(each)]
    for one, two in twice:
        for number in asked.questions:
            pairs[number].append(
                (one.answers[str(number)]["grade"], two.answers[str(number)]["grade"])
            )
    return Report(
        tool=asked,
        files=files,
        questions=[
            QuestionFound(
                question,
                Counter(grades.get(number, "") for grades in graded.values()),
                sum(one == two for one, two in pairs[number]),
                len(pairs[number]),
            )
            for number, question in asked.questions.items()
        ],
        overall=Counter(each.overall for each in files if each.is_settled),
        themes=Counter(each.file.theme for each in files if each.file.theme).most_common(),
        rated_twice=len(twice),
        kappa=kappa([pair for found in pairs.values() for pair in found]),
        moderated=sum(is_moderated(each) for each in files),
        changed=sum(is_changed(each) for each in files),
    )


def drawn_again(of: AuditRound) -> list[str]:
    """Return the keys of the people that frame and seed draw: as many as the round has files."""
    if of.sampling == AuditRound.Sampling.WORKER:
        return [key for key, _ in draw_for_each(of.frame, size=of.size or 0, seed=of.seed)]
    size = AuditFile.objects.filter(round=of).count()
    return draw(of.frame, size=size, seed=of.seed)
