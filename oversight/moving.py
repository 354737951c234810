"""What reviews do when the entry they answer is moved to the right record."""

from oversight.models import Review
from people.keys import new_key
from records.models import Entry


def take_reviews_along(old: Entry, new: Entry) -> None:
    """Give an entry that was moved the answers that it had. Part of the action that moves it."""
    for review in old.reviews.order_by("reviewed_at", "id"):
        Review.objects.create(
            entry=new,
            version_number=review.version_number,
            state=review.state,
            reviewed_by=review.reviewed_by,
            reviewed_at=review.reviewed_at,
            comment=review.comment,
            praise=review.praise,
        )
    for comment in old.sentence_comments.select_related("answer"):
        answer = getattr(comment, "answer", None)
        comment.pk, comment.key, comment.entry = None, new_key(), new
        comment.save(force_insert=True)
        if answer is not None:
            answer.pk, answer.comment = None, comment
            answer.save(force_insert=True)
