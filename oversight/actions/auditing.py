"""Drawing a sample, grading its files, settling what two see differently, and following it up."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts import local
from accounts.models import Team, User
from audit import log
from oversight.audit_tool import NEWEST, tool
from oversight.models import AgreedAction, AuditFile, AuditModeration, AuditRating, AuditRound
from oversight.queries import auditing as queries
from oversight.sampling import draw, draw_for_each
from people import actions as people_actions
from people.models import Person, Referral
from people.saved import save

MOST = 50
MOST_ACTIONS = 3
Answers = dict[int, dict[str, str]]


@transaction.atomic
def begin_audit(
    *,
    by: User,
    title: str,
    why: str,
    team: Team | None,
    population: str,
    sampling: str,
    size: int,
    since: date,
    until: date,
    ends_on: date,
    auditors: Sequence[User],
    asks: str = NEWEST,
    seed: int | None = None,
    at: datetime | None = None,
) -> AuditRound:
    """Draw a sample and give each file to an auditor who is independent of it.

    With more than one auditor a share is graded by a second, who does not see the first. Raises
    ``ValidationError`` if there is nothing to draw, or nobody of those chosen may grade a file.
    """
    at = at or clock.now()
    if not by.has_role(*queries.ASKS_FOR_AUDITS):
        raise PermissionDenied("Your role does not ask for audits.")
    frame = queries.frame_of(
        by, team=team, population=population, sampling=sampling, since=since, until=until
    )
    if not frame:
        raise ValidationError("No record matches. Choose other days, or another kind of record")
    seed = secrets.randbelow(2**48) if seed is None else seed
    workers: dict[str, User] = {}
    if sampling == AuditRound.Sampling.WORKER:
        pairs = draw_for_each(frame, size=size, seed=seed)
        if len(pairs) > MOST:
            raise ValidationError(
                {"size": f"That is {len(pairs)} records. Choose fewer of each worker, or a team"}
            )
        numbers = {number for _, number in pairs}
        known = {each.staff_number: each for each in User.objects.filter(staff_number__in=numbers)}
        workers = {key: known[number] for key, number in pairs}
        drawn = list(workers)
    else:
        drawn = draw(frame, size=min(size, MOST), seed=seed)
    audit = save(
        AuditRound(
            title=title,
            why=why,
            tool=asks,
            team=team,
            population=population,
            sampling=sampling,
            since=since,
            until=until,
            ends_on=ends_on,
            size=size,
            seed=seed,
            frame=frame,
            asked_by=by,
            asked_at=at,
        )
    )
    people = {each.key: each for each in Person.objects.filter(key__in=drawn)}
    twice = _share(drawn, "audit.second_rating_percent", seed + 1) if len(auditors) > 1 else set()
    settled = _share(drawn, "audit.moderated_percent", seed + 2)
    for number, key in enumerate(drawn, 1):
        file = AuditFile(
            round=audit,
            number=number,
            person=people[key],
            worker=workers.get(key),
            moderated_because=AuditFile.Moderated.DRAWN if key in settled else "",
        )
        _give(file, auditors, by=by, raters=2 if key in twice else 1, at=at)
    log.record(
        "oversight.audit_begun",
        by=by,
        subjects=people.values(),
        target=audit,
        shown=[each.staff_number for each in auditors],
        at=at,
    )
    return audit


def _share(drawn: Sequence[str], figure: str, seed: int) -> set[str]:
    """Return the share of a sample that a local figure says, drawn by a seed made from its own."""
    share = -(-len(drawn) * local.settings_value(figure) // 100)
    return set(draw([(key, 1) for key in drawn], size=share, seed=seed))


def _give(
    file: AuditFile, auditors: Sequence[User], *, by: User, raters: int, at: datetime
) -> None:
    """Ask auditors in turn, of those who are independent; each referral opens the record.

    The next of them, or else whoever asked, settles the file where a second person has to.
    """
    start = file.number % len(auditors)
    turn = [*auditors[start:], *auditors[:start]]
    able = [each for each in turn if queries.is_independent(each, file.person, at=at)]
    if not able:
        raise ValidationError(
            {"auditors": "Nobody of these is independent of every record drawn. Choose another"}
        )
    asker = [by] if queries.is_independent(by, file.person, at=at) else []
    file.moderator = next(iter([*able[raters:], *asker]), None)
    save(file)
    for order, auditor in enumerate(able[:raters], 1):
        _ask(file, auditor, order=order, ends_on=file.round.ends_on, by=by, at=at)


def _ask(
    file: AuditFile, auditor: User, *, order: int, ends_on: date, by: User, at: datetime
) -> AuditRating:
    """Ask an auditor to grade a file; the referral opens the record to them."""
    [referral] = people_actions.refer(
        people=[file.person],
        user=auditor,
        basis=Referral.Basis.AUDIT,
        about=f"{file.round.title}, file {file.number}",
        ends_on=ends_on,
        by=by,
        at=at,
    )
    return save(AuditRating(file=file, auditor=auditor, order=order, referral=referral))


@transaction.atomic
def replace_auditor(
    *,
    rating: AuditRating,
    by: User,
    auditor: User,
    because: str,
    ends_on: date,
    at: datetime | None = None,
) -> AuditRating:
    """Ask another auditor in the place of one who left, is in conflict or does not come to it.

    The record closes to the one. What they had graded counts no more, and stays as they left it.
    Whoever would have settled the file does not, once they grade it. Raises ``PermissionDenied``
    unless ``by`` asked for the audit or oversees it, and ``ValidationError`` if the grades are
    sent, or ``auditor`` was asked before or is not independent of the record.
    """
    at = at or clock.now()
    rating = _locked_rating(rating)
    file = _locked(rating.file)
    if not queries.may_replace(by, file):
        raise PermissionDenied("Whoever asked, or a records officer apart from it, asks another.")
    if rating.submitted_at is not None or rating.replaced_at is not None:
        raise ValidationError(
            {"auditor": "These grades were sent, or another auditor was asked already"}
        )
    others = queries.others_to_ask(rating, by=by)
    is_other = others.filter(pk=auditor.pk).exists()
    if not is_other or not queries.is_independent(auditor, file.person, at=at):
        raise ValidationError(
            {"auditor": "Choose an auditor who is independent of this record, and was not asked"}
        )
    rating.replaced_because, rating.replaced_by, rating.replaced_at = because.strip(), by, at
    save(rating)
    if rating.referral.ended_at is None:
        people_actions.end_referral(referral=rating.referral, by=by, at=at)
    if file.moderator_id == auditor.pk:
        file.moderator = by if queries.is_independent(by, file.person, at=at) else None
        save(file)
    made = _ask(file, auditor, order=rating.order, ends_on=ends_on, by=by, at=at)
    log.record(
        "oversight.auditor_replaced",
        by=by,
        about=file.person,
        target=made,
        shown=[rating.auditor.staff_number, auditor.staff_number],
        at=at,
    )
    return made


@transaction.atomic
def grade_questions(
    *, rating: AuditRating, by: User, answers: Answers, at: datetime | None = None
) -> AuditRating:
    """Keep what an auditor found for some questions. What they kept before is replaced.

    Raises ``ValidationError`` once the rating was sent, or for a question that was not asked.
    """
    rating = _own(rating, by)
    asked = tool(rating.file.round.tool).questions
    if unknown := answers.keys() - asked.keys():
        raise ValidationError(f"Question {min(unknown)} is not in this audit")
    rating.answers |= {str(number): row for number, row in answers.items()}
    save(rating)
    log.record(
        "oversight.questions_graded",
        by=by,
        about=rating.file.person,
        target=rating,
        shown=[str(number) for number in sorted(answers)],
        at=at or clock.now(),
    )
    return rating


@transaction.atomic
def submit_rating(
    *,
    rating: AuditRating,
    by: User,
    strengths: str,
    overall: str = "",
    reason: str = "",
    at: datetime | None = None,
) -> AuditRating:
    """Send what was found; the record closes to the auditor. Another grade needs a reason.

    Raises ``ValidationError`` while a question is not graded.
    """
    at = at or clock.now()
    rating = _own(rating, by)
    asked = tool(rating.file.round.tool)
    grades = {int(number): row["grade"] for number, row in rating.answers.items()}
    if missing := sorted(asked.questions.keys() - grades.keys()):
        raise ValidationError(f"Grade every question first. Question {missing[0]} is not graded")
    rating.suggested = asked.suggested(grades)
    rating.overall = overall or rating.suggested
    if rating.overall != rating.suggested and not reason.strip():
        raise ValidationError({"reason": "Enter why you choose another grade than the rule"})
    rating.overall_reason = reason if rating.overall != rating.suggested else ""
    rating.strengths, rating.submitted_at = strengths, at
    save(rating)
    _ask_to_moderate(_locked(rating.file))
    if rating.referral.ended_at is None:
        people_actions.end_referral(referral=rating.referral, by=by, at=at)
    log.record("oversight.rating_sent", by=by, about=rating.file.person, target=rating, at=at)
    return rating


def _ask_to_moderate(file: AuditFile) -> None:
    """Have a second person settle a file, once it is graded, if its grades ask for it."""
    ratings = list(file.ratings.all())
    is_graded = all(each.submitted_at for each in ratings)
    if is_graded and not file.moderated_because and queries.needs_moderation(ratings):
        file.moderated_because = AuditFile.Moderated.GRADES
        save(file)


@transaction.atomic
def moderate_file(
    *,
    file: AuditFile,
    by: User,
    answers: Mapping[int, str],
    overall: str,
    reason: str,
    at: datetime | None = None,
) -> AuditModeration:
    """Settle the grades of a file. Those of the auditors stay as they sent them.

    ``answers`` has a grade for each question that two graded apart, and for any other whose grade
    is to be another one.

    Raises ``PermissionDenied`` for a rater or whoever is not independent of the record, and
    ``ValidationError`` if it does not wait for this, or a question they differ on has no grade.
    """
    at = at or clock.now()
    file = _locked(file)
    if not queries.may_moderate(by, file):
        raise PermissionDenied("Somebody who did not grade the file, and is independent, settles.")
    stands = queries.stands(file)
    if stands.state != queries.TO_BE_MODERATED:
        raise ValidationError("This file does not wait to be settled")
    if missing := [number for number in stands.differ if not answers.get(number)]:
        raise ValidationError({f"grade-{missing[0]}": "Select the grade that stands"})
    moderation = save(
        AuditModeration(
            file=file,
            answers={str(number): {"grade": grade} for number, grade in answers.items() if grade},
            overall=overall,
            reason=reason,
            moderated_by=by,
            moderated_at=at,
        )
    )
    log.record("oversight.file_moderated", by=by, about=file.person, target=file, at=at)
    return moderation


@transaction.atomic
def give_feedback(
    *,
    file: AuditFile,
    by: User,
    told: User,
    told_on: date,
    response: str,
    theme: str = "",
    at: datetime | None = None,
) -> AuditFile:
    """Record the conversation with the worker: when, what they said, and what is to be learnt.

    Raises ``ValidationError`` before the grades are settled, or for a day that has not come.
    """
    at = at or clock.now()
    file = _locked(file)
    _require_follow_up(by, file)
    if not queries.stands(file).is_settled:
        raise ValidationError("The grades are not settled yet")
    if file.told_on is not None:
        raise ValidationError("The conversation is recorded already")
    if told_on > clock.day_of(at):
        raise ValidationError({"told_on": "The day must be today or earlier"})
    file.told, file.told_on, file.response, file.theme = told, told_on, response, theme
    save(file)
    log.record("oversight.feedback_given", by=by, about=file.person, target=file, at=at)
    return file


@transaction.atomic
def agree_action(
    *,
    file: AuditFile,
    by: User,
    text: str,
    owner: User,
    due_on: date,
    is_safety: bool = False,
    at: datetime | None = None,
) -> AgreedAction:
    """Agree what somebody does after an audit. A serious finding about safety is due today.

    It does not wait for the form: its auditor may say it before anything is graded. Raises
    ``ValidationError`` for a day that is past, or beyond three of a file beside those of safety.
    """
    at = at or clock.now()
    file = _locked(file)
    _require_follow_up(by, file)
    agreed = [each for each in file.actions.all() if not each.is_safety]
    needed = [each for each in agreed if each.status != AgreedAction.Status.NOT_NEEDED]
    if not is_safety and len(needed) >= MOST_ACTIONS:
        raise ValidationError(f"{MOST_ACTIONS} actions are agreed already, which is the most")
    due_on = clock.day_of(at) if is_safety else due_on
    if due_on < clock.day_of(at):
        raise ValidationError({"due_on": "The day must be today or later"})
    action = save(
        AgreedAction(
            file=file,
            text=text,
            owner=owner,
            due_on=due_on,
            is_safety=is_safety,
            agreed_by=by,
            agreed_at=at,
        )
    )
    log.record(
        "oversight.action_agreed",
        by=by,
        about=file.person,
        target=action,
        shown=[owner.staff_number],
        at=at,
    )
    return action


@transaction.atomic
def close_agreed_action(
    *,
    action: AgreedAction,
    by: User,
    status: str,
    outcome: str,
    at: datetime | None = None,
) -> AgreedAction:
    """Say what became of it. Raises ``ValidationError`` if it is closed, or no outcome is said."""
    at = at or clock.now()
    rows = AgreedAction.objects.select_for_update(of=("self",)).select_related("file__person")
    action = rows.get(pk=action.pk)
    if by.pk not in (action.owner_id, action.agreed_by_id):
        raise PermissionDenied("Its owner, or whoever agreed it, closes this.")
    if action.status != AgreedAction.Status.OPEN:
        raise ValidationError("This was closed already")
    if not outcome.strip():
        raise ValidationError({"outcome": "Enter what was done, or why it is not needed"})
    action.status, action.outcome = status, outcome.strip()
    action.closed_on, action.closed_by = clock.day_of(at), by
    save(action)
    log.record("oversight.agreed_action_closed", by=by, about=action.about, target=action, at=at)
    return action


def _locked_rating(rating: AuditRating) -> AuditRating:
    rows = AuditRating.objects.select_for_update(of=("self",))
    beside = ("file__round", "file__person", "referral", "auditor")
    return rows.select_related(*beside).get(pk=rating.pk)


def _own(rating: AuditRating, by: User) -> AuditRating:
    rating = _locked_rating(rating)
    is_theirs = rating.auditor_id == by.pk and rating.replaced_at is None
    if not is_theirs or not queries.is_independent(by, rating.file.person):
        raise PermissionDenied("This is for another auditor to grade.")
    if rating.submitted_at is not None:
        raise ValidationError("You sent this already")
    return rating


def _locked(file: AuditFile) -> AuditFile:
    AuditFile.objects.select_for_update().get(pk=file.pk)
    return queries.with_findings(AuditFile.objects.filter(pk=file.pk)).get()


def _require_follow_up(by: User, file: AuditFile) -> None:
    if not queries.may_follow_up(by, file):
        raise PermissionDenied("Whoever asked, graded, or manages the worker follows this up.")
