"""A manager's answer to a signed entry. It never changes the writer's words."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

import clock
from accounts.models import User
from accounts.queries import reports_of
from audit import log
from oversight.models import CommentAnswer, Review, SentenceComment
from oversight.queries import sentences as queries
from people import access
from people.access import Decision, Permission
from people.saved import save
from records import queries as record_queries
from records.models import Entry


@transaction.atomic
def approve_entry(
    *,
    entry: Entry,
    by: User,
    version_number: int,
    praise: str = "",
    answers_read: int | None = None,
    at: datetime | None = None,
) -> Review:
    """Approve one version of an entry; this is its sign-off where the type needs one.

    ``answers_read`` is how many answers stood beside the entry when it was read; None does not ask.

    Raises ``PermissionDenied`` for what ``by`` wrote or told, or may not review, and
    ``ChangedMeanwhile`` if another version, or more answers, stand there than were read.
    """
    at = at or clock.now()
    entry, decision = _reviewable(entry, by, version_number, answers_read, at)
    review = _answer(entry, by, version_number, state=Review.State.APPROVED, praise=praise, at=at)
    if entry.status == Entry.Status.AWAITING_SIGN_OFF:
        entry.status = Entry.Status.SIGNED_OFF
        entry.save()
    log.record(
        "oversight.entry_approved", by=by, about=entry.person, target=entry, because=decision, at=at
    )
    return review


@transaction.atomic
def return_entry(
    *,
    entry: Entry,
    by: User,
    version_number: int,
    comment: str,
    answers_read: int | None = None,
    at: datetime | None = None,
) -> Review:
    """Send an entry back to its writer with a comment. The entry stays signed (ruling 11).

    Raises as ``approve_entry`` does.
    """
    at = at or clock.now()
    entry, decision = _reviewable(entry, by, version_number, answers_read, at)
    review = _answer(entry, by, version_number, state=Review.State.RETURNED, comment=comment, at=at)
    log.record(
        "oversight.entry_returned", by=by, about=entry.person, target=entry, because=decision, at=at
    )
    return review


@transaction.atomic
def comment_on_sentence(
    *,
    entry: Entry,
    by: User,
    version_number: int,
    number: int,
    words: str,
    at: datetime | None = None,
) -> SentenceComment:
    """Say something of one sentence of an entry, the ``number``th of that version, to its writer.

    Raises as ``approve_entry`` does, and ``ValidationError`` if there is no such sentence.
    """
    at = at or clock.now()
    entry, decision = _reviewable(entry, by, version_number, None, at)
    sentences = queries.sentences_of(entry.versions.get(number=version_number))
    if not 1 <= number <= len(sentences):
        raise ValidationError({"sentence": "Select a sentence of this version"})
    question, sentence = sentences[number - 1]
    comment = save(
        SentenceComment(
            entry=entry,
            version_number=version_number,
            number=number,
            question=question,
            sentence=sentence,
            words=words.strip(),
            commented_by=by,
            commented_at=at,
        )
    )
    log.record(
        "oversight.sentence_commented",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        at=at,
    )
    return comment


@transaction.atomic
def answer_comment(
    *, comment: SentenceComment, by: User, words: str, at: datetime | None = None
) -> CommentAnswer:
    """Answer a comment on a sentence that one wrote. What is signed is corrected, and not here.

    Raises ``PermissionDenied`` for anybody but the writer, ``ValidationError`` if it was answered.
    """
    at = at or clock.now()
    entry = Entry.objects.select_for_update(of=("self",)).get(pk=comment.entry_id)
    decision = access.decide(by, Permission.VIEW, entry.person, at=at).require()
    if entry.author_id != by.pk or not record_queries.may_open(by, entry, at=at):
        raise PermissionDenied("Whoever wrote the entry answers what is said of it.")
    if CommentAnswer.objects.filter(comment=comment).exists():
        raise ValidationError("You have answered this already")
    answer = save(
        CommentAnswer(comment=comment, words=words.strip(), answered_by=by, answered_at=at)
    )
    log.record(
        "oversight.comment_answered",
        by=by,
        about=entry.person,
        target=entry,
        because=decision,
        at=at,
    )
    return answer


class ChangedMeanwhile(Exception):
    """The entry is not as the reviewer read it. Its words say how, for the page."""


def _reviewable(
    entry: Entry, by: User, version_number: int, answers_read: int | None, at: datetime
) -> tuple[Entry, Decision]:
    entry = Entry.objects.select_for_update(of=("self",)).select_related("person").get(pk=entry.pk)
    decision = access.decide(by, Permission.REVIEW, entry.person, at=at).require()
    if by.pk in (entry.author_id, entry.information_provider_id):
        raise PermissionDenied("You wrote this entry, or told what it says. Somebody else reviews.")
    if entry.author_id not in reports_of(by):
        raise PermissionDenied("The writer is not in your line. Their own manager reviews this.")
    if not record_queries.may_open(by, entry, at=at):
        raise PermissionDenied("This entry is restricted to named people.")
    if entry.versions.order_by("-number").values_list("number", flat=True)[0] != version_number:
        raise ChangedMeanwhile("The writer has corrected this entry. Read the new version below.")
    if answers_read is not None and entry.reviews.count() != answers_read:
        raise ChangedMeanwhile(
            "Somebody else has answered this entry. Their answer stands beside it."
        )
    return entry, decision


def _answer(entry: Entry, by: User, version_number: int, *, at: datetime, **fields) -> Review:
    review = Review(
        entry=entry, version_number=version_number, reviewed_by=by, reviewed_at=at, **fields
    )
    review.full_clean()
    review.save()
    return review
